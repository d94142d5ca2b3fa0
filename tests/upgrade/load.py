"""Cases in every stage that are told things all the time, and some that only wait for a moment of their own."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from tests.workflows.one_case import ORDERED, START, OneCase, RealTime
from tests.workflows.test_policy_rollout import STAGES
from tests.workflows.test_restarts import REMINDER

_KINDS = ("programme_started", "significant_change", "concern_identified")


@dataclass
class Load:
    """The cases. ``accepted`` has the ids of what each busy one took; ``pause`` is how long one rests between two."""

    busy: list[OneCase]
    quiet: list[OneCase]
    pause: float
    accepted: dict[str, list[str]] = field(default_factory=dict)
    repeats: int = 0

    @property
    def events(self) -> int:
        """How much was accepted."""
        return sum(map(len, self.accepted.values()))

    @property
    def cases(self) -> list[OneCase]:
        """All of them."""
        return [*self.busy, *self.quiet]

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Tell the busy ones things for as long as the block runs. Raises what telling one raises."""
        until = asyncio.Event()
        telling = [asyncio.create_task(self._tell(case, until)) for case in self.busy]
        try:
            yield
        finally:
            until.set()
            await asyncio.gather(*telling)

    async def _tell(self, case: OneCase, until: asyncio.Event) -> None:
        accepted = self.accepted.setdefault(case.id, [])
        for number, kind in enumerate(cycle(_KINDS)):
            if until.is_set():
                return
            more = {"programme": "other"} if kind == "programme_started" else {}
            event = await case.event(kind, f"{case.id}-e{number}", **more)
            if number % 4 == 3:
                await case.client.report_later(case.id, event)
            else:
                await case.client.report(case.id, event)
            accepted.append(event.event_id)
            if number % 5 == 4:
                await case.client.report(case.id, event)
                self.repeats += 1
            await asyncio.sleep(self.pause)


async def opened(temporal: Client, records: AsyncEngine, of_each: int, moments: Sequence[float], pause: float) -> Load:
    """So many busy cases in each stage, and a quiet one for each moment, which is so many seconds away."""
    server = RealTime(temporal)
    busy = [(OneCase(server, records), stage) for stage in STAGES for _ in range(of_each)]
    for at in range(0, len(busy), 6):
        await asyncio.gather(*(stage(case) for case, stage in busy[at : at + 6]))
    quiet = [OneCase(server, records) for _ in moments]
    for case, seconds in zip(quiet, moments, strict=True):
        start = REMINDER - timedelta(seconds=seconds)
        await case.open(ORDERED | {"occurred_at": START}, start=start)
        await case.waive_all(but="initial_assessment")
    return Load([case for case, _ in busy], quiet, pause)
