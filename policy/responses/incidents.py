"""Further incidents, concerns and rises in risk: sections 10.8, 11.3 and 11.5."""

from collections.abc import Iterator

from models.events.life import ConcernIdentified, DomesticAbuseIncident
from models.events.sentence import RiskOfSeriousHarmChanged
from models.forms.form import Confirmed
from models.outcome import NoticeClass
from models.risk import is_higher
from models.roles import Role
from policy import defaults
from policy.demands import Demand, Note, Open, Tell
from policy.responses.children import children_response
from policy.responses.disclosure import disclosure_decision
from policy.responses.enforcement import enforcement_decision
from policy.responses.enquiries import ask_both
from policy.responses.escalation import escalate
from policy.responses.home_visit import concern_visit
from policy.responses.identification import without_oasys
from policy.responses.multi_agency import mappa_decision, marac_decision
from policy.responses.review import REVIEW, review
from policy.rules import DutyRule
from policy.situation import Situation

JUSTIFY_LOWER_RISK = DutyRule(
    kind="justify_lower_risk",
    title="Say why the risk was lowered",
    clauses=("PF-7.2h", "PF-11.4a"),
    form=Confirmed,
    budget=defaults.JUSTIFY_LOWER_RISK,
    owner=Role.SPO,
)
"""A level lowered without a word is kept as a fact and asked about (project rule, INS-S19)."""


def incident(s: Situation, event: DomesticAbuseIncident) -> Iterator[Demand]:
    """A further incident (EV-01): decide within a day; an arrest or charge is an escalation as well."""
    grave = event.kind in {"arrest", "charge"}
    yield from review(s, defaults.REVIEW_GRAVE, grave=grave)
    yield from concern_visit(s)
    if event.victim in s.case.partners:
        yield from disclosure_decision(s, event.victim, grave=grave)
    if event.victim:
        yield from ask_both(s, event.victim, any_force=True, grave=grave)
    if event.children:
        yield from children_response(s, None, event.children)
    if grave:
        yield from _arrested(s, event)


def _arrested(s: Situation, event: DomesticAbuseIncident) -> Iterator[Demand]:
    yield from escalate(s, f"{event.kind} for a domestic abuse offence (PF-11.5)")
    yield from marac_decision(s, event.victim, defaults.MULTI_AGENCY_DECISION_GRAVE)
    yield from mappa_decision(s, defaults.MULTI_AGENCY_DECISION_GRAVE)
    yield from enforcement_decision(s, clause="PF-11.5f", grave=True)
    if s.case.on_bbr:
        yield Tell(Role.TREATMENT_MANAGER, NoticeClass.IMMEDIATE, "arrest or charge while on the programme")
        yield Tell(Role.DASO, NoticeClass.IMMEDIATE, "arrest or charge while on the programme (PF-17.8b)")


def concern(s: Situation, _event: ConcernIdentified) -> Iterator[Demand]:
    """An escalating or previously unidentified concern, whoever noticed it (EV-16); in prison with no OASys, EV-57."""
    yield from concern_visit(s)
    yield Open(REVIEW, since=s.identified, note="if the abuse is newly found, activate the registrations (PF-6.9b)")
    yield from without_oasys(s)


def rosh_changed(s: Situation, event: RiskOfSeriousHarmChanged) -> Iterator[Demand]:
    """A rise runs section 11.5 and a visit (EV-15, AM-06); a fall is a change too, and must be explained (EV-54)."""
    old = s.before.rosh.get(event.group, s.before.headline_risk)
    if is_higher(event.level, old):
        yield from escalate(s, f"risk of serious harm raised to {event.level.value.replace('_', ' ')} (PF-11.5)")
        yield from concern_visit(s)
        yield from review(s)
        return
    if is_higher(old, event.level) and event.justification is None:
        yield Open(JUSTIFY_LOWER_RISK, since=s.identified)
        yield Note("due dates already running are kept when the level falls (AM-06)")


RULES = (JUSTIFY_LOWER_RISK,)
