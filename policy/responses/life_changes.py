"""Changes in the person's life that bear on risk: section 11.3's list, one response each."""

from collections.abc import Iterator

from models.events.life import (
    AddressChanged,
    ContactWithChildren,
    PartnerPregnant,
    PregnancyEnded,
    RelationshipEnded,
    SubstanceMisuse,
)
from models.forms.disclosure import WelfareCheck
from models.forms.release import AddressCheck
from models.outcome import NoticeClass
from models.risk import Trigger
from models.sentence import Stage
from policy import defaults
from policy.demands import Demand, Note, Open, Tell
from policy.responses.children import children_response
from policy.responses.children_in_custody import is_risk_to_children, tell_of_risk
from policy.responses.disclosure import disclosure_decision
from policy.responses.enforcement import enforcement_decision
from policy.responses.enquiries import ask_both
from policy.responses.home_visit import concern_visit
from policy.responses.multi_agency import marac_decision
from policy.responses.review import review
from policy.rules import DutyRule
from policy.situation import Situation

ADDRESS_CHECK = DutyRule(
    kind="address_check",
    title="Check the address with police and children's services",
    clauses=("PF-6.9e", "PF-7.2c", "PF-7.2d", "PF-7.2e", "PF-7.2h"),
    form=AddressCheck,
    budget=defaults.ADDRESS_CHECK,
)
"""One for each address: a person who moves three times leaves three to check."""

WELFARE_CHECK = DutyRule(
    kind="partner_welfare_check",
    title="See that the proper agency checks on the partner's welfare",
    clauses=("PF-4.1c", "PF-7.1f", "PF-7.2e"),
    form=WelfareCheck,
    budget=defaults.IMMEDIATELY,
    waivable=False,
)


def address_changed(s: Situation, event: AddressChanged) -> Iterator[Demand]:
    """A move: check the address; without permission, decide on enforcement; with a person at risk there, visit."""
    yield Open(ADDRESS_CHECK, event.address, since=s.identified)
    if s.case.stage is Stage.CUSTODY and is_risk_to_children(s.case):
        yield from tell_of_risk("the release address")  # EV-39
    if not event.with_permission:
        yield from enforcement_decision(s)
    at_risk = [ref for ref in event.shared_with if ref in s.case.people_at_risk or ref in s.case.partners]
    if not at_risk:
        return
    yield Tell(s.manager, NoticeClass.IMMEDIATE, "the person now lives with somebody at risk from them")
    yield from review(s, defaults.REVIEW_MATCHED_TRIGGER)
    yield from concern_visit(s)
    for ref in at_risk:
        yield from ask_both(s, ref)


def substance_misuse(s: Situation, event: SubstanceMisuse) -> Iterator[Demand]:
    """Alcohol or drugs (EV-09): a review; where it has set off abuse before, a home visit too."""
    yield from review(s)
    if Trigger(event.substance) in s.case.profile.triggers:
        yield Note(f"{event.substance} is a known trigger for this person")
        yield from concern_visit(s)


def pregnancy(s: Situation, event: PartnerPregnant) -> Iterator[Demand]:
    """A partner is pregnant (EV-05): review, the unborn child, the partner's own safety; graver on a known trigger."""
    matched = Trigger.PREGNANCY in s.case.profile.triggers
    yield from review(s, defaults.REVIEW_MATCHED_TRIGGER if matched else None)
    yield from ask_both(s, event.partner, any_force=not event.details_known)
    yield from children_response(s, event.partner)
    yield from concern_visit(s)
    yield from disclosure_decision(s, event.partner)  # PF-16.5a
    if matched:
        yield Note("pregnancy has set off abuse by this person before: the review is due sooner")
        yield from marac_decision(s, event.partner)  # PF-15.14b


def pregnancy_ended(s: Situation, event: PregnancyEnded) -> Iterator[Demand]:
    """The pregnancy ended: her welfare first, and a fresh look at the risk even if a review is open already."""
    yield Open(WELFARE_CHECK, event.partner, since=s.identified)
    yield from review(s, defaults.REVIEW_GRAVE)


def relationship_ended(s: Situation, _event: RelationshipEnded) -> Iterator[Demand]:
    """The end of a relationship is a dangerous time (EV-03)."""
    yield from review(s)
    if Trigger.RELATIONSHIP_END in s.case.profile.triggers:
        yield Note("the end of a relationship is a known trigger for this person")
        yield from concern_visit(s)


def contact_with_children(s: Situation, event: ContactWithChildren) -> Iterator[Demand]:
    """Contact with children (EV-07): review, and the children's safety in whichever setting the person is."""
    yield from review(s)
    yield from children_response(s, None, event.children)


RULES = (ADDRESS_CHECK, WELFARE_CHECK)
