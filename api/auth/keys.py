"""Where the issuer's public keys come from: a file, or an address that is asked again when keys rotate."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

KEPT_SECONDS = 300.0
"""How long fetched keys are used before they are fetched again (project default)."""

AGAIN_SECONDS = 10.0
"""How soon keys may be fetched again for a key id that is not among them, or after a failure (project default)."""

STALE_SECONDS = 3600.0
"""How long keys are still used when the issuer cannot be reached (project default)."""

_TIMEOUT = httpx.Timeout(3.0)
_LARGEST = 256 * 1024


class NoKeys(Exception):
    """The keys cannot be had."""


class KeySource(Protocol):
    """Gives the keys; ``missing`` asks for them afresh when a key id was not among those given before."""

    async def keys(self, *, missing: bool = False) -> KeySet:
        """The keys there are now. Raises NoKeys."""


class FileKeys:
    """Keys in a JWKS file, read again when the file changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[int, KeySet] | None = None

    async def keys(self, *, missing: bool = False) -> KeySet:
        """The keys of the file. Raises NoKeys."""
        try:
            changed = self._path.stat().st_mtime_ns
            if self._read is None or self._read[0] != changed:
                self._read = (changed, key_set(self._path.read_bytes()))
        except OSError:
            raise NoKeys(f"no keys at {self._path}") from None
        return self._read[1]


class FetchedKeys:
    """Keys at an address: kept for a while, fetched again when they rotate, the last ones used while it is down."""

    def __init__(
        self, url: str, clock: Callable[[], float] = time.monotonic, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._url = url
        self._clock = clock
        self._transport = transport
        self._kept: KeySet | None = None
        self._fetched = self._tried = float("-inf")
        self._lock = asyncio.Lock()

    async def keys(self, *, missing: bool = False) -> KeySet:
        """The keys of the issuer. Raises NoKeys."""
        if self._kept is None or self._age() > KEPT_SECONDS or missing:
            async with self._lock:
                await self._fetch(missing)
        if self._kept is None or self._age() > STALE_SECONDS:
            raise NoKeys("the issuer's keys cannot be fetched")
        return self._kept

    def _age(self) -> float:
        return self._clock() - self._fetched

    async def _fetch(self, missing: bool) -> None:
        """Fetch, unless another has just done so; a failure leaves the keys there were."""
        fresh = self._kept is not None and self._age() <= KEPT_SECONDS
        if self._clock() - self._tried < AGAIN_SECONDS or (fresh and not missing):
            return
        self._tried = self._clock()
        try:
            async with httpx.AsyncClient(transport=self._transport, timeout=_TIMEOUT, follow_redirects=False) as http:
                answer = await http.get(self._url, headers={"Accept": "application/json"})
            answer.raise_for_status()
            self._kept, self._fetched = key_set(answer.content), self._clock()
        except (httpx.HTTPError, NoKeys):
            return


def key_set(text: bytes) -> KeySet:
    """Read a JWKS: its RSA keys that sign. Raises NoKeys when there is none."""
    if len(text) > _LARGEST:
        raise NoKeys("the key set is too large")
    try:
        said = json.loads(text)
        rsa = [key for key in said["keys"] if key.get("kty") == "RSA" and key.get("use", "sig") == "sig"]
        found = KeySet.import_key_set({"keys": rsa})
    except (ValueError, TypeError, KeyError, AttributeError, JoseError):
        raise NoKeys("this is not a key set") from None
    if not rsa:
        raise NoKeys("the key set has no RSA key for signatures")
    return found
