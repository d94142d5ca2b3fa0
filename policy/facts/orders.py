"""What events on protective orders and licence conditions say about the case."""

from datetime import date

from models.case import Case
from models.events import life, orders
from models.risk import OrderKind, OrderState, ProtectedContact, ProtectiveOrder
from policy.calendar import london_date
from policy.facts.absorb import Odd, absorb


@absorb.register
def _(event: orders.ProtectiveOrderMade, case: Case, day: date) -> list[Odd]:
    known = case.orders.get(event.order)
    over = (known.ended_on or known.ends_on) if known else None
    if known is None or (over and day > over):
        case.orders[event.order] = ProtectiveOrder(
            ref=event.order,
            kind=event.kind,
            protects=list(dict.fromkeys(event.protects)),
            made_on=day,
            ends_on=event.ends_on,
        )
        _look_back(case, case.orders[event.order])
        return []
    known.kind, known.made_on = event.kind, min(known.made_on, day)
    known.protects = list(dict.fromkeys([*known.protects, *event.protects]))
    known.ends_on = known.ends_on or event.ends_on
    _look_back(case, known)
    return [("known_order", "the case knew of this order: what is new about it is kept")]


def _look_back(case: Case, order: ProtectiveOrder) -> None:
    """Contact told before the order that forbade it was a breach all the same: by the order, not by when we heard."""
    forbidden = [c for c in case.contacts if c.person in order.protects and order.forbids_contact_on(london_date(c.at))]
    for contact in forbidden:
        contact.broke = True
    order.breaches += [contact.at for contact in forbidden if contact.at not in order.breaches]


def _ahead_of_its_making(case: Case, ref: str, day: date) -> ProtectiveOrder:
    """A place for an order the case does not know yet, so that what was done to it, or against it, is not lost."""
    order = ProtectiveOrder(ref=ref, kind=OrderKind.RESTRAINING, protects=[], made_on=day)
    return case.orders.setdefault(ref, order)


CONTACTS_KEPT = 20
"""An order is heard of soon after it is made: no more contacts than this wait for one (project default)."""

FAILURES_KEPT = 20
"""Only the newest failures can make a second one within twelve months."""

NO_ORDER: list[Odd] = [("unknown_order", "the case did not know of this order")]


@absorb.register
def _(event: orders.OrderVariationApplied, case: Case, day: date) -> list[Odd]:
    odd = [] if event.order in case.orders else NO_ORDER
    order = _ahead_of_its_making(case, event.order, day)
    once_varied = order.state is OrderState.VARIED and order.varied_on is not None and day > order.varied_on
    if order.state is OrderState.IN_FORCE or once_varied:
        order.state = OrderState.VARIATION_APPLIED
    return odd


@absorb.register
def _(event: orders.OrderVaried, case: Case, day: date) -> list[Odd]:
    known = case.orders.get(event.order)
    if event.ends_on is not None and event.ends_on < (known.made_on if known else day):
        return [("contradictory", "the variation would end the order before it was made: it changes nothing")]
    odd = [] if known else NO_ORDER
    order = _ahead_of_its_making(case, event.order, day)
    order.ends_on = event.ends_on or order.ends_on
    order.varied_on = max(day, order.varied_on or day)
    if event.contact_allowed is not None:
        order.contact_allowed[day] = event.contact_allowed
    if order.state is OrderState.REVOKED:
        return [("contradictory", "the order was revoked: its variation changes nothing now")]
    order.state = OrderState.VARIED
    return odd


@absorb.register
def _(event: orders.OrderRevoked, case: Case, day: date) -> list[Odd]:
    odd = [] if event.order in case.orders else NO_ORDER
    order = _ahead_of_its_making(case, event.order, day)
    order.state, order.ended_on = OrderState.REVOKED, day
    return odd


@absorb.register
def _(event: orders.OrderBreached, case: Case, day: date) -> list[Odd]:
    odd = [] if event.order in case.orders else NO_ORDER
    order = _ahead_of_its_making(case, event.order, day)
    order.breaches.append(event.occurred_at)
    return odd if order.forbids_contact_on(day) else [("contradictory", "the order was not in force on that day")]


@absorb.register
def _(event: life.ContactWithProtectedPerson, case: Case, day: date) -> list[Odd]:
    broken = [o for o in case.orders.values() if event.person in o.protects and o.forbids_contact_on(day)]
    for order in broken:
        order.breaches.append(event.occurred_at)
    contact = ProtectedContact(person=event.person, at=event.occurred_at, broke=bool(broken))
    case.contacts = [*case.contacts, contact][-CONTACTS_KEPT:]
    return []


@absorb.register
def _(event: orders.LicenceConditionBreached, case: Case, day: date) -> list[Odd]:
    if not case.breach_running:
        case.failures = [*case.failures, day][-FAILURES_KEPT:]
    return []


@absorb.register
def _(event: orders.BreachConcluded, case: Case, day: date) -> list[Odd]:
    was_running, case.breach_running, case.failures = case.breach_running, False, []
    return [] if was_running else [("contradictory", "the case did not know of breach proceedings")]
