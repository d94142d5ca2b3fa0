"""One life: a case that opens and is told anything, in any order, by chance from one seed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from traceback import extract_tb
from typing import Any

from hypothesis import strategies as st

from tests.lives.drawing import Draw, drawing
from tests.lives.scenes import SCENES, Step
from tests.policy.anything import GAPS, OPENINGS, STEPS
from tests.policy.told import Told

MOST_STEPS = 30
"""No life is told more than this many things of its own, scenes and its own clock apart (project default)."""

LONG = ["release", "the end of a licence"]
"""The scenes that half of all lives come to in the end, so that every stage is reached often."""

_HOUR = timedelta(hours=1)
_SHORT = st.one_of(st.just(_HOUR), st.timedeltas(timedelta(minutes=1), timedelta(days=10)))


class Failed(Exception):
    """A life broke a claim, or policy failed on it; ``told`` has what it was told until then."""

    def __init__(self, seed: str, told: Told, error: BaseException) -> None:
        self.seed, self.told, self.error = seed, told, error
        where = extract_tb(error.__traceback__)[-1]
        words = f"{type(error).__name__}: {str(error)[:1000]} ({Path(where.filename).name}: {where.line})"
        super().__init__(f"life {seed}, message {len(told.log)}: {words}")


def lived(seed: str, every: int = 1, **start: Any) -> Told:
    """Live one life to its end. Raises Failed; ``every`` and ``start`` are those of the case told."""
    random = Random(seed)
    told = Told(every, **start)
    try:
        live(told, random)
    except Exception as error:
        raise Failed(seed, told, error) from error
    return told


def live(told: Told, random: Random) -> None:
    """Tell a case, not yet opened, all of a life."""
    draw = drawing(random)
    if not told.open(draw(OPENINGS)):
        return
    late_worker = random.random() < 0.3  # a clock that strikes only when something is told
    for step in _steps(random, draw):
        told.now += draw(_SHORT if random.random() < 0.8 else GAPS)
        if told.by_its_own_clock or not late_worker:
            told.strike_until_now()
        if told.finished:
            return
        if random.random() < 0.05:
            told.again(random)
        told.step(*step)


def _steps(random: Random, draw: Draw) -> Iterator[Step]:
    """Scenes in order, and between their steps whatever comes."""
    names = random.sample(sorted(SCENES), random.randint(0, 3))
    if random.random() < 0.5:
        names = [name for name in LONG if name not in names] + names
    ahead: list[list[Step]] = [list(SCENES[name]) for name in names]
    for _ in range(random.randint(4, MOST_STEPS)):
        if ahead and random.random() < 0.7:
            scene = ahead[0] if random.random() < 0.5 else random.choice(ahead)
            yield scene.pop(0)
            ahead = [s for s in ahead if s]
        else:
            yield draw(STEPS)
