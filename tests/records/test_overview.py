"""How the work of a team stands in numbers: each is the length of the list it stands for."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from models.duties import DutyState
from models.tables import DutyRow
from policy.calendar import london_date
from records import lists, read
from records.lists import PageWanted
from records.overview import AGES, HANDOVERS_WITHIN, RELEASES_WITHIN, Load, overview
from records.write import write
from tests.records.databases import KINDS, ready_database
from tests.records.played import RELEASE, START, Played, ed
from tests.records.test_lists import UNA

NOW = RELEASE + timedelta(days=40)
TODAY = london_date(NOW)
TEAMS = ["team-1", "team-2", "team-3", "team-9", None]
ALL = PageWanted(limit=500)


@pytest.fixture(scope="module", params=KINDS)
async def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[AsyncEngine]:
    late = ed()
    late.sleep_until(NOW)
    async with ready_database(request.param, tmp_path_factory.mktemp("overview")) as engine:
        for case in (late, Played("sal-1", team="team-2", spo="spo-2"), UNA, ed("rehearsal-1", rehearsal_from=START)):
            await write(engine, case.batch())
        yield engine


async def _length(found: Any) -> int:
    page = await found
    assert page.next is None
    return len(page.items)


@pytest.mark.parametrize("team", TEAMS)
async def test_each_number_is_the_length_of_its_list(engine: AsyncEngine, team: str | None) -> None:
    stands = await overview(engine, NOW, team)
    ahead: dict[str, Any] = {"today": TODAY, "passed": True, "team": team}
    releases = lists.AheadWanted(within=RELEASES_WITHIN, **ahead)
    handovers = lists.AheadWanted(within=HANDOVERS_WITHIN, **ahead)
    waiting = lists.EscalationsWanted(team=team, unacknowledged=True)
    open = lists.EscalationsWanted(team=team, open=True)
    overdue = lists.DutiesWanted(team=team, overdue_at=NOW)
    assert sum(stands.overdue) == await _length(lists.duties(engine, overdue, ALL))
    assert stands.reviews == await _length(lists.duties(engine, lists.DutiesWanted(team=team, kind="review"), ALL))
    assert stands.releases == await _length(lists.releases(engine, releases, ALL))
    assert stands.handovers == await _length(lists.handovers(engine, handovers, ALL))
    orders = lists.OrdersWanted(today=TODAY, within=28, team=team)
    assert stands.orders_ending == await _length(lists.orders_ending(engine, orders, ALL))
    unheld = lists.without_practitioner(engine, lists.UnheldWanted(team=team), ALL)
    assert stands.without_practitioner == await _length(unheld)
    assert stands.escalations == await _length(lists.escalations(engine, waiting, ALL))
    assert stands.escalations_open == await _length(lists.escalations(engine, open, ALL))


async def test_none_of_them_is_nothing_everywhere(engine: AsyncEngine) -> None:
    """So that the lengths above are compared with something."""
    stands = await overview(engine, NOW, None)
    assert sum(stands.overdue) and stands.reviews and stands.releases and stands.handovers
    assert stands.without_practitioner and stands.escalations and stands.escalations_open
    soon = await overview(engine, datetime.combine(date(2026, 5, 1), datetime.min.time(), NOW.tzinfo), "team-3")
    assert soon.orders_ending == 1


async def test_overdue_work_is_of_one_age(engine: AsyncEngine) -> None:
    duties = [d for id in ("ed-1", "sal-1", "una-1") for d in await read.duties(engine, id)]
    days = [(TODAY - d.due_on).days for d in duties if d.state == DutyState.OPEN and d.due_on]
    assert len({age for age in AGES for n in days if _is_of(age, n)}) > 1
    expected = tuple(sum(_is_of(age, n) for n in days) for age in AGES)
    assert (await overview(engine, NOW, None)).overdue == expected


def _is_of(age: tuple[int, int | None], days: int) -> bool:
    return age[0] <= days <= (age[1] or days)


@pytest.mark.parametrize(("low", "high"), [(0, 0), (1, 7), (8, 28), (29, None), (None, 7)])
async def test_duties_are_listed_by_how_late_they_are(engine: AsyncEngine, low: int | None, high: int | None) -> None:
    wanted = lists.DutiesWanted(today=TODAY, late_at_least=low, late_at_most=high)
    found = (await lists.duties(engine, wanted, ALL)).items
    every = (await lists.duties(engine, lists.DutiesWanted(), ALL)).items
    assert [d.duty_id for d in found] == [d.duty_id for d in every if _is_late(d, low, high)]


def _is_late(row: DutyRow, low: int | None, high: int | None) -> bool:
    days = (TODAY - row.due_order).days
    return (low is None or days >= low) and (high is None or days <= high)


async def test_the_workload_of_a_team_says_who_holds_what(engine: AsyncEngine) -> None:
    team = (await overview(engine, NOW, "team-1")).workload
    assert team is not None
    found = {one.staff: one for one in team}
    duties = [d for d in await read.duties(engine, "ed-1") if d.state == DutyState.OPEN and d.held_by]
    assert set(found) == {"pom-1", "cp-1", *(d.held_by for d in duties)}
    for staff, held in found.items():
        theirs = [d for d in duties if d.held_by == staff]
        overdue = sum(d.due_on is not None and d.due_on < TODAY for d in theirs)
        assert held == Load(staff, int(staff in {"pom-1", "cp-1"}), len(theirs), overdue)
    assert [one.overdue for one in team] == sorted((one.overdue for one in team), reverse=True)
    assert (await overview(engine, NOW, "team-9")).workload == []
    assert (await overview(engine, NOW, None)).workload is None


async def test_one_who_is_pom_and_community_practitioner_holds_the_case_once(engine: AsyncEngine) -> None:
    case = Played("both-1", team="team-5")
    for n, holder in enumerate(("pom", "community_practitioner"), 1):
        case.report("practitioner_allocated", START + timedelta(hours=n), practitioner="both", holder=holder)
    await write(engine, case.batch())
    team = (await overview(engine, START + timedelta(days=1), "team-5")).workload
    assert team is not None
    assert [one.cases for one in team if one.staff == "both"] == [1]


async def test_a_number_beyond_the_limit_says_that_there_are_more(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await overview(engine, NOW, None)
    monkeypatch.setattr("records.lists.counted.COUNTED_TO", 1)
    short = await overview(engine, NOW, None)
    assert whole.escalations > 2
    assert short.escalations == 2
    assert short.reviews == min(whole.reviews, 2)


async def test_escalations_come_the_oldest_first_when_asked(engine: AsyncEngine) -> None:
    newest = (await lists.escalations(engine, lists.EscalationsWanted(), ALL)).items
    oldest = (await lists.escalations(engine, lists.EscalationsWanted(oldest_first=True), ALL)).items
    assert list(oldest) == list(newest)[::-1]
    assert len(newest) > 1
    asked = lists.EscalationsWanted(oldest_first=True)
    first = await lists.escalations(engine, asked, PageWanted(limit=1))
    then = await lists.escalations(engine, asked, PageWanted(limit=500, after=first.next))
    assert [*first.items, *then.items] == list(oldest)
