"""Asking another service what a thin event means: only at the addresses that are configured, never anywhere else."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx

from intake.limits import MAX_BYTES
from intake.reading import Unreadable, data_of

TIMEOUT = 10.0
"""Seconds for one answer (project default)."""


class NoDetails(Exception):
    """The details cannot be had, now or ever: the address is not one of ours, or answers that there is nothing."""


class TryLater(Exception):
    """The service did not answer properly this time."""


class Details(Protocol):
    """Where the details of thin events come from."""

    async def ask(self, url: str) -> Any:
        """The details at this address. Raises NoDetails and TryLater."""


@dataclass(frozen=True)
class Service:
    """One service that may be asked: everything under its address, with its token from a file."""

    base: httpx.URL
    token_file: Path | None = None

    def has(self, url: httpx.URL) -> bool:
        """Whether an address lies under this service's own: the same scheme, host and port, and its path beneath."""
        same = (url.scheme, url.host, url.port) == (self.base.scheme, self.base.host, self.base.port)
        beneath = self.base.path.rstrip("/") + "/"
        return same and not url.userinfo and ".." not in url.path and (url.path + "/").startswith(beneath)

    def headers(self) -> dict[str, str]:
        """The token is read anew each time: it may be renewed beside us."""
        if self.token_file is None:
            return {}
        return {"Authorization": f"Bearer {self.token_file.read_text().strip()}"}


class HttpDetails:
    """Asks over HTTP. Redirects are not followed: they could lead anywhere."""

    def __init__(self, services: Sequence[Service], client: httpx.AsyncClient | None = None) -> None:
        self._services = services
        self._client = client or httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False)

    async def ask(self, url: str) -> Any:
        """The details at this address. Raises NoDetails and TryLater; neither shows the address."""
        try:
            address = httpx.URL(url)
        except (httpx.InvalidURL, ValueError):
            raise NoDetails("its detail address is none") from None
        service = next((one for one in self._services if one.has(address)), None)
        if service is None:
            raise NoDetails("its detail address is not of a service that is configured")
        return await self._answer(service, address)

    async def _answer(self, service: Service, address: httpx.URL) -> Any:
        try:
            async with self._client.stream("GET", address, headers=service.headers()) as answer:
                if answer.status_code in {404, 410}:
                    raise NoDetails("the service has no details of it any more")
                if answer.status_code != 200:
                    raise TryLater(f"the service answered {answer.status_code}")
                return data_of(await _body(answer))
        except (httpx.HTTPError, OSError):
            raise TryLater("the service did not answer") from None
        except Unreadable:
            raise NoDetails("the service answered with something that is no JSON") from None

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()


async def _body(answer: httpx.Response) -> bytes:
    found = b""
    async for part in answer.aiter_bytes():
        found += part
        if len(found) > MAX_BYTES:
            raise NoDetails("the service answered with more than a message may weigh")
    return found


def services_in(file: Path) -> list[Service]:
    """The services in a settings file: a JSON array of ``{"base": …, "token_file": …}``. Raises ValueError."""
    said = json.loads(file.read_text())
    if not isinstance(said, list):
        raise ValueError("not a list of services")
    found = []
    for one in said:
        if not isinstance(one, dict) or not isinstance(one.get("base"), str):
            raise ValueError("a service needs its base address")
        base = httpx.URL(one["base"])
        if base.scheme not in {"http", "https"} or not base.host or base.userinfo:
            raise ValueError("a base address is https://host/path, without a user")
        token = one.get("token_file")
        found.append(Service(base, Path(token) if token else None))
    return found
