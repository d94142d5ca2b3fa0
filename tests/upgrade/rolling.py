"""A deployment rolls forward, back and forward again while cases are told things; then the account of every case."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from attributes import register_search_attributes
from records.engine import engine_for
from records.histories import sent
from records.rebuild import differences
from records.upgrade import upgrade
from tests.chaos import account as chaos
from tests.upgrade.load import Load, opened
from tests.upgrade.site import Site
from tests.workflows.one_case import OneCase
from tests.workflows.test_restarts import REMINDER

OLD, NEW = "2026.11.1", "2026.12.1"
"""Two builds of the same code."""

COME_OVER = 120.0
"""Seconds within which every case that is told things must have come over to the current build."""


@dataclass(frozen=True)
class Size:
    """How large it is: busy cases in each stage, seconds to the moments of the quiet ones, workers of a build.

    The load goes on for ``dwells`` seconds after each step, each case told something every ``pause`` seconds. With
    ``again`` the new build becomes current a second time, and the daily proof is run at the end.
    """

    of_each: int
    moments: Sequence[float]
    workers: int
    dwells: float
    pause: float
    again: bool


@dataclass
class Account(chaos.Account):
    """What was found wrong besides: cases on another build than meant, steps that failed."""

    elsewhere: list[str] = field(default_factory=list)
    unclean: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """Everything that is wrong."""
        return [*super().wrong, *self.elsewhere, *self.unclean]


@dataclass
class Rolled:
    """What a run did and found. ``shared`` is how many cases were on the new build while it had only a part of them."""

    cases: int
    events: int
    repeats: int
    steps: list[str]
    shared: int
    seconds: float
    account: Account

    @property
    def line(self) -> str:
        """All of it in one line."""
        found = self.account
        return (
            f"upgrade: {self.cases} cases, {self.events} events accepted, {self.repeats} sent again, "
            f"{found.messages} messages; {len(self.steps)} steps ({', '.join(self.steps)}) in {self.seconds:.0f} "
            f"seconds; {self.shared} cases on the new build while it ramped; missing {len(found.missing)}, "
            f"twice {len(found.twice)}, timers missed {len(found.missed)}, "
            f"records unlike workflows {len(found.differing)}, on another build {len(found.elsewhere)}, "
            f"failed steps {len(found.unclean)}"
        )


async def rolled(folder: Path, port: int, size: Size) -> Rolled:
    """Run it from an empty folder to the account."""
    began = time.monotonic()
    site = Site(folder, port)
    await upgrade(site.records)
    engine = engine_for(site.records)
    try:
        temporal = await site.serve()
        await register_search_attributes(temporal)
        await site.work(OLD, size.workers)
        await site.roll("set-current-version", OLD)
        load = await opened(temporal, engine, size.of_each, size.moments, size.pause)
        roll = Roll(site, load, size, Account())
        async with load.going_on():
            await roll.there_and_back()
        await _look(roll, temporal, engine)
    finally:
        await site.close()
        await engine.dispose()
    seconds = time.monotonic() - began
    return Rolled(len(load.cases), load.events, load.repeats, roll.steps, roll.shared, seconds, roll.found)


@dataclass
class Roll:
    """The steps that operations.md has for a release and for going back, taken while the load goes on."""

    site: Site
    load: Load
    size: Size
    found: Account
    current: str = OLD
    shared: int = 0
    steps: list[str] = field(default_factory=list)

    async def there_and_back(self) -> None:
        """Every step, one after another."""
        await self._ramp_and_stop()
        await self._make_current(NEW)
        await self._end(OLD, signal.SIGTERM)
        await self.site.work(OLD, self.size.workers)
        await self._make_current(OLD)
        if not self.size.again:
            await self._end(NEW, signal.SIGKILL)
            return
        await self._end(NEW, signal.SIGTERM)
        await self.site.work(NEW, self.size.workers)
        await self._make_current(NEW)
        await self._end(OLD, signal.SIGKILL)

    async def _ramp_and_stop(self) -> None:
        await self.site.work(NEW, self.size.workers)
        await self.site.roll("set-ramping-version", NEW)
        await self._step("ramp")
        self.shared = sum([await build_of(case) == NEW for case in self.load.busy])
        await self.site.roll("set-ramping-version --delete", NEW)
        await self._all_on(OLD)
        await self._step("ramp stopped")

    async def _make_current(self, build: str) -> None:
        await self.site.roll("set-current-version", build)
        self.current = build
        await self._all_on(build)
        await self._step("forward" if build == NEW else "back")

    async def _all_on(self, build: str) -> None:
        """Wait until every case that is told things is worked by this build."""
        left, until = list(self.load.busy), time.monotonic() + COME_OVER
        while left and time.monotonic() < until:
            left = [case for case in left if await build_of(case) != build]
            await asyncio.sleep(0.5 if left else 0)
        self.found.elsewhere += [f"{case.id}: did not come over to build {build}" for case in left]

    async def _end(self, build: str, how: signal.Signals) -> None:
        codes = await self.site.end(build, how)
        wanted = 128 + how if how == signal.SIGTERM else -how
        self.found.unclean += [f"a worker of build {build} ended with {code}" for code in codes if code != wanted]
        await self._step(f"{'old' if build == OLD else 'new'} {'ended' if how == signal.SIGTERM else 'killed'}")

    async def _step(self, name: str) -> None:
        self.steps.append(name)
        await asyncio.sleep(self.size.dwells)


async def build_of(case: OneCase) -> str:
    """The build that worked the case last."""
    info = (await case.workflow.describe()).raw_info
    return str(info.versioning_info.deployment_version.build_id)


async def _look(roll: Roll, temporal: Client, engine: AsyncEngine) -> None:
    load, found = roll.load, roll.found
    for case in load.cases:
        await case.report("programme_started", f"{case.id}-last", programme="other")  # takes a quiet one along too
        load.accepted.setdefault(case.id, []).append(f"{case.id}-last")
    for case in load.quiet:
        await _struck(case, found)
    for case in load.cases:
        await look_at(case, temporal, engine, load.accepted[case.id], found)
        if (build := await build_of(case)) != roll.current:
            found.elsewhere.append(f"{case.id}: is on build {build}")
    if roll.size.again:
        code, said = await roll.site.command("proof", "run")
        if code or ", 0 not as policy says" not in said:
            found.differing.append(f"throughcare proof run says: {said[-1000:]}")


async def _struck(case: OneCase, found: Account) -> None:
    """Whoever was to be reminded was, once, at the moment or right after."""
    await case.run_until(REMINDER)
    told = [(at, kind) for at, _, kind in await case.notices("Assess afresh")]
    if len(told) != 1 or told[0][0] < REMINDER:
        found.missed.append(f"{case.id}: its reminder was sent {len(told)} times")


async def look_at(
    case: OneCase, temporal: Client, engine: AsyncEngine, accepted: Sequence[str], found: Account
) -> None:
    """Whether one case has all it accepted, once, with records like its workflow and no step that failed."""
    entries = await case.entries()
    ids = Counter(entry.event_id for entry in entries)
    found.missing += [f"{case.id}: {one} was accepted and is not there" for one in accepted if not ids[one]]
    found.twice += [f"{case.id}: {one} is there {n} times" for one, n in ids.items() if n > 1]
    found.differing += [f"{case.id}: {words}" for words in await differences(engine, temporal, case.id)]
    failed = [*await case.history("WORKFLOW_TASK_FAILED"), *await case.history("WORKFLOW_EXECUTION_FAILED")]
    found.unclean += [f"{case.id}: a step of it failed" for _ in failed]
    told = await sent(temporal, case.id)
    found.messages += told.last if told else 0
