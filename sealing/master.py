"""The master key, which wraps the cases' keys: in a file here, or behind a key service that keeps to the same port."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sealing import private_file
from sealing.keyring import Keyring, load, new_line
from sealing.problems import KeyProblem

_NONCE = 12


@dataclass(frozen=True)
class Wrapped:
    """A key that only the holder of a master key can use."""

    master: str
    """The id of the master key."""

    data: bytes


class MasterKeys(Protocol):
    """What is asked of whoever holds the master keys. ``about`` says whose a key is: as another's it is not given."""

    async def current(self) -> str:
        """The id of the master key that wraps from now on."""
        ...

    async def wrap(self, key: bytes, about: str) -> Wrapped:
        """Wrap a key with the current master key. Raises KeyProblem."""
        ...

    async def unwrap(self, wrapped: Wrapped, about: str) -> bytes:
        """The key again, whichever master key it is wrapped with. Raises KeyProblem."""
        ...


class MasterKeyFile:
    """Master keys in a file (``sealing.keyring``), read again whenever it was changed: no process need be restarted."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[tuple[int, int, int], Keyring] | None = None

    async def current(self) -> str:
        """The id of the file's first key."""
        return self._keyring().current

    async def wrap(self, key: bytes, about: str) -> Wrapped:
        """Wrap a key with the file's first."""
        keyring = self._keyring()
        nonce = os.urandom(_NONCE)
        sealed = AESGCM(keyring.keys[keyring.current]).encrypt(nonce, key, about.encode())
        return Wrapped(keyring.current, nonce + sealed)

    async def unwrap(self, wrapped: Wrapped, about: str) -> bytes:
        """The key again. Raises KeyProblem when its master key is not in the file."""
        master = self._keyring().keys.get(wrapped.master)
        if master is None:
            raise KeyProblem(f"{self._path} has no master key {wrapped.master}, which wraps a case's key: put it back")
        try:
            return AESGCM(master).decrypt(wrapped.data[:_NONCE], wrapped.data[_NONCE:], about.encode())
        except InvalidTag:
            raise KeyProblem(f"a case's key was changed, or {self._path} has another key {wrapped.master}") from None

    def _keyring(self) -> Keyring:
        try:
            found = self._path.stat()
        except OSError:
            raise KeyProblem(f"no key file at {self._path}") from None
        as_it_is = (found.st_mtime_ns, found.st_ino, found.st_size)
        if self._read is None or self._read[0] != as_it_is:
            self._read = as_it_is, load(self._path)
        return self._read[1]


def add_master_key(path: Path) -> str:
    """Put a new master key into the file, after the others; its id. It wraps nothing yet. Raises KeyProblem."""
    load(path)
    line = new_line()
    _write(path, lambda lines: [*lines, line])
    return line.split()[0]


def use_master_key(path: Path, master: str) -> None:
    """Have a master key of the file wrap from now on. Raises KeyProblem when it is not there."""
    _known(path, master)
    _write(path, lambda lines: sorted(lines, key=lambda line: line.split()[0] != master))


def remove_master_key(path: Path, master: str) -> None:
    """Take a master key out of the file. Raises KeyProblem when it is not there, or wraps new keys."""
    if master == _known(path, master).current:
        raise KeyProblem(f"{master} is the master key in use: `throughcare keys rotate` puts another in its place")
    _write(path, lambda lines: [line for line in lines if line.split()[0] != master])


def _known(path: Path, master: str) -> Keyring:
    keyring = load(path)
    if master not in keyring.keys:
        raise KeyProblem(f"{path} has no master key {master}")
    return keyring


def _write(path: Path, change: Callable[[list[str]], list[str]]) -> None:
    try:
        lines = [f"{line.strip()}\n" for line in path.read_text().splitlines() if line.strip()]
        private_file.replace(path, "".join(change(lines)).encode())
    except OSError as error:
        raise KeyProblem(f"{path} cannot be changed: {error.strerror}") from None
