"""Cases: by team, stage, practitioner and risk; releases and handovers ahead; those on which nobody holds a role."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from models.roles import Role
from models.tables import NOT_CLOSED, CaseRow
from records.lists.page import FIRST_PAGE, Cursors, Key, Page, PageWanted
from records.lists.query import Condition, Conditions, cases_held_by, page_of, real
from records.lists.wanted import AheadWanted, CaseOrder, CasesWanted, UnheldWanted

_SORTED_BY = {CaseOrder.NEXT_DUE: "due_order", CaseOrder.STAGE_SINCE: "stage_since"}
_MOVING = frozenset({"today"})


async def cases(engine: AsyncEngine, wanted: CasesWanted, page: PageWanted = FIRST_PAGE) -> Page[CaseRow]:
    """Cases that meet every condition; by the next due, those with nothing due come last. Raises BadCursor."""
    conditions = _on(CaseRow, wanted.rehearsals, team=wanted.team, rosh=wanted.rosh, stage=wanted.stage)
    if wanted.stage is None:
        conditions.append(text(NOT_CLOSED))  # type: ignore[arg-type]  # as the partial indexes have it
    cursors = Cursors("cases", wanted, (date, Key))
    key = (_SORTED_BY[wanted.by], "case_id")
    return await page_of(engine, CaseRow, key, _whose(wanted.held_by, conditions), cursors, page)


async def releases(engine: AsyncEngine, wanted: AheadWanted, page: PageWanted = FIRST_PAGE) -> Page[CaseRow]:
    """Cases in custody by the day their release is expected on. Raises BadCursor."""
    return await _ahead(engine, "release_on", wanted, page)


async def handovers(engine: AsyncEngine, wanted: AheadWanted, page: PageWanted = FIRST_PAGE) -> Page[CaseRow]:
    """Cases in custody by the day the community becomes responsible. Raises BadCursor."""
    return await _ahead(engine, "handover_on", wanted, page)


async def _ahead(engine: AsyncEngine, day: str, wanted: AheadWanted, page: PageWanted) -> Page[CaseRow]:
    cursors = Cursors(day, wanted, (date, Key), _MOVING)
    return await page_of(engine, CaseRow, (day, "case_id"), ahead(day, wanted), cursors, page)


def ahead(day: str, wanted: AheadWanted) -> Sequence[Conditions]:
    """What a case meets whose ``release_on`` or ``handover_on`` is ahead: one of these, and no case two of them."""
    conditions = _on(CaseRow, wanted.rehearsals, team=wanted.team)
    conditions.append(col(getattr(CaseRow, day)) <= wanted.today + timedelta(days=wanted.within))
    if not wanted.passed:
        conditions.append(col(getattr(CaseRow, day)) >= wanted.today)
    return _whose(wanted.held_by, conditions)


_LOOKED_FOR = (Role.POM, Role.COMMUNITY_PRACTITIONER)


async def without_practitioner(
    engine: AsyncEngine, wanted: UnheldWanted, page: PageWanted = FIRST_PAGE
) -> Page[CaseRow]:
    """Cases on which nobody holds a role that somebody should: ``missing_role`` names it. Raises BadCursor."""
    cursors = Cursors("without practitioner", wanted, (date, Key))
    return await page_of(engine, CaseRow, ("stage_since", "case_id"), unheld(wanted), cursors, page)


def unheld(wanted: UnheldWanted) -> Sequence[Conditions]:
    """What a case meets on which nobody holds a role: one of these, and no case two of them."""
    conditions = _on(CaseRow, wanted.rehearsals, team=wanted.team, stage=wanted.stage)
    roles = _LOOKED_FOR if wanted.role is None else (wanted.role,)
    return [[col(CaseRow.missing_role) == role.value, *conditions] for role in roles]


def _on(row: type[CaseRow], rehearsals: bool, **asked: str | None) -> list[Condition]:
    return [*real(row, rehearsals), *(col(getattr(row, n)) == v for n, v in asked.items() if v is not None)]


def _whose(staff: str | None, conditions: Conditions) -> Sequence[Conditions]:
    return [conditions] if staff is None else [[*theirs, *conditions] for theirs in cases_held_by(staff)]
