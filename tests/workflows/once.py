"""Waiting, in real time, for what must happen by itself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

PATIENCE = 60.0
"""How long a test waits, in real seconds, for what must happen by itself."""

Seen = TypeVar("Seen")


async def once(look: Callable[[], Awaitable[Seen]], enough: Callable[[Seen], object]) -> Seen:
    """What is seen once it is enough, in real time; it is looked at again and again."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if enough(seen := await look()):
                return seen
            await asyncio.sleep(0.02)
