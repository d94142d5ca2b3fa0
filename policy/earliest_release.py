"""The earliest release date that handover is counted back from, and the target hearing date behind it.

Source: offender-management-allocation-manager, handover_calculation and the tariff-before-hearing rule of May 2025.
Home detention curfew eligibility is not used. Pure: the day asked about is always given.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from models.release_facts import ReleaseFacts

Kind = Literal[
    "tariff_date",
    "target_hearing_date",
    "parole_eligibility_date",
    "automatic_release_date",
    "conditional_release_date",
]


@dataclass(frozen=True)
class EarliestRelease:
    """An earliest release date and the date it was taken from."""

    day: date
    kind: Kind


def target_hearing_date(facts: ReleaseFacts) -> date | None:
    """The latest parole review's hearing date that is not before the sentence start; ``None`` when there is none."""
    given = [facts.target_hearing_date, *(review.hearing_date for review in facts.parole_reviews)]
    start = facts.sentence_start_date or date.min
    return max((day for day in given if day is not None and day >= start), default=None)


def earliest_release(facts: ReleaseFacts, on: date) -> EarliestRelease | None:
    """The earliest release date for handover as it stands on ``on``; ``None`` when no date is known.

    Determinate: parole eligibility if there is one, otherwise the earlier of automatic and conditional release.
    Indeterminate: the tariff while it is ahead, then the target hearing while that is ahead, then whichever is nearer.
    """
    return _indeterminate(facts, on) if facts.is_indeterminate else _determinate(facts)


def _determinate(facts: ReleaseFacts) -> EarliestRelease | None:
    if facts.parole_eligibility:
        return EarliestRelease(facts.parole_eligibility, "parole_eligibility_date")
    automatic, conditional = facts.automatic_release, facts.conditional_release
    if automatic and (conditional is None or automatic <= conditional):
        return EarliestRelease(automatic, "automatic_release_date")
    return EarliestRelease(conditional, "conditional_release_date") if conditional else None


def _indeterminate(facts: ReleaseFacts, on: date) -> EarliestRelease | None:
    named: list[tuple[date | None, Kind]] = [
        (facts.tariff, "tariff_date"),
        (target_hearing_date(facts), "target_hearing_date"),
    ]
    known = [EarliestRelease(day, kind) for day, kind in named if day is not None]
    ahead = [release for release in known if release.day > on]
    return ahead[0] if ahead else min(known, key=lambda release: abs(on - release.day), default=None)
