"""The gate: so many requests are worked on at once, a few wait, and the others are refused at once.

Some places are kept for grave events alone, and neither reads nor acts can take all of the others: while one of them
comes in a flood, the other is still served. A place that is given up goes to the most urgent that may have it.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from api.load.urgency import Urgency

WAITS: Mapping[Urgency, float] = {Urgency.GRAVE: 8.0, Urgency.ACT: 2.0, Urgency.READ: 2.0}
"""Seconds to wait for a place before the refusal (project default): a caller still listens then."""

_ROOM: Mapping[Urgency, int] = {Urgency.GRAVE: 8, Urgency.ACT: 2, Urgency.READ: 1}
"""How many may wait, for each place there is (project default)."""

_KEPT = 8
"""One place in so many is for grave events alone; another is kept for reads while acts come in a flood, and back."""


class Full(Exception):
    """There is no place, and none soon."""


class Gate:
    """The places of one process."""

    def __init__(self, at_once: int) -> None:
        kept = max(1, at_once // _KEPT)
        self._most = {Urgency.GRAVE: at_once, Urgency.ACT: at_once - kept, Urgency.READ: at_once - kept}
        self._of_one_kind = {Urgency.GRAVE: at_once, Urgency.ACT: at_once - 2 * kept, Urgency.READ: at_once - 2 * kept}
        self._room = {urgency: at_once * each for urgency, each in _ROOM.items()}
        self.inside = dict.fromkeys(Urgency, 0)
        self._lines: dict[Urgency, deque[asyncio.Future[None]]] = {urgency: deque() for urgency in Urgency}

    def has_place(self, urgency: Urgency) -> bool:
        """Whether a request so urgent would be let in now."""
        return not self._lines[urgency] and self._fits(urgency)

    def waiting(self, urgency: Urgency) -> int:
        """How many so urgent wait."""
        return len(self._lines[urgency])

    @asynccontextmanager
    async def place(self, urgency: Urgency) -> AsyncIterator[None]:
        """A place for as long as the block runs. Raises Full, at once where nobody else may wait."""
        if self.has_place(urgency):
            self.inside[urgency] += 1
        else:
            await self._turn(urgency)
        try:
            yield
        finally:
            self._give_up(urgency)

    async def _turn(self, urgency: Urgency) -> None:
        line = self._lines[urgency]
        if len(line) >= self._room[urgency]:
            raise Full
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        try:
            await asyncio.wait((turn,), timeout=WAITS[urgency])
        except asyncio.CancelledError:
            self._leave(urgency, turn)
            raise
        if not turn.done():
            line.remove(turn)
            raise Full

    def _leave(self, urgency: Urgency, turn: "asyncio.Future[None]") -> None:
        """Whoever waited is gone: out of the line, or out of a place that was theirs just now."""
        if turn.done():
            self._give_up(urgency)
        else:
            self._lines[urgency].remove(turn)

    def _give_up(self, urgency: Urgency) -> None:
        self.inside[urgency] -= 1
        for next_ in Urgency:
            while self._lines[next_] and self._fits(next_):
                self.inside[next_] += 1
                self._lines[next_].popleft().set_result(None)

    def _fits(self, urgency: Urgency) -> bool:
        return sum(self.inside.values()) < self._most[urgency] and self.inside[urgency] < self._of_one_kind[urgency]
