"""Parameters of lists, read as strictly as bodies are: `true` is a flag, `1700000000` is no date."""

import re
from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import BeforeValidator

from models.words import Day, Instant
from records.lists import AT_MOST, PageWanted

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})")
_COUNT = re.compile(r"\d{1,5}")


def _written(pattern: re.Pattern[str], words: str) -> BeforeValidator:
    def check(said: Any) -> Any:
        if isinstance(said, str) and not pattern.fullmatch(said):
            raise ValueError(words)
        return said

    return BeforeValidator(check)


def _flag(said: Any) -> Any:
    if isinstance(said, str) and said not in {"true", "false"}:
        raise ValueError("say true or false")
    return said


Flag = Annotated[bool, BeforeValidator(_flag)]
"""true or false."""

DayAsked = Annotated[Day, _written(_DAY, "give a date as 2026-03-16")]
"""A calendar date in England and Wales."""

InstantAsked = Annotated[Instant, _written(_INSTANT, "give a moment as 2026-03-16T10:30:00Z")]
"""A moment with an offset."""

DaysAhead = Annotated[int, _written(_COUNT, "give a whole number of days"), Query(ge=0, le=3660)]
"""So many days from today, which counts."""


def _page(
    limit: Annotated[
        int, _written(_COUNT, "give a whole number"), Query(ge=1, le=AT_MOST, description="how many at most")
    ] = 100,
    after: Annotated[
        str | None, Query(max_length=600, pattern=r"^[A-Za-z0-9_-]+$", description="`next` of the page before")
    ] = None,
) -> PageWanted:
    return PageWanted(limit=limit, after=after)


ThePage = Annotated[PageWanted, Depends(_page)]
"""Which page of a list is asked for."""
