"""One of several processes that write to one records file at the same time."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from models.batch import Batch
from records.engine import engine_for
from records.upgrade import upgrade
from records.write import OutOfOrder, write


def write_all(url: str, batches: list[Batch]) -> int:
    """Bring the database up to date, then write each batch, again and again where it is not yet its turn.

    The result is the number of times it was not.
    """
    return asyncio.run(_write_all(url, batches))


async def _write_all(url: str, batches: list[Batch]) -> int:
    await upgrade(url)
    engine = engine_for(url)
    try:
        async with asyncio.timeout(60):  # should one of the others fail, its entries never come
            return sum([await _tries(engine, batch) for batch in batches])
    finally:
        await engine.dispose()


async def _tries(engine: AsyncEngine, batch: Batch) -> int:
    tries = 0
    while True:
        try:
            await write(engine, batch)
            return tries
        except OutOfOrder:
            tries += 1
            await asyncio.sleep(0.02)
