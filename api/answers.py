"""Turning what goes wrong into problems: our own, the framework's, the case client's and the database's."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError, TimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api import correlation
from api.methods import methods_at
from api.problems import (
    TYPE_URI,
    ApiProblem,
    BodyTooLarge,
    CaseFinished,
    CaseFull,
    CasesUnavailable,
    InternalError,
    InvalidRequest,
    MalformedRequest,
    MethodNotAllowed,
    NotFound,
    RecordsUnavailable,
    Refused,
    StaleVersion,
    UnknownCase,
)
from client import CaseIsFinished, CaseIsFull, CaseProblem, CaseRefused, CaseStale, NoSuchCase
from models.events import EVENT_TYPES
from models.release_facts import ReleaseFacts
from models.requests import REQUEST_TYPES
from policy.storage import fields

_BY_STATUS: dict[int, type[ApiProblem]] = {404: NotFound, 405: MethodNotAllowed, 413: BodyTooLarge}
_MEMBER = re.compile(r"<\w+\.\w+: ('\w+')>")
"""How Python writes a word of an enumeration, which is all that pydantic says of it."""

_SAID_OF = {
    "string_pattern_mismatch": "not of the form asked for; references are lower case letters, digits and dashes",
    "union_tag_invalid": "say one of those that the description lists",
    "extra_forbidden": "there is no such field",
    "json_invalid": "this is not JSON",
}


def problem_answer(problem: ApiProblem) -> Response:
    """A problem as it is sent."""
    said = problem.marshal(uri=TYPE_URI) | {"correlation_id": correlation.current()}
    return JSONResponse(said, problem.status, problem.headers, "application/problem+json")


def install(app: FastAPI) -> None:
    """Have everything that a route raises answered as a problem."""

    def handling(made: Any) -> Any:
        async def handle(_: Request, error: Exception) -> Response:
            return problem_answer(made(error))

        return handle

    app.add_exception_handler(ApiProblem, handling(lambda problem: problem))
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(RequestValidationError, handling(_of_validation))
    app.add_exception_handler(CaseProblem, handling(_of_case))
    app.add_exception_handler(DBAPIError, handling(_of_database))
    app.add_exception_handler(TimeoutError, handling(lambda _: RecordsUnavailable()))


def invalid(error: ValidationError | RequestValidationError, *, within: Sequence[str] = ()) -> InvalidRequest:
    """What a model says is wrong: each field and why, never what was in it."""
    found = (
        error.errors(include_input=False, include_url=False) if isinstance(error, ValidationError) else error.errors()
    )
    return InvalidRequest(errors=[_line(one, within) for one in found])


def _line(found: Mapping[str, Any], within: Sequence[str]) -> dict[str, str]:
    kind = str(found["type"])
    where = ".".join([*within, *(str(part) for part in found["loc"])])
    words = _SAID_OF.get(kind, _MEMBER.sub(r"\1", str(found["msg"])))
    return {"field": named(where), "words": words, "code": kind}


def named(where: str) -> str:
    """Where a fault is, in names of ours: a key or a field of the caller's own making is left out."""
    return ".".join(part if part in _names() or part.isdigit() else "(not ours)" for part in where.split("."))


_PLACES = frozenset({
    "body", "query", "path", "header", "[key]", "facts", "allowed", "limit", "after", "mine", "team", "due_within",
    "overdue", "open", "unacknowledged", "within", "passed", "from", "to", "as_of", "by", "duty", "table", "clause",
    "kind", "stage", "state", "role", "rosh", "since", "oldest_first", "Idempotency-Key",
    "action", "before", "case_id", "outcome", "until", "who",
})  # fmt: skip
"""Names of places and parameters, and of fields of bodies that no model of the case has."""


@cache
def _names() -> frozenset[str]:
    """Every name that a field, a variant or a part of a request has here."""
    ours = {f.name for f in fields()}.union(ReleaseFacts.model_fields, EVENT_TYPES, REQUEST_TYPES)
    return _PLACES | ours


def _of_validation(error: RequestValidationError) -> ApiProblem:
    return invalid(error)


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer = problem_answer(_of_http(error))
    if error.status_code == 405 and (allow := methods_at(request.app, request.url.path)):
        answer.headers["Allow"] = allow
    return answer


def _of_http(error: HTTPException) -> ApiProblem:
    kind = _BY_STATUS.get(error.status_code, InternalError if error.status_code >= 500 else MalformedRequest)
    return kind(headers=error.headers)


def _of_case(error: CaseProblem) -> ApiProblem:
    match error:
        case CaseIsFull(reasons=reasons):
            return CaseFull(errors=[_reason(reason) for reason in reasons])
        case CaseRefused(reasons=reasons):
            return Refused(errors=[_reason(reason) for reason in reasons])
        case NoSuchCase():
            return UnknownCase()
        case CaseIsFinished():
            return CaseFinished()
        case CaseStale():
            return StaleVersion()
        case _:
            return CasesUnavailable()


def _reason(reason: Mapping[str, Any]) -> dict[str, str]:
    said = {name: str(value) for name, value in reason.items() if value is not None}
    return said | ({"field": named(said["field"])} if "field" in said else {})


def _of_database(error: DBAPIError) -> ApiProblem:
    """Not there, going away, or without the tables of this release; anything else is a fault of ours."""
    gone = isinstance(error, OperationalError | InterfaceError | ProgrammingError) or error.connection_invalidated
    return RecordsUnavailable() if gone else InternalError()
