"""What goes wrong, one thing after another, at moments of chance from one seed."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from random import Random

from tests.chaos.house import FAKETIME, House
from tests.chaos.links import Link

Say = Callable[[str], None]


class Faults:
    """Makes faults until it is stopped, counts them, and leaves everything running."""

    def __init__(self, house: House, seed: int, pause: float, say: Say) -> None:
        self._house, self._random, self._pause, self._say = house, Random(f"faults-{seed}"), pause, say
        self.made: Counter[str] = Counter()
        self._kinds: dict[str, Callable[[], Awaitable[None]]] = {
            "worker killed": lambda: self._killed(self._random.choice(["worker-1", "worker-2"])),
            "all workers killed": lambda: self._killed("worker-1", "worker-2"),
            "API killed": lambda: self._killed("api"),
            "Temporal killed": lambda: self._killed("temporal"),
            "PostgreSQL killed": lambda: self._killed("postgresql"),
            "link cut": self._cut,
            "link slow": self._slow,
            "link dropped": self._dropped,
        }
        if house.own_disk:
            self._kinds["disk full"] = self._disk_full
        if FAKETIME is not None:
            self._kinds["clock jumped"] = self._clock_jumped

    async def go_on(self, until: asyncio.Event) -> None:
        """One after another, each kind in turn in an order of chance; each at least once."""
        while not until.is_set():
            for kind in self._random.sample(sorted(self._kinds), len(self._kinds)):
                await asyncio.sleep(self._random.uniform(0.5, 1.5) * self._pause)
                if until.is_set() and self.made.keys() == self._kinds.keys():
                    return
                self._say(kind)
                self.made[kind] += 1
                await self._kinds[kind]()
                for name in await self._house.start_what_ended():
                    self._say(f"{name} had ended by itself")

    async def _killed(self, *names: str) -> None:
        await self._house.kill(*names)
        await asyncio.sleep(self._random.uniform(0, 2))
        for name in names:
            await self._house.start(name)

    async def _cut(self) -> None:
        await self._link().cut(self._random.uniform(0.5, 4))

    async def _slow(self) -> None:
        await self._link().slow(self._random.uniform(1, 4), self._random.uniform(0.02, 0.2))

    async def _dropped(self) -> None:
        self._link().drop()

    def _link(self) -> Link:
        return self._house.links[self._random.choice(sorted(self._house.links))]

    async def _disk_full(self) -> None:
        """No room for anything on the disk of the records, and then there is room again."""
        ballast = self._house.folder / "disk" / "ballast"
        await asyncio.to_thread(_fill, ballast)
        await asyncio.sleep(self._random.uniform(1, 4))
        ballast.unlink()
        await self._house.start("postgresql")  # it may have given up

    async def _clock_jumped(self) -> None:
        """The second worker and the API are an hour or a day wrong about the time, and right again."""
        self._house.clock.write_text(self._random.choice(["+1h", "-1h", "+1d", "-1d"]))
        await asyncio.sleep(self._random.uniform(1, 4))
        self._house.clock.write_text("+0")


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 1_000_000)
