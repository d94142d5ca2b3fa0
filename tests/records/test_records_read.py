"""Reading one case's records whole, asked of cases played through the real policy."""

from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from models.roles import Role
from models.sentence import Stage
from records import read
from records.write import write
from tests.records.played import RELEASE, START, Played, ed

ED = ed(crn="X123456")
SAL = Played("sal-1", crn="X654321", team="team-2", spo="spo-2")
REHEARSAL = ed("rehearsal-1", crn="X123456", rehearsal_from=START)


@pytest.fixture
async def told(engine: AsyncEngine) -> AsyncEngine:
    """Ed is released and allocated; Sal is just sentenced, in another team; the rehearsal is Ed's case again."""
    for case in (ED, SAL, REHEARSAL):
        await write(engine, case.batch())
    return engine


async def test_cases(told: AsyncEngine) -> None:
    found = await read.case(told, "ed-1")
    assert found is not None
    assert (found.crn, found.stage, found.last_sequence) == ("X123456", Stage.LICENCE, len(ED.entries))
    assert found.updated_at == RELEASE + timedelta(hours=2) and found.stage_since == date(2026, 4, 20)
    assert await read.case(told, "nobody") is None
    assert await read.case(told, "rehearsal-1") is not None
    assert [c.case_id for c in await read.find_by_crn(told, "X123456")] == ["ed-1"]
    assert len(await read.find_by_crn(told, "X123456", rehearsals=True)) == 2
    assert await read.find_by_crn(told, "X000000") == []
    assert [c.case_id for c in await read.open_cases(told)] == ["ed-1", "sal-1"]
    assert [c.case_id for c in await read.open_cases(told, team="team-2")] == ["sal-1"]
    assert len(await read.open_cases(told, rehearsals=True)) == 3


async def test_duties_of_one_case_the_first_due_first(told: AsyncEngine) -> None:
    found = await read.duties(told, "ed-1")
    told_of = {row["duty_id"] for entry in ED.entries for row in entry.rows if row["table"] == "duties"}
    assert {d.duty_id for d in found} == told_of and {d.case_id for d in found} == {"ed-1"}
    due = [d.due_on or date.max for d in found]
    assert due == sorted(due) and len(set(due)) > 2


async def test_history_in_order(told: AsyncEngine) -> None:
    found = await read.events(told, "ed-1")
    rows = [row for entry in ED.entries for row in entry.rows if row["table"] == "events"]
    assert [e.event_id for e in found] == [row["event_id"] for row in rows]
    assert [e.sequence for e in found] == sorted(e.sequence for e in found)
    assert found[0].occurred_at == START and found[0].body == rows[0]["body"]
    [made] = await read.decisions(told, "ed-1")
    assert (made.key, made.kind, made.option, made.decided_by) == ("de-1", "marac", "refer", "cp-1")
    assert await read.decisions(told, "sal-1") == []


async def test_what_was_told(told: AsyncEngine) -> None:
    every = await read.notices(told, case_id="ed-1")
    assert every and [n.at for n in every] == sorted((n.at for n in every), reverse=True)
    to_spo = await read.notices(told, to_role=Role.SPO)
    assert {n.to_role for n in to_spo} == {"spo"} and {n.case_id for n in to_spo} <= {"ed-1", "sal-1"}
    to_staff = await read.notices(told, to_staff="spo-1")
    assert {n.notice_id for n in to_staff} == {n.notice_id for n in every if n.to_staff == "spo-1"} != set()
    assert await read.notices(told, to_staff="spo-1", case_id="sal-1") == []
    escalated = await read.escalations(told, "ed-1")
    assert {e.kind for e in escalated} == {"escalation"} and await read.escalations(told, "nobody") == []
