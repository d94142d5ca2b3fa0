"""Reading a body: strictly as JSON, filled in with what only the service knows. What is wrong is named, never shown.

A body is read once whoever asks is known to be allowed to. Strict reading keeps `false` from being the number 0, and a
number from being a date; a number without a fraction, such as 2.0, is the whole number that JSON Schema says it is.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

from fastapi import Request
from pydantic import TypeAdapter, ValidationError

from api.answers import invalid, named
from api.problems import InvalidRequest

T = TypeVar("T")
_DIGITS = re.compile(r"[-+]?\d+(\.\d*)?")
_SCHEMAS = "#/components/schemas/{model}"

MARK = "x-body"
"""Under this name a route says which of the bodies is its own, until the description is asked for."""

BODIES: "list[Body[Any]]" = []
"""Every kind of body."""


class Body(Generic[T]):
    """A kind of body. ``filled`` are fields that the service fills in, ``optional`` those it fills in if absent."""

    def __init__(
        self, kind: Any, *, filled: frozenset[str] = frozenset(), optional: frozenset[str] = frozenset()
    ) -> None:
        self._kind = kind
        self._filled = filled
        self._optional = optional
        BODIES.append(self)

    @cached_property
    def adapter(self) -> TypeAdapter[T]:
        """Reads it. Made when it is first needed: some take a second."""
        return TypeAdapter(self._kind)

    async def read(self, request: Request, fill: Callable[[dict[str, Any]], Mapping[str, Any]] | None = None) -> T:
        """The body of a request. ``fill`` gives what the service adds to it. Raises InvalidRequest."""
        said = parsed(await request.body())
        if fill is not None and isinstance(said, dict):
            if mine := [name for name in said if name in self._filled]:
                raise InvalidRequest(errors=[_fault(f"body.{name}", "the service fills this in") for name in mine])
            said = {**said, **fill(said)}
        try:
            read = self.adapter.validate_json(json.dumps(said))
        except ValidationError as error:
            raise invalid(error, within=("body",)) from None
        if changed := list(_changed_in_kind(said, self.adapter.dump_python(read, mode="json"), "body")):
            raise InvalidRequest(errors=[_fault(named(where), "not of the kind asked for") for where in changed])
        return read

    def marked(self) -> dict[str, Any]:
        """How a route says that this is its body."""
        return {MARK: str(BODIES.index(self))}

    def described(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the description says of it, and the schemas that refers to."""
        schema = self.adapter.json_schema(ref_template=_SCHEMAS)
        components = schema.pop("$defs", {})
        for one in (schema, *components.values()):
            self._leave_out(one)
        return {"required": True, "content": {"application/json": {"schema": schema}}}, components

    def _leave_out(self, schema: dict[str, Any]) -> None:
        if not self._filled & set(schema.get("properties", {})):
            return
        for name in self._filled:
            schema["properties"].pop(name, None)
        left = [name for name in schema.get("required", []) if name not in self._filled | self._optional]
        schema["required"] = left
        if not left:
            del schema["required"]


def _changed_in_kind(said: Any, read: Any, where: str) -> Iterator[str]:
    """Where reading made another kind of thing of what was said: a number of a text or of a truth, a date of a number.

    Pydantic's own strictness stops where a model looks at what was said before it is read.
    """
    match said, read:
        case dict(), dict():
            for name in said.keys() & read.keys():
                yield from _changed_in_kind(said[name], read[name], f"{where}.{name}")
        case list(), list():
            for number, (one, other) in enumerate(zip(said, read, strict=False)):
                yield from _changed_in_kind(one, other, f"{where}.{number}")
        case _:
            if _kind(said) != _kind(read) or (isinstance(said, str) and _DIGITS.fullmatch(said) and said != read):
                yield where


def _kind(value: Any) -> str:
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__


def parsed(body: bytes) -> Any:
    """A body as plain data. Raises InvalidRequest when it is not JSON, or holds text that no database keeps."""
    if not body:
        raise InvalidRequest(errors=[_fault("body", "send a JSON object")])
    try:
        said = json.loads(body, parse_float=_number, parse_constant=_no_number)
        again = json.dumps(said, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise InvalidRequest(errors=[_fault("body", "this is not JSON")]) from None
    if b"\\u0000" in again:
        raise InvalidRequest(errors=[_fault("body", "no text may hold the character NUL")])
    return said


def _number(text: str) -> float | int:
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _no_number(text: str) -> None:
    raise ValueError("not a number of JSON")


def _fault(field: str, words: str) -> dict[str, str]:
    return {"field": field, "words": words}
