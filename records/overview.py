"""How the work of a team stands, in numbers: each is that of a list, and has its conditions from there."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case as when
from sqlalchemy import func, text
from sqlalchemy import select as sql
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import NOT_CLOSED, CaseRow, DutyRow, EscalationRow, OrderRow
from policy.calendar import london_date
from records.engine import reading
from records.lists.cases import ahead, unheld
from records.lists.counted import count_of
from records.lists.duties import open_duties
from records.lists.escalations import escalated
from records.lists.orders import ending
from records.lists.query import real
from records.lists.wanted import AheadWanted, DutiesWanted, EscalationsWanted, OrdersWanted, UnheldWanted

AGES: tuple[tuple[int, int | None], ...] = ((1, 7), (8, 28), (29, None))
"""Days past due by which overdue work is counted, from and to (project default)."""

RELEASES_WITHIN, HANDOVERS_WITHIN, ORDERS_WITHIN = 28, 56, 28
"""Days ahead that are looked at (project default)."""

REVIEW = "review"
"""The kind of duty that every significant change opens (PF-11.3a): one that is open is a change not yet reviewed."""


@dataclass(frozen=True)
class Load:
    """What one member of staff holds of a team's: cases as POM or community practitioner, and open duties."""

    staff: str
    cases: int = 0
    open_duties: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class Overview:
    """Numbers of lists, each up to 1,001, which stands for any more. ``overdue`` has one for each of ``AGES``.

    ``releases`` and ``handovers`` have those whose day has gone by unreported too. ``workload`` is there for a team.
    """

    overdue: tuple[int, ...]
    reviews: int
    releases: int
    handovers: int
    orders_ending: int
    without_practitioner: int
    escalations: int
    escalations_open: int
    workload: list[Load] | None


async def overview(engine: AsyncEngine, now: datetime, team: str | None) -> Overview:
    """How the work of a team stands, or of everybody; without rehearsals."""
    today = london_date(now)
    late = [DutiesWanted(team=team, today=today, late_at_least=low, late_at_most=high) for low, high in AGES]
    soon = AheadWanted(today=today, within=RELEASES_WITHIN, passed=True, team=team)
    later = soon.model_copy(update={"within": HANDOVERS_WITHIN})
    orders = OrdersWanted(today=today, within=ORDERS_WITHIN, team=team)
    waiting, open = EscalationsWanted(team=team, unacknowledged=True), EscalationsWanted(team=team, open=True)
    ages = [count_of(DutyRow, [open_duties(one)]) for one in late]
    others = {
        "reviews": count_of(DutyRow, [open_duties(DutiesWanted(team=team, kind=REVIEW))]),
        "releases": count_of(CaseRow, ahead("release_on", soon)),
        "handovers": count_of(CaseRow, ahead("handover_on", later)),
        "orders_ending": count_of(OrderRow, [ending(orders)]),
        "without_practitioner": count_of(CaseRow, unheld(UnheldWanted(team=team))),
        "escalations": count_of(EscalationRow, [escalated(waiting)]),
        "escalations_open": count_of(EscalationRow, [escalated(open)]),
    }
    async with AsyncSession(reading(engine)) as session:
        found = (await (await session.connection()).execute(sql(*ages, *others.values()))).one()
        workload = None if team is None else await _workload(session, team, today)
    numbers = dict(zip(others, found[len(ages) :], strict=True))
    return Overview(overdue=tuple(found[: len(ages)]), workload=workload, **numbers)


async def _workload(session: AsyncSession, team: str, today: date) -> list[Load]:
    """Everybody who holds a case or open work of the team, those with the most overdue first."""
    cases = await _cases_of(session, team)
    late = func.sum(when((col(DutyRow.due_order) < today, 1), else_=0))
    whose = col(DutyRow.held_by)
    of_each = select(whose, func.count(), late).where(*open_duties(DutiesWanted(team=team))).group_by(whose)
    duties = {staff: (n, overdue) for staff, n, overdue in await session.exec(of_each) if staff is not None}
    found = [Load(one, cases.get(one, 0), *duties.get(one, (0, 0))) for one in cases.keys() | duties.keys()]
    return sorted(found, key=lambda one: (-one.overdue, -one.open_duties, -one.cases, one.staff))


async def _cases_of(session: AsyncSession, team: str) -> Mapping[str, int]:
    """Cases that are not closed by who is POM or community practitioner on them; one who is both holds it once."""
    held = (col(CaseRow.pom), col(CaseRow.community_practitioner))
    of_the_team = select(*held, func.count()).where(col(CaseRow.team) == team, text(NOT_CLOSED), *real(CaseRow, False))
    found = defaultdict[str, int](int)
    for pom, community, n in await session.exec(of_the_team.group_by(*held)):
        for staff in {pom, community}:
            if staff is not None:
                found[staff] += n
    return found
