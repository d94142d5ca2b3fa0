"""Each external parser as a function of bytes: it may refuse them as it promises to, and raise nothing else."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import Request

from adoption.adopting import Result, rehearse_all, said_in
from adoption.said import Unreadable as UnreadableCaseload
from api.auth.keys import FileKeys
from api.auth.staff import StaffDirectory
from api.auth.tokens import Verifier
from api.bodies import BODIES
from api.problems import ApiProblem
from api.routes import ROUTERS
from commands.scenario_input import read_scenario
from commands.scenario_text import ScenarioError
from intake.envelope import read, split
from intake.facts import Misshapen, fact_of, key_of
from intake.files import messages_in
from intake.mapping import meaning_of
from intake.mapping.meaning import Facts
from intake.reading import Unreadable, data_of
from intake.take import clean
from models.events import EVENT
from tests.api.issuer import AUDIENCE, ISSUER, Issuer
from tests.fuzz.requests import request

Parser = Callable[[bytes], None]

PART = b"\n\x1e\n"
"""Between the parts of an input that stands for two things: a message and its details, two files."""

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
assert ROUTERS  # their import is what fills BODIES


def message(raw: bytes) -> None:
    """A message of another system and the details it points to, up to the facts for a case or the quarantine."""
    said, _, about = raw.partition(PART)
    details: Any = None
    with suppress(Unreadable):
        details = data_of(about)
    with suppress(Unreadable):
        for part in split(said):
            _meant(part, details)


def _meant(part: bytes, details: Any) -> None:
    """Read strictly: what the intake would catch and quarantine as a shape nobody knows counts as a crash here."""
    with suppress(Unreadable, Misshapen):
        told = replace(read(part), details=details)
        key_of(told)
        clean(told.type).encode()
        meaning = meaning_of(told)
        if isinstance(meaning, Facts) and told.occurred_at is not None:
            for draft in meaning.drafts:
                fact = fact_of(draft, told.occurred_at, "case-1")
                EVENT.validate_python(json.loads(json.dumps(fact.event)))


def messages_file(raw: bytes) -> None:
    """A file of messages."""
    with suppress(Unreadable):
        for part in messages_in(raw):
            _meant(part, None)


def scenario(raw: bytes) -> None:
    """A scenario file."""
    file = _folder() / "scenario.jsonl"
    file.write_bytes(raw)
    with suppress(ScenarioError):
        read_scenario(str(file))


def caseload_lines(raw: bytes) -> None:
    """A caseload as JSON lines, up to what adopting each case would open."""
    file = _folder() / "cases.jsonl"
    file.write_bytes(raw)
    with suppress(UnreadableCaseload):
        rehearse_all(said_in(file, None), NOW, _say)


def caseload_csv(raw: bytes) -> None:
    """A caseload as two CSV files, up to what adopting each case would open."""
    cases, _, facts = raw.partition(PART)
    files = _folder() / "cases.csv", _folder() / "facts.csv"
    for file, content in zip(files, (cases, facts), strict=True):
        file.write_bytes(content)
    with suppress(UnreadableCaseload):
        rehearse_all(said_in(files[0], files[1] if facts else None), NOW, _say)


def _say(result: Result) -> None:
    for problem in result.problems:
        str(problem).encode()


def token(raw: bytes) -> None:
    """An Authorization header as it comes or, of a JSON object, a token of the trusted issuer that says just this."""
    issuer, verifier = _issuer()
    try:
        said = json.loads(raw)
        header = f"Bearer {issuer.sign(said['claims'], **said['header'])}"
    except Exception:  # whatever the tests' own issuer cannot sign
        header = raw.decode("latin-1")
    with suppress(ApiProblem):
        asyncio.run(verifier.principal(header))


def body(raw: bytes) -> None:
    """The first byte says which of the API's bodies this is."""
    kind = BODIES[raw[0] % len(BODIES)] if raw else BODIES[0]
    with suppress(ApiProblem):
        asyncio.run(kind.read(_request(raw[1:])))


def _request(content: bytes) -> Request:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": content, "more_body": False}

    return Request({"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b""}, receive)


@cache
def _kept() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="throughcare-fuzz-", ignore_cleanup_errors=True)


def _folder() -> Path:
    return Path(_kept().name)


@cache
def _issuer() -> tuple[Issuer, Verifier]:
    issuer = Issuer()
    keys = FileKeys(issuer.publish(_folder() / "jwks.json"))
    return issuer, Verifier(ISSUER, AUDIENCE, keys, StaffDirectory({}))


PARSERS: dict[str, Parser] = {
    one.__name__: one for one in (message, messages_file, scenario, caseload_lines, caseload_csv, token, body, request)
}
