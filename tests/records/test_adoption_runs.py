"""A run that takes over a caseload tells the records how far it is and how it ended; it goes on without them too."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from commands import adoption_told
from commands.adoption_told import telling
from commands.settings import SetUpProblem
from records.adoptions import AdoptionRun, RunState, keep, latest
from records.engine import engine_for
from tests.workflows.once import once

BEGAN = datetime(2026, 3, 16, 10, tzinfo=UTC)
RUN = AdoptionRun("run-1", BEGAN, BEGAN, RunState.RUNNING, 10)


async def test_a_run_is_one_row_however_often_it_tells_and_the_newest_comes_first(engine: AsyncEngine) -> None:
    further = replace(RUN, adopted=4, problems=1, words=["line 3: not JSON"], told_at=BEGAN + timedelta(seconds=2))
    later = replace(RUN, run="run-2", began_at=BEGAN + timedelta(days=1), state=RunState.DONE)
    for one in (RUN, later, further):
        await keep(engine, one)
    assert await latest(engine, 5) == [later, further]
    assert await latest(engine, 1) == [later]


async def test_it_tells_as_it_goes_and_how_it_ended(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adoption_told, "EVERY_SECONDS", 0.01)
    so_far = [RUN]
    async with telling(lambda: engine, lambda: so_far[0]):
        assert (await latest(engine, 1))[0].state is RunState.RUNNING
        so_far[0] = replace(RUN, adopted=7)
        await once(lambda: latest(engine, 1), lambda found: found[0].adopted == 7)
    assert (await latest(engine, 1))[0] == replace(RUN, adopted=7, state=RunState.DONE)


@pytest.mark.parametrize("how", [RuntimeError, asyncio.CancelledError])
async def test_a_run_that_is_stopped_says_so(engine: AsyncEngine, how: type[BaseException]) -> None:
    with pytest.raises(how):
        async with telling(lambda: engine, lambda: replace(RUN, adopted=3)):
            raise how
    assert (await latest(engine, 1))[0] == replace(RUN, adopted=3, state=RunState.STOPPED)


async def test_without_records_it_goes_on_and_says_that_nobody_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    def nowhere() -> AsyncEngine:
        raise SetUpProblem("no records")

    older = engine_for("sqlite+aiosqlite:///:memory:")
    for records in (nowhere, lambda: older):
        went_on = False
        async with telling(records, lambda: RUN):
            went_on = True
        assert went_on and "cannot be kept" in capsys.readouterr().err
    await older.dispose()
