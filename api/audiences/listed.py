"""Rows of lists as their readers see them. Of a restricted case a row says its id, and that it is restricted."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncEngine

from api import audited
from api.access import relation_to
from api.audiences.audience import Audience, audience_of, needed
from api.auth.principal import Principal
from api.permissions import Relation
from models.duties import Duty
from models.tables import CaseRow, DutyRow, EscalationRow, OrderRow
from policy.calendar import london_date
from policy.explain import why_due
from records import read, restrictions
from records.lists import Page, TimelineRow

T = TypeVar("T")


class RestrictedRow(BaseModel):
    """A row about a case that is restricted."""

    case_id: str
    access: Literal["Restricted"] = "Restricted"


class Listed(BaseModel, Generic[T]):
    """One page of a list. ``next`` asks for the one after it; there is none when this is the last."""

    items: list[T | RestrictedRow]
    next: str | None = None


class OfAPerson(BaseModel):
    """A row about a case, which says whose it is."""

    case_id: str
    crn: str | None = Field(default=None, description="the CRN of the person; there is none yet at the court report")


class CaseListed(BaseModel):
    """A case in a list."""

    case_id: str
    crn: str | None
    stage: str
    stage_since: date
    rosh: str
    responsible: str
    pom: str | None
    community_practitioner: str | None
    spo: str | None
    team: str | None
    missing_role: str | None = Field(description="the role that somebody should hold on the case and nobody does")
    next_due: date | None
    open_duties: int
    overdue: int
    release_on: date | None = Field(description="while in custody: the day the release is expected on")
    handover_on: date | None = Field(description="while in custody: the day the community becomes responsible")
    updated_at: datetime


class DutyListed(OfAPerson):
    """A duty in a list."""

    duty_id: str
    kind: str
    title: str
    clauses: list[str]
    owner: str
    held_by: str | None
    subject: str | None
    state: str
    due_on: date | None
    overdue: bool
    grave: bool
    opened_at: datetime
    why: str = Field(description="what set the due date, and whose interval it is")


class EscalationListed(OfAPerson):
    """An escalation in a list."""

    escalation_id: str
    to_role: str
    to_staff: str | None
    about: str
    duties: list[str]
    at: datetime
    acknowledged_at: datetime | None = Field(description="when a manager looked at the case since (DE-15)")
    acknowledged_by: str | None


class OrderListed(OfAPerson):
    """A protective order that ends."""

    order: str
    kind: str
    ends_on: date
    responsible: str | None


class WithdrawnShown(BaseModel):
    """That an event was withdrawn: it was wrong, and never was."""

    model_config = ConfigDict(from_attributes=True)

    by: str = Field(description="the id of the event that says so")
    staff: str | None
    at: datetime
    why: str


class Entry(BaseModel):
    """One entry of a case's history. ``at`` is when the case came to know it."""

    at: datetime
    what: Literal["event", "decision", "duty_opened", "duty_closed", "escalation"]
    id: str
    kind: str
    words: str | None
    role: str | None
    staff: str | None
    subject: str | None
    state: str | None
    happened_at: datetime | None
    withdrawn: WithdrawnShown | None = Field(default=None, description="if the event was withdrawn")
    can_be_withdrawn: bool = Field(default=False, description="an event that a withdrawal may name")
    rests_on_withdrawn: bool = Field(
        default=False, description="work done, or a decision made, for nothing but what was withdrawn"
    )


class _OfCase(Protocol):
    @property
    def case_id(self) -> str: ...


R = TypeVar("R", bound=_OfCase)


async def listed(
    records: AsyncEngine, who: Principal, relation: Relation, page: Page[R], show: Callable[[R, Audience], T | None]
) -> Listed[T]:
    """A page as somebody may see it: rows they may not see are left out, those of restricted cases say so."""
    found = {row.case_id for row in page.items}
    # A list of one's own work has none that is closed to oneself.
    closed = frozenset[str]() if relation is Relation.OWN else await closed_to(records, who, found)
    audience = audience_of(who, relation)
    items: list[T | RestrictedRow] = []
    for row in page.items:
        if row.case_id in closed:
            items.append(RestrictedRow(case_id=row.case_id))
        elif (shown := show(row, audience)) is not None:
            items.append(shown)
    await _say_whose(records, [one for one in items if isinstance(one, OfAPerson)])
    audited.showing(len(items))
    return Listed(items=items, next=page.next)


async def _say_whose(records: AsyncEngine, rows: Sequence[OfAPerson]) -> None:
    persons = await read.crns(records, {one.case_id for one in rows}) if rows else {}
    for one in rows:
        one.crn = persons.get(one.case_id)


async def closed_to(records: AsyncEngine, who: Principal, case_ids: Collection[str]) -> frozenset[str]:
    """Those cases that are restricted, and not to whoever asks."""
    found = await restrictions.among(records, case_ids)
    closed = set[str]()
    for case_id, allowed in found.items():
        row = await read.case(records, case_id)
        named: Sequence[str | None] = (row.pom, row.community_practitioner, row.spo) if row else ()
        if relation_to(who, named, None, allowed) is Relation.RESTRICTED:
            closed.add(case_id)
    return frozenset(closed)


def case_listed(row: CaseRow, _: Audience) -> CaseListed:
    """A case as every reader of lists sees it."""
    return CaseListed.model_validate(row, from_attributes=True)


def duty_listed(now: datetime, own: bool) -> Callable[[DutyRow, Audience], DutyListed | None]:
    """Shows a duty to who may see it; one's own work always."""
    today = london_date(now)

    def show(row: DutyRow, audience: Audience) -> DutyListed | None:
        if not own and needed(row.sensitivity, row.kind, row.title) > audience:
            return None
        late = row.state == "open" and row.due_on is not None and row.due_on < today
        names = DutyListed.model_fields.keys() - {"overdue", "why", "crn"}
        return DutyListed(**{name: getattr(row, name) for name in names}, overdue=late, why=_why_due(row))

    return show


def _why_due(row: DutyRow) -> str:
    said = row.model_dump(include=set(Duty.model_fields)) | {"id": row.duty_id, "clocks": row.body["clocks"]}
    return why_due(Duty.model_validate(said))


def escalation_listed(own: bool) -> Callable[[EscalationRow, Audience], EscalationListed | None]:
    """Shows an escalation to who may see it; what was sent to oneself always."""

    def show(row: EscalationRow, audience: Audience) -> EscalationListed | None:
        if not own and needed(row.sensitivity, row.about) > audience:
            return None
        names = EscalationListed.model_fields.keys() - {"escalation_id", "crn"}
        return EscalationListed(**{name: getattr(row, name) for name in names}, escalation_id=row.notice_id)

    return show


def entries(page: Page[TimelineRow], audience: Audience) -> list[Entry]:
    """The entries of a case's history that an audience may see."""
    shown = [
        Entry(
            at=row.at,
            what=row.what.name.lower(),  # type: ignore[arg-type]  # the names are the words
            **{name: getattr(row, name) for name in Entry.model_fields.keys() - {"at", "what"}},
        )
        for row in page.items
        if needed(row.sensitivity, row.kind, row.words) <= audience
    ]
    audited.showing(len(shown))
    return shown


def order_listed(row: OrderRow, audience: Audience) -> OrderListed | None:
    """A protective order, for who may see it."""
    if needed(row.sensitivity, row.kind) > audience or row.ends_on is None:
        return None
    return OrderListed(case_id=row.case_id, order=row.ref, kind=row.kind, ends_on=row.ends_on, responsible=row.held_by)
