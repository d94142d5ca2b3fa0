"""Protective orders: sections 6.2, 6.8c, 9.1 and 11.5. The breach of a restraining order is here.

Whether contact is a breach is settled by the order as it stood on the day of the contact, not by when we heard of it.
"""

from collections.abc import Iterator

from models.case import Case
from models.enquiries import Agency
from models.events.life import ContactWithProtectedPerson
from models.events.orders import (
    OrderBreached,
    OrderRevoked,
    OrderVariationApplied,
    OrderVaried,
    ProtectiveOrderMade,
)
from models.forms.orders import OrderCheck
from models.risk import OrderKind, OrderState
from models.sentence import Stage
from policy import defaults
from policy.demands import Ask, Cancel, Demand, Note, Open
from policy.ladder import CADENCE
from policy.process import ANYWHERE, Condition, Happening, Move, Process, cancelled, told
from policy.responses.disclosure import disclosure_decision
from policy.responses.enforcement import enforcement_decision
from policy.responses.enquiries import ask_both
from policy.responses.escalation import escalate
from policy.responses.home_visit import concern_visit
from policy.responses.multi_agency import mappa_decision
from policy.responses.programmes import DASO_CONTACT
from policy.responses.review import review
from policy.rules import DutyRule
from policy.situation import Situation
from policy.stages.count_back import RELEASE_PLANNING
from policy.stages.custody import RISK_FROM_CUSTODY
from policy.stages.licence_conditions import LICENCE_CONDITIONS, orders_without_condition
from policy.stages.pre_release import planning_is_open

ORDER_CHECK = DutyRule(
    kind="order_check",
    title="Ask police, court and DASO where the protective order stands",
    clauses=("PF-6.8c", "PF-6.9c", "PF-9.1a"),
    form=OrderCheck,
    budget=defaults.ORDER_CHECK_EVERY,
    every=defaults.ORDER_CHECK_EVERY,
    ladder=CADENCE,
)
"""The framework asks for the check; how often is a project default."""


AGAINST_HARASSMENT = frozenset({OrderKind.RESTRAINING, OrderKind.NON_MOLESTATION, OrderKind.STALKING_PROTECTION})
"""Orders after which a prison considers harassment measures (PF-7.5b); before the reception it will ask anyway."""


def order_made(s: Situation, event: ProtectiveOrderMade) -> Iterator[Demand]:
    """An order is on the register and is checked from now on (EV-36)."""
    if s.case.orders[event.order].state is OrderState.REVOKED:
        yield Note("a court has revoked this order: recorded, nothing to check")
        return
    yield Open(ORDER_CHECK, event.order)
    if s.case.orders[event.order].state is OrderState.VARIATION_APPLIED:  # told before the order itself
        for person in event.protects:
            yield from ask_both(s, person)
    if event.order in orders_without_condition(s.case):
        yield Note("back the order with licence conditions where there will be a licence (PF-9.1a)")
        if planning_is_open(s.case):
            yield Open(LICENCE_CONDITIONS, counts_to=RELEASE_PLANNING, clause="PF-9.1a")
    if event.kind in AGAINST_HARASSMENT and s.case.stage is Stage.CUSTODY and s.case.custody.prison is not None:
        yield Open(RISK_FROM_CUSTODY, clause="PF-7.5b")
    unbroken = [c for c in s.before.contacts if not c.broke]
    for person in dict.fromkeys(c.person for c in unbroken if c not in s.case.contacts):
        yield Note("the order forbade contact that was told before it: handled as a breach of the order")
        yield from _broken_by_contact(s, person, {event.order})


def order_breached(s: Situation, event: OrderBreached) -> Iterator[Demand]:
    """A restraining or other protective order was breached (EV-08): presumed to raise the risk."""
    yield from breach(s, event.victim)
    yield from licence_broken_too(s, {event.order})


def licence_broken_too(s: Situation, orders: set[str]) -> Iterator[Demand]:
    """Where a licence condition mirrors the order, the licence is broken by the same act (EV-11, PF-9.1a)."""
    mirrored = any(c.stands and c.mirrors_order in orders for c in s.case.conditions.values())
    if mirrored and s.case.stage is Stage.LICENCE:
        yield Note("a licence condition mirrors this order: the licence is broken too, one decision on both (EV-11)")


def breach(s: Situation, victim: str | None) -> Iterator[Demand]:
    """Review in one working day, escalation with the police told, MAPPA and enforcement decisions, a home visit."""
    yield from review(s, defaults.REVIEW_GRAVE, grave=True)
    yield from escalate(s, "a protective order was breached (PF-11.5, PF-6.2a)")
    yield from mappa_decision(s, defaults.MULTI_AGENCY_DECISION_GRAVE)
    yield from enforcement_decision(s, clause="PF-11.5f", grave=True)
    yield from concern_visit(s)
    if victim in s.case.partners:
        yield from disclosure_decision(s, victim)


def contact(s: Situation, event: ContactWithProtectedPerson) -> Iterator[Demand]:
    """Contact with a protected person: a breach if any order forbade it on that day; else it is only recorded."""
    broken = {o.ref for o in s.case.orders.values() if event.person in o.protects and o.forbids_contact_on(s.happened)}
    if not broken:
        yield Note("no order forbade this contact on that day: recorded, no breach")
        return
    yield Note("an order forbade this contact on that day: handled as a breach of the order")
    yield from _broken_by_contact(s, event.person, broken)


def _broken_by_contact(s: Situation, person: str, broken: set[str]) -> Iterator[Demand]:
    yield from breach(s, person)
    yield from licence_broken_too(s, broken)
    yield from ask_both(s, person, grave=True)


def variation_applied(s: Situation, event: OrderVariationApplied) -> Iterator[Demand]:
    """The order stands until a court says otherwise; find out what is behind the application."""
    order = s.case.orders[event.order]
    yield from review(s, defaults.REVIEW_MATCHED_TRIGGER)
    if order.state is OrderState.VARIATION_APPLIED and not s.case.open_duty(ORDER_CHECK.kind, event.order):
        yield Open(ORDER_CHECK, event.order)
    for person in order.protects:
        yield from ask_both(s, person)
    if s.case.on_bbr and s.case.in_community:
        yield Open(DASO_CONTACT, since=s.identified, budget=defaults.SEND_ENQUIRY, started_by="order variation applied")


def order_varied(s: Situation, event: OrderVaried) -> Iterator[Demand]:
    """The court changed the terms: what is now allowed is no breach from that day on."""
    yield from review(s)
    order = s.case.orders.get(event.order)
    in_other_terms = order is not None and order.state is OrderState.VARIED
    if in_other_terms and not s.case.open_duty(ORDER_CHECK.kind, event.order):
        yield Open(ORDER_CHECK, event.order)
    if event.contact_allowed:
        yield Note("contact the order forbade is allowed from that day; contact before it is still a breach")
    elif event.contact_allowed is False:
        yield Note("contact is forbidden from that day on, whatever was allowed before")


def order_revoked(s: Situation, event: OrderRevoked) -> Iterator[Demand]:
    """The protection has gone: look at the risk again, and stop checking the order."""
    yield Cancel(ORDER_CHECK.kind, "the order was revoked", event.order)
    yield from review(s)
    yield Ask(Agency.POLICE, "person", since=s.identified)


def _stands_as(*states: OrderState) -> Condition:
    def holds(case: Case, h: Happening) -> bool:
        order = case.orders.get(h.subject or str(getattr(h.event, "order", "")))
        return order is not None and order.state in states

    return holds


_STANDING = (OrderState.IN_FORCE, OrderState.VARIATION_APPLIED, OrderState.VARIED)

PROTECTIVE_ORDER = Process(
    name="protective_order",
    title="Protective order on the register",
    clauses=("PF-6.8c", "PF-6.9c", "PF-9.1a"),
    moves=(
        Move(ANYWHERE, told("protective_order_made", "order"), "in force", when=_stands_as(OrderState.IN_FORCE)),
        Move(
            ANYWHERE, told("order_variation_applied", "order"), "variation applied",
            when=_stands_as(OrderState.VARIATION_APPLIED),
        ),
        Move(ANYWHERE, told("order_varied", "order"), "varied", when=_stands_as(OrderState.VARIED)),
        Move(ANYWHERE, told("order_revoked", "order"), "revoked"),
        Move(ANYWHERE, cancelled(ORDER_CHECK), "expired", "its last day is over", _stands_as(OrderState.EXPIRED)),
        Move(ANYWHERE, cancelled(ORDER_CHECK), "no longer checked", "supervision is over", _stands_as(*_STANDING)),
    ),
    ends=("revoked", "expired", "no longer checked"),
    about="order",
    owes=dict.fromkeys(("in force", "variation applied", "varied"), (ORDER_CHECK.kind,)),
)  # fmt: skip
"""Where it stands is the court's doing; the framework asks only that it is known and backed."""

PROCESSES = (PROTECTIVE_ORDER,)

RULES = (ORDER_CHECK,)
