"""Reading the records: the lists people work from. A case's own state is asked of its workflow, not of these."""

from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy import case as by_value
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from models.duties import DutyState
from models.roles import Role
from models.sentence import Stage
from models.tables import CaseRow, DecisionRow, DutyRow, EscalationRow, EventRow, NoticeRow
from policy.calendar import london_date
from records.engine import reading

Found = TypeVar("Found", bound=SQLModel)
Condition = ColumnElement[bool]

_HELD_BY = {
    Role.POM.value: col(CaseRow.pom),
    Role.COMMUNITY_PRACTITIONER.value: col(CaseRow.community_practitioner),
    Role.SPO.value: col(CaseRow.spo),
}


async def case(engine: AsyncEngine, case_id: str) -> CaseRow | None:
    """One case as its last written message left it."""
    return next(iter(await _all(engine, select(CaseRow).where(CaseRow.case_id == case_id))), None)


async def cases(
    engine: AsyncEngine,
    *,
    team: str | None = None,
    stage: Stage | None = None,
    practitioner: str | None = None,
    rehearsals: bool = False,
) -> list[CaseRow]:
    """Cases by team, by stage, and by their POM or community practitioner; the next due first."""
    statement = select(CaseRow).order_by(col(CaseRow.next_due).nulls_last(), col(CaseRow.case_id))
    if team is not None:
        statement = statement.where(CaseRow.team == team)
    if stage is not None:
        statement = statement.where(CaseRow.stage == stage.value)
    if practitioner is not None:
        statement = statement.where(
            or_(col(CaseRow.pom) == practitioner, col(CaseRow.community_practitioner) == practitioner)
        )
    return await _all(engine, statement.where(*_real(rehearsals)))


async def find_by_crn(engine: AsyncEngine, crn: str, *, rehearsals: bool = False) -> list[CaseRow]:
    """The cases of the person with this CRN."""
    statement = select(CaseRow).where(CaseRow.crn == crn, *_real(rehearsals))
    return await _all(engine, statement.order_by(col(CaseRow.case_id)))


async def find_by_prison_number(engine: AsyncEngine, number: str, *, rehearsals: bool = False) -> list[CaseRow]:
    """The cases of the person with this prison number."""
    statement = select(CaseRow).where(CaseRow.prison_number == number, *_real(rehearsals))
    return await _all(engine, statement.order_by(col(CaseRow.case_id)))


async def duties(
    engine: AsyncEngine,
    *,
    case_id: str | None = None,
    owner_staff: str | None = None,
    team: str | None = None,
    kind: str | None = None,
    state: DutyState | None = None,
    overdue_at: datetime | None = None,
    due_within: timedelta | None = None,
    today: date | None = None,
    rehearsals: bool = False,
) -> list[DutyRow]:
    """Duties that meet every condition given, the first due first.

    ``owner_staff`` is whoever now holds, on the duty's case, the role the duty is put on. ``overdue_at`` finds open
    duties due before the day it is in London at that instant; ``due_within`` finds open duties due from ``today`` to
    that many days later, both included. Raises ValueError when ``due_within`` comes without ``today``.
    """
    conditions = _on_cases(case_id, team, rehearsals)
    if owner_staff is not None:
        conditions.append(_owned_by(owner_staff))
    if kind is not None:
        conditions.append(col(DutyRow.kind) == kind)
    if state is not None:
        conditions.append(col(DutyRow.state) == state.value)
    if overdue_at is not None:
        conditions.append(_open_and(col(DutyRow.due_on) < london_date(overdue_at)))
    if due_within is not None:
        if today is None:
            raise ValueError("due_within needs the day to count from: give today")
        conditions.append(_open_and(col(DutyRow.due_on).between(today, today + due_within)))
    statement = select(DutyRow).join(CaseRow, _of(DutyRow)).where(*conditions)
    order = (col(DutyRow.due_on).nulls_last(), col(DutyRow.opened_at), col(DutyRow.case_id), col(DutyRow.duty_id))
    return await _all(engine, statement.order_by(*order))


async def events(engine: AsyncEngine, case_id: str) -> list[EventRow]:
    """What a case was told, in order."""
    statement = select(EventRow).where(EventRow.case_id == case_id)
    return await _all(engine, statement.order_by(col(EventRow.sequence), col(EventRow.event_id)))


async def decisions(engine: AsyncEngine, case_id: str) -> list[DecisionRow]:
    """The decisions of a case, in the order they were made."""
    statement = select(DecisionRow).where(DecisionRow.case_id == case_id)
    return await _all(engine, statement.order_by(col(DecisionRow.decided_at), col(DecisionRow.key)))


async def notices(
    engine: AsyncEngine,
    *,
    to_staff: str | None = None,
    to_role: Role | None = None,
    case_id: str | None = None,
    rehearsals: bool = False,
) -> list[NoticeRow]:
    """Notices to a member of staff, to a role, and of a case; the newest first."""
    conditions = _on_cases(case_id, None, rehearsals)
    if to_staff is not None:
        conditions.append(col(NoticeRow.to_staff) == to_staff)
    if to_role is not None:
        conditions.append(col(NoticeRow.to_role) == to_role.value)
    statement = select(NoticeRow).join(CaseRow, _of(NoticeRow)).where(*conditions)
    order = (col(NoticeRow.at).desc(), col(NoticeRow.case_id), col(NoticeRow.notice_id))
    return await _all(engine, statement.order_by(*order))


async def escalations(
    engine: AsyncEngine,
    *,
    case_id: str | None = None,
    team: str | None = None,
    since: datetime | None = None,
    rehearsals: bool = False,
) -> list[EscalationRow]:
    """Escalations of a case, of a team's cases, and from an instant on; the newest first."""
    conditions = _on_cases(case_id, team, rehearsals)
    if since is not None:
        conditions.append(col(EscalationRow.at) >= since)
    statement = select(EscalationRow).join(CaseRow, _of(EscalationRow)).where(*conditions)
    order = (col(EscalationRow.at).desc(), col(EscalationRow.case_id), col(EscalationRow.notice_id))
    return await _all(engine, statement.order_by(*order))


async def _all(engine: AsyncEngine, statement: SelectOfScalar[Found]) -> list[Found]:
    async with AsyncSession(reading(engine), expire_on_commit=False) as session:
        return list((await session.exec(statement)).all())


def _on_cases(case_id: str | None, team: str | None, rehearsals: bool) -> list[Condition]:
    """Of one case or of a team's. Naming a rehearsal's case is asking for it."""
    if case_id is not None:
        rehearsals = True
    conditions = _real(rehearsals)
    if case_id is not None:
        conditions.append(col(CaseRow.case_id) == case_id)
    if team is not None:
        conditions.append(col(CaseRow.team) == team)
    return conditions


def _real(rehearsals: bool) -> list[Condition]:
    return [] if rehearsals else [col(CaseRow.rehearsal).is_(False)]


def _of(row: type[DutyRow | NoticeRow | EscalationRow]) -> Condition:
    return col(row.case_id) == col(CaseRow.case_id)


def _open_and(condition: Condition) -> Condition:
    return and_(col(DutyRow.state) == DutyState.OPEN.value, condition)


def _owned_by(staff: str) -> Condition:
    """On a case where this person holds the duty's role; the first part is what the indexes of cases can answer."""
    on_their_cases = or_(*(held == staff for held in _HELD_BY.values()))
    return and_(on_their_cases, by_value(_HELD_BY, value=col(DutyRow.owner)) == staff)
