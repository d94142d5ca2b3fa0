"""The key that signs checkpoints: a file that only whoever makes them can read. The API does not need it."""

import re
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

from sealing import private_file
from sealing.problems import KeyProblem

_PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----\n?", re.DOTALL)


def load(path: Path) -> Ed25519PrivateKey:
    """The signing key of a file in PEM. Raises KeyProblem."""
    try:
        said = private_file.read(path)
    except OSError:
        raise KeyProblem(f"no audit key at {path}: `throughcare audit checkpoint` makes one") from None
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
        made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        private_file.make(path, made)
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
