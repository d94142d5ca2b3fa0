"""Whole families of events that belong to other work and never mean anything to a case."""

from intake.mapping.meaning import Meaning, NotForUs, Rule
from intake.told import Told

FAMILIES = (
    "activities.", "adjudication.", "appointments.", "case-notes.", "ciag-induction.", "court-appearance.",
    "court-document.", "court-case.", "charge.", "education.", "incentives.", "incident.", "induction.",
    "location.inside.prison.", "non-associations.", "person.alert", "person.alerts.", "person.case-note.",
    "person.csip", "person.temporary-absence", "person.court-appearance", "plp.", "prison-visit.", "prison-visits.",
    "prison.", "prison-person.", "prisoner-alerts.", "prisoner-contacts.", "contacts-api.", "contacts.",
    "probation-case.personal-circumstance.", "probation-case.requirement.", "probation-case.exclusion.",
    "probation-case.restriction.", "probation-case.supervision-appointment.", "probation-case.additional-identifier.",
    "probation.staff.", "restricted-patients.", "san.", "sentence.period-length.", "external-movements.",
    "temporary-absence", "accommodation.", "applications.cas2", "approved-premises.", "book-a-video-link.",
    "community-payback.", "complexity-of-need.", "core-person-record.", "esupervision.", "intervention.",
    "interventions.", "official-visits.", "probation-case.non-statutory-intervention.", "register.", "whereabouts.",
    "manage-offences.", "offender-management.noop", "adjustments.", "release-date-adjustments.",
    "CONTACT_", "OFFENDER_", "BOOKING_", "ALERT-", "KEY_DATE_", "DATA_COMPLIANCE_",
)  # fmt: skip
"""Beginnings of names. What is mapped by its whole name comes before these."""

_KNOWN = tuple(family.lower() for family in FAMILIES)


def rule_of(type_: str) -> Rule | None:
    """The rule for an event of a family that is not ours."""
    return _not_ours if type_.strip().lower().startswith(_KNOWN) else None


def _not_ours(_: Told) -> Meaning:
    return NotForUs("an event of other work, which means nothing to a case")
