"""A whole made-up caseload: a line for each case."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from simulation.drawing import drawn
from simulation.telling import told


def caseload(cases: int, seed: int, today: date) -> Iterator[dict[str, Any]]:
    """So many made-up cases, as ``throughcare adopt`` takes them: the same for the same three arguments.

    The past of each runs up to yesterday, so that its work is due now.
    """
    return (told(drawn(seed, number, today), today) for number in range(1, cases + 1))
