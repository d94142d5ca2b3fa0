"""A case taken over in mid-life: what happened, what was done and what was decided before it came here."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from models.decisions import DecisionMade
from models.events import Event
from models.requests import AnyRequest
from models.roles import Role
from models.words import Day, Held, Instant, Noted, Ref, Said, StaffId, Text

WorkKind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,59}$")]
"""A kind of work by its name, such as ``home_visit``."""

NOT_KNOWN = "not-known"
"""Stands for the member of staff of whom the earlier system kept no id."""


class PastWork(Said):
    """Work done, or let go by a manager, before the case came here.

    ``evidence`` may have some of the fields of the work's form, or none: only those are needed on which later work
    hangs.
    """

    work: WorkKind = Field(description="the kind of work, such as home_visit (listed below)")
    subject: Ref | None = Field(default=None, description="whom or what it is about, where several are open")
    at: Instant = Field(description="when it was done or let go; a day alone is its end of office hours, 17:00")
    by: StaffId | None = Field(default=None, description="who did it, if known")
    role: Role | None = Field(default=None, description="their role; needed where work was let go")
    evidence: dict[str, object] = Field(default_factory=dict, description="fields of the work's form, as far as known")
    let_go_because: Text | None = Field(default=None, description="a manager let it go, and why; it was not done")


class StillOpen(Said):
    """Work that is recorded as not done."""

    work: WorkKind
    subject: Ref | None = None


class Past(Said):
    """Everything known of a case's life before it is adopted.

    Work that nothing is said of is owed still. With ``settled_to``, what was due before that day is taken as dealt
    with, but for what ``still_open`` names.
    """

    facts: list[Event] = Field(default_factory=list, description="what happened, after the opening")
    done: list[PastWork] = Field(default_factory=list, description="work done or let go")
    decisions: list[DecisionMade] = Field(default_factory=list, description="decisions recorded")
    allowed: list[AnyRequest] = Field(default_factory=list, description="requests that were allowed")
    settled_to: Day | None = Field(
        default=None, description="work due before this day was dealt with, unless still_open names it"
    )
    still_open: list[StillOpen] = Field(default_factory=list, description="work recorded as not done")

    @property
    def ids(self) -> list[str]:
        """The ids of everything in it that has one: told again, each is a repeat."""
        told = [fact.event_id for fact in self.facts]
        return told + [d.decision_id for d in self.decisions] + [r.request_id for r in self.allowed]


Part = Literal["facts", "done", "decisions", "allowed", "settled_to"]
"""The parts of a past of which something may not be used."""


class NotUsed(Held):
    """One item of the past that could not be used, by its place in its list (from 0), and what to do."""

    part: Part
    index: int
    field: str | None = None
    words: str


class Adopting(Held):
    """How far a case is with its own past. ``waiting`` are items whose work is not open yet, by their place in time."""

    taken: int
    reached: Noted
    waiting: list[int] = Field(default_factory=list)
    not_used: list[NotUsed] = Field(default_factory=list)
    work_done: int = 0
