"""How a disclosure goes from first word to follow-up, one process a partner; and its neighbours in section 16."""

from collections.abc import Iterator

from models.case import Case
from models.decisions import DecisionKind
from models.events.life import DvdsOutcome
from models.forms.disclosure import (
    ImmediateDisclosure,
    InformalConversation,
    PanelDecision,
    PanelRefusal,
    PartnerFound,
)
from models.requests import PassOnContactRequest
from models.sentence import Stage
from policy.demands import Cancel, Demand, Note, Open
from policy.helplines import to_give
from policy.process import (
    ANYWHERE,
    START,
    Condition,
    Follow,
    Happening,
    Move,
    Process,
    allowed,
    cancelled,
    decided,
    done,
    opened,
    told,
    waived,
)
from policy.responses.disclosure import (
    AFTER_DISCLOSURE,
    CONTACT_RESTRICTION,
    DISCLOSURE_DECISION,
    FIND_PARTNER,
    IMMEDIATE_DISCLOSURE,
    INFORMAL_CONVERSATION,
    MAKE_DISCLOSURE,
    PANEL_DECISION,
    PANEL_REFUSAL,
)
from policy.responses.multi_agency import MAPPA_DECISION, MARAC_DECISION
from policy.responses.review import REVIEW
from policy.rules import DutyRule

DISCLOSURE, METHOD = DecisionKind.DISCLOSURE, DecisionKind.DISCLOSURE_METHOD


def _still(rule: DutyRule) -> Condition:
    """Work of this kind is still open about the same partner."""
    return lambda case, h: case.open_duty(rule.kind, h.subject) is not None


def _once(rule: DutyRule, clause: str, words: str) -> Follow:
    """Ask for work about the same partner, unless it is asked for already."""

    def follow(case: Case, h: Happening) -> Iterator[Demand]:
        if case.open_duty(rule.kind, h.subject) is None:
            yield Open(rule, h.subject, since=h.day, clause=clause, started_by=words)

    return follow


_refer = _once(MAKE_DISCLOSURE, "PF-16.10a", "decided to disclose")
_decide = _once(DISCLOSURE_DECISION, "PF-16.5a", "a partner who knows little")


def _follow_up(case: Case, h: Happening) -> Iterator[Demand]:
    if not _to_the_scheme(case, h):
        yield Cancel(MAKE_DISCLOSURE.kind, "disclosed by another route", h.subject)
    yield Open(AFTER_DISCLOSURE, h.subject, since=h.day, clause="PF-16.14e", started_by="disclosed")


def _and_follow_up(then: Follow) -> Follow:
    """What comes next after a conversation, and the follow-up of what was disclosed in it (AM-54)."""

    def follow(case: Case, h: Happening) -> Iterator[Demand]:
        yield from then(case, h)
        if _was_disclosed(case, h):
            yield from _follow_up(case, h)

    return follow


def _talk_first(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Cancel(MAKE_DISCLOSURE.kind, "an informal conversation comes first (AM-59)", h.subject)
    yield Open(INFORMAL_CONVERSATION, h.subject, since=h.day, started_by="method chosen")


def _at_once(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Cancel(MAKE_DISCLOSURE.kind, "the risk is imminent: disclosed at once (AM-59)", h.subject)
    yield Open(IMMEDIATE_DISCLOSURE, h.subject, since=h.day, clause="PF-16.13c", started_by="method chosen", grave=True)


def _await_the_panel(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(PANEL_DECISION, h.subject, since=h.day, clause="PF-16.11a", started_by="referred to the scheme")


def _the_panel_discloses(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(AFTER_DISCLOSURE, h.subject, since=h.day, clause="PF-16.12a", started_by="the panel decided")
    yield Open(REVIEW, since=h.day, clause="PF-16.12e", started_by="the panel decided")


def _another_route(_case: Case, h: Happening) -> Iterator[Demand]:
    assert isinstance(h.form, PanelRefusal | InformalConversation)
    if h.form.next_route == "marac":
        yield Open(MARAC_DECISION, h.subject, since=h.day, started_by="another route to disclose")
    if h.form.next_route == "mappa":
        yield Open(MAPPA_DECISION, since=h.day, started_by="another route to disclose")


def _face_the_refusal(_case: Case, h: Happening) -> Iterator[Demand]:
    partner = h.event.partner if isinstance(h.event, DvdsOutcome) else h.subject
    yield Open(PANEL_REFUSAL, partner, since=h.day, clause="AM-30", started_by="the panel decided against")


def _was_disclosed(_case: Case, h: Happening) -> bool:
    return isinstance(h.form, ImmediateDisclosure | InformalConversation) and h.form.disclosed


def _to_the_scheme(_case: Case, h: Happening) -> bool:
    return isinstance(h.form, InformalConversation) and h.form.next_route == "dvds"


def _elsewhere(_case: Case, h: Happening) -> bool:
    return isinstance(h.form, InformalConversation) and h.form.next_route in {"marac", "mappa"}


def _referred(_case: Case, h: Happening) -> bool:
    return h.form is not None


def _panel(outcome: str) -> Condition:
    def said(_case: Case, h: Happening) -> bool:
        source = h.event if isinstance(h.event, DvdsOutcome) else h.form
        return isinstance(source, DvdsOutcome | PanelDecision) and source.outcome == outcome

    return said


_yes, _no = _panel("disclose"), _panel("not_disclose")
_outcome = told("dvds_outcome", "partner")
_talked = done(INFORMAL_CONVERSATION)

_DECIDING = (
    Move(ANYWHERE, opened(DISCLOSURE_DECISION), "to decide"),
    Move(ANYWHERE, decided(DISCLOSURE, "disclose"), "to disclose", then=_refer),
    Move(ANYWHERE, decided(DISCLOSURE, "do_not_disclose"), "not disclosed"),
    Move("to decide", cancelled(DISCLOSURE_DECISION), "overtaken"),
)
_TALKING = (
    Move("to disclose", opened(INFORMAL_CONVERSATION), "to talk", then=_talk_first),
    Move("to disclose", decided(METHOD, "informal"), "to talk", then=_talk_first),
    Move("to talk", _talked, "to disclose", "little is known: the scheme", _to_the_scheme, then=_and_follow_up(_refer)),
    Move("to talk", _talked, "taken elsewhere", "to MARAC or MAPPA", _elsewhere, then=_and_follow_up(_another_route)),
    Move("to talk", _talked, "to follow up", "something was disclosed", _was_disclosed, then=_follow_up),
    Move(ANYWHERE, _talked, "to follow up", "something was disclosed", _was_disclosed, then=_follow_up),
    Move("to talk", _talked, "already known"),
    Move(START, _talked, "to decide", "little is known: the scheme", _to_the_scheme, then=_and_follow_up(_decide)),
    Move("to talk", decided(METHOD, "dvds"), "to disclose", then=_refer),
    Move("to talk", waived(INFORMAL_CONVERSATION), "to disclose", then=_refer),
    Move("to talk", cancelled(INFORMAL_CONVERSATION), "overtaken"),
)
_BY_THE_SCHEME = (
    Move(ANYWHERE, done(MAKE_DISCLOSURE), "panel awaited", "referred", _referred, then=_await_the_panel),
    Move("to disclose", cancelled(MAKE_DISCLOSURE), "overtaken"),
    Move(ANYWHERE, _outcome, "to follow up", "the panel discloses", _yes),
    Move("to disclose", _outcome, "panel against", "the panel decided against", _no, then=_face_the_refusal),
    Move("panel awaited", _outcome, "panel against", "the panel decided against", _no, then=_face_the_refusal),
    Move("panel awaited", done(PANEL_DECISION), "to follow up", "the panel discloses", _yes, then=_the_panel_discloses),
    Move(
        "panel awaited", done(PANEL_DECISION), "panel against", "the panel decided against", _no, then=_face_the_refusal
    ),
    Move("panel awaited", waived(PANEL_DECISION), "overtaken"),
    Move("panel awaited", cancelled(PANEL_DECISION), "overtaken"),
    Move("panel against", done(PANEL_REFUSAL), "not disclosed", then=_another_route),
    Move("panel against", waived(PANEL_REFUSAL), "not disclosed"),
    Move("panel against", cancelled(PANEL_REFUSAL), "overtaken"),
)
_AT_ONCE = (
    Move("to disclose", decided(METHOD, "immediate"), "to disclose at once", then=_at_once),
    Move(ANYWHERE, opened(IMMEDIATE_DISCLOSURE), "to disclose at once"),
    Move(ANYWHERE, done(IMMEDIATE_DISCLOSURE), "to follow up", "disclosed", _was_disclosed, then=_follow_up),
    Move(
        "to disclose at once", done(IMMEDIATE_DISCLOSURE), "to follow up", "disclosed", _was_disclosed, then=_follow_up
    ),
    Move("to disclose at once", done(IMMEDIATE_DISCLOSURE), "to decide", "not needed yet", _still(DISCLOSURE_DECISION)),
    Move("to disclose at once", done(IMMEDIATE_DISCLOSURE), "not needed"),
    Move("to disclose at once", cancelled(IMMEDIATE_DISCLOSURE), "overtaken"),
)


def _numbers_to_give(case: Case, _h: Happening) -> Iterator[Demand]:
    yield Note(f"give the partner: {to_give(case.stage is Stage.CUSTODY)} (PF-16.14d)")


_FOLLOWING_UP = (
    Move(ANYWHERE, told("disclosure_made", "partner"), "to follow up"),
    Move(ANYWHERE, opened(AFTER_DISCLOSURE), "to follow up", then=_numbers_to_give),
    Move("to follow up", done(AFTER_DISCLOSURE), "to decide", "a decision waits", _still(DISCLOSURE_DECISION)),
    Move("to follow up", done(AFTER_DISCLOSURE), "to disclose", "more to tell", _still(MAKE_DISCLOSURE)),
    Move("to follow up", done(AFTER_DISCLOSURE), "followed up"),
    Move("to follow up", cancelled(AFTER_DISCLOSURE), "overtaken"),
)

DISCLOSING = Process(
    name="disclosure",
    title="Disclosure",
    clauses=("PF-16.5a", "PF-16.6a", "PF-16.7a", "PF-16.9a", "PF-16.11a", "PF-16.13c", "PF-16.14e", "PF-16.15b"),
    moves=(*_DECIDING, *_TALKING, *_BY_THE_SCHEME, *_AT_ONCE, *_FOLLOWING_UP),
    ends=("not disclosed", "already known", "taken elsewhere", "not needed", "followed up", "overtaken"),
    about="partner",
    owes={
        "to decide": (DISCLOSURE_DECISION.kind,),
        "to talk": (INFORMAL_CONVERSATION.kind,),
        "to disclose": (MAKE_DISCLOSURE.kind,),
        "panel awaited": (PANEL_DECISION.kind,),
        "panel against": (PANEL_REFUSAL.kind,),
        "to disclose at once": (IMMEDIATE_DISCLOSURE.kind,),
        "to follow up": (AFTER_DISCLOSURE.kind,),
    },
)
"""One for each partner, none closing another (AM-56)."""


def _found(_case: Case, h: Happening) -> bool:
    return not isinstance(h.form, PartnerFound) or h.form.identified


_now_decide = _once(DISCLOSURE_DECISION, "PF-16.16d", "a partner whose details were refused")

REFUSED_DETAILS = Process(
    name="refused_details",
    title="Details of a partner refused",
    clauses=("PF-16.16c", "PF-16.16d", "PF-16.17a"),
    moves=(
        Move(ANYWHERE, opened(FIND_PARTNER), "looked for"),
        Move("looked for", done(FIND_PARTNER), "found", "identified", _found, then=_now_decide),
        Move("looked for", done(FIND_PARTNER), "steps exhausted", then=_now_decide),
        Move("looked for", cancelled(FIND_PARTNER), "overtaken"),
    ),
    ends=("found", "steps exhausted", "overtaken"),
    about="partner",
    owes={"looked for": (FIND_PARTNER.kind,)},
)
"""Enforcement is a process of its own; recall is no option on an order or post-sentence supervision (PF-16.17a)."""


def _weigh(_case: Case, h: Happening) -> Iterator[Demand]:
    assert isinstance(h.request, PassOnContactRequest)
    yield Open(CONTACT_RESTRICTION, h.request.person, since=h.day, started_by="contact to be weighed")


RESTRICTING = Process(
    name="contact_restriction",
    title="Restriction of a prisoner's contact",
    clauses=("PF-16.2a",),
    moves=(
        Move(ANYWHERE, opened(CONTACT_RESTRICTION), "to weigh"),
        Move(ANYWHERE, allowed("pass_on_contact_request", "person"), "to weigh", then=_weigh),
        Move(ANYWHERE, decided(DecisionKind.CONTACT_RESTRICTION, "restrict"), "restricted"),
        Move(ANYWHERE, decided(DecisionKind.CONTACT_RESTRICTION, "do_not_restrict"), "not restricted"),
        Move("to weigh", cancelled(CONTACT_RESTRICTION), "overtaken"),
    ),
    ends=("restricted", "not restricted", "overtaken"),
    about="with whom contact is weighed",
    owes={"to weigh": (CONTACT_RESTRICTION.kind,)},
)

PROCESSES = (DISCLOSING, REFUSED_DETAILS, RESTRICTING)
