"""Reading the records of one case, whole. The lists people work from, page by page, are in ``records.lists``.

A case's own state is asked of its workflow, not of these.
"""

from collections.abc import Collection
from typing import TypeVar

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from models.roles import Role
from models.sentence import Stage
from models.tables import CaseRow, DecisionRow, DutyRow, EscalationRow, EventRow, NoticeRow
from records.engine import reading

Found = TypeVar("Found", bound=SQLModel)
Condition = ColumnElement[bool]


async def case(engine: AsyncEngine, case_id: str) -> CaseRow | None:
    """One case as its last written message left it."""
    return next(iter(await _all(engine, select(CaseRow).where(CaseRow.case_id == case_id))), None)


async def crns(engine: AsyncEngine, case_ids: Collection[str]) -> dict[str, str]:
    """The CRN of each of these cases that has one."""
    statement = select(CaseRow.case_id, CaseRow.crn).where(col(CaseRow.case_id).in_(case_ids))
    async with AsyncSession(reading(engine)) as session:
        return {case_id: crn for case_id, crn in await session.exec(statement) if crn is not None}


async def open_cases(engine: AsyncEngine, *, team: str | None = None, rehearsals: bool = False) -> list[CaseRow]:
    """Every case that is not closed, or a team's: for what goes over all of them, not for a list."""
    statement = select(CaseRow).where(CaseRow.stage != Stage.CLOSED.value, *_real(rehearsals))
    if team is not None:
        statement = statement.where(CaseRow.team == team)
    return await _all(engine, statement.order_by(col(CaseRow.case_id)))


async def find_by_crn(engine: AsyncEngine, crn: str, *, rehearsals: bool = False) -> list[CaseRow]:
    """The cases of the person with this CRN."""
    statement = select(CaseRow).where(CaseRow.crn == crn, *_real(rehearsals))
    return await _all(engine, statement.order_by(col(CaseRow.case_id)))


async def find_by_prison_number(engine: AsyncEngine, number: str, *, rehearsals: bool = False) -> list[CaseRow]:
    """The cases of the person with this prison number."""
    statement = select(CaseRow).where(CaseRow.prison_number == number, *_real(rehearsals))
    return await _all(engine, statement.order_by(col(CaseRow.case_id)))


async def duties(engine: AsyncEngine, case_id: str) -> list[DutyRow]:
    """Every duty a case ever had, the first due first; those without a due date come last."""
    statement = select(DutyRow).where(DutyRow.case_id == case_id)
    return await _all(engine, statement.order_by(col(DutyRow.due_order), col(DutyRow.opened_at), col(DutyRow.duty_id)))


async def events(engine: AsyncEngine, case_id: str) -> list[EventRow]:
    """What a case was told, in order."""
    statement = select(EventRow).where(EventRow.case_id == case_id)
    return await _all(engine, statement.order_by(col(EventRow.sequence), col(EventRow.event_id)))


async def decisions(engine: AsyncEngine, case_id: str) -> list[DecisionRow]:
    """The decisions of a case, in the order they were made."""
    statement = select(DecisionRow).where(DecisionRow.case_id == case_id)
    return await _all(engine, statement.order_by(col(DecisionRow.decided_at), col(DecisionRow.key)))


async def escalations(engine: AsyncEngine, case_id: str) -> list[EscalationRow]:
    """The escalations of a case, the first first."""
    statement = select(EscalationRow).where(EscalationRow.case_id == case_id)
    return await _all(engine, statement.order_by(col(EscalationRow.at), col(EscalationRow.notice_id)))


async def notices(
    engine: AsyncEngine,
    *,
    to_staff: str | None = None,
    to_role: Role | None = None,
    case_id: str | None = None,
    rehearsals: bool = False,
) -> list[NoticeRow]:
    """Notices to a member of staff, to a role, and of a case; the newest first. Naming a rehearsal is asking for it."""
    conditions = _real(rehearsals or case_id is not None)
    if case_id is not None:
        conditions.append(col(NoticeRow.case_id) == case_id)
    if to_staff is not None:
        conditions.append(col(NoticeRow.to_staff) == to_staff)
    if to_role is not None:
        conditions.append(col(NoticeRow.to_role) == to_role.value)
    of_the_case = col(NoticeRow.case_id) == col(CaseRow.case_id)
    order = (col(NoticeRow.at).desc(), col(NoticeRow.case_id), col(NoticeRow.notice_id))
    return await _all(engine, select(NoticeRow).join(CaseRow, of_the_case).where(*conditions).order_by(*order))


async def _all(engine: AsyncEngine, statement: SelectOfScalar[Found]) -> list[Found]:
    async with AsyncSession(reading(engine), expire_on_commit=False) as session:
        return list((await session.exec(statement)).all())


def _real(rehearsals: bool) -> list[Condition]:
    return [] if rehearsals else [col(CaseRow.rehearsal).is_(False)]
