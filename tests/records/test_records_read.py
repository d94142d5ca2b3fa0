"""The lists people work from, asked of cases played through the real policy."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from models.duties import DutyState
from models.roles import Role
from models.sentence import Stage
from models.tables import DutyRow
from policy.calendar import london_date, start_of_day
from records import read
from records.engine import engine_for
from records.upgrade import upgrade
from records.write import write
from tests.records.played import RELEASE, START, Played, ed

ED = ed(crn="X123456")
SAL = Played("sal-1", crn="X654321", team="team-2", spo="spo-2")
REHEARSAL = ed("rehearsal-1", crn="X123456", rehearsal_from=START)
OWNERS = {"pom": "pom-1", "community_practitioner": "cp-1", "spo": "spo-1"}


@pytest.fixture(scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AsyncEngine]:
    """Ed is released and allocated; Sal is just sentenced, in another team; the rehearsal is Ed's case again."""
    url = f"sqlite+aiosqlite:///{Path(tmp_path_factory.mktemp('records')) / 'records.db'}"
    await upgrade(url)
    engine = engine_for(url)
    for case in (ED, SAL, REHEARSAL):
        await write(engine, case.batch())
    yield engine
    await engine.dispose()


@pytest.fixture(scope="module")
async def everything(engine: AsyncEngine) -> list[DutyRow]:
    """Every duty of Ed and of Sal."""
    return [*await read.duties(engine, case_id=ED.case_id), *await read.duties(engine, case_id=SAL.case_id)]


def ids(rows: list[DutyRow]) -> set[tuple[str, str]]:
    return {(row.case_id, row.duty_id) for row in rows}


class TestCases:
    async def test_one(self, engine: AsyncEngine) -> None:
        found = await read.case(engine, "ed-1")
        assert found is not None
        assert (found.crn, found.stage, found.last_sequence) == ("X123456", Stage.LICENCE, len(ED.entries))
        assert found.updated_at == RELEASE + timedelta(hours=2) and found.stage_since == date(2026, 4, 20)
        assert await read.case(engine, "nobody") is None
        assert await read.case(engine, "rehearsal-1") is not None

    async def test_by_team_stage_and_practitioner(self, engine: AsyncEngine) -> None:
        async def names(**asked: object) -> list[str]:
            return [c.case_id for c in await read.cases(engine, **asked)]  # type: ignore[arg-type]

        assert set(await names()) == {"ed-1", "sal-1"}
        assert await names(team="team-2") == ["sal-1"]
        assert await names(stage=Stage.LICENCE) == ["ed-1"]
        assert await names(stage=Stage.CLOSED) == []
        assert await names(practitioner="pom-1") == await names(practitioner="cp-1") == ["ed-1"]
        assert await names(practitioner="spo-1") == []
        assert await names(team="team-1", practitioner="cp-1", rehearsals=True) == ["ed-1", "rehearsal-1"]

    async def test_by_crn(self, engine: AsyncEngine) -> None:
        assert [c.case_id for c in await read.find_by_crn(engine, "X123456")] == ["ed-1"]
        assert len(await read.find_by_crn(engine, "X123456", rehearsals=True)) == 2
        assert await read.find_by_crn(engine, "X000000") == []


class TestDuties:
    async def test_of_all_cases_but_rehearsals(self, engine: AsyncEngine, everything: list[DutyRow]) -> None:
        assert ids(await read.duties(engine)) == ids(everything)
        assert {d.case_id for d in await read.duties(engine, rehearsals=True)} == {"ed-1", "sal-1", "rehearsal-1"}
        assert len(await read.duties(engine, case_id="rehearsal-1")) == len(await read.duties(engine, case_id="ed-1"))

    async def test_the_first_due_first(self, engine: AsyncEngine) -> None:
        due = [d.due_on or date.max for d in await read.duties(engine)]
        assert due == sorted(due) and len(set(due)) > 2

    async def test_by_team_kind_and_state(self, engine: AsyncEngine, everything: list[DutyRow]) -> None:
        assert ids(await read.duties(engine, team="team-2")) == ids([d for d in everything if d.case_id == "sal-1"])
        kind = everything[0].kind
        assert ids(await read.duties(engine, kind=kind)) == ids([d for d in everything if d.kind == kind])
        for state in DutyState:
            assert ids(await read.duties(engine, state=state)) == ids([d for d in everything if d.state == state])

    @pytest.mark.parametrize(("role", "staff"), OWNERS.items())
    async def test_by_who_holds_the_role_of_the_duty(
        self, engine: AsyncEngine, everything: list[DutyRow], role: str, staff: str
    ) -> None:
        theirs = [d for d in everything if d.case_id == "ed-1" and d.owner == role]
        assert ids(await read.duties(engine, owner_staff=staff)) == ids(theirs)
        assert theirs or role != Role.COMMUNITY_PRACTITIONER

    async def test_nobody_owns_nothing(self, engine: AsyncEngine) -> None:
        assert await read.duties(engine, owner_staff="nobody") == []

    async def test_overdue_from_midnight_in_london(self, engine: AsyncEngine, everything: list[DutyRow]) -> None:
        due = max(d.due_on for d in everything if d.state == DutyState.OPEN and d.due_on)
        assert due > date(2026, 4, 1), "in summer time, when the London day begins at 23:00 UTC"
        midnight = start_of_day(due + timedelta(days=1))
        assert midnight.hour == 23
        before, after = [
            await read.duties(engine, overdue_at=at) for at in (midnight - timedelta(microseconds=1), midnight)
        ]
        open_and_due = [d for d in everything if d.state == DutyState.OPEN and d.due_on]
        assert ids(after) == ids(open_and_due)
        assert ids(before) == ids([d for d in open_and_due if d.due_on and d.due_on < due]) != ids(after)

    async def test_overdue_as_policy_counts_it(self, engine: AsyncEngine) -> None:
        found = await read.case(engine, "ed-1")
        assert found is not None and found.overdue > 0
        assert len(await read.duties(engine, case_id="ed-1", overdue_at=found.updated_at)) == found.overdue

    async def test_due_soon(self, engine: AsyncEngine, everything: list[DutyRow]) -> None:
        today = london_date(RELEASE)
        last = today + timedelta(days=7)
        soon = [d for d in everything if d.state == DutyState.OPEN and d.due_on and today <= d.due_on <= last]
        assert ids(await read.duties(engine, due_within=timedelta(days=7), today=today)) == ids(soon)
        assert soon
        with pytest.raises(ValueError, match="give today"):
            await read.duties(engine, due_within=timedelta(days=7))

    async def test_a_moment_without_a_zone_is_refused(self, engine: AsyncEngine) -> None:
        with pytest.raises(ValueError, match="zone"):
            await read.duties(engine, overdue_at=datetime(2026, 4, 20, 10))  # noqa: DTZ001


class TestHistory:
    async def test_events_in_order(self, engine: AsyncEngine) -> None:
        found = await read.events(engine, "ed-1")
        told = [row for entry in ED.entries for row in entry.rows if row["table"] == "events"]
        assert [e.event_id for e in found] == [row["event_id"] for row in told]
        assert [e.sequence for e in found] == sorted(e.sequence for e in found)
        assert found[0].occurred_at == START and found[0].body == told[0]["body"]

    async def test_decisions(self, engine: AsyncEngine) -> None:
        [found] = await read.decisions(engine, "ed-1")
        assert (found.key, found.kind, found.option, found.decided_by) == ("de-1", "marac", "refer", "cp-1")
        assert await read.decisions(engine, "sal-1") == []


class TestTold:
    async def test_notices(self, engine: AsyncEngine) -> None:
        every = await read.notices(engine, case_id="ed-1")
        assert every and [n.at for n in every] == sorted((n.at for n in every), reverse=True)
        to_spo = await read.notices(engine, to_role=Role.SPO)
        assert {n.to_role for n in to_spo} == {"spo"} and {n.case_id for n in to_spo} <= {"ed-1", "sal-1"}
        to_staff = await read.notices(engine, to_staff="spo-1")
        assert {n.notice_id for n in to_staff} == {n.notice_id for n in every if n.to_staff == "spo-1"} != set()
        assert await read.notices(engine, to_staff="spo-1", case_id="sal-1") == []

    async def test_escalations(self, engine: AsyncEngine) -> None:
        every = await read.escalations(engine, case_id="ed-1")
        assert {e.kind for e in every} == {"escalation"}
        assert [e.notice_id for e in await read.escalations(engine, team="team-1")] == [e.notice_id for e in every]
        assert await read.escalations(engine, team="team-3") == []
        since = every[0].at
        assert {e.at for e in await read.escalations(engine, since=since, rehearsals=True)} == {since}
        assert await read.escalations(engine, since=datetime(2030, 1, 1, tzinfo=UTC)) == []
