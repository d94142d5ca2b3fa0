"""The daily proof on a real server: each case that differs is named, and so is one that waits for an old build."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

import worker
from models.proof import Proof, ProofGiven
from policy.calendar import CURRENT, Calendar, with_announced
from records.proofs import findings, latest
from schedules import DAILY_PROOF, ensure_daily_proof
from tests.workflows.conftest import NewCase
from tests.workflows.once import once
from tests.workflows.one_case import ORDERED, OneCase
from tests.workflows.test_worker_versioning import made_current
from worker import case_worker
from workflows.daily_proof import DailyProof

pytestmark = [pytest.mark.temporal, pytest.mark.slow]


@asynccontextmanager
async def prover(temporal: Client, records: AsyncEngine, calendar: Calendar = CURRENT) -> AsyncIterator[str]:
    """A worker that proves, on a queue of its own."""
    queue = f"proof-{uuid4()}"
    async with case_worker(temporal, records, calendar=calendar, task_queue=queue):
        yield queue


async def proved(temporal: Client, queue: str) -> Proof:
    return await temporal.execute_workflow(DailyProof.run, ProofGiven(), id=f"proof-{uuid4()}", task_queue=queue)


async def test_cases_as_policy_has_them_are_counted_and_none_is_named(dev_case: OneCase) -> None:
    await dev_case.open(ORDERED)
    await dev_case.report("new_relationship", partner="partner-1")
    await dev_case.settled()
    async with prover(dev_case.temporal, dev_case.records) as queue:
        proof = await proved(dev_case.temporal, queue)
    assert (proof.counted.checked, proof.counted.differing) == (1, 0)
    row = await latest(dev_case.records)
    assert row is not None
    assert (row.run, row.checked, row.differing, row.remarks) == (proof.run, 1, 0, [])


async def test_a_case_that_has_not_heard_of_a_bank_holiday_is_named(dev_case: OneCase) -> None:
    await dev_case.open(ORDERED)
    await dev_case.report("concern_identified")
    now = (await dev_case.now()).date()
    announced = with_announced(CURRENT, {date.fromordinal(now.toordinal() + n): "a day off" for n in range(1, 8)})
    async with prover(dev_case.temporal, dev_case.records, announced) as queue:
        proof = await proved(dev_case.temporal, queue)
    assert proof.counted.differing == 1
    named = await findings(dev_case.records, proof.run)
    assert [f.case_id for f in named] == [dev_case.id]
    assert all("policy says" in line for line in named[0].words)


async def test_a_case_that_waits_for_an_old_build_says_which_would_run_it_now(
    another_dev: NewCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await another_dev()
    monkeypatch.setattr("activities.daily_proof.ANSWER_WITHIN", timedelta(seconds=3))
    monkeypatch.setattr(worker, "BUILD", "build-old")
    async with case_worker(case.temporal, case.records, task_queue=case.task_queue, versioned=True):
        await once(lambda: made_current(case, "build-old"), bool)
        await case.open(ORDERED)
    monkeypatch.setattr(worker, "BUILD", "build-new")
    async with case_worker(case.temporal, case.records, task_queue=f"other-{uuid4()}", versioned=True):
        await once(lambda: made_current(case, "build-new", on_other_queues=True), bool)
        async with prover(case.temporal, case.records) as queue:
            proof = await proved(case.temporal, queue)
    named = await findings(case.records, proof.run)
    assert [f.case_id for f in named] == [case.id]
    assert named[0].words == ["parked on build build-old, which no worker runs; build build-new would run it now"]


async def test_it_runs_by_itself_every_morning_and_is_made_once(dev_case: OneCase) -> None:
    await ensure_daily_proof(dev_case.temporal)
    await ensure_daily_proof(dev_case.temporal)
    handle = dev_case.temporal.get_schedule_handle(DAILY_PROOF)
    said = await handle.describe()
    following = said.info.next_action_times[0]
    assert said.schedule.spec.time_zone_name == "Europe/London"
    assert following.minute == 0
    await handle.delete()
