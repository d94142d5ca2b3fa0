"""``name=value`` arguments as a dictionary, and moments as people write them."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from policy.calendar import LONDON


class BadArgument(Exception):
    """An argument cannot be read; the text names it and shows how it should look."""


def fields(arguments: Iterable[str]) -> dict[str, Any]:
    """``partner=partner-1 dates.conditional_release=2026-04-20 children=["child-1"]`` as nested data.

    A value that is JSON is read as JSON; anything else is text. Raises BadArgument.
    """
    found: dict[str, Any] = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals or not name:
            raise BadArgument(f"{argument}: write it as field=value")
        _put(found, name.split("."), _value(value), argument)
    return found


def _put(into: dict[str, Any], path: list[str], value: Any, argument: str) -> None:
    for step in path[:-1]:
        into = into.setdefault(step, {})
        if not isinstance(into, dict):
            raise BadArgument(f"{argument}: {step} already has a value of its own")
    if path[-1] in into:
        raise BadArgument(f"{argument}: {path[-1]} is given twice")
    into[path[-1]] = value


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def moment(text: str | None) -> datetime:
    """``2026-03-16``, ``2026-03-16T10:30`` (London) or with an offset; now when absent. Raises BadArgument."""
    if text is None:
        return datetime.now(UTC)
    try:
        if len(text) == len("2026-03-16"):
            return datetime.combine(date.fromisoformat(text), time(12), LONDON).astimezone(UTC)
        read = datetime.fromisoformat(text)
    except ValueError:
        raise BadArgument(f"{text}: write a date as 2026-03-16 or 2026-03-16T10:30") from None
    return (read if read.tzinfo else read.replace(tzinfo=LONDON)).astimezone(UTC)
