"""Trails for the tests."""

import asyncio
from collections.abc import Sequence
from multiprocessing.synchronize import Barrier

from audit.chain import GENESIS, Link, linked
from audit.checkpoints import Checkpoint
from audit.entry import Entry
from audit.faults import Fault
from audit.trail import Trail
from audit.walk import Walk
from records.engine import engine_for


def entry(n: int, who: str = "user:com-1") -> Entry:
    """An entry that differs from every other by its number."""
    at = f"2026-03-16T10:{n // 60 % 60:02}:{n % 60:02}.{n:06}Z"
    return Entry(at, who, "spo", "read_case", "done", f"case-{n}", None, None, n, None, f"id-{n}")


def trail(length: int) -> list[Link]:
    """A trail as it is written."""
    return list(linked(map(entry, range(1, length + 1)), 0, GENESIS))


def faults(links: Sequence[Link], *signed: Checkpoint) -> list[Fault]:
    """What is wrong with entries that are found in this order of numbers."""
    walk = Walk(signed)
    for link in sorted(links, key=lambda one: one.number):
        walk.take(link)
    return walk.faults()


def start_together(ready: Barrier) -> None:
    """Wait in a new process until all of them are there, so that what they write can overlap."""
    ready.wait(timeout=120)


def write_entries(url: str, who: str, count: int) -> None:
    """Add entries, several at once and then one after another, as one of several processes."""
    asyncio.run(_write(url, who, count))


async def _write(url: str, who: str, count: int) -> None:
    engine = engine_for(url)
    try:
        adding = Trail(engine)
        await asyncio.gather(*(adding.append(entry(n, who)) for n in range(count // 2)))
        for n in range(count // 2, count):
            await adding.append(entry(n, who))
    finally:
        await engine.dispose()
