"""One entry of the audit trail: who did what, on which case, when, and how it ended. Nothing of what was in it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class Outcome(StrEnum):
    """How what was asked ended."""

    BEGUN = "begun"
    """An act is about to be done; the next entry with the same correlation id says how it ended."""

    DONE = "done"
    RESTRICTED = "restricted"
    """They were told that the case is there and that it is restricted, and nothing more."""

    REFUSED = "refused"
    FAILED = "failed"
    """A fault of ours; nothing was shown."""


@dataclass(frozen=True)
class Entry:
    """What is kept of one request. It never holds a name, an address, a number of a person, or words somebody wrote.

    ``who`` is the user or client of the token, ``capacities`` are those the token gave. ``asked`` says which one of
    several things, or which list; ``shown`` counts what was shown or taken; ``version`` is the case's, as it was seen
    or made; ``problem`` is the type of the problem answered.
    """

    at: str
    who: str
    capacities: str
    action: str
    outcome: str
    case_id: str | None = None
    asked: str | None = None
    shown: int | None = None
    version: int | None = None
    problem: str | None = None
    correlation_id: str = ""


def written(moment: datetime) -> str:
    """A moment as entries hold it: in UTC, always of the same length, so that it sorts as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
