"""Any event a case can be told, in any order and with any date: what the property tests draw from."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, get_args

from hypothesis import strategies as st

from models.decisions import DecisionKind
from models.enquiries import Agency, Area
from models.events.signs import Sign
from models.events.withdrawal import Wrong
from models.licence import ConditionKind
from models.multi_agency import MappaCategory
from models.needs import Gender, SaraLevel
from models.requests import AnyRequest
from models.risk import OrderKind, RiskGroup, RoshLevel
from models.sentence import OffenceMarker, Programme, SentenceDates, SentenceKind
from policy.known_versions import versions
from tests.policy.inventing import fields_of

START = datetime(2026, 3, 2, 10, tzinfo=UTC)
Fields = st.SearchStrategy[dict[str, Any]]

DAYS = st.dates(date(2025, 1, 1), date(2030, 12, 31)).map(date.isoformat)
PARTNERS = st.sampled_from(["partner-1", "partner-2"])
PEOPLE = PARTNERS | st.sampled_from(["victim-1"])
CHILDREN = st.lists(st.sampled_from(["child-1", "child-2"]), max_size=2, unique=True)
ADDRESSES = st.sampled_from(["address-1", "address-2"])
CONDITIONS = st.sampled_from(["condition-1", "condition-6b"])
ORDERS = st.sampled_from(["order-1", "order-2"])
CONTACTS = st.sampled_from(["contact-1", "contact-2"])
YES_NO = st.booleans()


def _values(words: Any) -> st.SearchStrategy[str]:
    return st.sampled_from([word.value for word in words])


def _fields(**fields: st.SearchStrategy[Any]) -> Fields:
    return st.fixed_dictionaries(fields)


def _maybe(**fields: st.SearchStrategy[Any]) -> Fields:
    return st.fixed_dictionaries({}, optional=fields)


DATES = _maybe(**dict.fromkeys(SentenceDates.model_fields, DAYS))
PROGRAMMES = _values(Programme)
SENTENCE = st.tuples(
    _fields(kind=_values(SentenceKind), sentence=st.sampled_from(["sentence-1", "sentence-2"])),
    _maybe(
        dates=DATES,
        programme=PROGRAMMES,
        length_days=st.integers(1, 2000),
        markers=st.lists(_values(OffenceMarker), max_size=2),
        protective_bail_ended=YES_NO,
    ),
).map(lambda parts: {**parts[0], **parts[1]})

EVENTS: dict[str, Fields] = {
    "court_report_requested": _maybe(hearing=DAYS),
    "curfew_considered": _fields(address=ADDRESSES),
    "sentence_passed": SENTENCE,
    "received_into_custody": _fields(
        prison=st.just("prison-1"),
        reason=st.sampled_from(["sentence", "recall", "transfer", "remand"]),
        open_conditions=YES_NO,
    ),
    "practitioner_allocated": _fields(
        practitioner=st.sampled_from(["staff-1", "staff-2"]),
        holder=st.sampled_from(["pom", "community_practitioner"]),
        skills_confirmed=st.sampled_from([None, True, False]),
        tier=st.none() | st.just("tier-3"),
    ),
    "case_transferred": _fields(team=st.sampled_from(["team-1", "team-2"])),
    "dates_changed": _fields(
        dates=DATES, withdrawn=st.lists(st.sampled_from([*SentenceDates.model_fields, "no_such_date"]), max_size=2)
    ),
    "released": _fields(
        kind=st.sampled_from(["conditional", "hdc", "parole", "post_recall", "life_licence", "unconditional"]),
        to_approved_premises=YES_NO,
        programme=st.none() | PROGRAMMES,
    ),
    "recalled": _fields(
        kind=st.sampled_from(["standard", "fixed_term_14", "fixed_term_28"]), post_recall_release=st.none() | DAYS
    ),
    "approved_premises_left": _maybe(address=ADDRESSES),
    "hdc_address_proposed": _fields(address=ADDRESSES),
    "programme_required": _fields(programme=PROGRAMMES),
    "programme_suitability": _fields(
        programme=PROGRAMMES,
        suitable=YES_NO,
        reason=st.sampled_from(["ineligible", "not_for_a_group", "complex_needs", "not_offered"]),
        adf_possible=st.none() | YES_NO,
    ),
    "programme_session": _fields(programme=PROGRAMMES),
    "programme_absence": _fields(programme=PROGRAMMES),
    "daso_information": _fields(significant=YES_NO),
    "needs_assessed": _maybe(
        gender=_values(Gender),
        heterosexual_relationship=YES_NO,
        complex_needs=YES_NO,
        sara_level=_values(SaraLevel),
        opd_screened_in=YES_NO,
    ),
    "programme_started": _fields(programme=PROGRAMMES),
    "programme_completed": _fields(programme=PROGRAMMES, finished=YES_NO),
    "rosh_changed": _fields(level=_values(RoshLevel), group=_values(RiskGroup)),
    "supervision_ended": _fields(
        what=st.sampled_from(["licence", "post_sentence_supervision", "order", "sentence"]),
        followed_by_post_sentence_supervision=YES_NO,
    ),
    "died": st.just({}),
    "records_merged": _maybe(surviving_case=st.just("case-9"), absorbed_case=st.just("case-8")),
    "new_relationship": _fields(
        partner=PARTNERS,
        certainty=st.sampled_from(["disclosed", "found", "suspected"]),
        details_known=YES_NO,
        elsewhere=YES_NO,
        children=CHILDREN,
    ),
    "relationship_ended": _fields(partner=PARTNERS),
    "partner_pregnant": _fields(partner=PARTNERS),
    "pregnancy_ended": _fields(partner=PARTNERS),
    "partner_details_refused": _fields(partner=PARTNERS),
    "contact_with_children": _fields(children=st.just(["child-1"])),
    "address_changed": _fields(address=ADDRESSES, with_permission=YES_NO, shared_with=st.lists(PEOPLE, max_size=1)),
    "substance_misuse": _fields(substance=st.sampled_from(["alcohol", "drugs"])),
    "domestic_abuse_incident": _fields(
        kind=st.sampled_from(["report", "police_call_out", "arrest", "charge"]),
        victim=st.none() | PEOPLE,
        children=CHILDREN,
    ),
    "concern_identified": st.just({}),
    "imminent_risk": _fields(person=PEOPLE),
    "contact_with_protected_person": _fields(person=PEOPLE),
    "dvds_outcome": _fields(
        partner=PARTNERS,
        outcome=st.sampled_from(["disclose", "not_disclose", "pending"]),
        rationale=st.none() | st.just("why"),
    ),
    "disclosure_made": _fields(partner=PARTNERS),
    "partner_in_contact": _fields(
        partner=PARTNERS, how=st.sampled_from(["attended", "made_contact", "said_to_know", "consented"])
    ),
    "significant_change": st.just({}),
    "children_at_risk": _fields(children=st.lists(st.sampled_from(["child-1", "child-2"]), min_size=1, max_size=2)),
    "children_left_at_risk": _fields(about=st.none() | st.sampled_from(["child-1", "partner-1"])),
    "child_protection": _fields(
        child=st.just("child-1"),
        what=st.sampled_from(["conference_called", "child_protection_plan", "child_in_need_plan"]),
        conference_on=st.none() | DAYS,
    ),
    "carer_of_adult": _fields(adult=st.just("adult-1")),
    "adult_safeguarding_plan": _fields(adult=st.just("adult-1")),
    "contact_with_child_ended": _fields(child=st.just("child-1"), significant=YES_NO),
    "contact_restriction_raised": _fields(person=PEOPLE),
    "worrying_behaviour": _fields(where=st.sampled_from(["prison_visit", "wing", "probation_reception"])),
    "stalking": _fields(victim=st.none() | PEOPLE),
    "suicide_or_self_harm": _fields(kind=st.sampled_from(["threatened", "attempted", "self_harm"])),
    "risk_rising": st.just({}),
    "risk_falling": st.just({}),
    "measures_not_enough": st.just({}),
    "objective_delivered": _fields(objective=st.sampled_from(["objective-1", "objective-9"])),
    "protective_order_made": _fields(
        order=ORDERS,
        kind=_values(OrderKind),
        protects=st.lists(PEOPLE, min_size=1, max_size=2),
        ends_on=st.none() | DAYS,
    ),
    "order_variation_applied": _fields(order=ORDERS),
    "order_varied": _fields(order=ORDERS, contact_allowed=st.none() | YES_NO, ends_on=st.none() | DAYS),
    "order_revoked": _fields(order=ORDERS),
    "order_breached": _fields(order=ORDERS, victim=st.none() | PEOPLE),
    "condition_to_put_forward": _fields(condition=CONDITIONS, kind=_values(ConditionKind)),
    "condition_put_forward": _fields(
        condition=CONDITIONS, kind=_values(ConditionKind), supported=YES_NO, mirrors_order=st.none() | ORDERS
    ),
    "condition_decided": _fields(condition=CONDITIONS, outcome=st.sampled_from(["agreed", "refused"])),
    "licence_variation_requested": _fields(condition=CONDITIONS, protects_victim=YES_NO),
    "rotl_address_proposed": _fields(address=ADDRESSES),
    "early_allocation_agreed": st.just({}),
    "released_from_remand": st.just({}),
    "consent_withdrawn": _fields(address=ADDRESSES),
    "breach_concluded": _fields(outcome=st.sampled_from(["proven", "not_proven", "withdrawn"])),
    "death_in_review_scope": _fields(person=PEOPLE),
    "homicide_review_closed": st.just({}),
    "condition_breached": _fields(condition=st.just("condition-1")),
    "protective_bail_ended": st.just({}),
    "signs_noticed": _fields(signs=st.lists(_values(Sign), min_size=1, max_size=2)),
    "registration_removed": _fields(history_marker=st.booleans()),
    "found_to_be_victim": _fields(
        found=st.sampled_from(["victim", "at_risk", "neither"]), unsafe_addresses=st.lists(ADDRESSES, max_size=1)
    ),
    "prison_contact_sought": _fields(
        number=st.none() | st.just("number-1"), child=st.none() | st.sampled_from(["child-1", "child-2"])
    ),
    "enquiry_answered": _fields(
        agency=_values(Agency),
        about=PEOPLE | st.sampled_from(["person", "children", "address-1"]),
        outcome=st.sampled_from(["information", "nothing_known", "refused"]),
        area=_values(Area),
        subjects=st.lists(PEOPLE | st.just("person"), max_size=2),
        significant=YES_NO,
    ),
    "mappa_status": _fields(category=_values(MappaCategory), level=st.sampled_from([None, 1, 2, 3])),
    "mappa_meeting": _fields(next_meeting=st.none() | DAYS, actions=st.lists(st.just("action-1"), max_size=1)),
    "marac_meeting": _fields(
        meeting=st.sampled_from(["meeting-1", "meeting-2"]), meets_on=DAYS, about=st.none() | PEOPLE, held=YES_NO
    ),
    "marac_action": _fields(action=st.sampled_from(["action-1", "action-2"]), due_on=st.none() | DAYS),
    "serial_abuse_or_stalking": _fields(evidence_of=st.sampled_from(["serial_abuse", "stalking"])),
    "high_risk_to_person": _fields(person=PEOPLE),
    "third_party_information": _fields(
        agency=st.just("housing"), kept_at=st.just("contact-1"), about=PEOPLE, significant=YES_NO, sensitive=YES_NO
    ),
    "liaise_with_vlo": _fields(contact=CONTACTS, about=st.sampled_from(["contact", "key_stage", "no_longer"])),
    "re_refer_to_vlu": _fields(contact=CONTACTS, ahead_of=st.sampled_from(["key_stage", "escalation"])),
    "fact_withdrawn": _fields(
        withdraws=st.sampled_from(["back-1", "back-1", "back-2", "back-3", "back-7", "ahead-2", "event-1", "no-such"]),
        why=_values(Wrong),
    ),
    "risk_information_from_vlo": _fields(information=st.sampled_from(["info-1", "info-2"]), grave=YES_NO),
}
"""A strategy for the fields of every type of event. What is withdrawn is named by how far back or ahead it is told."""

OFFSETS = st.just(timedelta()) | st.timedeltas(timedelta(days=-400), timedelta(days=30))


@st.composite
def events(draw: st.DrawFn, types: tuple[str, ...] = tuple(EVENTS)) -> dict[str, Any]:
    """An event without its id; ``happened`` and ``known`` are how far from the telling."""
    name = draw(st.sampled_from(types))
    fields = {k: v for k, v in draw(EVENTS[name]).items() if v is not None}
    said = {"type": name, "happened": draw(OFFSETS), **fields}
    if draw(st.integers(0, 3)) == 0:
        said["known"] = draw(OFFSETS)
    if draw(st.integers(0, 5)) == 0:
        said["incident_ref"] = draw(st.sampled_from(["incident-1", "incident-2"]))
    return said


OPTIONS = {kind: sorted({o for p in versions() for o in p.decisions[kind].options}) for kind in DecisionKind}
"""The options of every kind of decision, under any version."""

REASONS = {
    "rationale": "why",
    "manager_discussed_with": "spo-1",
    "privacy_outweighed": True,
    "victim_impact": "weighed",
    "harm_if_not_told": "harm",
    "harm_if_told": "harm",
    "decided_with": ["police", "idva"],
    "new_date": "2030-01-01",
}

DECISIONS_MADE = st.tuples(_values(DecisionKind), st.integers(0, 9), st.none() | PEOPLE, YES_NO).map(
    lambda drawn: {
        "kind": drawn[0],
        "option": OPTIONS[DecisionKind(drawn[0])][drawn[1] % len(OPTIONS[DecisionKind(drawn[0])])],
        **({"subject": drawn[2]} if drawn[2] else {}),
        **(REASONS if drawn[3] else {}),
    }
)

_REQUESTS = {get_args(model.model_fields["type"].annotation)[0]: model for model in get_args(get_args(AnyRequest)[0])}
_ASKED = frozenset({"type", "request_id", "asked_at", "asked_by", "reasons"})

REQUESTS_MADE = st.tuples(st.sampled_from(sorted(_REQUESTS)), st.integers(0, 999), YES_NO).map(
    lambda drawn: {
        "type": drawn[0],
        **fields_of(_REQUESTS[drawn[0]], Random(drawn[1]), _ASKED | {"role"}),
        "role": "spo" if drawn[2] else "pom",
    }
)
"""Anything that can be asked for; a close gives a reason for whatever is open or for nothing."""

TURNING = ("sentence_passed", "released", "released", "recalled", "practitioner_allocated")
"""The events that move a case along; told often enough that every stage is reached."""

STEPS = st.one_of(
    st.tuples(st.just("event"), events()),
    st.tuples(st.just("event"), events()),
    st.tuples(st.just("event"), events(TURNING)),
    st.tuples(st.just("event"), events(("fact_withdrawn",))),
    st.tuples(st.just("done"), st.integers(0, 40)),
    st.tuples(st.just("waived"), st.integers(0, 40)),
    st.tuples(st.just("decided"), DECISIONS_MADE),
    st.tuples(st.just("done_otherwise"), st.tuples(st.integers(0, 40), st.integers(0, 9999))),
    st.tuples(st.just("asked"), REQUESTS_MADE),
    st.tuples(st.just("clock"), st.none()),
    st.tuples(st.just("policy"), st.integers(0, 9)),
)
"""One thing told to a case: mostly events; a number picks among its open duties."""

OPENINGS = events(("court_report_requested", "sentence_passed"))
"""What a case may open with."""

GAPS = st.one_of(st.just(timedelta(hours=1)), st.timedeltas(timedelta(minutes=1), timedelta(days=200)))
"""How long until the next thing is told."""
