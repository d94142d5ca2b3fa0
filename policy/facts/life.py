"""What changes in the person's life say about the case."""

from datetime import date

from models.case import Case
from models.events import life
from models.risk import Partner, PersonAtRisk
from models.roles import Role
from policy.facts.absorb import Odd, absorb


@absorb.register
def _(event: life.NewRelationship, case: Case, day: date) -> list[Odd]:
    known = case.partners.get(event.partner) or Partner(ref=event.partner, since=day, certainty=event.certainty)
    case.partners[event.partner] = known.model_copy(
        update={
            "certainty": known.certainty if event.certainty == "suspected" else event.certainty,
            "details_known": known.details_known or event.details_known,
            "elsewhere": known.elsewhere or event.elsewhere,
            "children": list(dict.fromkeys([*known.children, *event.children])),
            "told_to_keyworker": known.told_to_keyworker or event.role is Role.KEYWORKER,
            "until": None,
        }
    )
    case.people_at_risk.setdefault(event.partner, PersonAtRisk(ref=event.partner, relation="partner"))
    for child in event.children:
        case.people_at_risk.setdefault(child, PersonAtRisk(ref=child, relation="partner's child", child=True))
    return []


@absorb.register
def _(event: life.PartnerPregnant, case: Case, day: date) -> list[Odd]:
    partner = case.partners.setdefault(event.partner, Partner(ref=event.partner, since=day))
    partner.details_known = partner.details_known or event.details_known
    partner.certainty = "disclosed" if partner.certainty == "suspected" else partner.certainty
    partner.pregnant = True
    case.people_at_risk.setdefault(event.partner, PersonAtRisk(ref=event.partner, relation="partner"))
    return []


@absorb.register
def _(event: life.PregnancyEnded, case: Case, day: date) -> list[Odd]:
    partner = case.partners.get(event.partner)
    if partner is None or not partner.pregnant:
        return [("contradictory", "the case did not know of this pregnancy")]
    partner.pregnant = False
    return []


@absorb.register
def _(event: life.RelationshipEnded, case: Case, day: date) -> list[Odd]:
    partner = case.partners.get(event.partner)
    if partner is None:
        return [("contradictory", "the case did not know of this relationship")]
    partner.until = day
    return []


@absorb.register
def _(event: life.PartnerDetailsRefused, case: Case, day: date) -> list[Odd]:
    case.partners.setdefault(event.partner, Partner(ref=event.partner, since=day, certainty="suspected"))
    return []


@absorb.register
def _(event: life.ContactWithChildren, case: Case, day: date) -> list[Odd]:
    for child in event.children:
        case.people_at_risk.setdefault(child, PersonAtRisk(ref=child, relation="child in contact", child=True))
    return []


@absorb.register
def _(event: life.AddressChanged, case: Case, day: date) -> list[Odd]:
    case.addresses = [*case.addresses, event.address]
    return []


@absorb.register
def _(event: life.DisclosureMade, case: Case, day: date) -> list[Odd]:
    partner = case.partners.get(event.partner)
    if partner is None:
        return [("contradictory", "disclosed to somebody the case does not know as a partner")]
    partner.disclosed_to = True
    return []
