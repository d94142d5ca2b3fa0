"""What events of the sentence say about the case."""

from datetime import date, timedelta

from models.brought import Brought
from models.case import Case, ReleaseAddress
from models.enquiries import Agency
from models.events import sentence
from models.risk import RoshLevel, is_higher
from models.roles import Role
from models.sentence import CUSTODIAL, ORDERS, Sentence, SentenceDates, Stage, is_same_programme
from policy.facts.absorb import Odd, absorb
from policy.facts.licence import begin_again
from policy.facts.programmes import require
from policy.stages.court_report import COURT_REPORT, COURT_STAGE_RESULTS


@absorb.register
def _(event: sentence.CourtReportRequested, case: Case, day: date) -> list[Odd]:
    case.dates.hearing = event.hearing or case.dates.hearing
    return []


@absorb.register
def _(event: sentence.SentencePassed, case: Case, day: date) -> list[Odd]:
    case.sentences[event.sentence] = Sentence(
        ref=event.sentence,
        kind=event.kind,
        passed_on=day,
        length_days=event.length_days,
        programme=event.programme,
        markers=list(event.markers),
    )
    markers = list(dict.fromkeys([*case.profile.markers, *event.markers]))
    case.profile = case.profile.model_copy(update={"markers": markers})
    if event.kind in CUSTODIAL and case.in_community:
        _forget_past_dates(case, day)
        begin_again(case)
    _merge_dates(case, event.dates)
    if event.kind in CUSTODIAL and case.dates.sentence_start is None:
        case.dates.sentence_start = day
    if event.kind in CUSTODIAL | ORDERS:
        case.custody.held_since = None
    if event.programme:
        require(case, event.programme)
    passed_on = {Agency.POLICE, Agency.CHILDRENS_SERVICES}
    case.replies_to_pass_on = any(e.settled and e.agency in passed_on for e in case.enquiries.values())
    if case.open_duty(COURT_REPORT.kind):
        case.gaps = list(COURT_STAGE_RESULTS)
    return []


@absorb.register
def _(event: sentence.ReceivedIntoCustody, case: Case, day: date) -> list[Odd]:
    case.custody.prison = event.prison
    if case.stage is not Stage.CUSTODY:
        case.custody.held_since = case.custody.held_since or day
    if event.open_conditions:
        case.custody.open_conditions_since = case.custody.open_conditions_since or day
    else:
        case.custody.open_conditions_since = None
    return []


@absorb.register
def _(event: sentence.PractitionerAllocated, case: Case, day: date) -> list[Odd]:
    case.practitioners[event.holder] = event.practitioner
    if event.spo:
        case.practitioners[Role.SPO] = event.spo
    case.team = event.team or case.team
    case.tier = event.tier or case.tier
    return []


@absorb.register
def _(event: sentence.CaseTransferred, case: Case, day: date) -> list[Odd]:
    case.team = event.team
    if event.spo:
        case.practitioners[Role.SPO] = event.spo
    return []


@absorb.register
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


@absorb.register
def _(event: sentence.Released, case: Case, day: date) -> list[Odd]:
    case.custody.recalled, case.custody.held_since = False, None
    case.custody.child_contact = {}
    case.custody.numbers, case.custody.number_reaches = {}, {}
    case.custody.open_conditions_since = None
    case.concerns_in_custody = []
    case.in_approved_premises = event.to_approved_premises
    case.relationship_condition = event.relationship_condition
    case.dates.licence_end = event.licence_end or case.dates.licence_end
    case.dates.supervision_end = event.supervision_end or case.dates.supervision_end
    if event.programme and not is_same_programme(event.programme, case.programme):
        require(case, event.programme)
    if event.address:
        case.addresses = [*case.addresses, event.address]
    return []


@absorb.register
def _(event: sentence.SupervisionEnded, case: Case, day: date) -> list[Odd]:
    case.dates.supervision_end = event.supervision_end or case.dates.supervision_end
    if event.what in {"licence", "sentence"}:
        case.relationship_condition = False
    case.failures, case.breach_running = [], False
    ended = ORDERS if event.what == "order" else CUSTODIAL
    for one in case.sentences.values():
        if one.kind in ended and one.ended_on is None:
            one.ended_on = day
    return []


@absorb.register
def _(event: sentence.Recalled, case: Case, day: date) -> list[Odd]:
    case.custody.recalled, case.custody.held_since = True, None
    case.in_approved_premises = False
    begin_again(case)
    for name in ("confirmed_release", "hdc_actual", "post_recall_release"):
        setattr(case.dates, name, None)
    case.dates.post_recall_release = event.post_recall_release
    if event.kind.startswith("fixed_term") and event.post_recall_release is None:
        case.dates.post_recall_release = day + timedelta(days=int(event.kind.rsplit("_", 1)[1]))
    return []


@absorb.register
def _(event: sentence.ApprovedPremisesLeft, case: Case, day: date) -> list[Odd]:
    was_there, case.in_approved_premises = case.in_approved_premises, False
    if event.address:
        case.addresses = [*case.addresses, event.address]
    return [] if was_there else [("contradictory", "the case did not know the person to be in approved premises")]


@absorb.register
def _(event: sentence.HdcAddressProposed, case: Case, day: date) -> list[Odd]:
    case.hdc[event.address] = ReleaseAddress(address=event.address)
    return []


@absorb.register
def _(event: sentence.RiskOfSeriousHarmChanged, case: Case, day: date) -> list[Odd]:
    case.rosh[event.group] = event.level
    return []


@absorb.register
def _(event: sentence.RecordsMerged, case: Case, day: date) -> list[Odd]:
    case.merged_into = event.surviving_case or case.merged_into
    case.crn = event.crn or case.crn
    if event.brought:
        _take_over(case, event.brought)
    return []


def _take_over(case: Case, brought: Brought) -> None:
    """What the absorbed case knew and this one did not; of two levels of risk the higher."""
    for partner in brought.partners:
        case.partners.setdefault(partner.ref, partner)
    for person in brought.people_at_risk:
        case.people_at_risk.setdefault(person.ref, person)
    for order in brought.orders:
        case.orders.setdefault(order.ref, order)
    for group, level in brought.rosh.items():
        if is_higher(level, case.rosh.get(group, RoshLevel.UNKNOWN)) or group not in case.rosh:
            case.rosh[group] = level
    if brought.mappa_level and not case.profile.mappa_level:
        case.profile = case.profile.model_copy(update={"mappa_level": brought.mappa_level})
    case.mappa.category = case.mappa.category or brought.mappa_category
    case.addresses = list(dict.fromkeys([*brought.addresses, *case.addresses]))
    case.unsafe_addresses = list(dict.fromkeys([*case.unsafe_addresses, *brought.unsafe_addresses]))
