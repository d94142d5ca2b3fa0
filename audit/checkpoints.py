"""Checkpoints: how far the trail went and the hash it had there, signed with Ed25519. Keep them somewhere else."""

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.chain import GENESIS, Link

_PURPOSE = "throughcare audit checkpoint 1"
"""Part of what is signed, so that a signature made for this serves for nothing else."""


@dataclass(frozen=True)
class Checkpoint:
    """That the trail had ``number`` entries at ``at``, the last with this hash."""

    number: int
    hash: str
    at: str
    signature: str


class NoCheckpoint(Exception):
    """A line is no checkpoint; the text says which."""


def sign(last: Link | None, at: str, key: Ed25519PrivateKey) -> Checkpoint:
    """A checkpoint of the trail up to its last entry; none when it is empty."""
    number, hash = (last.number, last.hash) if last else (0, GENESIS)
    return Checkpoint(number, hash, at, b64encode(key.sign(_signed(number, hash, at))).decode())


def is_signed(checkpoint: Checkpoint, keys: Sequence[Ed25519PublicKey]) -> bool:
    """Whether one of the keys signed it."""
    said = _signed(checkpoint.number, checkpoint.hash, checkpoint.at)
    return any(_verifies(key, checkpoint.signature, said) for key in keys)


def line(checkpoint: Checkpoint) -> str:
    """A checkpoint as one line of JSON, to be put at the end of a file."""
    return json.dumps(vars(checkpoint), sort_keys=True)


def read(text: str) -> list[Checkpoint]:
    """The checkpoints of a file, one a line. Raises NoCheckpoint."""
    lines = enumerate(text.splitlines(), 1)
    return [_of(said, number) for number, said in lines if said.strip()]


def _of(said: str, number: int) -> Checkpoint:
    try:
        found = json.loads(said)
        checkpoint = Checkpoint(found["number"], found["hash"], found["at"], found["signature"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NoCheckpoint(f"line {number} is no checkpoint: `throughcare audit checkpoint` writes them") from None
    texts = (checkpoint.hash, checkpoint.at, checkpoint.signature)
    if type(checkpoint.number) is not int or not all(isinstance(text, str) for text in texts):
        raise NoCheckpoint(f"line {number} is no checkpoint: `throughcare audit checkpoint` writes them")
    return checkpoint


def _signed(number: int, hash: str, at: str) -> bytes:
    return json.dumps([_PURPOSE, number, hash, at]).encode()


def _verifies(key: Ed25519PublicKey, signature: str, said: bytes) -> bool:
    try:
        key.verify(b64decode(signature, validate=True), said)
    except (InvalidSignature, ValueError):
        return False
    return True
