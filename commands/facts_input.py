"""Reading facts from a file or standard input: one JSON object, a JSON array, or JSON Lines.

Whatever is wrong becomes one clear line that names the item and the field and never repeats the value: an address typed
into the wrong field must not end up in a log.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from json import JSONDecodeError, JSONDecoder
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from models.release_facts import ReleaseFacts

Shape = Literal["object", "array", "lines"]
"""How the facts came, and so how the answers are given back."""


class FactsError(Exception):
    """The facts could not be read. ``problems`` holds one line for each thing wrong."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class Given:
    """The items read, and the shape they came in."""

    shape: Shape
    items: tuple[Any, ...]


def read_text(source: str) -> str:
    """The text of a file, or of standard input for ``-``. Raises FactsError when it cannot be read."""
    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as problem:
        raise FactsError([f"{source}: {problem.strerror or 'cannot be read'}"]) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FactsError([f"{source}: not UTF-8 text"]) from None


def parse(text: str) -> Given:
    """The items in ``text``. Raises FactsError with the line and column of whatever is not JSON."""
    if not text.strip():
        raise FactsError(["no facts given: the input is empty"])
    try:
        whole = _decode(text)
    except JSONDecodeError as problem:
        return _parse_lines(text, problem)
    if isinstance(whole, list):
        return Given("array", tuple(whole))
    return Given("object", (whole,))


def facts_of(item: Any) -> ReleaseFacts:
    """The facts of one item. Raises FactsError with a line for each bad field."""
    if not isinstance(item, dict):
        raise FactsError(["facts must be a JSON object"])
    if twice := _twice_in(item):
        raise FactsError(twice)
    try:
        return ReleaseFacts.model_validate(item)
    except ValidationError as found:
        raise FactsError(_problem(error) for error in found.errors(include_input=False, include_url=False)) from None


def _parse_lines(text: str, problem: JSONDecodeError) -> Given:
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) < 2 or not lines[0][1].strip().endswith("}"):
        raise FactsError([f"not JSON: {problem.msg} (line {problem.lineno} column {problem.colno})"])
    items, problems = [], []
    for number, line in lines:
        try:
            items.append(_decode(line))
        except JSONDecodeError as bad:
            problems.append(f"not JSON: {bad.msg} (line {number} column {bad.colno})")
    if problems:
        raise FactsError(problems)
    return Given("lines", tuple(items))


def _decode(text: str) -> Any:
    try:
        return JSONDecoder(object_pairs_hook=_each_field_once).decode(text)
    except RecursionError:
        raise JSONDecodeError("nested too deeply", text, 0) from None
    except ValueError as problem:
        if isinstance(problem, JSONDecodeError):
            raise
        raise JSONDecodeError(str(problem), text, 0) from None


class _GivenTwice(dict[str, Any]):
    """A JSON object in which a field stands twice, so that one of the two would be lost."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        names = [name for name, _ in pairs]
        self.twice = sorted({name for name in names if names.count(name) > 1})


def _each_field_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    return plain if len(plain) == len(pairs) else _GivenTwice(pairs)


def _twice_in(item: dict[str, Any]) -> list[str]:
    """A line for each field given twice, anywhere in the item."""
    problems: list[str] = []
    left: list[tuple[str, Any]] = [("", item)]
    while left:
        path, value = left.pop()
        if isinstance(value, _GivenTwice):
            problems += [f"{_printable(path + name)}: given twice" for name in value.twice]
        inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        left += [(f"{path}{name}.", inner) for name, inner in inside]
    return problems


def _printable(name: str) -> str:
    return name if name.isprintable() else ascii(name)


def _problem(error: ErrorDetails) -> str:
    field = _printable(".".join(str(part) for part in error["loc"] if part != "[key]"))
    message = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        close = get_close_matches(field, ReleaseFacts.model_fields, n=1)
        message = f"not a known field; did you mean {close[0]}?" if close else "not a known field"
    return f"{field}: {message}" if field else message
