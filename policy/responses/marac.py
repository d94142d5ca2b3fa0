"""MARAC: considered, referred, called, our actions done and reported back: sections 15.11 to 15.15 (AM-20)."""

from collections.abc import Iterable, Iterator
from datetime import date

from models.ages import CHILD_ABUSE_UNDER
from models.case import Case
from models.decisions import DecisionKind
from models.duties import Budget, Duty, Unit
from models.events.agencies import HighRiskToPerson, MaracAction, MaracMeeting
from models.forms.form import Form, Referral
from models.forms.multi_agency import MaracActionDone, MaracPart
from models.forms.supervision import StartChecks
from policy import defaults
from policy.demands import Cancel, Demand, Note, Open
from policy.process import ANYWHERE, START, Happening, Move, Process, cancelled, decided, done, opened, waived
from policy.responses.children import children_response
from policy.responses.multi_agency import MARAC_DECISION, marac_decision
from policy.rules import DutyRule, Missing
from policy.situation import Situation
from policy.stages.supervision import START_CHECKS
from policy.standing import Standing

MARAC_REFERRAL = DutyRule(
    kind="marac_referral",
    title="Refer to the MARAC",
    clauses=("PF-15.13b",),
    form=Referral,
    budget=defaults.MARAC_REFERRAL,
    waivable=False,
)
"""Once decided; what can be done now is done before it meets (PF-15.13a, GU-20)."""


def _told_of_mappa(case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, MaracPart)
    if case.under_mappa and form.told_of_mappa is not True:
        words = "the person is under MAPPA: tell the MARAC, and consider level 2 or 3 as one of its actions"
        yield Missing("told_of_mappa", "PF-15.14d", words)


MARAC_PART = DutyRule(
    kind="marac_part",
    title="Attend the MARAC or feed in, and see that its registration is active",
    clauses=("PF-15.14c", "PF-15.14d", "PF-15.14g", "PF-15.15a"),
    form=MaracPart,
    budget=defaults.IMMEDIATELY,
    check=_told_of_mappa,
)
"""By the day it meets; how is by local arrangements."""

MARAC_ACTION = DutyRule(
    kind="marac_action",
    title="Do what the MARAC asked of us, and tell its co-ordinator",
    clauses=("PF-15.14e", "PF-15.14f"),
    form=MaracActionDone,
    budget=defaults.MARAC_ACTION,
    waivable=False,
)


def _until(since: date, day: date, clause: str) -> Budget:
    """The days left until a day somebody else set; none when it has passed."""
    return Budget(count=max(0, (day - since).days), unit=Unit.DAYS, source=clause)


def marac_meeting(s: Situation, event: MaracMeeting) -> Iterator[Demand]:
    """A MARAC was called, put off or held (EV-29). It is taken part in by the day it meets, once for each meeting."""
    known_for = s.before.marac.meetings.get(event.meeting)
    if event.held and known_for is not None:
        yield Note("held: report each action that falls to us")
        return
    if known_for == event.meets_on:
        yield Note("this meeting is known")
        return
    if known_for is not None:
        yield Cancel(MARAC_PART.kind, "the MARAC meets on another day", event.meeting)
    budget = _until(s.happened, event.meets_on, "PF-15.14c")
    yield Open(MARAC_PART, event.meeting, budget=budget, clause="PF-15.14c", started_by="MARAC called")


def marac_action(s: Situation, event: MaracAction) -> Iterator[Demand]:
    """An action fell to us (EV-29, PF-15.14e): by the day the MARAC set, or by a project default."""
    if event.action in s.before.marac.actions:
        yield Note("this action is known")
        return
    budget = _until(s.happened, event.due_on, "PF-15.14e") if event.due_on else None
    yield Open(MARAC_ACTION, event.action, budget=budget, clause="PF-15.14e", started_by="the MARAC asked")


def high_risk_to_person(s: Situation, event: HighRiskToPerson) -> Iterator[Demand]:
    """High risk to somebody identifiable: consider a referral, and act without waiting for it (EV-32, PF-15.14b)."""
    known = s.case.people_at_risk.get(event.person)
    if known is not None and known.is_child_abuse:
        yield Note(f"under {CHILD_ABUSE_UNDER}: this is child abuse, and goes to children's services, not to a MARAC")
        yield from children_response(s, None)
        return
    yield from marac_decision(s, event.person)
    if s.case.marac.been_there is None:
        yield Note("find out whether the case has been at MARAC (PF-15.14a)")


def _refer(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(MARAC_REFERRAL, h.subject, since=h.day, clause="PF-15.13b", started_by="decided to refer")


REFERRAL = Process(
    name="marac_referral",
    title="MARAC referral",
    clauses=("PF-15.14a", "PF-15.14b", "PF-15.13b"),
    moves=(
        Move(ANYWHERE, opened(MARAC_DECISION), "to decide"),
        *(
            Move(ANYWHERE, decided(DecisionKind.MARAC, option), "to refer", then=_refer)
            for option in ("refer", "re_refer")
        ),
        Move(ANYWHERE, decided(DecisionKind.LIFER_FORUM, "marac"), "to refer", then=_refer),
        Move("to decide", decided(DecisionKind.MARAC, "not_referred"), "not referred"),
        Move("to decide", waived(MARAC_DECISION), "let go"),
        Move("to decide", cancelled(MARAC_DECISION), "let go"),
        Move("to refer", done(MARAC_REFERRAL), "referred"),
        Move("to refer", cancelled(MARAC_REFERRAL), "let go"),
    ),
    ends=("referred", "not referred", "let go"),
    about="who is at risk",
    nobody="victims",
    owes={"to decide": (MARAC_DECISION.kind,), "to refer": (MARAC_REFERRAL.kind,)},
)

MEETING = Process(
    name="marac_meeting",
    title="MARAC meeting",
    clauses=("PF-15.14c", "PF-15.14d", "PF-15.14g"),
    moves=(
        Move(START, opened(MARAC_PART), "to take part"),
        Move("to take part", done(MARAC_PART), "taken part"),
        Move("to take part", waived(MARAC_PART), "let go"),
        Move("to take part", cancelled(MARAC_PART), "put off"),
    ),
    ends=("taken part", "let go", "put off"),
    about="meeting",
    owes={"to take part": (MARAC_PART.kind,)},
)

ACTION = Process(
    name="marac_action",
    title="MARAC action",
    clauses=("PF-15.14e", "PF-15.14f"),
    moves=(
        Move(START, opened(MARAC_ACTION), "to do"),
        Move("to do", done(MARAC_ACTION), "done, co-ordinator told"),
        Move("to do", cancelled(MARAC_ACTION), "overtaken"),
    ),
    ends=("done, co-ordinator told", "overtaken"),
    about="action",
    owes={"to do": (MARAC_ACTION.kind,)},
)


def _found_out(case: Case, h: Happening) -> None:
    """Whether the case has been at MARAC is known from the checks at the start (PF-15.14a)."""
    if isinstance(h.form, StartChecks):
        case.marac.been_there = h.form.been_at_marac or case.marac.been_there or False


HISTORY = Process(
    name="marac_history",
    title="Has it been at MARAC?",
    clauses=("PF-15.14a",),
    moves=(Move(ANYWHERE, done(START_CHECKS), "known", learn=_found_out),),
)

PROCESSES = (REFERRAL, MEETING, ACTION, HISTORY)


def _none_overdue(case: Case, today: date) -> bool:
    due = [d.due_on for d in case.open_duties if d.kind == MARAC_ACTION.kind]
    return all(day is None or day >= today for day in due)


STANDING = (
    Standing(
        name="marac_actions",
        words="Our own MARAC actions are carried out in time: MARAC itself does not monitor; a lead agency may",
        clauses=("PF-15.11a",),
        who="practitioner",
        applies=lambda case: bool(case.marac.actions),
        met=_none_overdue,
    ),
)

RULES = (MARAC_REFERRAL, MARAC_PART, MARAC_ACTION)
