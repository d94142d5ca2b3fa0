"""The edge of the pages: which requests are theirs, and the headers of every page."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import correlation
from api.edge import STRICT_TRANSPORT

_OF_THE_API = re.compile(r"/(v1(/.*)?|health|ready|metrics)")

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": STRICT_TRANSPORT,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def is_of_the_api(path: str) -> bool:
    """Whether a path is one of the API's; every other is a page's."""
    return _OF_THE_API.fullmatch(path) is not None


class Beside:
    """Gives the API what is its own, and everything else to the pages."""

    def __init__(self, app: ASGIApp, pages: ASGIApp) -> None:
        self._api = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or is_of_the_api(scope["path"]):
            await self._api(scope, receive, send)
        else:
            await self._pages(scope, receive, send)


class PageHeaders:
    """Gives every page its headers, and every request an id."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        id = correlation.take(Headers(scope=scope).get(correlation.HEADER))

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                given[correlation.HEADER] = id
                for name, value in _ALWAYS.items():
                    given.setdefault(name, value)
            await send(message)

        if not scope["query_string"].isascii():  # no server that is strict lets it come this far
            await Response(status_code=400)(scope, receive, answer)
            return
        await self._app(scope, receive, answer)
