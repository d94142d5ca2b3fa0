"""Early allocation: whether a case goes to the community 15 months before release (framework PF-15.10b).

Source: offender-management-allocation-manager, early_allocation. Pure: the day asked about is always given.
"""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from models.release_facts import EarlyAllocationAssessment, ReleaseFacts
from policy.calendar import months_before
from policy.earliest_release import target_hearing_date

REFERRAL_WINDOW_MONTHS = 18
"""An assessment counts only when made within this many months of the earliest release date."""

OASYS_MONTHS = 3
"""How old the OASys behind an assessment may be."""

AUTOMATIC = (
    "convicted_under_terrorism_act_2000",
    "high_profile",
    "serious_crime_prevention_order",
    "mappa_level_3",
    "critical_public_protection_case",
)
"""Criteria any one of which settles it."""

DISCRETIONARY = ("high_risk_of_serious_harm", "mappa_level_2", "pathfinder", "other_reason")
"""Criteria any one of which lets the community decide; so does extremism separation with under 24 months to go."""


class Outcome(StrEnum):
    """What the criteria come to."""

    AUTOMATIC = "automatic"
    DISCRETIONARY = "discretionary"
    NOT_ELIGIBLE = "not_eligible"


class EarlyAllocation(BaseModel):
    """The outcome of an assessment. ``in_force`` is what the handover table reads.

    ``live`` is false for an assessment made before the referral window opened or before this sentence began: it must be
    repeated. ``oasys_too_old`` flags an OASys more than three months old at the assessment.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Outcome
    criteria: tuple[str, ...]
    window_opens: date | None
    live: bool
    in_force: bool
    oasys_too_old: bool


def early_allocation(facts: ReleaseFacts, on: date) -> EarlyAllocation | None:
    """Judge the assessment held on ``on``; ``None`` when there is none, or it was made later than that day."""
    made = facts.early_allocation_assessment
    if made is None or made.assessed_on > on:
        return None
    outcome, criteria = _outcome(made)
    opens = referral_window_opens(facts)
    live = opens is not None and made.assessed_on >= max(opens, facts.sentence_start_date or date.min)
    accepted = outcome is Outcome.AUTOMATIC or (outcome is Outcome.DISCRETIONARY and made.community_decision is True)
    oasys = made.oasys_completed_on
    return EarlyAllocation(
        outcome=outcome,
        criteria=criteria,
        window_opens=opens,
        live=live,
        in_force=live and accepted,
        oasys_too_old=oasys is not None and oasys < months_before(made.assessed_on, OASYS_MONTHS),
    )


def is_early_allocation(facts: ReleaseFacts, on: date) -> bool:
    """Whether early allocation is in force on ``on``: said outright, or by a live and accepted assessment."""
    judged = early_allocation(facts, on)
    return facts.early_allocation or (judged is not None and judged.in_force)


def referral_window_opens(facts: ReleaseFacts) -> date | None:
    """The first day an assessment counts: 18 months before the earliest date on which release may come."""
    ends = (
        facts.tariff,
        facts.parole_eligibility,
        target_hearing_date(facts),
        facts.automatic_release,
        facts.conditional_release,
    )
    earliest = min((day for day in ends if day is not None), default=None)
    return months_before(earliest, REFERRAL_WINDOW_MONTHS) if earliest else None


def _outcome(made: EarlyAllocationAssessment) -> tuple[Outcome, tuple[str, ...]]:
    automatic = tuple(name for name in AUTOMATIC if getattr(made, name))
    if automatic:
        return Outcome.AUTOMATIC, automatic
    discretionary = tuple(name for name in DISCRETIONARY if getattr(made, name))
    if made.extremism_separation and made.due_for_release_in_under_24_months:
        discretionary = ("extremism_separation", *discretionary)
    return (Outcome.DISCRETIONARY, discretionary) if discretionary else (Outcome.NOT_ELIGIBLE, ())
