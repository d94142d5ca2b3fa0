"""The made-up caseload that a first `throughcare up` takes over, so that there is a working day to look at."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from adoption.adopting import NobodyTakesIt, Result, adopt_all, restricting_in, said_in
from adoption.journal import Journal
from adoption.said import Unreadable
from client import CaseClient, CaseProblem
from models.tables import CaseRow, table_of
from policy.calendar import london_date
from records.engine import reading
from simulation.caseload import caseload

CONSOLE = Console(highlight=False)
CASES, SEED = 200, 1
FILE = "simulated-caseload.jsonl"
AT_ONCE = 4
"""Cases on their way at a time: few, so that pages and commands are answered meanwhile."""

SAID_EVERY = 50
_CASES = table_of(CaseRow)


@asynccontextmanager
async def taking_over(temporal: Client, engine: AsyncEngine, folder: Path) -> AsyncIterator[None]:
    """Takes the made-up caseload over in the background for as long as the block runs."""
    task = asyncio.create_task(take_over(temporal, engine, folder))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def take_over(temporal: Client, engine: AsyncEngine, folder: Path, cases: int = CASES) -> list[Result]:
    """Take it over where the records are empty, or go on where a start before this was stopped. What became of each.

    The file stays in the data folder, and so does the journal of what came: nothing comes twice.
    """
    file = folder / FILE
    if not file.exists():
        if await _has_cases(engine):
            return []
        _write(file, cases)
        CONSOLE.print(
            f"no cases yet: taking over {cases} made-up ones (nobody in them exists; --empty leaves them out)"
        )
    results: list[Result] = []

    def tell(result: Result) -> None:
        results.append(result)
        new = sum(not one.already for one in results)
        if new and not result.already and (len(results) % SAID_EVERY == 0 or len(results) == cases):
            CONSOLE.print(f"made-up caseload: {len(results)} of {cases} cases are here")

    client, journal = CaseClient(temporal), Journal(folder / "adopted.jsonl")
    try:
        await adopt_all(client, said_in(file, None), journal, tell, restricting_in(lambda: engine), AT_ONCE)
    except (CaseProblem, NobodyTakesIt, Unreadable) as problem:
        CONSOLE.print(f"made-up caseload: stopped, and goes on at the next start: {problem}", markup=False)
    return results


async def _has_cases(engine: AsyncEngine) -> bool:
    async with reading(engine).connect() as connection:
        return (await connection.execute(select(_CASES.c.case_id).limit(1))).first() is not None


def _write(file: Path, cases: int) -> None:
    """Whole or not at all."""
    today = london_date(datetime.now(UTC))
    draft = file.with_suffix(".draft")
    draft.write_text("".join(json.dumps(said) + "\n" for said in caseload(cases, SEED, today)), encoding="utf-8")
    draft.replace(file)
