"""A duty as its readers see it."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from api.audiences.audience import Audience, needed
from models.case import Case
from models.duties import Duty
from models.outcome import DutyLine
from policy.calendar import london_date
from policy.explain import explain, why_due
from policy.sensitivity import of_duty, of_kind


class DutyShown(BaseModel):
    """Work owed on a case: what, on which clauses, by whom, by when and why then."""

    id: str
    kind: str
    title: str
    clauses: list[str]
    owner: str = Field(description="the role it is put on")
    staff: str | None = Field(default=None, description="who holds that role on the case")
    subject: str | None = None
    state: str
    opened_at: datetime
    due_on: date | None = Field(default=None, description="the deadline is the end of this day in London")
    overdue: bool
    why: str = Field(description="what set the due date, and whose interval it is")
    explained: list[str] = Field(description="everything that bore on the due date, in order")
    grave: bool
    notes: list[str]
    ended: str | None = Field(default=None, description="the day it was done, or the reason it is not to be")


def duty_shown(case: Case, duty: Duty, now: datetime) -> DutyShown:
    """One duty, whole."""
    due, closed = duty.due_on, duty.closed
    return DutyShown(
        id=duty.id,
        kind=duty.kind,
        title=duty.title,
        clauses=duty.clauses,
        owner=duty.owner.value,
        staff=case.practitioners.get(duty.owner),
        subject=duty.subject,
        state=duty.state.value,
        opened_at=duty.opened_at,
        due_on=due,
        overdue=duty.is_open and due is not None and due < london_date(now),
        why=why_due(duty),
        explained=explain(duty),
        grave=duty.grave,
        notes=duty.notes,
        ended=(closed.reason or (closed.done_on.isoformat() if closed.done_on else None)) if closed else None,
    )


def duties_shown(case: Case, audience: Audience, roles: frozenset[str], now: datetime) -> list[DutyShown]:
    """The duties an audience may see. Whoever is to do one sees it, whatever it is about."""
    return [
        duty_shown(case, duty, now)
        for duty in case.duties.values()
        if needed(of_duty(duty).value, duty.kind, duty.title, *duty.notes) <= audience or duty.owner.value in roles
    ]


def lines_shown(lines: list[DutyLine], audience: Audience) -> list[DutyLine]:
    """The lines of a receipt that an audience may see."""
    return [line for line in lines if needed(of_kind(line.kind).value, line.kind, line.title, line.why) <= audience]
