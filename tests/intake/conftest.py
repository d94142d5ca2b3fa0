"""Records of each test's own, with the cases it needs in them; and a real server with real cases for deliveries."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import WorkflowEnvironment

from attributes import register_search_attributes
from client import CaseClient
from records.engine import engine_for
from records.write import write
from servers import dev_server
from tests.records.played import Played

Open = Callable[..., Awaitable[Played]]


@pytest.fixture
async def engine(own_records: str) -> AsyncIterator[AsyncEngine]:
    """Records in a file of their own."""
    engine = engine_for(own_records)
    yield engine
    await engine.dispose()


@pytest.fixture
def open_case(engine: AsyncEngine) -> Open:
    """Puts a case into the records, as its workflow would."""

    async def put(case_id: str = "case-1", crn: str | None = "X700001", noms: str | None = "A7001AA") -> Played:
        numbers: dict[str, Any] = {"crn": crn, "prison_number": noms}
        case = Played(case_id, **{name: value for name, value in numbers.items() if value})
        await write(engine, case.batch())
        return case

    return put


@pytest.fixture(scope="session")
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    """A whole Temporal server."""
    async with dev_server() as server:
        await register_search_attributes(server.client)
        yield server


@pytest.fixture
def cases(temporal: WorkflowEnvironment) -> CaseClient:
    """Talks to cases, and does not wait long for an answer."""
    return CaseClient(temporal.client, patience=timedelta(seconds=20))
