"""What each event says about the case, taken in before anything is demanded. Odd facts are kept, and flagged."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import singledispatch

from models.case import Case, HdcAddress
from models.enquiries import Enquiry
from models.events import Fact, life, orders, sentence
from models.events.enquiries import EnquiryAnswered
from models.risk import OrderKind, OrderState, Partner, PersonAtRisk, ProtectiveOrder
from models.roles import Role
from models.sentence import CUSTODIAL, ORDERS, Sentence, SentenceDates
from policy.calendar import london_date
from policy.responses.enquiries import judge, key_of
from policy.stages.court_report import COURT_REPORT, COURT_STAGE_RESULTS

LATE_AFTER = timedelta(days=2)
"""A fact heard of this long after it happened is flagged as late (project default)."""

SLACK = timedelta(minutes=5)
"""How far apart two systems' clocks may be before a fact counts as told ahead of time."""

Odd = tuple[str, str]
"""A flag's code and its words."""


def take_in(case: Case, event: Fact, now: datetime) -> list[Odd]:
    """Put what the event says onto the case, and return what is odd about it."""
    return [*timing(event, now), *_absorb(event, case, london_date(event.occurred_at))]


def timing(event: Fact, now: datetime) -> Iterator[Odd]:
    """What is odd about when it happened, was known and was told."""
    if event.occurred_at > now + SLACK:
        yield "future", "said to have happened after it was reported"
    if now - event.occurred_at > LATE_AFTER:
        days = (london_date(now) - london_date(event.occurred_at)).days
        yield "late", f"happened {days} days before it was recorded"
    if event.identified_at and event.identified_at < event.occurred_at:
        yield "contradictory", "known before it happened"
    if event.identified_at and event.identified_at > now + SLACK:
        yield "future", "said to have been known after it was reported"


@singledispatch
def _absorb(event: Fact, case: Case, day: date) -> list[Odd]:
    return []


@_absorb.register
def _(event: sentence.CourtReportRequested, case: Case, day: date) -> list[Odd]:
    case.dates.hearing = event.hearing or case.dates.hearing
    return []


@_absorb.register
def _(event: sentence.SentencePassed, case: Case, day: date) -> list[Odd]:
    case.sentences[event.sentence] = Sentence(
        ref=event.sentence, kind=event.kind, passed_on=day, length_days=event.length_days, programme=event.programme
    )
    if event.kind in CUSTODIAL and case.in_community:
        _forget_past_dates(case, day)
    _merge_dates(case, event.dates)
    if event.kind in CUSTODIAL and case.dates.sentence_start is None:
        case.dates.sentence_start = day
    if event.programme:
        case.programme, case.programme_finished = event.programme, False
    if case.open_duty(COURT_REPORT.kind):
        case.gaps = list(COURT_STAGE_RESULTS)
    return []


@_absorb.register
def _(event: sentence.ReceivedIntoCustody, case: Case, day: date) -> list[Odd]:
    case.custody.prison = event.prison
    if event.open_conditions:
        case.custody.open_conditions_since = case.custody.open_conditions_since or day
    else:
        case.custody.open_conditions_since = None
    return []


@_absorb.register
def _(event: sentence.PractitionerAllocated, case: Case, day: date) -> list[Odd]:
    case.practitioners[event.holder] = event.practitioner
    if event.spo:
        case.practitioners[Role.SPO] = event.spo
    case.team = event.team or case.team
    return []


@_absorb.register
def _(event: sentence.CaseTransferred, case: Case, day: date) -> list[Odd]:
    case.team = event.team
    if event.spo:
        case.practitioners[Role.SPO] = event.spo
    return []


@_absorb.register
def _(event: sentence.DatesChanged, case: Case, day: date) -> list[Odd]:
    _merge_dates(case, event.dates)
    odd = []
    for name in event.withdrawn:
        if name not in SentenceDates.model_fields:
            odd.append(("unknown_date", f"no such date: {name}"))
            continue
        setattr(case.dates, name, None)
    d = case.dates
    if d.conditional_release and d.sentence_end and d.conditional_release > d.sentence_end:
        odd.append(("contradictory", "release is set after the sentence ends"))
    return odd


def _forget_past_dates(case: Case, day: date) -> None:
    """Back in custody on a new sentence: the dates of the time served before it say nothing of the next release."""
    for name in SentenceDates.model_fields:
        value = getattr(case.dates, name)
        if value is not None and value < day:
            setattr(case.dates, name, None)


def _merge_dates(case: Case, new: SentenceDates) -> None:
    for name in new.model_fields_set:
        value = getattr(new, name)
        if value is not None:
            setattr(case.dates, name, value)


@_absorb.register
def _(event: sentence.Released, case: Case, day: date) -> list[Odd]:
    case.custody.recalled = False
    case.custody.open_conditions_since = None
    case.concerns_in_custody = []
    case.in_approved_premises = event.to_approved_premises
    case.relationship_condition = event.relationship_condition
    case.dates.licence_end = event.licence_end or case.dates.licence_end
    case.dates.supervision_end = event.supervision_end or case.dates.supervision_end
    if event.programme and event.programme is not case.programme:
        case.programme, case.programme_finished = event.programme, False
    if event.address:
        case.addresses = [*case.addresses, event.address]
    return []


@_absorb.register
def _(event: sentence.SupervisionEnded, case: Case, day: date) -> list[Odd]:
    case.dates.supervision_end = event.supervision_end or case.dates.supervision_end
    ended = ORDERS if event.what == "order" else CUSTODIAL
    for one in case.sentences.values():
        if one.kind in ended and one.ended_on is None:
            one.ended_on = day
    return []


@_absorb.register
def _(event: sentence.Recalled, case: Case, day: date) -> list[Odd]:
    case.custody.recalled = True
    case.in_approved_premises = False
    for name in ("confirmed_release", "hdc_actual", "post_recall_release"):
        setattr(case.dates, name, None)
    case.dates.post_recall_release = event.post_recall_release
    if event.kind.startswith("fixed_term") and event.post_recall_release is None:
        case.dates.post_recall_release = day + timedelta(days=int(event.kind.rsplit("_", 1)[1]))
    return []


@_absorb.register
def _(event: sentence.ApprovedPremisesLeft, case: Case, day: date) -> list[Odd]:
    was_there, case.in_approved_premises = case.in_approved_premises, False
    if event.address:
        case.addresses = [*case.addresses, event.address]
    return [] if was_there else [("contradictory", "the case did not know the person to be in approved premises")]


@_absorb.register
def _(event: sentence.HdcAddressProposed, case: Case, day: date) -> list[Odd]:
    case.hdc[event.address] = HdcAddress(address=event.address)
    return []


@_absorb.register
def _(event: sentence.ProgrammeRequired, case: Case, day: date) -> list[Odd]:
    case.programme, case.programme_finished = event.programme, False
    return []


@_absorb.register
def _(event: sentence.ProgrammeCompleted, case: Case, day: date) -> list[Odd]:
    if case.programme is not event.programme:
        return [("contradictory", "completed a programme the case did not require")]
    case.programme_finished = event.finished
    return []


@_absorb.register
def _(event: sentence.RiskOfSeriousHarmChanged, case: Case, day: date) -> list[Odd]:
    case.rosh[event.group] = event.level
    return []


@_absorb.register
def _(event: sentence.RecordsMerged, case: Case, day: date) -> list[Odd]:
    case.merged_into = event.surviving_case or case.merged_into
    case.crn = event.crn or case.crn
    return []


@_absorb.register
def _(event: life.NewRelationship, case: Case, day: date) -> list[Odd]:
    known = case.partners.get(event.partner) or Partner(ref=event.partner, since=day, certainty=event.certainty)
    case.partners[event.partner] = known.model_copy(
        update={
            "certainty": known.certainty if event.certainty == "suspected" else event.certainty,
            "details_known": known.details_known or event.details_known,
            "elsewhere": known.elsewhere or event.elsewhere,
            "children": list(dict.fromkeys([*known.children, *event.children])),
            "until": None,
        }
    )
    case.people_at_risk.setdefault(event.partner, PersonAtRisk(ref=event.partner, relation="partner"))
    for child in event.children:
        case.people_at_risk.setdefault(child, PersonAtRisk(ref=child, relation="partner's child", child=True))
    return []


@_absorb.register
def _(event: life.PartnerPregnant, case: Case, day: date) -> list[Odd]:
    partner = case.partners.get(event.partner)
    if partner is None:
        partner = Partner(ref=event.partner, since=day, details_known=event.details_known)
        case.partners[event.partner] = partner
        case.people_at_risk.setdefault(event.partner, PersonAtRisk(ref=event.partner, relation="partner"))
    partner.pregnant = True
    return []


@_absorb.register
def _(event: life.PregnancyEnded, case: Case, day: date) -> list[Odd]:
    partner = case.partners.get(event.partner)
    if partner is None or not partner.pregnant:
        return [("contradictory", "the case did not know of this pregnancy")]
    partner.pregnant = False
    return []


@_absorb.register
def _(event: life.RelationshipEnded, case: Case, day: date) -> list[Odd]:
    partner = case.partners.get(event.partner)
    if partner is None:
        return [("contradictory", "the case did not know of this relationship")]
    partner.until = day
    return []


@_absorb.register
def _(event: life.PartnerDetailsRefused, case: Case, day: date) -> list[Odd]:
    case.partners.setdefault(event.partner, Partner(ref=event.partner, since=day, certainty="suspected"))
    return []


@_absorb.register
def _(event: life.ContactWithChildren, case: Case, day: date) -> list[Odd]:
    for child in event.children:
        case.people_at_risk.setdefault(child, PersonAtRisk(ref=child, relation="child in contact", child=True))
    return []


@_absorb.register
def _(event: life.AddressChanged, case: Case, day: date) -> list[Odd]:
    case.addresses = [*case.addresses, event.address]
    return []


@_absorb.register
def _(event: life.DisclosureMade, case: Case, day: date) -> list[Odd]:
    partner = case.partners.get(event.partner)
    if partner is None:
        return [("contradictory", "disclosed to somebody the case does not know as a partner")]
    partner.disclosed_to = True
    return []


@_absorb.register
def _(event: orders.ProtectiveOrderMade, case: Case, day: date) -> list[Odd]:
    known = case.orders.get(event.order)
    over = (known.ended_on or known.ends_on) if known else None
    if known is None or (over and day > over):
        case.orders[event.order] = ProtectiveOrder(
            ref=event.order, kind=event.kind, protects=event.protects, made_on=day, ends_on=event.ends_on
        )
        return []
    known.kind, known.made_on = event.kind, min(known.made_on, day)
    known.protects = list(dict.fromkeys([*known.protects, *event.protects]))
    known.ends_on = known.ends_on or event.ends_on
    return [("known_order", "the case knew of this order: what is new about it is kept")]


def _ahead_of_its_making(case: Case, ref: str, day: date) -> ProtectiveOrder:
    """A place for an order the case does not know yet, so that what a court did to it is not lost."""
    order = ProtectiveOrder(ref=ref, kind=OrderKind.RESTRAINING, protects=[], made_on=day)
    return case.orders.setdefault(ref, order)


NO_ORDER: list[Odd] = [("unknown_order", "the case did not know of this order")]


@_absorb.register
def _(event: orders.OrderVariationApplied, case: Case, day: date) -> list[Odd]:
    order = case.orders.get(event.order)
    if order is None:
        return NO_ORDER
    if order.state is OrderState.IN_FORCE:
        order.state = OrderState.VARIATION_APPLIED
    return []


@_absorb.register
def _(event: orders.OrderVaried, case: Case, day: date) -> list[Odd]:
    odd = [] if event.order in case.orders else NO_ORDER
    order = _ahead_of_its_making(case, event.order, day)
    order.ends_on = event.ends_on or order.ends_on
    if event.contact_allowed:
        order.contact_allowed_from = min(day, order.contact_allowed_from or day)
    if order.state is OrderState.REVOKED:
        return [("contradictory", "the order was revoked: its variation changes nothing now")]
    order.state = OrderState.VARIED
    return odd


@_absorb.register
def _(event: orders.OrderRevoked, case: Case, day: date) -> list[Odd]:
    odd = [] if event.order in case.orders else NO_ORDER
    order = _ahead_of_its_making(case, event.order, day)
    order.state, order.ended_on = OrderState.REVOKED, day
    return odd


@_absorb.register
def _(event: orders.OrderBreached, case: Case, day: date) -> list[Odd]:
    order = case.orders.get(event.order)
    if order is None:
        return NO_ORDER
    order.breaches.append(event.occurred_at)
    return [] if order.forbids_contact_on(day) else [("contradictory", "the order was not in force on that day")]


@_absorb.register
def _(event: life.ContactWithProtectedPerson, case: Case, day: date) -> list[Odd]:
    for order in case.orders.values():
        if event.person in order.protects and order.forbids_contact_on(day):
            order.breaches.append(event.occurred_at)
    return []


@_absorb.register
def _(event: EnquiryAnswered, case: Case, day: date) -> list[Odd]:
    key = key_of(event.agency, event.about)
    enquiry = case.enquiries.get(key)
    odd = []
    if enquiry is None:
        enquiry = Enquiry(agency=event.agency, about=event.about, opened_on=day)
        case.enquiries[key] = enquiry
        odd = [("unasked", "an answer to something the case did not ask")]
    if not enquiry.settled:
        enquiry.state = judge(enquiry, event)
    enquiry.answered_on = day
    return odd
