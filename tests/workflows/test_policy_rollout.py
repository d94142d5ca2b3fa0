"""A policy version is applied to open cases in every stage, a few at a time, whatever happens meanwhile (TI-16)."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from attributes import register_search_attributes
from client import CaseRefused
from commands import policy_versions
from models.messages import PolicyChange
from models.rollout import Progress, RolloutGiven, RolloutState
from policy.known_versions import added
from records.engine import engine_for
from records.upgrade import upgrade
from rollout_client import ROLLOUT, progress, start_rollout
from sealing.keyring import load_or_make
from servers import dev_server
from tests.policy.third_version import TRIAL
from tests.workflows.once import once
from tests.workflows.one_case import ORDERED, SENTENCED, START, OneCase, RealTime
from tests.workflows.test_restarts import Machine
from worker import case_worker
from workflows.case import CaseWorkflow
from workflows.policy_rollout import PolicyRollout

pytestmark = [pytest.mark.temporal, pytest.mark.slow]

FROM, TO = "2023-07", TRIAL.id


@pytest.fixture(scope="module")
async def area() -> AsyncIterator[WorkflowEnvironment]:
    """A server of its own: a rollout goes through every open case of its namespace."""
    async with dev_server() as server:
        await register_search_attributes(server.client)
        yield server


@pytest.fixture
async def temporal(area: WorkflowEnvironment, records: AsyncEngine) -> AsyncIterator[Client]:
    """A client, with a worker behind it that knows the third version; afterwards no case is open."""
    with added(TRIAL):
        async with case_worker(area.client, records):
            yield area.client
    async for left in area.client.list_workflows("ExecutionStatus = 'Running'"):
        await area.client.get_workflow_handle(left.id).terminate("the test is over")
    await once(lambda: _running(area.client), lambda found: found == 0)


async def _running(temporal: Client) -> int:
    return (await temporal.count_workflows("ExecutionStatus = 'Running'")).count


@pytest.fixture
def make(temporal: Client, area: WorkflowEnvironment, records: AsyncEngine) -> Callable[[], OneCase]:
    """Makes cases, not yet opened."""
    return lambda: OneCase(area, records)


async def court_report(case: OneCase) -> None:
    await case.open({"type": "court_report_requested"})


async def custody(case: OneCase) -> None:
    await case.open(SENTENCED | {"dates": {"conditional_release": "2026-09-07"}})


async def licence(case: OneCase) -> None:
    await case.open(SENTENCED)
    await case.report("released")


async def post_sentence_supervision(case: OneCase) -> None:
    await licence(case)
    await case.report("supervision_ended", what="licence", followed_by_post_sentence_supervision=True)


async def community_order(case: OneCase) -> None:
    await case.open(ORDERED)


async def closed(case: OneCase) -> None:
    """Closed with work open that protects somebody else."""
    await case.open(ORDERED)
    await case.report("new_relationship", partner="partner-1")
    await case.report("supervision_ended", what="order")


Stage = Callable[[OneCase], Awaitable[None]]
STAGES: tuple[Stage, ...] = (court_report, custody, licence, post_sentence_supervision, community_order, closed)


async def _applied(temporal: Client, **given: Any) -> Progress:
    """Apply the third version and wait until that is done."""
    await start_rollout(temporal, RolloutGiven(version=TO, **given))
    return await _done(temporal)


async def _done(temporal: Client) -> Progress:
    async with asyncio.timeout(120):
        return Progress.model_validate(await _rollout(temporal).result())


def _rollout(temporal: Client) -> WorkflowHandle[Any, Any]:
    return temporal.get_workflow_handle(ROLLOUT)


async def _listed(temporal: Client, count: int) -> None:
    """Wait until the server's own list of open cases has them all."""
    query = "WorkflowType = 'CaseWorkflow' AND ExecutionStatus = 'Running'"
    await once(lambda: _count(temporal, query), lambda found: found == count)


async def _count(temporal: Client, query: str) -> int:
    return (await temporal.count_workflows(query)).count


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
async def test_ti_16_an_open_case_in_every_stage_goes_over(
    temporal: Client, make: Callable[[], OneCase], stage: Stage
) -> None:
    case = make()
    await stage(case)
    if stage is not closed:
        await case.report("new_relationship", partner="partner-1")
    before = await case.show()
    await _listed(temporal, 1)
    found = await _applied(temporal, ordered_by="head-1")
    assert (found.state, found.counts.changed, found.failed) == (RolloutState.DONE, 1, {})

    after = await case.show()
    assert (before.policy_version, after.policy_version) == (FROM, TO)
    gone = {"start_checks", "mappa_decision"}
    assert {d.key for d in after.open_duties} >= {d.key for d in before.open_duties if d.kind not in gone}
    assert {d.policy_version for d in after.open_duties} == {TO}
    assert not gone & {d.kind for d in after.open_duties}
    assert ("safety_call" in {d.kind for d in after.open_duties}) is (stage is not closed)
    if after.stage is not before.stage.CLOSED:
        review = await case.duty("review")
        assert review.due_on == date(2026, 3, 16)  # ten working days in place of five
        assert review.clocks[0].moved[-1].because == f"policy {TO} in place of {FROM}"
    (entry,) = [e for e in await case.entries() if e.kind == "policy_changed"]
    assert entry.body["change"]["ordered_by"] == "head-1"
    assert {d["kind"] for d in entry.led_to["opened"]} >= ({"safety_call"} if stage is not closed else set())


async def test_ti_16_again_changes_nothing_and_a_case_on_the_version_is_passed_over(
    temporal: Client, make: Callable[[], OneCase]
) -> None:
    cases = [make() for _ in range(3)]
    await asyncio.gather(*(community_order(case) for case in cases))
    await cases[0].client.change_policy(cases[0].id, PolicyChange(change_id="by-hand", version=TO))
    await _listed(temporal, 3)
    first = await _applied(temporal)
    assert (first.counts.changed, first.counts.passed_over) == (2, 1)
    entries = [len(await case.entries()) for case in cases]
    second = await _applied(temporal)
    assert (second.counts.changed, second.counts.passed_over) == (0, 3)
    assert [len(await case.entries()) for case in cases] == entries


async def test_a_rollout_can_be_paused_resumed_and_followed(temporal: Client, make: Callable[[], OneCase]) -> None:
    cases = [make() for _ in range(6)]
    await asyncio.gather(*(community_order(case) for case in cases))
    await _listed(temporal, 6)
    await start_rollout(temporal, RolloutGiven(version=TO, at_a_time=1, paused=True))
    with pytest.raises(WorkflowAlreadyStartedError):  # one at a time
        await start_rollout(temporal, RolloutGiven(version=FROM))
    assert (await progress(temporal)).state is RolloutState.PAUSED
    assert {(await case.show()).policy_version for case in cases} == {FROM}
    resumed = await _rollout(temporal).execute_update(PolicyRollout.resume)
    assert resumed.state is RolloutState.RUNNING
    await once(lambda: progress(temporal), lambda found: found.counts.changed >= 1)
    paused = await _rollout(temporal).execute_update(PolicyRollout.pause)
    told = await cases[0].report("significant_change")  # cases go on as ever
    assert not told.duplicate
    await asyncio.sleep(0.5)
    still = await progress(temporal)
    assert still.counts.changed <= paused.counts.changed + 1  # the one being told was told to the end
    assert still.state is RolloutState.PAUSED
    await _rollout(temporal).execute_update(PolicyRollout.resume)
    assert (await _done(temporal)).counts.changed == 6
    assert {(await case.show()).policy_version for case in cases} == {TO}


async def test_a_stopped_rollout_leaves_the_others_as_they_are(temporal: Client, make: Callable[[], OneCase]) -> None:
    case = make()
    await community_order(case)
    await _listed(temporal, 1)
    await start_rollout(temporal, RolloutGiven(version=TO, paused=True))
    await _rollout(temporal).execute_update(PolicyRollout.stop)
    found = await _done(temporal)
    assert (found.state, found.counts.changed) == (RolloutState.STOPPED, 0)
    assert (await case.show()).policy_version == FROM


async def test_a_large_caseload_continues_as_new_and_the_history_replays(
    temporal: Client, make: Callable[[], OneCase], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.policy_rollout.PAGE", 2)
    monkeypatch.setattr("workflows.policy_rollout.PAGES_IN_A_RUN", 1)
    cases = [make() for _ in range(5)]
    await asyncio.gather(*(community_order(case) for case in cases))
    await _listed(temporal, 5)
    await start_rollout(temporal, RolloutGiven(version=TO))
    first = (await _rollout(temporal).describe()).run_id
    found = await _done(temporal)
    assert (found.counts.changed, found.counts.passed_over, found.sweep) == (5, 0, 2)
    assert (await _rollout(temporal).describe()).run_id != first
    code = [PolicyRollout, CaseWorkflow]
    replayer = Replayer(
        workflows=code, data_converter=pydantic_data_converter, workflow_runner=UnsandboxedWorkflowRunner()
    )
    for handle in (_rollout(temporal), temporal.get_workflow_handle(ROLLOUT, run_id=first), cases[0].workflow):
        await replayer.replay_workflow(await handle.fetch_history())


async def test_a_case_that_cannot_go_over_is_named_and_the_others_go(
    temporal: Client, make: Callable[[], OneCase], monkeypatch: pytest.MonkeyPatch
) -> None:
    from policy import change_version
    from policy.refusal import Refusal, Refused

    bad, good = make(), make()
    await asyncio.gather(community_order(bad), community_order(good))
    await _listed(temporal, 2)

    def broken(work: Any, to: str) -> None:
        if work.case.case_id == bad.id:
            raise Refused([Refusal("cannot go over")])
        change_version.change_version(work, to)

    with monkeypatch.context() as patched:
        patched.setattr("policy.decide.change_version", broken)
        found = await _applied(temporal)
    assert found.failed == {bad.id: "cannot go over"}
    assert (await good.show()).policy_version == TO
    assert (await _applied(temporal)).failed == {}
    assert (await bad.show()).policy_version == TO


async def test_ti_16_changing_version_is_one_update_told_once_and_refused_when_unknown(
    temporal: Client, make: Callable[[], OneCase]
) -> None:
    case = make()
    await community_order(case)
    with pytest.raises(CaseRefused, match="there is no policy version 2031-no"):
        await case.client.change_policy(case.id, PolicyChange(change_id="c-1", version="2031-no"))
    change = PolicyChange(change_id="c-2", version=TO)
    first, again = [await case.client.change_policy(case.id, change) for _ in range(2)]
    assert (first.duplicate, again.duplicate) == (False, True)
    # the dates moved, and one timer waits for the next of them
    wake = (await case.wakes())[0]
    assert wake is not None
    started = [e for e in await case.history() if e.event_type == EventType.EVENT_TYPE_TIMER_STARTED]
    assert started


async def test_the_difference_on_open_cases_is_what_applying_it_then_does(
    temporal: Client,
    make: Callable[[], OneCase],
    area: WorkflowEnvironment,
    records: AsyncEngine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    case = make()
    await community_order(case)
    await case.report("new_relationship", partner="partner-1")
    await case.settled()
    monkeypatch.setenv("TEMPORAL_ADDRESS", area.client.service_client.config.target_host)
    monkeypatch.setenv("THROUGHCARE_RECORDS", records.url.render_as_string(hide_password=False))
    monkeypatch.setenv("THROUGHCARE_MASTER_KEY", str(tmp_path / "master.key"))
    load_or_make(tmp_path / "master.key")
    capsys.readouterr()
    await policy_versions.diff(FROM, TO, cases=True, as_json=True)
    shown = json.loads(capsys.readouterr().out)
    (mine,) = [c for c in shown["cases"] if c["case_id"] == case.id]
    assert (await case.show()).policy_version == FROM  # nothing is written
    receipt = await case.client.change_policy(case.id, PolicyChange(change_id="c-1", version=TO))
    for what in ("opened", "moved", "closed"):
        assert [d["id"] for d in mine[what]] == [d.id for d in getattr(receipt, what)]
    assert {d["kind"] for d in mine["opened"]} == {"safety_call"}
    assert {d["kind"] for d in mine["closed"]} == {"start_checks"}
    assert {d["kind"] for d in mine["moved"]} == {"review", "initial_assessment"}
    await policy_versions.diff(FROM, TO, cases=True, as_json=False)
    words = capsys.readouterr().out
    assert "interval review: 5 working days is now 10 working days [TRIAL-3]" in words


@pytest.fixture
async def machine(tmp_path: Path, unused_tcp_port: int) -> AsyncIterator[Machine]:
    """A server and workers as processes of their own; whatever the test starts is gone at its end."""
    machine = Machine(tmp_path, unused_tcp_port)
    yield machine
    for process in [*machine.running]:
        await machine.kill(process)


async def test_a_killed_worker_loses_no_case_and_tells_none_twice(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The version comes from a file that the workers are given, as somebody else's does."""
    third = Path(__file__).parents[1] / "policy" / "third_version.py"
    monkeypatch.setenv("THROUGHCARE_POLICY_VERSIONS", str(third))
    await upgrade(machine.records)
    await machine.serve()
    temporal = await machine.connect()
    await register_search_attributes(temporal)
    worker = await machine.work()
    engine = engine_for(machine.records)
    try:
        cases = [OneCase(RealTime(temporal), engine) for _ in range(12)]
        await asyncio.gather(*(case.open(ORDERED | {"occurred_at": START}, start=START) for case in cases))
        await _listed(temporal, 12)
        await start_rollout(temporal, RolloutGiven(version=TO, at_a_time=2))
        await once(lambda: progress(temporal), lambda found: found.counts.changed >= 2)
        await machine.kill(worker)
        await asyncio.sleep(0.5)
        await machine.work()
        found = await _done(temporal)
        assert found.counts.changed + found.counts.passed_over == 12
        assert found.failed == {}
        for case in cases:
            assert (await case.show()).policy_version == TO
            entries = [e for e in await case.entries() if e.kind == "policy_changed"]
            assert len(entries) == 1
    finally:
        await engine.dispose()
