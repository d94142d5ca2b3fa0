"""One server, one worker and one set of records for every example that a process plays; each is played once."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import WorkflowEnvironment

from client import workflow_id
from commands.perform import perform
from commands.play import rehearsal_room
from commands.played import Ledger
from commands.scenario_input import read_scenario
from tests.examples.played_case import Recorded

EXAMPLES = Path(__file__).parents[2] / "examples"

Room = tuple[WorkflowEnvironment, AsyncEngine]
Play = Callable[[str], Awaitable[Recorded]]


@pytest.fixture(scope="session")
async def room() -> AsyncIterator[Room]:
    """A server that skips time, a worker, and records."""
    async with rehearsal_room() as made:
        yield made


@pytest.fixture(scope="session")
async def play(room: Room) -> Play:
    """Plays an example by name, once in this process."""
    kept: dict[str, Recorded] = {}

    async def played(name: str) -> Recorded:
        if name not in kept:
            scenario = read_scenario(str(EXAMPLES / f"{name}.jsonl"))
            recorded = Recorded(scenario)
            await perform(*room, scenario, recorded, Ledger())
            # Its timers would fire while the next one skips time.
            await room[0].client.get_workflow_handle(workflow_id(scenario.start.case_id)).terminate()
            kept[name] = recorded
        return kept[name]

    return played
