"""When what is kept of a closed case may go: counted from the day it was closed, by the stage it ended in."""

from collections.abc import Sequence
from datetime import date

from models.retention import CaseTerms
from models.sentence import Stage


def ended_in(stages: Sequence[str]) -> Stage:
    """The stage a closed case was in before: the last of ``stages``, in order, that is not closed.

    A case of which no stage is known ended with its report to the court.
    """
    before = [stage for stage in stages if stage != Stage.CLOSED.value]
    return Stage(before[-1]) if before else Stage.COURT_REPORT


def kept_until(closed_on: date, stage: Stage, terms: CaseTerms) -> date:
    """The last day it is kept."""
    return years_after(closed_on, int(getattr(terms, stage.value)))


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 28 February for the 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def shortest(terms: CaseTerms) -> int:
    """The fewest years that any case is kept."""
    return min(int(years) for years in terms.model_dump().values())
