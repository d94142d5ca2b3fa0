"""A policy version being applied to every open case: what it was told to do, and how far it has come."""

from enum import StrEnum

from pydantic import Field

from models.words import CaseId, Held, Ref, StaffId


class RolloutState(StrEnum):
    """Whether cases are being told now."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class Counts(Held):
    """How many cases there were of each outcome, and how much work it opened, moved and closed on them."""

    changed: int = 0
    passed_over: int = 0
    gone: int = 0
    opened: int = 0
    moved: int = 0
    closed: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in Counts.model_fields})


class RolloutGiven(Held):
    """How a rollout starts, and what it carries on when its workflow continues as new.

    ``page`` is where the list of open cases goes on; ``sweep`` counts how often the list was gone through; ``failed``
    holds, for each case that could not go over, why.
    """

    version: Ref
    ordered_by: StaffId | None = None
    at_a_time: int = Field(default=10, ge=1, le=100)
    page: str | None = None
    sweep: int = 1
    changed_in_sweep: int = 0
    paused: bool = False
    stopped: bool = False
    counts: Counts = Field(default_factory=Counts)
    failed: dict[CaseId, str] = Field(default_factory=dict)


class Progress(Held):
    """How far a rollout has come."""

    version: str
    state: RolloutState
    sweep: int
    counts: Counts
    failed: dict[CaseId, str] = Field(default_factory=dict)


class Page(Held):
    """Some of the open cases, and where the list goes on; ``after`` is absent on the last page."""

    cases: list[CaseId]
    after: str | None = None


class GoOver(Held):
    """One case is to go over to a version."""

    case_id: CaseId
    version: Ref
    change_id: Ref
    ordered_by: StaffId | None = None


class WentOver(Held):
    """What became of it. ``failed`` is why the case could not go over."""

    counts: Counts = Field(default_factory=Counts)
    failed: str | None = None
