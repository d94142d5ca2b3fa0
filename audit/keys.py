"""The key that signs checkpoints: a file that only whoever makes them can read. The API does not need it."""

import os
import re
import secrets
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

_PRIVATE = 0o600
_PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----\n?", re.DOTALL)


class KeyProblem(Exception):
    """The key is missing, unreadable, or open to others; the text says what to do and shows nothing of a key."""


def load(path: Path) -> Ed25519PrivateKey:
    """The signing key of a file in PEM. Raises KeyProblem."""
    try:
        mode, said = path.stat().st_mode, path.read_bytes()
    except OSError:
        raise KeyProblem(f"no audit key at {path}: `throughcare audit checkpoint` makes one") from None
    if mode & 0o077:
        raise KeyProblem(f"{path} can be read by others: chmod 600 {path}")
    try:
        key = load_pem_private_key(said, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyProblem(f"{path} holds no Ed25519 key in PEM")
    return key


def load_or_make(path: Path) -> Ed25519PrivateKey:
    """The key of a file, which is made with a new key when it is not there. Two who make it at once get the same."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb") as file:
            file.write(made)
        try:
            os.link(draft, path)  # whole or not at all, and never over one that is there
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return load(path)


def public_pem(key: Ed25519PrivateKey) -> str:
    """The public half in PEM: who has it can check checkpoints and make none."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def load_public(path: Path) -> list[Ed25519PublicKey]:
    """The public keys of a file, one after another in PEM. Raises KeyProblem."""
    try:
        said = path.read_bytes()
    except OSError:
        raise KeyProblem(f"no public key at {path}: `throughcare audit public-key` prints it") from None
    try:
        found = [load_pem_public_key(one) for one in _PEM.findall(said)]
    except (ValueError, UnsupportedAlgorithm):
        found = []
    keys = [one for one in found if isinstance(one, Ed25519PublicKey)]
    if not keys or len(keys) < len(found):
        raise KeyProblem(f"{path} holds no Ed25519 public key in PEM")
    return keys
