"""What each list can be asked for. Conditions given together must all be met."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from models.duties import DutyState
from models.risk import RoshLevel
from models.roles import Role
from models.sentence import Stage
from models.words import CaseId, Day, Instant, Ref, StaffId
from records.lists.page import Wanted

Days = Annotated[int, Field(ge=0, le=3660)]
"""So many days from today on, today and the last included."""


class DutiesWanted(Wanted):
    """Duties: the open ones unless another ``state`` is named, or ``None`` for any.

    ``held_by`` is whoever holds, on the duty's case, the role the duty is put on. ``overdue_at`` finds those due before
    the day it is in London at that instant; ``due_within`` those due from ``today`` to so many days later;
    ``late_at_least`` and ``late_at_most`` those whose due day is so many days before ``today``. Raises ValidationError
    when any is asked of work that is not open, and without ``today`` for those counted from it.
    """

    held_by: StaffId | None = None
    team: Ref | None = None
    case_id: CaseId | None = None
    kind: str | None = None
    stage: Stage | None = None
    clause: str | None = None
    state: DutyState | None = DutyState.OPEN
    overdue_at: Instant | None = None
    due_within: Days | None = None
    late_at_least: Days | None = None
    late_at_most: Days | None = None
    today: Day | None = None

    @model_validator(mode="after")
    def _due_when(self) -> Self:
        counted = [one for one in (self.due_within, self.late_at_least, self.late_at_most) if one is not None]
        if counted and self.today is None:
            raise ValueError("due_within and late_at_ need the day to count from: give today")
        if (self.overdue_at or counted) and self.state is not DutyState.OPEN:
            raise ValueError("only open duties are overdue or due soon: leave state out")
        return self


class EscalationsWanted(Wanted):
    """Escalations, the newest first unless told otherwise.

    ``open`` finds those of which some work is still open; ``unacknowledged`` those of them that no manager has looked
    at since (the decision on the level of oversight, DE-15). ``to_staff`` is whom it went to.
    """

    to_staff: StaffId | None = None
    to_role: Role | None = None
    team: Ref | None = None
    case_id: CaseId | None = None
    clause: str | None = None
    since: Instant | None = None
    open: bool = False
    unacknowledged: bool = False
    oldest_first: bool = False


class CaseOrder(StrEnum):
    """What a list of cases is sorted by: the next duty due, or since when the case is in its stage; earliest first."""

    NEXT_DUE = "next_due"
    STAGE_SINCE = "stage_since"


class CasesWanted(Wanted):
    """Cases: those that are not closed, unless ``stage`` says closed. ``held_by`` is POM or community practitioner."""

    team: Ref | None = None
    stage: Stage | None = None
    held_by: StaffId | None = None
    rosh: RoshLevel | None = None
    by: CaseOrder = CaseOrder.NEXT_DUE


class AheadWanted(Wanted):
    """Releases or handovers from ``today`` to ``within`` days later, the soonest first.

    With ``passed`` also those whose day has gone by without being reported. ``held_by`` is POM or community
    practitioner.
    """

    today: Day
    within: Days
    passed: bool = False
    team: Ref | None = None
    held_by: StaffId | None = None


class OrdersWanted(Wanted):
    """Protective orders in force that end from ``today`` to ``within`` days later, the soonest first.

    ``held_by`` is responsible for the case.
    """

    today: Day
    within: Days
    team: Ref | None = None
    held_by: StaffId | None = None
    case_id: CaseId | None = None


class UnheldWanted(Wanted):
    """Cases on which nobody holds a role that somebody should, the longest in their stage first."""

    role: Role | None = None
    stage: Stage | None = None
    team: Ref | None = None


class TimelineWanted(Wanted):
    """What happened on one case, the newest first unless told otherwise."""

    case_id: CaseId
    newest_first: bool = True
