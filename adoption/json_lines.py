"""A caseload as JSON Lines: one case a line, with the fields of a case's start and of its past."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from adoption.said import Item, Problem, SaidOfCase, Unreadable
from models.past import Part

LISTS: tuple[Part, ...] = ("facts", "done", "decisions", "allowed")


def read(file: Path) -> Iterator[SaidOfCase | Problem]:
    """Each case of the file in turn, or what is wrong with its line. Raises Unreadable when it cannot be opened."""
    try:
        with file.open(encoding="utf-8-sig") as lines:
            for number, text in enumerate(lines, 1):
                if text.strip():
                    yield _case(number, text)
    except OSError as error:
        raise Unreadable([Problem(None, error.strerror or "cannot be read", str(file))]) from None
    except UnicodeDecodeError:
        raise Unreadable([Problem(None, "not UTF-8 text", str(file))]) from None


def _case(number: int, text: str) -> SaidOfCase | Problem:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return Problem(number, "not JSON: one object a line")
    if not isinstance(said, dict):
        return Problem(number, "not a JSON object")
    items: list[Item] = []
    for part in LISTS:
        given: Any = said.pop(part, [])
        if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
            return Problem(number, "a list of objects belongs here", part)
        items += [Item(part, item, number) for item in given]
    return SaidOfCase(number, said, items)
