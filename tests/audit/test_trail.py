"""Writing the trail, on both databases: one chain whoever writes at once, and nothing of it changes."""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from audit.reading import Wanted, found, last, whole
from audit.trail import NotWritten, Trail
from records.engine import engine_for, writing
from tests.audit.trails import entry, faults, start_together, trail, write_entries


async def test_what_is_written_is_read_again_as_one_chain(engine: AsyncEngine) -> None:
    assert await last(engine) is None
    adding = Trail(engine)
    for n in range(1, 6):
        await adding.append(entry(n))
    links = [link async for link in whole(engine)]
    assert links == trail(5) and await last(engine) == links[-1]
    assert faults(links) == []


async def test_many_processes_that_write_at_once_make_one_chain(url: str, engine: AsyncEngine) -> None:
    each, writers = 60, [f"user:com-{n}" for n in range(3)]
    spawn = get_context("spawn")
    with ProcessPoolExecutor(len(writers), spawn, start_together, (spawn.Barrier(len(writers)),)) as pool:
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(pool, write_entries, url, who, each) for who in writers))
    links = [link async for link in whole(engine)]
    assert faults(links) == []
    assert [link.number for link in links] == list(range(1, each * len(writers) + 1))
    for who in writers:
        assert sorted(link.entry.version or 0 for link in links if link.entry.who == who) == list(range(each))
    order = [link.entry.who for link in links]
    assert sum(one != other for one, other in pairwise(order)) >= len(writers), "they took turns"


async def test_those_who_come_together_are_written_together(engine: AsyncEngine) -> None:
    commits: list[object] = []
    event.listen(engine.sync_engine, "commit", commits.append)
    adding = Trail(engine)
    await asyncio.gather(*(adding.append(entry(n)) for n in range(1, 101)))
    assert len(commits) <= 3
    assert len([link async for link in whole(engine)]) == 100


async def test_one_who_gives_up_takes_nobody_along(engine: AsyncEngine) -> None:
    adding = Trail(engine)
    tasks = [asyncio.create_task(adding.append(entry(n))) for n in range(1, 11)]
    await asyncio.sleep(0)
    for task in (tasks[0], tasks[5]):
        task.cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(one) for n, one in enumerate(done) if n not in {0, 5}} <= {type(None), NotWritten}
    await adding.append(entry(11))
    links = [link async for link in whole(engine)]
    assert faults(links) == []
    answered = {n + 1 for n, one in enumerate(done) if one is None}
    assert answered <= {link.entry.version for link in links}, "what was answered is there"


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entries SET who = 'user:nobody'", "DELETE FROM audit_entries WHERE number = 2"]
)
async def test_the_database_lets_nobody_change_or_delete(engine: AsyncEngine, statement: str) -> None:
    await Trail(engine).append(entry(1))
    await Trail(engine).append(entry(2))
    with pytest.raises(DBAPIError, match="only ever added to"):
        async with writing(engine) as connection:
            await connection.execute(text(statement))
    assert [link async for link in whole(engine)] == trail(2)


async def test_two_cannot_follow_the_same_entry(engine: AsyncEngine) -> None:
    """Even for a writer that takes no lock: the numbers and the hashes before are each there once."""
    await Trail(engine).append(entry(1))
    columns = "at, who, capacities, action, outcome, correlation_id, previous, hash"
    forked = f"INSERT INTO audit_entries (number, {columns}) SELECT 2, {columns} FROM audit_entries"
    with pytest.raises(DBAPIError):
        async with writing(engine) as connection:
            await connection.execute(text(forked))


async def test_a_database_that_is_away_is_said(tmp_path: Path) -> None:
    away = engine_for(f"sqlite+aiosqlite:///{tmp_path / 'no' / 'such' / 'records.db'}")
    adding = Trail(away)
    found = await asyncio.gather(*(adding.append(entry(n)) for n in range(3)), return_exceptions=True)
    assert [type(one) for one in found] == [NotWritten] * 3
    await away.dispose()


async def test_entries_are_found_by_case_by_person_and_by_time(engine: AsyncEngine) -> None:
    adding = Trail(engine)
    for n in range(1, 9):
        who = "client:com-1" if n == 8 else f"user:com-{n % 2}"
        await adding.append(replace(entry(n), who=who, case_id=f"case-{n % 3}"))

    async def numbers(wanted: Wanted) -> list[int]:
        return [link.number for link in await found(engine, wanted)]

    assert await numbers(Wanted(case_id="case-1")) == [7, 4, 1]
    assert await numbers(Wanted(who="com-1")) == [8, 7, 5, 3, 1]
    assert await numbers(Wanted(who="user:com-1", case_id="case-1")) == [7, 1]
    assert await numbers(Wanted(since=entry(7).at)) == [8, 7]
    assert await numbers(Wanted(limit=2)) == [8, 7]
    assert await numbers(Wanted(since=entry(2).at, until=entry(5).at)) == [4, 3, 2]
    assert await numbers(Wanted(before=4, limit=2)) == [3, 2]


async def test_entries_are_found_by_what_was_done_and_how_it_ended(engine: AsyncEngine) -> None:
    adding = Trail(engine)
    for n in range(1, 7):
        action, outcome = "report_event" if n % 2 else "read_case", "refused" if n > 4 else "done"
        await adding.append(replace(entry(n), action=action, outcome=outcome))

    async def numbers(wanted: Wanted) -> list[int]:
        return [link.number for link in await found(engine, wanted)]

    assert await numbers(Wanted(action="report_event")) == [5, 3, 1]
    assert await numbers(Wanted(outcome="refused")) == [6, 5]
    assert await numbers(Wanted(action="report_event", outcome="refused")) == [5]
