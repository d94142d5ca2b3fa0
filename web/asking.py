"""Asking the API, in this process and over its own routes, as whoever is signed in: the pages have no other way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter

from api import correlation

T = TypeVar("T")
_PATIENCE = httpx.Timeout(30.0)


@dataclass
class Declined(Exception):
    """The API answered with a problem; ``kind`` is the last part of its type, such as ``restricted-case``; ``again_in``
    the seconds to wait, where it says so. ``errors`` are the fields at fault, or the reasons, with their clauses."""

    status: int
    kind: str
    again_in: str | None = None
    errors: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Asking:
    """The API as one person has it."""

    http: httpx.AsyncClient
    token: str

    async def get(self, kind: Callable[..., T], path: str, /, **asked: str | int | None) -> T:
        """What the API shows. What is asked as None is not asked. Raises Declined."""
        params = {name: str(value) for name, value in asked.items() if value is not None}
        headers = {"Authorization": f"Bearer {self.token}", correlation.HEADER: correlation.current()}
        return _read(kind, await self.http.get(path, params=params, headers=headers))

    async def post(
        self, kind: Callable[..., T], path: str, said: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> T:
        """What the API answers to what is told it. Raises Declined."""
        ours = {"Authorization": f"Bearer {self.token}", correlation.HEADER: correlation.current()}
        return _read(kind, await self.http.post(path, json=dict(said), headers={**ours, **(headers or {})}))

    async def put(self, kind: Callable[..., T], path: str, said: Mapping[str, Any]) -> T:
        """What the API answers where something is set. Raises Declined."""
        ours = {"Authorization": f"Bearer {self.token}", correlation.HEADER: correlation.current()}
        return _read(kind, await self.http.put(path, json=dict(said), headers=ours))

    async def delete(self, path: str) -> None:
        """Have the API end something. Raises Declined."""
        ours = {"Authorization": f"Bearer {self.token}", correlation.HEADER: correlation.current()}
        answer = await self.http.delete(path, headers=ours)
        if answer.is_error:
            raise _declined(answer)

    async def put_text(self, kind: Callable[..., T], path: str, text: str, headers: Mapping[str, str]) -> T:
        """What the API answers to a text of another system's, sent as it stands. Raises Declined."""
        ours = {"Authorization": f"Bearer {self.token}", correlation.HEADER: correlation.current()}
        ours["Content-Type"] = "application/json"
        return _read(kind, await self.http.put(path, content=text.encode(), headers={**ours, **headers}))


def client_of(api: Any) -> httpx.AsyncClient:
    """A client of an API that runs in this process."""
    transport = httpx.ASGITransport(app=api, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://api", timeout=_PATIENCE)


def segment(said: str) -> str:
    """A part of a path that somebody else wrote, which stays one part."""
    return quote(said, safe="")


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """Reads an answer of this kind; made once, as some take long."""
    return TypeAdapter(kind)


def _read(kind: Callable[..., T], answer: httpx.Response) -> T:
    if answer.is_error:
        raise _declined(answer)
    found: T = adapter(kind).validate_json(answer.content or b"null")
    return found


def _declined(answer: httpx.Response) -> Declined:
    said = answer.json()
    kind = str(said["type"]).rsplit(":", 1)[-1]
    return Declined(answer.status_code, kind, answer.headers.get("Retry-After"), tuple(said.get("errors", ())))
