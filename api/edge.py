"""The edge of the service: what is true of every request and every answer, whatever route it is for."""

import asyncio
import re
from collections.abc import Iterable

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import correlation
from api.answers import problem_answer
from api.problems import ApiProblem, BodyTooLarge, BodyTooSlow, InternalError, MalformedRequest, UnsupportedMediaType

BODY_LIMIT = 256 * 1024
"""Bytes a body may have (project default): a case with all its evidence is a tenth of it."""

BODY_WITHIN = 20.0
"""Seconds within which a body has to come (project default): whoever sends a byte a minute holds up nobody."""

_JSON = re.compile(r"application/([\w.-]+\+)?json\s*(;.*)?", re.IGNORECASE)
STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"
"""Two years (project default). Browsers heed it over TLS only, so that it does no harm on a desk."""

_ALWAYS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": STRICT_TRANSPORT,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Vary": "Authorization",
}

LOG = structlog.get_logger("throughcare.api")


class Edge:
    """Gives every request a correlation id and every answer its headers; reads bodies up to a limit, and only JSON.

    A fault that no route foresaw is answered as a problem that says nothing of it, and logged by its type alone.
    """

    def __init__(self, app: ASGIApp, body_limit: int = BODY_LIMIT) -> None:
        self._app = app
        self._limit = body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        id = correlation.take(headers.get(correlation.HEADER))
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                given = MutableHeaders(scope=message)
                given[correlation.HEADER] = id
                for name, value in _ALWAYS.items():
                    given.setdefault(name, value)
            await send(message)

        try:
            if not scope["query_string"].isascii():
                raise MalformedRequest()
            again = await self._read_in_time(headers, receive)
            await self._app(scope, again, answer)
        except ApiProblem as problem:
            await problem_answer(problem)(scope, receive, answer)
        except Exception as error:
            LOG.error("unforeseen", error=type(error).__qualname__, where=_where(error), correlation_id=id)
            if started:
                raise
            await problem_answer(InternalError())(scope, receive, answer)

    async def _read_in_time(self, headers: Headers, receive: Receive) -> Receive:
        try:
            async with asyncio.timeout(BODY_WITHIN):
                return await self._read(headers, receive)
        except TimeoutError:
            raise BodyTooSlow() from None

    async def _read(self, headers: Headers, receive: Receive) -> Receive:
        """Read the body, and give it on as it came. Raises BodyTooLarge, UnsupportedMediaType and MalformedRequest."""
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            raise MalformedRequest()
        if int(length) > self._limit:
            raise BodyTooLarge(f"Send at most {self._limit} bytes: one case, one event or one act at a time.")
        body = b""
        more = length != "0" or "transfer-encoding" in headers
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return replaying([message], receive)
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._limit:
                raise BodyTooLarge(f"Send at most {self._limit} bytes: one case, one event or one act at a time.")
        if body and not _JSON.fullmatch(headers.get("content-type", "")):
            raise UnsupportedMediaType()
        return replaying([{"type": "http.request", "body": body, "more_body": False}], receive)


def replaying(messages: Iterable[Message], receive: Receive) -> Receive:
    """What was received, to be received again, and then whatever comes."""
    waiting = list(messages)

    async def again() -> Message:
        return waiting.pop(0) if waiting else await receive()

    return again


def _where(error: Exception) -> str:
    """The file and line an error came from: enough to find it, and nothing of what it was about."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
