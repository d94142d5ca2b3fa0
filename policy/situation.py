"""What a response looks at: the case before and after the fact was taken in, and the days that matter."""

from dataclasses import dataclass
from datetime import date, datetime

from models.case import Case
from models.events import Fact
from models.roles import Role
from policy.calendar import Calendar, london_date
from policy.holder import holder
from policy.ladder import Step, told


@dataclass(frozen=True)
class Situation:
    """One event on one case. ``case`` already holds the fact; ``before`` is the case as it stood."""

    before: Case
    case: Case
    event: Fact
    calendar: Calendar
    now: datetime

    @property
    def happened(self) -> date:
        """The day it happened, in London."""
        return london_date(self.event.occurred_at)

    @property
    def identified(self) -> date:
        """The day staff first knew; the day of recording when nobody says otherwise (PF-10.8c)."""
        return london_date(self.event.identified_at or self.now)

    @property
    def manager(self) -> Role:
        """The line manager of whoever is responsible: SPO, or head of offender management delivery in custody."""
        return told(holder(self.case), Step.FIRST_MANAGER) or Role.SPO

    @property
    def second_manager(self) -> Role:
        """The manager above: head of PDU, or governor in custody."""
        return told(holder(self.case), Step.SECOND_MANAGER) or Role.HEAD_OF_PDU
