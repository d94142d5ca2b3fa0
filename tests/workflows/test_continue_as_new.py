"""A long history is put away while the case is being told things: nothing is lost, nothing counts twice."""

import asyncio
from datetime import date, timedelta

import pytest

import workflows.case
from models.events import Event
from records import read
from tests.workflows.conftest import SUGGESTS_AFTER, NewCase
from tests.workflows.one_case import ORDERED, START, OneCase, london
from tests.workflows.test_policy_fault import broken
from worker import case_worker

pytestmark = [pytest.mark.temporal, pytest.mark.slow]

MANY = 60


@pytest.fixture
async def case(dev_case: OneCase) -> OneCase:
    """A community order with one duty left, on a server that suggests early to continue as new."""
    await dev_case.open(ORDERED)
    await dev_case.waive_all(but="initial_assessment")
    return dev_case


async def _many(case: OneCase) -> list[Event]:
    """Events that ask for nothing, so that their number alone counts."""
    return [await case.event("programme_started", f"e-many-{n}", programme="other") for n in range(MANY)]


async def _run_id(case: OneCase) -> str:
    return str((await case.workflow.describe()).run_id)


async def _continued(case: OneCase) -> None:
    """Tell the case so much, one after another, that it continues as new."""
    run_id = await _run_id(case)
    async with asyncio.timeout(60):
        while await _run_id(case) == run_id:
            await case.report("programme_started", programme="other")
    await case.settled()


async def test_updates_and_signals_in_flight_count_once_each(case: OneCase) -> None:
    first, told = await _run_id(case), await _many(case)
    half = MANY // 2
    before = (await case.entries())[-1].sequence

    async def signals() -> None:
        for event in told[half:]:
            await case.client.report_later(case.id, event)

    receipts, _ = await asyncio.gather(
        asyncio.gather(*(case.client.report(case.id, e) for e in told[:half])), signals()
    )
    assert not any(r.duplicate for r in receipts)
    assert len({r.sequence for r in receipts}) == half
    entries = await case.entries_when(lambda found: len(found) >= before + MANY)
    assert [e.sequence for e in entries] == list(range(1, before + MANY + 1))
    assert sorted(e.event_id for e in entries if e.type == "programme_started") == sorted(e.event_id for e in told)
    assert {(e.event_id, e.sequence) for e in entries} >= {(r.message, r.sequence) for r in receipts}
    assert await _run_id(case) != first
    assert len(await case.history()) < 2 * SUGGESTS_AFTER


async def test_repeats_are_known_in_the_next_run(case: OneCase) -> None:
    event = await case.event("concern_identified", "e-before")
    first = await case.client.report(case.id, event)
    await _continued(case)
    told = len(await case.entries())
    again = await case.client.report(case.id, event)
    assert (again.duplicate, again.sequence) == (True, first.sequence)
    assert [d.id for d in again.opened] == [d.id for d in first.opened]
    await case.client.report_later(case.id, event)
    assert (await case.client.report(case.id, event)).duplicate
    assert len(await case.entries()) == told
    assert (await case.client.start(case.start_of(ORDERED))).duplicate


async def test_state_clock_timer_and_attributes_go_along(case: OneCase) -> None:
    state, ahead, wakes = await case.show(), case.ahead, await case.wakes()
    shown = (await case.workflow.describe()).typed_search_attributes
    await _continued(case)
    assert (await case.show()).duties == state.duties
    waiting = await case.client.waiting_for(case.id)
    assert timedelta(seconds=waiting["ahead_seconds"]) == ahead
    moment = london(date(2026, 3, 19), 9)
    assert await case.wakes() == wakes and wakes[0] == moment
    [armed] = [e.timer_started_event_attributes for e in await case.history("TIMER_STARTED")]
    assert abs(moment - await case.now() - armed.start_to_fire_timeout.ToTimedelta()) < timedelta(minutes=1)
    now = (await case.workflow.describe()).typed_search_attributes
    assert {k.key.name: k.value for k in now} == {k.key.name: k.value for k in shown}
    assert len(now) >= 5


async def test_a_timer_set_in_the_run_before_strikes_on_the_moment(dev_case: OneCase) -> None:
    """The reminder is seconds away when the case continues as new."""
    moment = london(date(2026, 3, 19), 9)
    await dev_case.open(ORDERED | {"occurred_at": START}, start=moment - timedelta(seconds=7))
    await dev_case.waive_all(but="initial_assessment")
    await _continued(dev_case)
    assert (await dev_case.wakes())[0] == moment
    await dev_case.entries_when(lambda found: found[-1].kind == "clock")
    assert await dev_case.notices("Assess afresh") == [(moment, "community_practitioner", "digest")]


async def test_what_could_not_be_worked_through_goes_along(case: OneCase) -> None:
    with broken("e-kept"):
        assert (await case.report("concern_identified", "e-kept")).notes
        await _continued(case)
        assert (await case.wakes())[1] == "try again"
        assert "e-kept" not in {e.event_id for e in await case.entries()}
    await case.client.recalculate(case.id)
    await case.entries_when(lambda found: "e-kept" in {e.event_id for e in found})
    assert (await case.duty("home_visit")).clocks[0].cause == "e-kept"


async def test_the_records_have_what_was_told_before_and_after(case: OneCase) -> None:
    await _continued(case)
    row, state = await read.case(case.records, case.id), await case.show()
    assert row is not None and (row.stage, row.open_duties) == (state.stage, len(state.open_duties))
    assert row.last_sequence == (await case.kept())[-1].sequence


async def test_a_case_does_not_wait_for_the_server_to_suggest_it(
    another_dev: NewCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker must read the whole run back within one step's time-out, long before the server would say so."""
    monkeypatch.setattr(workflows.case, "A_RUN_HOLDS", 40)
    case = await another_dev()
    async with case_worker(case.server.client, case.records, task_queue=case.task_queue):
        await case.open(ORDERED)
        first = await _run_id(case)
        await _continued(case)
        assert await _run_id(case) != first
        assert len(await case.history()) <= 40
