"""A whole request to the API or a page, as bytes, and what the running service answers to it.

The first line is the method and the target, then come headers a line each, an empty line, and the body. ``@com-1``
stands for a token of that demo person, ``@session`` and ``@mark`` for a page session's, ``@case`` for a case.
"""

import asyncio
import atexit
import json
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from fastapi import FastAPI
from limits import parse
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from api.app import make_app
from api.auth.builtin import LASTS_SECONDS, PEOPLE, BuiltIn, load_or_make
from api.load.allowed import Allowed
from api.problems import PROBLEMS, TYPE_URI
from records.engine import engine_for
from tests.api.told import start_of
from web.app import put_beside
from web.edge import is_of_the_api
from web.visit import Site

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
A_CASE_TAKES = 200
"""Requests, after which the next have a new case: one that was told thousands of things is slow, and proves no more."""

PATIENCE = timedelta(seconds=60)
"""A case may take so long on a busy machine; one that never answers is found by the time an input may take."""

_PLENTY = parse("1000000/second")
_TYPES = frozenset(TYPE_URI.format(type=problem.type_) for problem in PROBLEMS)
_STANDS_FOR = re.compile(rb"@([a-z]+(?:-[a-z0-9]+)?)")


class Service:
    """The running service, and the loop on which it is asked."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.fuzz.service"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        atexit.register(self._end)
        assert self._process.stdout is not None
        where = json.loads(self._process.stdout.readline())
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._issuer = load_or_make(Path(where["folder"]))
        self._tokens = {name: self._issuer.token(name) for name in PEOPLE}
        self._app, self._site = self._runner.run(_app(where, self._issuer))
        self._asked = 0
        self._case = ""

    def run(self, work: Awaitable[T]) -> T:
        """Do some work on the loop of the service."""

        async def awaited() -> T:
            return await work

        return self._runner.run(awaited())

    def answer(self, raw: bytes) -> tuple[str, int, bytes]:
        """The path of a request, and the status and the body of what is answered."""
        if self._asked % A_CASE_TAKES == 0:
            self._open_case(f"fuzz-{self._asked}")
        self._asked += 1
        return self.run(_ask(self._app, self._filled(raw)))

    def _open_case(self, case_id: str) -> None:
        self._case = case_id
        said = json.dumps(start_of(case_id)).encode()
        head = b"POST /v1/cases\nAuthorization: Bearer @case-system\nContent-Type: application/json\n\n"
        _, status, body = self.run(_ask(self._app, self._filled(head) + said))
        assert status == 201, body

    def _filled(self, raw: bytes) -> bytes:
        sessions = self._site.sessions
        id = sessions.begin(self._tokens["spo-1"], LASTS_SECONDS) if b"@session" in raw else ""
        words = {"case": self._case, "session": id, "mark": sessions.mark(id), **self._tokens}
        return _STANDS_FOR.sub(lambda found: words.get(found[1].decode(), found[0].decode()).encode(), raw)

    def _end(self) -> None:
        self._runner.close()
        self._process.communicate()


@cache
def service() -> Service:
    """The service of this process."""
    return Service()


def request(raw: bytes) -> None:
    """A request to the API or a page: whatever it is, it is answered, and never with a fault of ours."""
    path, status, body = service().answer(raw)
    assert status < 500, (status, body)
    if status >= 400 and is_of_the_api(path):
        said = json.loads(body)
        assert said["type"] in _TYPES and said["status"] == status, said


async def _app(where: dict[str, str], issuer: BuiltIn) -> tuple[FastAPI, Site]:
    temporal = await Client.connect(where["temporal"], data_converter=pydantic_data_converter)
    allowed = Allowed(person=_PLENTY, system=_PLENTY, no_token=_PLENTY, case=_PLENTY)
    app = make_app(temporal, engine_for(where["records"]), issuer.verifier(), patience=PATIENCE, allowed=allowed)
    return app, put_beside(app, issuer)


async def _ask(app: Callable[..., Awaitable[None]], raw: bytes) -> tuple[str, int, bytes]:
    """Ask as the server does: names of headers in small letters, the path as text with its escapes read."""
    head, _, content = raw.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    method, _, target = first.partition(b" ")
    escaped, _, query = target.partition(b"?")
    headers = [(name.strip().lower(), value.strip()) for name, _, value in (one.partition(b":") for one in lines)]
    if content and b"content-length" not in dict(headers):
        headers.append((b"content-length", str(len(content)).encode()))
    path = unquote(escaped.decode("ascii", "replace"))
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method.decode("ascii", "replace"),
        "path": path, "raw_path": escaped, "query_string": query, "headers": headers, "scheme": "http", "root_path": "",
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    sent: list[dict[str, Any]] = []
    waiting = [{"type": "http.request", "body": content, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent, "no answer"
    return path, sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])
