"""The victim liaison officer's work: sections 17.2 and 17.5, the scheme itself, and the unit's on a re-referral."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from models.duties import Budget
from models.forms.form import Form
from models.victims.contact import VictimContact, VictimDuty
from models.victims.forms import (
    Acknowledged,
    Approach,
    ContactReport,
    MeetingInput,
    PractitionerTold,
    ReleaseInformation,
    UnwantedContactSteps,
    VictimSpokenTo,
    Views,
)
from models.victims.words import VluRole
from policy.rules import Missing
from policy.victims import defaults

VictimCheck = Callable[[VictimContact, VictimDuty, Form], Iterable[Missing]]


def _nothing_more(_contact: VictimContact, _duty: VictimDuty, _form: Form) -> Iterable[Missing]:
    return ()


@dataclass(frozen=True)
class VictimRule:
    """A kind of work of the victim side. Without a form it closes when the event itself is reported."""

    kind: str
    title: str
    clauses: tuple[str, ...]
    form: type[Form] | None
    budget: Budget
    owner: VluRole = VluRole.VLO
    every: Budget | None = None
    check: VictimCheck = field(default=_nothing_more)


SCHEME_OFFER = VictimRule(
    "scheme_offer", "Offer the scheme, and record the answer", ("TI-08",), None, defaults.SCHEME_OFFER
)
CONTACT_REPORT = VictimRule(
    "contact_report",
    "Store the Victim Contact Report of the first meeting on VCMS; record its reference",
    ("PF-17.6b", "PF-17.6c"),
    ContactReport,
    defaults.CONTACT_REPORT,
)
VICTIM_CONTACT = VictimRule(
    "victim_contact",
    "Be in contact with the victim",
    ("PF-17.2c",),
    VictimSpokenTo,
    defaults.VICTIM_CONTACT_EVERY,
    every=defaults.VICTIM_CONTACT_EVERY,
)
VIEWS = VictimRule(
    "views_on_conditions",
    "Let the victim give views on conditions that concern them",
    ("PF-17.2d",),
    Views,
    defaults.VIEWS_ON_CONDITIONS,
)
RELEASE_INFORMATION = VictimRule(
    "release_information",
    "Give the victim high-level information on what is ahead",
    ("PF-17.2c",),
    ReleaseInformation,
    defaults.RELEASE_INFORMATION,
)
MEETING_INPUT = VictimRule(
    "meeting_input", "Attend or contribute to the meeting", ("PF-17.2a",), MeetingInput, defaults.MEETING_INPUT
)
ACKNOWLEDGEMENT = VictimRule(
    "acknowledgement",
    "See that the practitioner has the information",
    ("PF-17.2b", "PF-17.5c"),
    Acknowledged,
    defaults.ACKNOWLEDGEMENT,
)
"""Closed by the practitioner's own acknowledgement on the case, or by the officer."""


def _consent(contact: VictimContact, duty: VictimDuty, form: Form) -> Iterable[Missing]:
    """A third party acts only with the victim's consent (GU-39)."""
    assert isinstance(form, UnwantedContactSteps)
    told = [*contact.information.values(), *contact.stop_contact]
    third_party = any(t.event_id == duty.subject and t.third_party for t in told)
    if third_party and not form.victim_consents:
        yield Missing("victim_consents", "PF-17.5d", "a third party acts only with the victim's consent (GU-39)")


UNWANTED_CONTACT_STEPS = VictimRule(
    "unwanted_contact_steps",
    "Unwanted contact: police, services and helplines, the unwanted prisoner contact service",
    ("PF-17.5a", "PF-17.5b", "PF-17.5d"),
    UnwantedContactSteps,
    defaults.UNWANTED_CONTACT,
    check=_consent,
)
TELL_PRACTITIONER = VictimRule(
    "tell_practitioner",
    "Speak to the practitioner yourself: the case could not be reached",
    ("PF-17.2b",),
    PractitionerTold,
    defaults.TELL_PRACTITIONER,
)
NEW_APPROACH = VictimRule(
    "new_approach",
    "Consider another approach to the victim",
    ("PF-17.4a",),
    Approach,
    defaults.NEW_APPROACH,
    owner=VluRole.VLU,
)

_ALL = (
    SCHEME_OFFER, CONTACT_REPORT, VICTIM_CONTACT, VIEWS, RELEASE_INFORMATION, MEETING_INPUT, ACKNOWLEDGEMENT,
    UNWANTED_CONTACT_STEPS, TELL_PRACTITIONER, NEW_APPROACH,
)  # fmt: skip

VICTIM_RULES: dict[str, VictimRule] = {rule.kind: rule for rule in _ALL}
"""Every kind of work of the victim side, by name."""
