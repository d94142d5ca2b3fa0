"""Has a run that takes over a caseload tell the records how far it is, for the operator's page."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from commands.settings import SetUpProblem
from records.adoptions import AdoptionRun, RunState, keep

EVERY_SECONDS = 2.0
"""How often it says how far it is (project default)."""

_NOT_KEPT = "throughcare: how far it is cannot be kept, so no page shows it; the cases are adopted all the same\n"


@asynccontextmanager
async def telling(records: Callable[[], AsyncEngine], so_far: Callable[[], AdoptionRun]) -> AsyncIterator[None]:
    """Tell while it lasts, and at the end how it ended. Without records a run goes on, untold."""
    engine = await _begun(records, so_far)
    if engine is None:
        sys.stderr.write(_NOT_KEPT)
        yield
        return
    saying = asyncio.create_task(_say(engine, so_far))
    ended = RunState.STOPPED
    try:
        yield
        ended = RunState.DONE
    finally:
        saying.cancel()
        with suppress(asyncio.CancelledError):
            await saying
        with suppress(SQLAlchemyError, OSError):
            await keep(engine, replace(so_far(), state=ended))


async def _begun(records: Callable[[], AsyncEngine], so_far: Callable[[], AdoptionRun]) -> AsyncEngine | None:
    """The records, once they were told that it begins; none where they cannot be."""
    try:
        engine = records()
        await keep(engine, so_far())
    except (SetUpProblem, SQLAlchemyError, OSError):
        return None
    return engine


async def _say(engine: AsyncEngine, so_far: Callable[[], AdoptionRun]) -> None:
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        with suppress(SQLAlchemyError, OSError):  # said again in a moment
            await keep(engine, so_far())
