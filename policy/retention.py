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
    years = int(getattr(terms, stage.value))
    try:
        return closed_on.replace(year=closed_on.year + years)
    except ValueError:  # closed on 29 February
        return closed_on.replace(year=closed_on.year + years, day=28)


def shortest(terms: CaseTerms) -> int:
    """The fewest years that any case is kept."""
    return min(int(years) for years in terms.model_dump().values())
