"""Keys in a file that only its owner can read: those that wrap the cases' keys, and the victim side's own."""

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sealing.problems import KeyProblem

KEY_BYTES = 32
_PRIVATE = 0o600


@dataclass(frozen=True)
class Keyring:
    """Keys by their ids. ``current`` seals; the others still open what they once sealed."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)


def load(path: Path) -> Keyring:
    """The keys of a file: a line each, an id and 32 bytes in base64; the first seals. Raises KeyProblem."""
    try:
        mode, text = path.stat().st_mode, path.read_text()
    except OSError:
        raise KeyProblem(f"no key file at {path}") from None
    if mode & 0o077:
        raise KeyProblem(f"{path} can be read by others: chmod 600 {path}")
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
    line = new_line()
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "w") as file:
            file.write(line)
        try:
            os.link(draft, path)  # whole or not at all, and never over one that is there
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return load(path)
