"""The lists people work from, asked of cases played through the real policy."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncEngine

from models.duties import DutyState
from models.roles import Role
from models.sentence import Stage
from models.tables import DutyRow, EscalationRow, OrderRow
from policy.calendar import london_date, start_of_day
from records import lists, read
from records.lists import CaseOrder, PageWanted
from records.write import write
from tests.records.databases import KINDS, ready_database
from tests.records.played import RELEASE, START, Played, ed

ED = ed(crn="X123456")
SAL = Played("sal-1", crn="X654321", team="team-2", spo="spo-2")
REHEARSAL = ed("rehearsal-1", crn="X123456", rehearsal_from=START)
TODAY = london_date(RELEASE)
NOW = RELEASE + timedelta(days=40)


def una() -> Played:
    """Two years in prison; a restraining order that ends; a POM and no community practitioner."""
    dates = {"conditional_release": date(2027, 3, 1)}
    opening = {"type": "sentence_passed", "event_id": "e1", "occurred_at": START, "kind": "determinate",
               "length_days": 730, "dates": dates}  # fmt: skip
    case = Played("una-1", team="team-3", spo="spo-3", opening=opening)
    case.report("practitioner_allocated", START + timedelta(hours=1), practitioner="pom-3", holder="pom")
    made = {"order": "order-1", "protects": ["partner-1"], "ends_on": date(2026, 5, 10)}
    case.report("protective_order_made", START + timedelta(hours=2), **made)
    case.report("protective_order_made", START + timedelta(hours=3), order="order-2", protects=["child-1"])
    case.sleep_until(RELEASE)
    return case


UNA = una()


@pytest.fixture(scope="module", params=KINDS)
async def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[AsyncEngine]:
    """Ed is released and allocated; Sal is just sentenced; Una is in prison; the rehearsal is Ed's case again."""
    async with ready_database(request.param, tmp_path_factory.mktemp("records")) as engine:
        for case in (ED, SAL, UNA, REHEARSAL):
            await write(engine, case.batch())
        yield engine


@pytest.fixture(scope="module")
async def everything(engine: AsyncEngine) -> list[DutyRow]:
    """Every duty of the cases that are no rehearsals."""
    return [d for case in (ED, SAL, UNA) for d in await read.duties(engine, case.case_id)]


Asking = Callable[..., Awaitable[set[tuple[str, str]]]]


@pytest.fixture
def ask(engine: AsyncEngine) -> Asking:
    """The duties that a list has, by case and id."""

    async def found(**asked: Any) -> set[tuple[str, str]]:
        page = await lists.duties(engine, lists.DutiesWanted(**asked), PageWanted(limit=500))
        assert page.next is None
        return ids(page.items)

    return found


def ids(rows: Any) -> set[tuple[str, str]]:
    return {(row.case_id, row.duty_id) for row in rows}


class TestDuties:
    async def test_open_ones_of_all_cases_but_rehearsals(self, ask: Asking, everything: list[DutyRow]) -> None:
        assert await ask() == ids(d for d in everything if d.state == DutyState.OPEN)
        assert {c for c, _ in await ask(rehearsals=True)} == {"ed-1", "sal-1", "una-1", "rehearsal-1"}
        assert len(await ask(case_id="rehearsal-1")) == len(await ask(case_id="ed-1"))

    async def test_of_each_state_and_of_any(self, ask: Asking, everything: list[DutyRow]) -> None:
        for state in DutyState:
            assert await ask(state=state) == ids(d for d in everything if d.state == state)
        assert await ask(state=None) == ids(everything) and len({d.state for d in everything}) > 1

    async def test_the_first_due_first(self, engine: AsyncEngine) -> None:
        found = await lists.duties(engine, lists.DutiesWanted(state=None))
        due = [d.due_on or date.max for d in found.items]
        assert due == sorted(due) and len(set(due)) > 2

    async def test_by_team_kind_stage_and_clause(self, ask: Asking, everything: list[DutyRow]) -> None:
        still_open = [d for d in everything if d.state == DutyState.OPEN]
        assert await ask(team="team-2") == ids(d for d in still_open if d.case_id == "sal-1")
        assert await ask(stage=Stage.LICENCE) == ids(d for d in still_open if d.case_id == "ed-1")
        for duty in still_open:
            assert await ask(kind=duty.kind) == ids(d for d in still_open if d.kind == duty.kind)
            clause = duty.clauses[0]
            assert await ask(clause=clause) == ids(d for d in still_open if clause in d.clauses)
            assert await ask(clause=clause, team="team-3") == ids(
                d for d in still_open if clause in d.clauses and d.case_id == "una-1"
            )
        assert await ask(clause="PF-0.0") == set()

    @pytest.mark.parametrize(
        ("role", "staff"), {"pom": "pom-1", "community_practitioner": "cp-1", "spo": "spo-1"}.items()
    )
    async def test_by_who_holds_the_role_of_the_duty(
        self, ask: Asking, everything: list[DutyRow], role: str, staff: str
    ) -> None:
        theirs = [d for d in everything if d.case_id == "ed-1" and d.owner == role]
        assert await ask(held_by=staff, state=None) == ids(theirs)
        assert theirs or role != Role.COMMUNITY_PRACTITIONER
        assert await ask(held_by="nobody") == set()

    async def test_overdue_from_midnight_in_london(self, ask: Asking, everything: list[DutyRow]) -> None:
        open_and_due = [d for d in everything if d.state == DutyState.OPEN and d.due_on]
        due = max(d.due_on for d in open_and_due if d.due_on and d.due_on.month < 10)
        assert due > date(2026, 4, 1), "in summer time, when the London day begins at 23:00 UTC"
        midnight = start_of_day(due + timedelta(days=1))
        assert midnight.hour == 23
        before = await ask(overdue_at=midnight - timedelta(microseconds=1))
        assert await ask(overdue_at=midnight) == ids(d for d in open_and_due if d.due_on and d.due_on <= due)
        assert before == ids(d for d in open_and_due if d.due_on and d.due_on < due)

    async def test_overdue_as_policy_counts_it(self, engine: AsyncEngine, ask: Asking) -> None:
        found = await read.case(engine, "ed-1")
        assert found is not None and found.overdue > 0
        assert len(await ask(case_id="ed-1", overdue_at=found.updated_at)) == found.overdue

    async def test_due_soon(self, ask: Asking, everything: list[DutyRow]) -> None:
        last = TODAY + timedelta(days=7)
        soon = [d for d in everything if d.state == DutyState.OPEN and d.due_on and TODAY <= d.due_on <= last]
        assert await ask(due_within=7, today=TODAY) == ids(soon) != set()

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            ({"due_within": 7}, "give today"),
            ({"due_within": -1, "today": TODAY}, "greater than or equal to 0"),
            ({"overdue_at": datetime(2026, 4, 20, 10)}, "timezone"),  # noqa: DTZ001
            ({"overdue_at": NOW, "state": "done"}, "only open duties"),
            ({"team": "Edward Smith"}, "team"),
            ({"owner": "cp-1"}, "owner"),
        ],
    )
    def test_what_cannot_be_asked(self, asked: dict[str, Any], words: str) -> None:
        with pytest.raises(ValidationError, match=words) as refused:
            lists.DutiesWanted(**asked)
        assert "Smith" not in str(refused.value)


class TestAMove:
    async def test_duties_follow_the_case_to_its_new_team_and_practitioner(
        self, engine: AsyncEngine, ask: Asking
    ) -> None:
        case = ed("mover-1", team="team-8")
        await write(engine, case.batch())
        mine = await ask(held_by="cp-1", case_id="mover-1")
        assert mine and await ask(team="team-8") >= mine
        done = len(case.entries)
        moved = {"practitioner": "cp-9", "holder": "community_practitioner", "team": "team-9", "spo": "spo-9"}
        case.report("practitioner_allocated", NOW, **moved)
        await write(engine, case.batch(done + 1))
        assert await ask(held_by="cp-1", case_id="mover-1") == await ask(team="team-8") == set()
        clauses = {clause for duty in await read.duties(engine, case_id="mover-1") for clause in duty.clauses}
        for clause in sorted(clauses):
            assert await ask(team="team-8", clause=clause) == set()
            assert await ask(team="team-9", clause=clause) == await ask(case_id="mover-1", clause=clause)
        assert await ask(held_by="cp-9", case_id="mover-1") >= mine
        told = await lists.escalations(engine, lists.EscalationsWanted(team="team-9"))
        assert {e.case_id for e in told.items} == {"mover-1"} and {e.held_by for e in told.items} == {"cp-9"}


class TestEscalations:
    async def test_by_whom_it_went_to_and_of_which_team(self, engine: AsyncEngine) -> None:
        every = await read.escalations(engine, "una-1")
        assert every

        async def found(**asked: Any) -> list[str]:
            page = await lists.escalations(engine, lists.EscalationsWanted(**asked))
            assert [e.at for e in page.items] == sorted((e.at for e in page.items), reverse=True)
            return sorted(e.notice_id for e in page.items if e.case_id == "una-1")

        for told in every:
            assert told.notice_id in await found(to_role=told.to_role)
            assert await found(to_role=told.to_role) == sorted(e.notice_id for e in every if e.to_role == told.to_role)
            for clause in told.clauses:
                assert told.notice_id in await found(clause=clause)
        assert await found(team="team-3") == await found(case_id="una-1") == sorted(e.notice_id for e in every)
        to_staff = [e.notice_id for e in every if e.to_staff == "spo-3"]
        assert await found(to_staff="spo-3") == sorted(to_staff)
        assert await found(team="team-1") == await found(clause="PF-0.0") == []
        assert await found(since=datetime(2030, 1, 1, tzinfo=UTC)) == []
        assert any(e.clauses for e in every)

    async def test_over_once_the_work_it_names_is_done(self, engine: AsyncEngine) -> None:
        case = ed("late-1", team="team-7")
        case.sleep_until(NOW)
        await write(engine, case.batch())

        async def found(**asked: Any) -> dict[str, EscalationRow]:
            page = await lists.escalations(engine, lists.EscalationsWanted(team="team-7", **asked))
            return {e.notice_id: e for e in page.items}

        still_open = {d.duty_id for d in await read.duties(engine, "late-1") if d.state == DutyState.OPEN}
        every, open_ones = await found(), await found(open=True)
        assert {id for id, e in every.items() if e.duties and still_open & set(e.duties)} <= set(open_ones)
        assert all(still_open & set(e.duties) for e in open_ones.values() if e.duties)
        done = len(case.entries)
        one = next(e for e in open_ones.values() if len(e.duties) == 1)
        waiver = {"waiver_id": "w1", "duty": one.duties[0], "waived_at": NOW, "waived_by": "spo-1", "role": "spo",
                  "reason": "overtaken"}  # fmt: skip
        case.tell({"kind": "waived", "waiver": waiver}, NOW)
        await write(engine, case.batch(done + 1))
        assert one.notice_id not in await found(open=True) and one.notice_id in await found()

    async def test_acknowledged_by_a_manager_who_looks_at_the_case(self, engine: AsyncEngine) -> None:
        case = ed("seen-1", team="team-6")
        case.sleep_until(NOW)
        await write(engine, case.batch())

        async def waiting() -> set[str]:
            page = await lists.escalations(engine, lists.EscalationsWanted(team="team-6", unacknowledged=True))
            return {e.notice_id for e in page.items}

        assert await waiting()
        done = len(case.entries)
        made = {"decision_id": "de-2", "kind": "oversight", "option": "enhanced", "decided_at": NOW,
                "decided_by": "spo-1", "role": "spo", "rationale": "Late work on a case of high risk."}  # fmt: skip
        case.tell({"kind": "decided", "decision": made}, NOW)
        await write(engine, case.batch(done + 1))
        assert await waiting() == set()
        seen = await read.escalations(engine, "seen-1")
        assert {(e.acknowledged_at, e.acknowledged_by) for e in seen if e.at <= NOW} == {(NOW, "spo-1")}


class TestCases:
    async def test_by_team_stage_practitioner_and_risk(self, engine: AsyncEngine) -> None:
        async def names(**asked: Any) -> list[str]:
            found = await lists.cases(engine, lists.CasesWanted(**asked))
            return [c.case_id for c in found.items if c.case_id in {"ed-1", "sal-1", "una-1", "rehearsal-1"}]

        assert set(await names()) == {"ed-1", "sal-1", "una-1"}
        assert await names(team="team-2") == ["sal-1"]
        assert "ed-1" in await names(stage=Stage.LICENCE) and "una-1" not in await names(stage=Stage.LICENCE)
        assert await names(stage=Stage.CLOSED) == []
        assert await names(held_by="pom-1") == await names(held_by="cp-1") == ["ed-1"]
        assert await names(held_by="spo-1") == []
        assert await names(team="team-1", held_by="cp-1", rehearsals=True) == ["ed-1", "rehearsal-1"]
        assert await names(rosh="high") == await names() and await names(rosh="low") == []

    async def test_in_order(self, engine: AsyncEngine) -> None:
        due = [(c.next_due or date.max, c.case_id) for c in (await lists.cases(engine, lists.CasesWanted())).items]
        assert due == sorted(due) and len(due) > 2
        wanted = lists.CasesWanted(by=CaseOrder.STAGE_SINCE)
        since = [c.stage_since for c in (await lists.cases(engine, wanted)).items]
        assert since == sorted(since) and len(set(since)) > 1


class TestAhead:
    async def test_releases(self, engine: AsyncEngine) -> None:
        release = date(2027, 3, 1)

        async def names(today: date, within: int, **asked: Any) -> list[str]:
            found = await lists.releases(engine, lists.AheadWanted(today=today, within=within, **asked))
            return [c.case_id for c in found.items]

        assert await names(release - timedelta(days=28), 28) == await names(release, 0) == ["una-1"]
        assert await names(release - timedelta(days=28), 27) == await names(release + timedelta(days=1), 28) == []
        assert set(await names(release + timedelta(days=1), 28, passed=True)) == {"sal-1", "una-1"}
        assert await names(release, 0, team="team-3") == await names(release, 0, held_by="pom-3") == ["una-1"]
        assert await names(release, 0, team="team-1") == await names(release, 0, held_by="cp-1") == []

    async def test_handovers(self, engine: AsyncEngine) -> None:
        found = await lists.handovers(engine, lists.AheadWanted(today=TODAY, within=365))
        assert [(c.case_id, c.handover_on) for c in found.items] == [("una-1", date(2026, 6, 17))]
        assert found.items[0].handover_on == date(2027, 3, 1) - timedelta(days=257), "8 months and 14 days before"

    async def test_nobody_holds_the_role(self, engine: AsyncEngine) -> None:
        async def names(**asked: Any) -> dict[str, str | None]:
            found = await lists.without_practitioner(engine, lists.UnheldWanted(**asked))
            return {c.case_id: c.missing_role for c in found.items}

        assert await names() == {"sal-1": "community_practitioner"}, "a short sentence: the community is responsible"
        assert await names(role=Role.POM) == await names(team="team-1") == await names(stage=Stage.LICENCE) == {}


class TestOrders:
    async def test_ending_soon(self, engine: AsyncEngine) -> None:
        async def found(today: date, within: int, **asked: Any) -> list[OrderRow]:
            page = await lists.orders_ending(engine, lists.OrdersWanted(today=today, within=within, **asked))
            return list(page.items)

        [order] = await found(date(2026, 4, 12), 28)
        assert (order.case_id, order.ref, order.team, order.held_by) == ("una-1", "order-1", "team-3", "pom-3")
        assert await found(date(2026, 4, 12), 27) == await found(date(2026, 5, 11), 28) == []
        assert await found(date(2026, 5, 10), 0, held_by="pom-3") and not await found(date(2026, 5, 10), 0, team="x")


class TestTimeline:
    async def test_everything_of_a_case_once_in_order(self, engine: AsyncEngine) -> None:
        found = (await lists.timeline(engine, lists.TimelineWanted(case_id="ed-1", newest_first=False))).items
        assert [(r.at, r.what) for r in found] == sorted((r.at, r.what) for r in found)
        of = {what: [r.id for r in found if r.what is what] for what in lists.What}
        assert sorted(of[lists.What.EVENT]) == sorted(e.event_id for e in await read.events(engine, "ed-1"))
        assert of[lists.What.DECISION] == ["de-1"]
        duties = await read.duties(engine, "ed-1")
        assert sorted(of[lists.What.DUTY_OPENED]) == sorted(d.duty_id for d in duties)
        assert sorted(of[lists.What.DUTY_CLOSED]) == sorted(d.duty_id for d in duties if d.closed_at)
        assert len(of[lists.What.ESCALATION]) == len(await read.escalations(engine, "ed-1"))
        assert found[0].happened_at == START and found[0].kind == "sentence_passed"
        newest = (await lists.timeline(engine, lists.TimelineWanted(case_id="ed-1"))).items
        assert list(newest) == list(reversed(found))
        assert (await lists.timeline(engine, lists.TimelineWanted(case_id="nobody"))).items == []
