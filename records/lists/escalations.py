"""Escalations: to a person, to a role, of a team, open and unacknowledged, by clause, of a case; by when."""

from pydantic import AwareDatetime
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from models.tables import EscalationClauseRow, EscalationRow
from records.lists.page import FIRST_PAGE, Cursors, Key, Page, PageWanted
from records.lists.query import Condition, page_of, real
from records.lists.wanted import EscalationsWanted

_OF_THE_ESCALATION = (
    col(EscalationClauseRow.case_id) == col(EscalationRow.case_id),
    col(EscalationClauseRow.notice_id) == col(EscalationRow.notice_id),
)
_KEY = ("at", "case_id", "notice_id")


async def escalations(
    engine: AsyncEngine, wanted: EscalationsWanted, page: PageWanted = FIRST_PAGE
) -> Page[EscalationRow]:
    """Escalations that meet every condition, in the order that is wanted. Raises BadCursor.

    A rehearsed case that is named by its id is asked for.
    """
    cursors = Cursors("escalations", wanted, (AwareDatetime, Key, Key))
    led_by = EscalationClauseRow if _follows_the_clause(wanted) else None
    newest = not wanted.oldest_first
    return await page_of(
        engine, EscalationRow, _KEY, [escalated(wanted)], cursors, page, newest_first=newest, led_by=led_by
    )


def _follows_the_clause(wanted: EscalationsWanted) -> bool:
    """Whether the clause narrows the list most."""
    narrower = wanted.to_staff or wanted.team or wanted.case_id or wanted.open or wanted.unacknowledged
    return wanted.clause is not None and not narrower


def escalated(wanted: EscalationsWanted) -> list[Condition]:
    """What an escalation meets that is in the list."""
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
        about = [*_OF_THE_ESCALATION, col(EscalationClauseRow.clause) == wanted.clause]
        found += about if _follows_the_clause(wanted) else [select(EscalationClauseRow).where(*about).exists()]
    return found
