"""Escalations: to a person, to a role, of a team, open and unacknowledged, by clause, of a case; the newest first."""

from pydantic import AwareDatetime
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from models.tables import EscalationClauseRow, EscalationRow
from records.lists.page import FIRST_PAGE, Cursors, Key, Page, PageWanted
from records.lists.query import Condition, page_of, real
from records.lists.wanted import EscalationsWanted

_KEY = ("at", "case_id", "notice_id")


async def escalations(
    engine: AsyncEngine, wanted: EscalationsWanted, page: PageWanted = FIRST_PAGE
) -> Page[EscalationRow]:
    """Escalations that meet every condition, the newest first. Raises BadCursor.

    A rehearsed case that is named by its id is asked for.
    """
    cursors = Cursors("escalations", wanted, (AwareDatetime, Key, Key))
    return await page_of(engine, EscalationRow, _KEY, [_conditions(wanted)], cursors, page, newest_first=True)


def _conditions(wanted: EscalationsWanted) -> list[Condition]:
    found = real(EscalationRow, wanted.rehearsals or wanted.case_id is not None)
    asked = {
        "to_staff": wanted.to_staff,
        "to_role": wanted.to_role.value if wanted.to_role else None,
        "team": wanted.team,
        "case_id": wanted.case_id,
    }
    found += [col(getattr(EscalationRow, name)) == value for name, value in asked.items() if value is not None]
    if wanted.open or wanted.unacknowledged:
        found.append(col(EscalationRow.open).is_(True))
    if wanted.unacknowledged:
        found.append(col(EscalationRow.acknowledged_at).is_(None))
    if wanted.since is not None:
        found.append(col(EscalationRow.at) >= wanted.since)
    if wanted.clause is not None:
        found.append(_about(wanted.clause))
    return found


def _about(clause: str) -> Condition:
    of, row = col(EscalationClauseRow.case_id), EscalationClauseRow
    this = (of == col(EscalationRow.case_id), col(row.notice_id) == col(EscalationRow.notice_id))
    return select(row).where(*this, col(row.clause) == clause).exists()
