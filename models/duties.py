"""Duties: a piece of work put on one role in one case, and the clocks that say by when."""

from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Any

from pydantic import Field

from models.roles import Role
from models.words import Held, Noted, Ref, StaffId

PROJECT_DEFAULT = "project default"
"""The label of every interval the framework does not give (AM-01)."""


class Unit(StrEnum):
    """What a budget is counted in. Working days are those of England and Wales (AM-03)."""

    WORKING_DAYS = "working days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class Budget(Held):
    """How long a duty may take, and who says so: a clause id, or "project default".

    ``name`` is the interval's own name, by which a policy version gives it another length.
    """

    count: int
    unit: Unit
    source: str = PROJECT_DEFAULT
    name: str | None = None

    def __str__(self) -> str:
        unit = self.unit.value if self.count != 1 else self.unit.value.removesuffix("s")
        return f"{self.count} {unit}"


class Moved(Held):
    """One change of a due date, and the rule that made it."""

    at: Noted
    was: date | None = None
    now: date | None = None
    because: str
    by: str | None = Field(default=None, description="id of the event that set another clock in its place")


class Suspension(Held):
    """A time in which a clock did not run. ``until`` is absent while it still stands."""

    since: date
    until: date | None = None
    because: str
    by: str | None = Field(default=None, description="id of the event that stopped the clock")


class Clock(Held):
    """One deadline running on a duty: what started it, the budget, what suspended or moved it.

    ``due_on`` is a date in England and Wales; the deadline is the end of that day there. It is absent while the clock
    is suspended. ``counts_to`` is set instead of a budget where the due date counts back from a date that may move;
    ``counted_by`` says it in the words of the case's policy version, where that counts otherwise. ``not_before`` is the
    earliest due date that a new policy version leaves: a shorter interval makes nothing late by itself.
    """

    id: str
    cause: str = Field(description="id of the event that started the clock")
    trigger: str = Field(description="what happened, in the event's own type")
    started_by: str
    counted_from: date
    recorded_on: date
    budget: Budget | None = None
    counts_to: str | None = None
    counted_by: str | None = None
    not_before: date | None = None
    clause: str | None = None
    due_on: date | None = None
    calendar_version: str
    suspensions: list[Suspension] = Field(default_factory=list)
    moved: list[Moved] = Field(default_factory=list)
    answered: bool = False
    withdrawn: Ref | None = Field(default=None, description="the event that withdrew what started it")

    @property
    def suspended(self) -> bool:
        """Whether the clock is stopped now."""
        return bool(self.suspensions) and self.suspensions[-1].until is None

    @property
    def running(self) -> bool:
        """Whether the clock still counts towards the duty's due date."""
        return not self.answered and self.due_on is not None


class DutyState(StrEnum):
    """Open until done with evidence, waived by someone who may, or cancelled by what happened."""

    OPEN = "open"
    DONE = "done"
    WAIVED = "waived"
    CANCELLED = "cancelled"


class Closure(Held):
    """How a duty ended: who, when it was done, with what evidence or for what reason."""

    at: Noted
    by: StaffId | None = None
    role: Role | None = None
    done_on: date | None = None
    reason: str | None = None
    evidence: dict[str, Any] = Field(default_factory=dict)
    late: bool = False
    cause: str | None = Field(default=None, description="id of the message that ended it")


class Duty(Held):
    """Work owed on the case. ``kind`` and ``subject`` together name it; one open duty answers every trigger for it."""

    id: str
    kind: str
    title: str
    clauses: list[str]
    owner: Role
    subject: str | None = None
    opened_at: Noted
    clocks: list[Clock]
    state: DutyState = DutyState.OPEN
    grave: bool = False
    ladder: str = "standard"
    policy_version: str
    rungs_fired: list[str] = Field(default_factory=list)
    told_for: dict[str, list[str]] | None = Field(default=None, description="rungs fired for earlier due dates")
    notes: list[str] = Field(default_factory=list)
    closed: Closure | None = None
    number_in_series: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether the work is still owed."""
        return self.state is DutyState.OPEN

    @property
    def due_on(self) -> date | None:
        """The earliest of all running clocks (AM-06); none while every clock is suspended."""
        leading = self.leading_clock
        return leading.due_on if leading is not None else None

    @property
    def leading_clock(self) -> Clock | None:
        """The clock that sets the due date: of those that fall due first, the one that was started first."""
        running = [c for c in self.clocks if c.due_on is not None and not c.answered]
        return min(running, key=attrgetter("due_on"), default=None) if len(running) != 1 else running[0]

    @property
    def triggers(self) -> list[str]:
        """Every kind of event that asked for this work and was not withdrawn, first first, each once."""
        return list(dict.fromkeys(c.trigger for c in self.clocks if c.withdrawn is None))

    @property
    def rests_on_withdrawn(self) -> bool:
        """Whether everything that asked for it was withdrawn."""
        return bool(self.clocks) and all(c.withdrawn is not None for c in self.clocks)

    @property
    def key(self) -> tuple[str, str | None]:
        """What makes two demands the same piece of work."""
        return (self.kind, self.subject)
