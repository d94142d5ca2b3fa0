"""A standing expectation: what is expected all the time. Shown on the case and counted for managers, never a task."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from models.case import Case


def always(_case: Case) -> bool:
    """Expected on every case."""
    return True


@dataclass(frozen=True)
class Standing:
    """One expectation. ``met`` says whether the case shows it on a day; absent where no record can show it."""

    name: str
    words: str
    clauses: tuple[str, ...]
    who: str
    applies: Callable[[Case], bool] = always
    met: Callable[[Case, date], bool] | None = None

    def shown_by(self, case: Case, today: date) -> bool | None:
        """Whether the case shows it; none when no record can."""
        return self.met(case, today) if self.met is not None else None
