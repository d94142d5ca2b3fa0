"""Draws from the strategies of the property tests with a plain seeded generator: no search, so lives by the thousand.

The same seed gives the same life, whatever else the process has done.
"""

from collections.abc import Callable
from math import inf
from random import Random
from typing import Any, TypeVar

from hypothesis.control import BuildContext
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis.internal.conjecture.providers import PrimitiveProvider
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")
Draw = Callable[[SearchStrategy[Any]], Any]


class _Plain(PrimitiveProvider):
    """What hypothesis asks of a source of chance, and no cleverness."""

    def __init__(self, random: Random) -> None:
        super().__init__(None)
        self._random = random

    def draw_boolean(self, p: float = 0.5) -> bool:
        """True with this probability."""
        return self._random.random() < p

    def draw_integer(self, min_value: int | None = None, max_value: int | None = None, **_: Any) -> int:
        """Any whole number between the two."""
        return self._random.randint(-1000 if min_value is None else min_value, 1000 if max_value is None else max_value)

    def draw_float(self, *, min_value: float = -inf, max_value: float = inf, **_: Any) -> float:
        """Any number between the two."""
        return self._random.uniform(max(min_value, -1000.0), min(max_value, 1000.0))

    def draw_string(self, intervals: Any, *, min_size: int = 0, max_size: int = 20) -> str:
        """Any text of these characters."""
        size = self._random.randint(min_size, min(max_size, min_size + 20))
        return "".join(chr(self._random.choice(list(intervals))) for _ in range(size))

    def draw_bytes(self, min_size: int = 0, max_size: int = 20) -> bytes:
        """Any bytes."""
        return self._random.randbytes(self._random.randint(min_size, min(max_size, min_size + 20)))


def drawing(random: Random) -> Draw:
    """A way to draw from any strategy, by this generator alone."""

    def draw(strategy: SearchStrategy[T]) -> T:
        data = ConjectureData(random=None, provider=_Plain(random))
        with BuildContext(data, wrapped_test=draw):
            return data.draw(strategy)

    return draw
