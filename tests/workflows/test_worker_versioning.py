"""A new build is rolled out under open cases: they go over to it, with everything they wait for."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from temporalio.api.workflowservice.v1 import SetWorkerDeploymentCurrentVersionRequest
from temporalio.service import RPCError, RPCStatusCode

import worker
from tests.workflows.conftest import NewCase
from tests.workflows.once import once
from tests.workflows.one_case import ORDERED, OneCase
from worker import case_worker

pytestmark = [pytest.mark.temporal, pytest.mark.slow]

Build = Callable[[str], AbstractAsyncContextManager[None]]


@pytest.fixture
async def case(another_dev: NewCase) -> OneCase:
    """A case for versioned workers."""
    return await another_dev()


@pytest.fixture
def build(case: OneCase, monkeypatch: pytest.MonkeyPatch) -> Build:
    """A worker of the build with this name, made current."""

    @asynccontextmanager
    async def running(name: str) -> AsyncIterator[None]:
        monkeypatch.setattr(worker, "BUILD", name)
        async with case_worker(case.temporal, case.records, task_queue=case.task_queue, versioned=True):
            await once(lambda: made_current(case, name), bool)
            yield

    return running


async def made_current(case: OneCase, name: str, on_other_queues: bool = False) -> bool:
    """Whether cases go to this build from now on; the server has to have heard of it."""
    request = SetWorkerDeploymentCurrentVersionRequest(
        namespace=case.temporal.namespace,
        deployment_name="throughcare",
        build_id=name,
        identity="rollout",
        ignore_missing_task_queues=on_other_queues,
    )
    try:
        await case.temporal.workflow_service.set_worker_deployment_current_version(request)
    except RPCError as error:
        if error.status in {RPCStatusCode.NOT_FOUND, RPCStatusCode.FAILED_PRECONDITION}:
            return False
        raise
    return True


async def _works_on(case: OneCase, name: str) -> bool:
    """Whether the case, told something, is worked by this build."""
    await case.report("programme_started", programme="other")
    info = (await case.workflow.describe()).raw_info
    return info.versioning_info.deployment_version.build_id == name


async def test_an_open_case_goes_over_to_the_next_build(case: OneCase, build: Build) -> None:
    async with build("build-1"):
        await case.open(ORDERED)
        await case.report("new_relationship", "e-before", partner="partner-1")
        assert await _works_on(case, "build-1")
        wakes = await case.wakes()
        async with build("build-2"):
            await once(lambda: _works_on(case, "build-2"), bool)
            assert await case.wakes() == wakes
    async with build("build-3"):
        await once(lambda: _works_on(case, "build-3"), bool)
        again = await case.report("new_relationship", "e-before", partner="partner-1")
        assert (again.duplicate, again.sequence) == (True, 2)
        entries = await case.entries()
        assert [e.sequence for e in entries] == list(range(1, len(entries) + 1))
        assert [e.event_id for e in entries].count("e-before") == 1
