"""The records as a whole: do they agree with the workflows, and making them again from these."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.service import RPCError

from commands.answer import NotInOrder, print_json
from commands.receipts import counted
from commands.settings import SetUpProblem, connect, records, records_url
from records.engine import engine_for
from records.histories import case_ids
from records.rebuild import Made, Rebuilt, differences, rebuild, recorded_cases
from records.upgrade import upgrade
from sealing.problems import Shredded, Unreadable

CONSOLE = Console(highlight=False)
PROGRESS = Console(stderr=True, highlight=False)
EVERY = 1000
"""Cases between two lines that say how far it is."""

Answered = TypeVar("Answered")


async def check(case: str | None, as_json: bool) -> None:
    """Compare the records of each case with what its workflow sent. Raises NotInOrder when any differ."""
    engine = records()
    try:
        temporal = await connect()
        found: dict[str, list[str]] = {}

        async def look(case_id: str) -> None:
            try:
                words = await _asking(lambda: differences(engine, temporal, case_id))
            except Shredded:
                return  # it was erased, and its rows are no longer its own
            except Unreadable as problem:
                words = [str(problem)]
            if words:
                found[case_id] = words

        checked = await _each(engine, temporal, case, "checked", look)
    finally:
        await engine.dispose()
    if as_json:
        print_json({"checked": checked, "differ": found})
    else:
        CONSOLE.print(f"{counted(checked, 'case', 'cases')} checked, {len(found) or 'none'} not as the workflows say")
        for case_id, words in found.items():
            for line in words:
                CONSOLE.print(f"  {case_id}: {line}", markup=False, soft_wrap=True)
        if found:
            CONSOLE.print("`throughcare records rebuild` makes them again from the workflows")
    if found:
        raise NotInOrder


async def make_again(case: str | None, as_json: bool) -> None:
    """Make the records again from the workflows, into a database that may be empty."""
    await upgrade(records_url())
    engine = engine_for(records_url())
    try:
        temporal = await connect()
        made: dict[Made, list[str]] = {how: [] for how in Made}

        async def again(case_id: str) -> None:
            try:
                done = await _asking(lambda: rebuild(engine, temporal, case_id))
            except Unreadable:
                done = Rebuilt(case_id, Made.KEPT)
            since = f" (from message {done.first})" if done.made is Made.IN_PART else ""
            made[done.made].append(case_id + ("" if as_json else since))

        await _each(engine, temporal, case, "made again", again)
    finally:
        await engine.dispose()
    if as_json:
        print_json({how.name.lower(): ids for how, ids in made.items()})
        return
    CONSOLE.print(f"{counted(len(made[Made.WHOLE]), 'case', 'cases')} made again from the workflows")
    for how in (Made.IN_PART, Made.KEPT):
        for case_id in made[how]:
            CONSOLE.print(f"  {case_id}: {how.value}", markup=False, soft_wrap=True)


async def _each(
    engine: AsyncEngine, temporal: Client, case: str | None, done: str, work: Callable[[str], Awaitable[None]]
) -> int:
    """Do it for one case, or for every case that the workflows or the records know; how many these were."""
    if case is not None:
        await work(case)
        return 1
    seen: set[str] = set()
    async for case_id in case_ids(temporal):
        seen.add(case_id)
        await work(case_id)
        if len(seen) % EVERY == 0:
            PROGRESS.print(f"{len(seen)} cases {done}")
    for case_id in await recorded_cases(engine):
        if case_id not in seen:
            seen.add(case_id)
            await work(case_id)
    return len(seen)


async def _asking(ask: Callable[[], Awaitable[Answered]]) -> Answered:
    """What is answered. Raises SetUpProblem when the server does not answer, and KeyProblem."""
    try:
        return await ask()
    except RPCError as error:
        name = error.status.name.lower().replace("_", " ")
        raise SetUpProblem(f"the Temporal server did not answer: {name}") from None
