"""Servers, records and workers for the tests of the workflow: one of each a session, started when first asked for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import WorkflowEnvironment

from attributes import register_search_attributes
from models.queues import TASK_QUEUE
from records.engine import engine_for
from records.upgrade import upgrade
from servers import dev_server, time_skipping
from tests.workflows.ending import under_way
from tests.workflows.one_case import OneCase
from worker import case_worker


@pytest.fixture(scope="session")
async def records(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AsyncEngine]:
    """Records in a file, for every case of the session."""
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('records') / 'records.db'}"
    await upgrade(url)
    engine = engine_for(url)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def skipping() -> AsyncIterator[WorkflowEnvironment]:
    """A server whose clock skips time: in one stride to where a test wants to be."""
    async with time_skipping() as server:
        await register_search_attributes(server.client)
        yield server


SUGGESTS_AFTER = 150
"""After so many events the server here suggests to continue as new; by itself it would after thousands."""

LIMITS = {"limit.historyCount.suggestContinueAsNew": SUGGESTS_AFTER, "history.maxInFlightUpdates": 10}
"""No more updates of one workflow may be under way than on a server in earnest."""


@pytest.fixture(scope="session")
async def dev() -> AsyncIterator[WorkflowEnvironment]:
    """A whole Temporal server, which suggests very early to continue as new."""
    async with dev_server(dynamic_config=LIMITS) as server:
        await register_search_attributes(server.client)
        yield server


@pytest.fixture(scope="session")
async def dev_worked(dev: WorkflowEnvironment, records: AsyncEngine) -> AsyncIterator[str]:
    """The task queue of a worker on the whole server."""
    async with case_worker(dev.client, records):
        yield TASK_QUEUE


@pytest.fixture(scope="session")
async def worked(skipping: WorkflowEnvironment, records: AsyncEngine) -> AsyncIterator[str]:
    """The task queue of a worker on the time-skipping server, in the sandbox, which finds what would not replay."""
    async with case_worker(skipping.client, records, sandboxed=True):
        yield TASK_QUEUE


class NewCase(Protocol):
    """Makes another case, not yet opened: for workers on this task queue, or for workers of the test's own."""

    async def __call__(self, task_queue: str | None = None) -> OneCase: ...


@pytest.fixture
async def another(skipping: WorkflowEnvironment, records: AsyncEngine) -> AsyncIterator[NewCase]:
    """Makes cases on the time-skipping server."""
    async with _ending_cases(skipping, records) as make:
        yield make


@pytest.fixture
async def another_dev(dev: WorkflowEnvironment, records: AsyncEngine) -> AsyncIterator[NewCase]:
    """Makes cases on the whole server."""
    async with _ending_cases(dev, records) as make:
        yield make


@asynccontextmanager
async def _ending_cases(server: WorkflowEnvironment, records: AsyncEngine) -> AsyncIterator[NewCase]:
    """Afterwards every workflow is gone: no timer of it fires while another test skips time."""
    made: list[OneCase] = []

    async def make(task_queue: str | None = None) -> OneCase:
        # A server may still hand a task to a worker of an earlier test that is just gone: no queue is used again.
        made.append(OneCase(server, records, task_queue or f"own-{uuid4()}"))
        return made[-1]

    yield make
    for case in made:
        worked = case.task_queue == TASK_QUEUE or not server.supports_time_skipping
        if worked or not await under_way(case.workflow):
            await case.end()
            continue
        async with case_worker(server.client, records, task_queue=case.task_queue):  # the test's own has gone
            await case.end()


@pytest.fixture
async def case(another: NewCase, worked: str) -> OneCase:
    """A case on the time-skipping server, not yet opened."""
    return await another(worked)


@pytest.fixture
async def dev_case(another_dev: NewCase, dev_worked: str) -> OneCase:
    """A case on the whole server, not yet opened."""
    return await another_dev(dev_worked)
