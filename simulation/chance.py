"""Draws of one case: from the seed and the case's number alone, so that a case is the same however many there are."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

from simulation.figures import Figure

T = TypeVar("T")


class Chance:
    """What falls to one case."""

    def __init__(self, seed: int, number: int) -> None:
        self._random = Random(f"{seed}/{number}")

    def is_so(self, figure: Figure) -> bool:
        """True in as many of all cases as the figure says."""
        return self._random.random() < figure.share

    def one_of(self, weights: Mapping[T, float]) -> T:
        """One of several, by weight; the weights need not add up to one."""
        return self._random.choices(list(weights), list(weights.values()))[0]

    def any_of(self, things: Sequence[T]) -> T:
        """One of several, each as likely."""
        return self._random.choice(things)

    def between(self, least: int, most: int) -> int:
        """A whole number from ``least`` to ``most``, both among them."""
        return self._random.randint(least, most)

    def wait(self, rate: float) -> float:
        """How long until something next happens that happens so often, in the unit of the rate."""
        return self._random.expovariate(rate)
