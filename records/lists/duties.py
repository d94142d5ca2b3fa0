"""Duties: mine, my team's, overdue, due soon, by stage, by clause, by kind, of a case; the first due first."""

from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from models.duties import DutyState
from models.tables import DutyClauseRow, DutyRow
from policy.calendar import london_date
from records.lists.page import FIRST_PAGE, Cursors, Key, Page, PageWanted
from records.lists.query import Condition, Conditions, page_of, real
from records.lists.wanted import DutiesWanted

_KEY = ("due_order", "case_id", "duty_id")
_OF_THE_DUTY = (
    col(DutyClauseRow.case_id) == col(DutyRow.case_id),
    col(DutyClauseRow.duty_id) == col(DutyRow.duty_id),
)
_MOVING = frozenset({"overdue_at", "today"})


async def duties(engine: AsyncEngine, wanted: DutiesWanted, page: PageWanted = FIRST_PAGE) -> Page[DutyRow]:
    """Duties that meet every condition; those without a due date come last. Raises BadCursor.

    A rehearsed case that is named by its id is asked for.
    """
    cursors = Cursors("duties", wanted, (date, Key, Key), _MOVING)
    states = list(DutyState) if wanted.state is None else [wanted.state]
    alternatives = [_conditions(wanted, state) for state in states]
    led_by = DutyClauseRow if _follows_the_clause(wanted) else None
    return await page_of(engine, DutyRow, _KEY, alternatives, cursors, page, led_by=led_by)


def open_duties(wanted: DutiesWanted) -> Conditions:
    """What an open duty meets that is in the list. For counting them; not for a clause."""
    assert wanted.clause is None
    return _conditions(wanted, DutyState.OPEN)


def _follows_the_clause(wanted: DutiesWanted) -> bool:
    """Whether the clause narrows the list most: it is everyone's work or a team's, not that of a person or a case."""
    return wanted.clause is not None and not (wanted.held_by or wanted.case_id)


def _conditions(wanted: DutiesWanted, state: DutyState) -> list[Condition]:
    found = real(DutyRow, wanted.rehearsals or wanted.case_id is not None)
    asked = {
        "held_by": wanted.held_by,
        "team": wanted.team,
        "case_id": wanted.case_id,
        "kind": wanted.kind,
        "stage": wanted.stage.value if wanted.stage else None,
        "state": state.value,
    }
    found += [col(getattr(DutyRow, name)) == value for name, value in asked.items() if value is not None]
    if wanted.clause is not None:
        answers = [*_OF_THE_DUTY, col(DutyClauseRow.clause) == wanted.clause]
        if not _follows_the_clause(wanted):
            return [*found, select(DutyClauseRow).where(*answers).exists(), *_due(wanted)]
        found += [*answers, col(DutyClauseRow.state) == state.value]
        found += [col(DutyClauseRow.team) == wanted.team] if wanted.team is not None else []
    return found + _due(wanted)


def _due(wanted: DutiesWanted) -> list[Condition]:
    found: list[Condition] = []
    due = col(DutyClauseRow.due_order if _follows_the_clause(wanted) else DutyRow.due_order)
    if wanted.overdue_at is not None:
        found.append(due < london_date(wanted.overdue_at))
    if wanted.today is None:
        return found
    if wanted.due_within is not None:
        found.append(due.between(wanted.today, wanted.today + timedelta(days=wanted.due_within)))
    if wanted.late_at_least is not None:
        found.append(due <= wanted.today - timedelta(days=wanted.late_at_least))
    if wanted.late_at_most is not None:
        found.append(due >= wanted.today - timedelta(days=wanted.late_at_most))
    return found
