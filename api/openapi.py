"""The description of the API (OpenAPI 3.1): as FastAPI writes it, with the problems every route may answer."""

from typing import Any

from fastapi import FastAPI

from api.bodies import BODIES, MARK
from api.problems import PROBLEMS, TYPE_URI

_PROBLEM = {
    "title": "Problem",
    "description": "What went wrong (RFC 9457); docs/problems.md has every type.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "correlation_id"],
    "properties": {
        "type": {"type": "string", "enum": [TYPE_URI.format(type=p.type_) for p in PROBLEMS]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "correlation_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("field", "words", "code", "clause")},
                "required": ["words"],
            },
        },
    },
}
_ANSWER = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_ALWAYS = {"400", "404", "405", "408", "413", "415", "422", "429", "500"}
_WITH_TOKEN = {"401", "403", "503"}
_LATER = {"headers": {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}}}}
_WORDS = {
    str(status): " · ".join(p.title for p in PROBLEMS if p.status == status) for status in {p.status for p in PROBLEMS}
}


def describe(app: FastAPI) -> None:
    """Have the app describe itself so. FastAPI's own description is made once, at the first call."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _with_problems(plain())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI documents it


def _with_problems(said: dict[str, Any]) -> dict[str, Any]:
    schemas = said.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = _PROBLEM
    for path in said["paths"].values():
        for operation in path.values():
            if MARK in operation:
                operation["requestBody"], more = BODIES[int(operation.pop(MARK))].described()
                schemas.update({name: schema for name, schema in more.items() if name not in schemas})
            _add(operation)
    return said


def _add(operation: dict[str, Any]) -> None:
    statuses = _ALWAYS | (_WITH_TOKEN if operation.get("security") else set())
    names = {one["name"].lower() for one in operation.get("parameters", [])}
    if "if-match" in names:
        statuses |= {"412", "428", "409"}
    if "idempotency-key" in names:
        statuses |= {"409"}
    for status in sorted(statuses):
        if status != "422" and status in operation["responses"]:
            continue
        answer = {"description": _WORDS[status], "content": _ANSWER}
        operation["responses"][status] = answer | (_LATER if status in {"429", "503"} else {})
