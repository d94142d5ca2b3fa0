"""Every standing expectation, and which of them hold for a case."""

from datetime import date

from models.case import Case
from policy.responses import (
    children,
    disclosure,
    forums,
    mappa,
    marac,
    oversight,
    programme_standing,
    safeguarding_adults,
)
from policy.stages import expected
from policy.standing import Standing

_ALL: tuple[Standing, ...] = (
    *expected.STANDING,
    *mappa.STANDING,
    *marac.STANDING,
    *forums.STANDING,
    *disclosure.STANDING,
    *children.STANDING,
    *safeguarding_adults.STANDING,
    *programme_standing.STANDING,
    *oversight.STANDING,
)

STANDING: dict[str, Standing] = {s.name: s for s in _ALL}
"""Every standing expectation by its name."""


def expectations(case: Case, today: date) -> dict[str, bool | None]:
    """Each expectation that holds for the case now, by name: met, not met, or none where no record can show it."""
    return {s.name: s.shown_by(case, today) for s in STANDING.values() if s.applies(case)}
