"""What events on the safety of children, of adults and of the person say about the case."""

from datetime import date

from models.case import Case
from models.events import life, safeguarding
from models.risk import PersonAtRisk
from policy.facts.absorb import Odd, absorb


@absorb.register
def _(event: safeguarding.ChildrenAtRisk, case: Case, day: date) -> list[Odd]:
    for child in event.children:
        case.people_at_risk.setdefault(child, PersonAtRisk(ref=child, relation="child at risk", child=True))
    return []


@absorb.register
def _(event: safeguarding.ChildProtection, case: Case, day: date) -> list[Odd]:
    child = PersonAtRisk(ref=event.child, relation="child with a protection plan", child=True)
    case.people_at_risk.setdefault(event.child, child)
    return []


@absorb.register
def _(event: safeguarding.CarerOfAdult, case: Case, day: date) -> list[Odd]:
    case.people_at_risk.setdefault(event.adult, PersonAtRisk(ref=event.adult, relation="adult in the person's care"))
    return []


@absorb.register
def _(event: life.PartnerInContact, case: Case, day: date) -> list[Odd]:
    if event.partner in case.partners:
        return []
    return [("contradictory", "in contact with somebody the case does not know as a partner")]
