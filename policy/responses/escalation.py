"""Managing a rise in risk: section 11.5, its steps in order (BU-ESC)."""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.decisions import DecisionKind
from models.duties import Duty
from models.events.life import MeasuresNotEnough
from models.forms.form import Form
from models.forms.review import EscalationMeasures, Review
from models.outcome import NoticeClass
from models.roles import Role
from models.sentence import Stage
from policy import defaults
from policy.demands import Demand, Note, Open, Tell
from policy.holder import holder
from policy.ladder import Step, told
from policy.process import START, Happening, Move, Process, cancelled, decided, done, opened, waived
from policy.responses.enforcement import ENFORCEMENT_DECISION, enforcement_decision
from policy.responses.review import REVIEW
from policy.rules import DutyRule, Missing
from policy.situation import Situation


def _whole(case: Case, duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, EscalationMeasures)
    breach = {"order_breached", "contact_with_protected_person", "protective_order_made"} & set(duty.triggers)
    if breach and "police" not in form.told:
        yield Missing("told", "PF-11.5c", "a protective order was breached: the police are told")
    if case.risk_plan is not None and form.contingency_plan == "none_exists":
        yield Missing("contingency_plan", "PF-11.5e", "the risk management plan has a contingency plan: activate it")
    if not form.measures_enough and form.not_enough_because is None:
        yield Missing("not_enough_because", "PF-11.5f", "say why the measures are not enough (DE-17)")


ESCALATION = DutyRule(
    kind="escalation",
    title="Manage the rise in risk: measures, partners told, contingency plan",
    clauses=("PF-11.5a", "PF-11.5b", "PF-11.5b2", "PF-11.5c", "PF-11.5d", "PF-11.5e", "PF-11.5f"),
    form=EscalationMeasures,
    budget=defaults.IMMEDIATELY,
    grave=True,
    waivable=False,
    check=_whole,
)


def escalate(s: Situation, about: str) -> Iterator[Demand]:
    """Indications that the risk of serious harm has gone up: act on 11.5, and the manager knows at once."""
    yield Open(ESCALATION, since=s.identified, clause="PF-11.5a", grave=True)
    yield Tell(s.manager, NoticeClass.ESCALATION, about)


def measures_not_enough(s: Situation, _event: MeasuresNotEnough) -> Iterator[Demand]:
    """The measures will not hold the risk in the community: decide on recall or breach now (EV-55, PF-11.5f)."""
    yield from enforcement_decision(s, clause="PF-11.5f", grave=True)
    if not s.case.in_community:
        yield Note("the person is in custody: there is nothing to recall")


def _will_not_hold(case: Case, h: Happening) -> bool:
    return case.in_community and isinstance(h.form, EscalationMeasures) and not h.form.measures_enough


def _decide_on_recall(_case: Case, h: Happening) -> Iterator[Demand]:
    budget = defaults.ENFORCEMENT_DECISION_GRAVE
    yield Open(ENFORCEMENT_DECISION, since=h.day, budget=budget, clause="PF-11.5f", grave=True,
               started_by="the measures are not enough")  # fmt: skip


def _review_once_taken(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(REVIEW, since=h.day, clause="PF-11.5g", started_by="escalation measures taken")


def _goes_on(case: Case, _h: Happening) -> bool:
    return case.stage is not Stage.CLOSED


def _found_higher(_case: Case, h: Happening) -> bool:
    return isinstance(h.form, Review) and h.form.risk == "higher"


def _act(case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(ESCALATION, since=h.day, clause="PF-11.5a", started_by="a review found the risk higher", grave=True)
    yield Tell(told(holder(case), Step.FIRST_MANAGER) or Role.SPO, NoticeClass.ESCALATION,
               "a review found the risk higher (PF-11.5)")  # fmt: skip


TO_TAKE, TO_DECIDE, TO_FOLLOW = "measures to take", "recall to decide", "review to follow"

ESCALATING = Process(
    name="escalation",
    title="Managing a rise in risk",
    clauses=("PF-11.5a", "PF-11.5b", "PF-11.5c", "PF-11.5d", "PF-11.5e", "PF-11.5f", "PF-11.5g"),
    moves=(
        Move(START, opened(ESCALATION), TO_TAKE),
        Move(START, done(REVIEW), TO_TAKE, "finds the risk higher", _found_higher, then=_act),
        Move(TO_TAKE, done(ESCALATION), TO_DECIDE, "measures not enough", _will_not_hold, then=_decide_on_recall),
        Move(TO_TAKE, done(ESCALATION), TO_FOLLOW, then=_review_once_taken),
        Move(TO_DECIDE, decided(DecisionKind.ENFORCEMENT), TO_FOLLOW, then=_review_once_taken),
        Move(TO_DECIDE, waived(ENFORCEMENT_DECISION), TO_FOLLOW, then=_review_once_taken),
        Move(TO_DECIDE, cancelled(ENFORCEMENT_DECISION), TO_FOLLOW, "recalled", _goes_on, then=_review_once_taken),
        Move(TO_DECIDE, cancelled(ENFORCEMENT_DECISION), "overtaken"),
        Move(TO_DECIDE, opened(ESCALATION), TO_TAKE),
        Move(TO_FOLLOW, done(REVIEW), "reviewed"),
        Move(TO_FOLLOW, opened(ESCALATION), TO_TAKE),
        Move(TO_FOLLOW, waived(REVIEW), "let go"),
        Move(TO_FOLLOW, cancelled(REVIEW), "overtaken"),
        Move(TO_TAKE, cancelled(ESCALATION), "overtaken"),
    ),
    ends=("reviewed", "let go", "overtaken"),
    owes={
        TO_TAKE: (ESCALATION.kind,),
        TO_DECIDE: (ENFORCEMENT_DECISION.kind,),
        TO_FOLLOW: (REVIEW.kind,),
    },
)
"""The steps of the form in their order, then recall where they are not enough, then the review (DE-16, DE-17)."""

PROCESSES = (ESCALATING,)
