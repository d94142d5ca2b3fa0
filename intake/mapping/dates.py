"""Sentence and release dates."""

from typing import Any

from intake.mapping.meaning import Draft, Meaning, NeedsDetails, NotForUs, facts, means
from intake.told import Told, said
from intake.when import day_of
from models.events import Source

FIELDS: dict[str, tuple[str, ...]] = {
    "sentence_start": ("sentenceStartDate",),
    "automatic_release": ("automaticReleaseOverrideDate", "automaticReleaseDate", "ard"),
    "conditional_release": ("conditionalReleaseOverrideDate", "conditionalReleaseDate", "crd"),
    "confirmed_release": ("confirmedReleaseDate", "actualReleaseDate"),
    "hdc_eligibility": ("homeDetentionCurfewEligibilityDate", "hdced"),
    "hdc_actual": ("homeDetentionCurfewActualDate", "hdcad"),
    "parole_eligibility": ("paroleEligibilityOverrideDate", "paroleEligibilityDate", "ped"),
    "target_hearing": ("targetHearingDate", "thd"),
    "tariff": ("tariffDate",),
    "post_recall_release": ("postRecallReleaseOverrideDate", "postRecallReleaseDate", "prrd"),
    "licence_end": ("licenceExpiryOverrideDate", "licenceExpiryDate", "licenceExpiryCalculatedDate", "led"),
    "sentence_end": ("sentenceExpiryOverrideDate", "sentenceExpiryDate", "sentenceExpiryCalculatedDate", "sed"),
    "supervision_end": ("topupSupervisionExpiryOverrideDate", "topupSupervisionExpiryDate", "tused"),
}
"""Our dates by the names other systems have for them; an override comes before what was calculated."""

_THIN = "dates changed, and the message does not say to what"


@means(
    "dates", "prison-offender-events.prisoner.sentence-dates-changed", "calculate-release-dates.prisoner.changed",
    "SENTENCE_DATES-CHANGED", "CONFIRMED_RELEASE_DATE-CHANGED",
    becomes="`dates_changed`, from its details",
)  # fmt: skip
def dates_changed(told: Told) -> Meaning:
    """Release, HDC, parole or end dates were set or moved."""
    found = dates_in(told)
    return facts(changed(found)) if found else NeedsDetails(_THIN)


@means(
    "dates", "prisoner-offender-search.prisoner.updated",
    becomes="`dates_changed` when the sentence changed, from its details; other changes of the record: not for us",
)  # fmt: skip
def prisoner_updated(told: Told) -> Meaning:
    """The searchable record changed; only its sentence part is ours."""
    categories = told.get("categoriesChanged")
    if not isinstance(categories, list) or "SENTENCE" not in {str(c).upper() for c in categories}:
        return NotForUs("a change of the prison record that means nothing to a case by itself")
    return dates_changed(told)


def changed(dates: dict[str, str]) -> Draft:
    """The dates as they now stand."""
    return Draft("dates_changed", {"dates": dates}, source=Source.CUSTODY, slot=())


def dates_in(told: Told) -> dict[str, str]:
    """Every date the message or its details give, by our names."""
    found: dict[str, str] = {}
    for part in (told.info, *_parts(told.details)):
        for ours, theirs in FIELDS.items():
            day = next((d for name in theirs if (d := day_of(said(part, name)))), None)
            if day is not None and ours not in found:
                found[ours] = day.isoformat()
    return found


def _parts(details: Any) -> list[dict[str, Any]]:
    """The objects of the details that may hold dates: itself, and those right beneath it."""
    if not isinstance(details, dict):
        return []
    return [details, *(part for part in details.values() if isinstance(part, dict))]
