"""One made-up case as it was drawn: who, where in the sentence, what changed, and what was done in time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Place = Literal["court_report", "custody", "pre_release", "supervision", "post_sentence", "closed"]

Timing = Literal["in time", "late", "still open"]
"""What became of a piece of work: done in time, done late, or owed still."""


@dataclass(frozen=True)
class Change:
    """Something that happened during supervision. ``known_on`` is when the practitioner knew of it; none: never.

    ``enforced``: something was done about it, if it was a breach.
    """

    type: str
    on: date
    known_on: date | None
    review: Timing
    enforced: bool

    @property
    def is_abuse(self) -> bool:
        """Whether it is a further incident of domestic abuse."""
        return self.type == "domestic_abuse_incident"


@dataclass(frozen=True)
class Holders:
    """Who holds the case. Nobody in the community while it is not allocated."""

    team: str
    prison: str
    practitioner: str | None
    before: str | None = None
    changed_on: date | None = None


@dataclass(frozen=True)
class Dates:
    """The dates of the sentence; ``end`` is that of the order or licence. What does not apply is none."""

    asked: date | None = None
    sentenced: date | None = None
    release: date | None = None
    supervised: date | None = None
    end: date | None = None
    licence_ended: date | None = None


@dataclass(frozen=True)
class Life:
    """One case. ``timings`` has the work that an inspection looks at; up to ``settled_on`` routine work is done."""

    number: int
    place: Place
    holders: Holders
    sentence: str
    dates: Dates
    woman: bool
    intimate: bool
    victims: int
    children: int
    risk: str
    protected: bool
    advised: bool
    programme: bool
    programme_weeks: int
    liaison: bool
    mappa: bool
    marac: bool
    restricted: bool
    in_contact: bool
    settled_on: date
    timings: Mapping[str, Timing] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()

    @property
    def custodial(self) -> bool:
        """Whether the sentence is one of prison, of which the licence is a part."""
        return self.sentence == "licence"
