"""The programme and the DASO as processes: from requirement to follow-on work, and from referral to contact."""

from collections.abc import Iterator

from models.case import Case
from models.decisions import DecisionKind
from models.events.programmes import ProgrammeAbsence, ProgrammeSuitability
from models.events.sentence import ProgrammeCompleted, ProgrammeStarted
from models.forms.disclosure import NewPartner
from models.forms.programmes import AlternativeRoute
from models.requests import ChooseIntervention
from models.sentence import ACCREDITED, BBR_KINDS, Programme, Stage, is_same_programme
from policy import defaults
from policy.demands import Cancel, Demand, Open
from policy.facts.programmes import require
from policy.process import ANYWHERE, Happening, Move, Process, allowed, cancelled, decided, done, opened, told, waived
from policy.responses.disclosure import NEW_PARTNER
from policy.responses.programme_routes import ALTERNATIVE_ROUTE, OTHER_ROUTE
from policy.responses.programmes import CUSTODY_REFERRAL, DASO_CONTACT, DASO_REFERRAL, PROGRAMME_REFERRAL

CHOOSE = "choose_intervention"


def _chosen(h: Happening) -> Programme | None:
    asked = h.request
    return asked.intervention if isinstance(asked, ChooseIntervention) and asked.intervention != "daso" else None


def _accredited_in_custody(case: Case, h: Happening) -> bool:
    return _chosen(h) in ACCREDITED and case.stage is Stage.CUSTODY


def _accredited_in_community(case: Case, h: Happening) -> bool:
    return _chosen(h) in ACCREDITED and case.in_community


def _other_work(case: Case, h: Happening) -> bool:
    chosen = _chosen(h)
    return chosen is not None and chosen not in ACCREDITED and case.in_community


def _required(case: Case, h: Happening) -> None:
    chosen = _chosen(h)
    assert chosen is not None
    require(case, chosen)


def _to_treatment_manager(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(CUSTODY_REFERRAL, since=h.day, clause="PF-12.8b", started_by="chosen for the sentence plan")


def _refer(case: Case, h: Happening) -> Iterator[Demand]:
    """Chosen in mid-order: the week counts from commencement only, so the interval is ours. BBR brings the DASO."""
    yield Open(
        PROGRAMME_REFERRAL,
        since=h.day,
        budget=defaults.CHOSEN_PROGRAMME_REFERRAL,
        clause="PF-12.9a",
        started_by="programme chosen",
    )
    if case.on_bbr:
        yield Open(DASO_REFERRAL, since=h.day, clause="PF-12.9c", started_by="BBR chosen")


def _begin_other(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(OTHER_ROUTE, since=h.day, clause="PF-12.9g", started_by="route chosen")


def _other_chosen(case: Case, h: Happening) -> None:
    case.programme_record.route = _chosen(h)


def _route(h: Happening) -> Programme | None:
    return h.form.route if isinstance(h.form, AlternativeRoute) else None


def _rejoins(case: Case, h: Happening) -> bool:
    route = _route(h)
    return route is not None and is_same_programme(route, case.programme)


def _learn_route(case: Case, h: Happening) -> None:
    """The route is known; alternative delivery is the programme from now on, and absences count afresh."""
    route, record = _route(h), case.programme_record
    record.route, record.missed = route, 0
    if route in BBR_KINDS and case.programme in BBR_KINDS:
        case.programme, record.suitable = route, None


def _the_required(case: Case, h: Happening) -> bool:
    programme = getattr(h.event, "programme", None)
    return programme is not None and is_same_programme(programme, case.programme)


def _suitable(case: Case, h: Happening) -> bool:
    return isinstance(h.event, ProgrammeSuitability) and h.event.suitable and _the_required(case, h)


def _starts(case: Case, h: Happening) -> bool:
    return isinstance(h.event, ProgrammeStarted) and _the_required(case, h)


def _finished(case: Case, h: Happening) -> bool:
    return isinstance(h.event, ProgrammeCompleted) and h.event.finished and _the_required(case, h)


def _finished_in_custody(case: Case, h: Happening) -> bool:
    return _finished(case, h) and not case.in_community


def _not_completed(case: Case, h: Happening) -> bool:
    unsuitable = isinstance(h.event, ProgrammeSuitability) and not h.event.suitable
    left = isinstance(h.event, ProgrammeCompleted) and not h.event.finished
    removed = isinstance(h.event, ProgrammeAbsence) and (
        case.programme_record.missed == defaults.SESSIONS_MISSED_AT_MOST + 1
    )
    return (unsuitable or left or removed) and not case.in_community and _the_required(case, h)


def _required_now(case: Case, _h: Happening) -> bool:
    return case.programme is not None and not case.programme_finished


def _required_outside(case: Case, h: Happening) -> bool:
    return _required_now(case, h) and case.in_community


def _excluded(case: Case, h: Happening) -> None:
    case.programme_record.suitable = False
    case.programme_record.harm_shown = h.decision is not None and h.decision.evidence is not None


def _no_referral(_case: Case, _h: Happening) -> Iterator[Demand]:
    for rule in (PROGRAMME_REFERRAL, CUSTODY_REFERRAL):
        yield Cancel(rule.kind, "excluded for complex needs")


def _another(case: Case, h: Happening) -> Iterator[Demand]:
    yield from _no_referral(case, h)
    yield Open(ALTERNATIVE_ROUTE, since=h.day, started_by="excluded for complex needs")


OWED = {
    "to refer": PROGRAMME_REFERRAL,
    "to refer to the treatment manager": CUSTODY_REFERRAL,
    "to choose another route": ALTERNATIVE_ROUTE,
    "to begin another route": OTHER_ROUTE,
}
"""The states in which a duty is owed, and the duty."""


def _newly_required(case: Case, h: Happening) -> bool:
    """What opened work has said so itself."""
    named = getattr(h.event, "programme", None) is not None
    owed = {rule.kind for rule in OWED.values()} & {duty.kind for duty in case.open_duties}
    return named and not case.programme_finished and not owed


PROGRAMME = Process(
    name="programme",
    title="The programme, or what takes its place",
    clauses=("PF-12.8b", "PF-12.9a", "PF-12.9e", "PF-12.9f", "PF-12.9g", "PF-12.14b"),
    moves=(
        *(Move(ANYWHERE, told(event), "required", "a programme, and nothing to do on it now", _newly_required)
          for event in ("sentence_passed", "programme_required", "released")),
        Move(ANYWHERE, opened(PROGRAMME_REFERRAL), "to refer"),
        Move(ANYWHERE, opened(CUSTODY_REFERRAL), "to refer to the treatment manager"),
        Move(ANYWHERE, opened(ALTERNATIVE_ROUTE), "to choose another route"),
        Move(ANYWHERE, opened(OTHER_ROUTE), "to begin another route"),
        Move(ANYWHERE, allowed(CHOOSE), "to refer to the treatment manager", "a programme, in custody",
             _accredited_in_custody, _required, _to_treatment_manager),
        Move(ANYWHERE, allowed(CHOOSE), "to refer", "a programme, in the community", _accredited_in_community,
             _required, _refer),
        Move(ANYWHERE, allowed(CHOOSE), "to begin another route", "other work", _other_work, _other_chosen,
             _begin_other),
        Move("to refer", done(PROGRAMME_REFERRAL), "referred"),
        Move("to refer to the treatment manager", done(CUSTODY_REFERRAL), "referred"),
        *(Move(state, on(rule), "required") for state, rule in OWED.items() for on in (cancelled, waived)),
        Move("referred", told("programme_suitability"), "suitable", "suitable", _suitable),
        Move(ANYWHERE, told("programme_started"), "under way", "the one required", _starts),
        Move(ANYWHERE, told("programme_completed"), "finished", "finished in custody", _finished_in_custody),
        Move(ANYWHERE, told("programme_completed"), "follow-on", "finished in the community", _finished),
        *(Move(ANYWHERE, told(event), "required", "not completed, in custody", _not_completed)
          for event in ("programme_suitability", "programme_completed", "programme_absence")),
        Move(ANYWHERE, decided(DecisionKind.COMPLEX_NEEDS_EXCLUSION, "exclude"), "to choose another route",
             "a programme is required, in the community", _required_outside, _excluded, _another),
        Move(ANYWHERE, decided(DecisionKind.COMPLEX_NEEDS_EXCLUSION, "exclude"), "required",
             "a programme is required, in custody", _required_now, _excluded, _no_referral),
        Move("to choose another route", done(ALTERNATIVE_ROUTE), "referred", "delivered another way, or rejoins",
             _rejoins, _learn_route),
        Move("to choose another route", done(ALTERNATIVE_ROUTE), "to begin another route", "other work", None,
             _learn_route, _begin_other),
        Move("to begin another route", done(OTHER_ROUTE), "follow-on"),
    ),
    ends=("finished",),
    owes={state: (rule.kind,) for state, rule in OWED.items()},
)  # fmt: skip
"""One for the case: the programme required now. What is required starts it, and the case's own end leaves it."""


def _daso_chosen(case: Case, h: Happening) -> bool:
    asked = h.request
    return isinstance(asked, ChooseIntervention) and asked.intervention == "daso" and case.in_community


def _to_daso(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(DASO_REFERRAL, since=h.day, clause="PF-12.9c", started_by="DASO chosen")


def _exchange(case: Case, h: Happening) -> Iterator[Demand]:
    """Once the DASO has the referral the two keep in contact (PF-17.7a, PF-17.8b), counted from the start (INS-P08)."""
    if not (case.on_bbr and case.in_community) or case.open_duty(DASO_CONTACT.kind) is not None:
        return
    began = case.supervision_started or h.day
    late = (h.day - began).days >= defaults.DASO_CONTACT_EVERY.count
    yield Open(DASO_CONTACT, since=h.day if late else began, started_by="referred to the DASO")


def _referred_too(_case: Case, h: Happening) -> bool:
    return isinstance(h.form, NewPartner) and h.form.daso_referral is not None


DASO = Process(
    name="daso",
    title="The domestic abuse safety officer",
    clauses=("PF-12.9c", "PF-16.14b", "PF-17.8a"),
    moves=(
        Move(ANYWHERE, opened(DASO_REFERRAL), "to refer"),
        Move(ANYWHERE, allowed(CHOOSE), "to refer", "the DASO chosen", _daso_chosen, then=_to_daso),
        Move("to refer", done(DASO_REFERRAL), "with the DASO", then=_exchange),
        Move(ANYWHERE, done(NEW_PARTNER), "with the DASO", "referred with the partner's details", _referred_too),
        Move("to refer", cancelled(DASO_REFERRAL), "no longer owed"),
    ),
    ends=("with the DASO", "no longer owed"),
    about="victim or partner",
    nobody="victim",
    owes={"to refer": (DASO_REFERRAL.kind,)},
)
"""One for the victim of the offence, and one for each partner."""

PROCESSES = (PROGRAMME, DASO)
