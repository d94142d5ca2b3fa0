"""What the victim side hears of a case: where its key stages stand and what happened, by opaque ids only."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.words import CaseId, Instant, Ref, Said

KEY_STAGES = "key_stages"
"""Marks a row that is for the victim side and not for the records."""


class Happened(StrEnum):
    """What happened in the case that the victim side acts on."""

    DATES = "dates"
    RELEASED = "released"
    RECALLED = "recalled"
    ENDED = "ended"
    MERGED = "merged"
    ESCALATED = "escalated"
    RE_REFERRED = "re_referred"
    NOT_RE_REFERRED = "not_re_referred"
    ACKNOWLEDGED = "acknowledged"


class Occurrence(Said):
    """One thing that happened. ``about`` is a reference the victim side itself gave the case."""

    what: Happened
    about: Ref | None = None


class KeyStages(Said):
    """A case's key stages as one message left them. ``sequence`` is that message's number: a later one supersedes it.

    ``stages`` are calendar dates in England and Wales, by name. A case that was absorbed says into which; ``stages``,
    ``in_custody`` and ``ended`` are that case's then, as its message number ``surviving_sequence`` left them.
    """

    case_id: CaseId
    sequence: int = Field(ge=1)
    at: Instant
    stages: dict[str, date] = Field(default_factory=dict)
    in_custody: bool = True
    ended: bool = False
    happened: list[Occurrence] = Field(default_factory=list)
    merged_into: CaseId | None = None
    surviving_sequence: int = Field(default=0, ge=0)
