"""What a first start takes over, on a real server: every row whole, and nothing twice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import WorkflowEnvironment

from attributes import register_search_attributes
from commands.trying import take_over
from records.engine import engine_for
from records.upgrade import upgrade
from servers import dev_server
from worker import case_worker

CASES = 15


@pytest.fixture
async def records(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'records.db'}"
    await upgrade(url)
    engine = engine_for(url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def server() -> AsyncIterator[WorkflowEnvironment]:
    async with dev_server() as environment:
        await register_search_attributes(environment.client)
        yield environment


async def test_a_first_start_takes_every_case_over_and_another_start_none(
    server: WorkflowEnvironment, records: AsyncEngine, tmp_path: Path
) -> None:
    async with case_worker(server.client, records):
        first = await take_over(server.client, records, tmp_path, CASES)
        assert [str(problem) for result in first for problem in result.problems] == []
        assert [result.already for result in first] == [False] * CASES
        stages = {result.receipt.stage for result in first if result.receipt}
        assert {"custody", "licence", "community_order"} <= stages
        again = await take_over(server.client, records, tmp_path, CASES)
        assert [result.already for result in again] == [True] * CASES
        other = tmp_path / "another-folder"
        other.mkdir()
        assert await take_over(server.client, records, other, CASES) == []  # the records are not empty
