"""The short form of ``make chaos``: every fault at least once, on a few cases."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.chaos.__main__ import Asked, run
from tests.chaos.plans import plans

SEED = 7


@pytest.mark.slow
@pytest.mark.temporal
async def test_every_fault_once_and_nothing_is_missing() -> None:
    said: list[str] = []
    asked = Asked(cases=5, events=4, seed=SEED, seconds=20, pause=0.3, at_once=2)
    with TemporaryDirectory(prefix="chaos-") as folder:  # one that the user of PostgreSQL can reach
        done = await run(asked, Path(folder), said.append)
    assert done.account.wrong == [], (done.line(), said)
    assert min(done.faults.made.values()) >= 1 and len(done.faults.made) >= 8
    assert done.told.events >= 15 and done.account.timers >= 20


def test_the_same_seed_tells_the_same() -> None:
    assert plans(SEED, 3, 5, 20) == plans(SEED, 3, 5, 20) != plans(SEED + 1, 3, 5, 20)
