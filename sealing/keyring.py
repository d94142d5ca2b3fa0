"""Keys in a file that only its owner can read: those that wrap the cases' keys, and the victim side's own."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sealing import private_file
from sealing.problems import KeyProblem

KEY_BYTES = 32


@dataclass(frozen=True)
class Keyring:
    """Keys by their ids. ``current`` seals; the others still open what they once sealed."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)


def load(path: Path) -> Keyring:
    """The keys of a file: a line each, an id and 32 bytes in base64; the first seals. Raises KeyProblem."""
    try:
        text = private_file.read(path).decode(errors="replace")
    except OSError:
        raise KeyProblem(f"no key file at {path}") from None
    keys: dict[str, bytes] = {}
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
        name, _, secret = line.partition(" ")
        keys[name] = _key(secret, path, number)
    if not keys:
        raise KeyProblem(f"{path} holds no key")
    return Keyring(next(iter(keys)), keys)


def _key(secret: str, path: Path, number: int) -> bytes:
    try:
        key = base64.b64decode(secret, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyProblem(f"{path}, line {number}: write an id, a space and {KEY_BYTES} bytes in base64")
    return key


def new_line() -> str:
    """A line of a key file, with a new id and a new key."""
    return f"{secrets.token_hex(4)} {base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}\n"


def load_or_make(path: Path) -> Keyring:
    """The keys of a file, which is made with a new key when it is not there. Two who make it at once get the same."""
    if not path.exists():
        private_file.make(path, new_line().encode())
    return load(path)
