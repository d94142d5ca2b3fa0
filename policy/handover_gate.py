"""The gate of the handover policy: whether a case is inside it at all.

Source: offender-management-allocation-manager, handover_date_service. Pure: the day asked about is always given.
"""

from datetime import date

from models.release_facts import ReleaseFacts, SentenceType


def why_outside(facts: ReleaseFacts, on: date) -> tuple[str, ...]:
    """Why the case is outside the handover policy on ``on``; empty when it is inside.

    Inside is 18 or over, either an immigration case or sentenced, and the sentence not a civil one. An age that is not
    known counts as adult: the framework covers adult cases only (AM-40; project default).
    """
    held = facts.immigration_case or _is_sentenced(facts)
    checks = (
        (not _is_adult(facts, on), "under 18"),
        (not held, "neither sentenced with a release date to count from nor an immigration case"),
        (facts.sentence_type is SentenceType.CIVIL, "the sentence is a civil one"),
    )
    return tuple(words for outside, words in checks if outside)


def eighteenth_birthday(born: date) -> date:
    """The day someone comes of age; born on 29 February, that is 1 March."""
    if (born.month, born.day) == (2, 29):
        return date(born.year + 18, 3, 1)
    return born.replace(year=born.year + 18)


def _is_adult(facts: ReleaseFacts, on: date) -> bool:
    if facts.date_of_birth is not None:
        return on >= eighteenth_birthday(facts.date_of_birth)
    return facts.over_18 is not False


def _is_sentenced(facts: ReleaseFacts) -> bool:
    counted_from = (
        facts.conditional_release,
        facts.automatic_release,
        facts.confirmed_release_date,
        facts.home_detention_curfew_actual_date,
        facts.post_recall_release,
        facts.parole_eligibility,
        facts.hdc_eligibility,
        facts.tariff,
    )
    return facts.sentence_start_date is not None and (facts.is_indeterminate or any(counted_from))
