"""A file that only its owner can read: made once, and not read when others can."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from sealing.problems import KeyProblem

_MODE = 0o600


def read(path: Path) -> bytes:
    """What is in it. Raises KeyProblem when others can read it too, and OSError when it cannot be read."""
    if path.stat().st_mode & 0o077:
        raise KeyProblem(f"{path} can be read by others: chmod 600 {path}")
    return path.read_bytes()


def make(path: Path, content: bytes) -> None:
    """Make it, whole or not at all, and never over one that is there: two who make it at once have the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    _write(draft, content)
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def replace(path: Path, content: bytes) -> None:
    """Put something else in its place, whole or not at all; its owner stays the same. Raises OSError."""
    owner = path.stat()
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(draft, content)
        os.chown(draft, owner.st_uid, owner.st_gid)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _write(draft: Path, content: bytes) -> None:
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
