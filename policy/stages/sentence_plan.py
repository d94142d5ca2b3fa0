"""The sentence plan and its objectives: sections 10.1 to 10.3. Each objective is followed to its end."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from models.case import Case
from models.decisions import DecisionKind, DecisionMade
from models.duties import Duty
from models.forms.form import Form
from models.forms.plans import SentencePlanMade
from models.plans import Objective, ObjectiveAim, ObjectiveState, SentencePlan
from models.sentence import Stage
from policy import defaults
from policy.calendar import london_date
from policy.demands import Announce, Cancel, Demand, Open
from policy.explain import day_in_words
from policy.process import (
    ANYWHERE,
    START,
    Happening,
    Move,
    Process,
    What,
    announced,
    cancelled,
    decided,
    done,
    told,
    waived,
)
from policy.rules import DecisionRule, DutyRule, Missing
from policy.stages.custody import POM_CHECKS
from policy.stages.supervision import INITIAL_ASSESSMENT


def sentence_end(case: Case) -> date | None:
    """The last day of the sentence as far as it is known; none for an indeterminate one, or when nobody has said."""
    known = [d for d in (case.dates.sentence_end, case.dates.supervision_end, case.dates.licence_end) if d]
    known += [
        s.passed_on + timedelta(days=s.length_days - 1)
        for s in case.sentences.values()
        if s.length_days is not None and s.ended_on is None
    ]
    return max(known, default=None)


def _whole_sentence(case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, SentencePlanMade)
    end = sentence_end(case)
    if end is not None and form.ends_on < end:
        words = f"the sentence runs to {day_in_words(end)}: the plan must cover it (GU-37)"
        yield Missing("ends_on", "PF-10.1b", words)
    aims = {objective.aim for objective in form.objectives}
    if ObjectiveAim.PROTECT_VICTIM not in aims:
        yield Missing("objectives", "PF-10.1a", "set an objective that protects victims")
    if any(p.child for p in case.people_at_risk.values()) and ObjectiveAim.SAFEGUARD_CHILDREN not in aims:
        yield Missing("objectives", "PF-10.2b", "a child is at risk: set an objective that safeguards children")


SENTENCE_PLAN = DutyRule(
    kind="sentence_plan",
    title="Make the sentence plan: objectives with dates, for the whole sentence",
    clauses=(
        "PF-10.1a", "PF-10.1b", "PF-10.2a", "PF-10.2b", "PF-10.2c", "PF-10.2d", "PF-10.2e", "PF-10.2f", "PF-10.3a",
    ),
    form=SentencePlanMade,
    budget=defaults.SENTENCE_PLAN,
    check=_whole_sentence,
)  # fmt: skip
"""Once the holder has assessed the case; the text gives no date (AM-45)."""

OBJECTIVE_LATE = DutyRule(
    kind="objective_late",
    title="Record why the objective was not delivered in time, and re-plan, drop or continue it",
    clauses=("PF-10.2f2", "EV-53"),
    form=None,
    decided_by=DecisionKind.OBJECTIVE,
    budget=defaults.OBJECTIVE_REASONS,
    waivable=False,
)
"""Opened by the objective's own date (EV-53)."""


def _dated(case: Case, made: DecisionMade) -> Iterable[Missing]:
    if made.subject and (case.sentence_plan is None or made.subject not in case.sentence_plan.objectives):
        yield Missing("subject", "PF-10.2f2", "the sentence plan has no such objective")
    if made.option == "drop":
        return
    if made.new_date is None or made.new_date <= london_date(made.decided_at):
        yield Missing("new_date", "PF-10.2f", "give the date, still to come, by which it is now due")


DECISIONS = (
    DecisionRule(
        DecisionKind.OBJECTIVE,
        "DE-14",
        "A sentence plan objective not delivered in time",
        ("re_plan", "drop", "continue"),
        "PF-10.2f2",
        rationale_for=("re_plan", "drop", "continue"),
        check=_dated,
    ),
)


# The plan --------------------------------------------------------------------------------------------------------


def _falls_short(case: Case, _h: Happening) -> bool:
    end, plan = sentence_end(case), case.sentence_plan
    return case.stage is not Stage.CLOSED and (plan is None or (end is not None and plan.ends_on < end))


def _ask(_case: Case, h: Happening) -> Iterator[Demand]:
    short = h.what is What.TOLD
    started = "the sentence now outlasts its plan" if short else "the holder assessed the case"
    yield Open(SENTENCE_PLAN, since=h.day, clause="PF-10.1b" if short else None, started_by=started)


def _adopt(case: Case, h: Happening) -> None:
    assert isinstance(h.form, SentencePlanMade)
    before = case.sentence_plan.objectives if case.sentence_plan else {}
    kept = {ref: o.state for ref, o in before.items() if o.state in {ObjectiveState.DELIVERED, ObjectiveState.LATE}}
    objectives = {
        o.ref: Objective(ref=o.ref, aim=o.aim, due_on=o.due_on, state=kept.get(o.ref, _NEW)) for o in h.form.objectives
    }
    case.sentence_plan = SentencePlan(ref=h.form.sentence_plan, ends_on=h.form.ends_on, objectives=objectives)


_NEW = ObjectiveState.UNDER_WAY


def _follow(case: Case, _h: Happening) -> Iterator[Demand]:
    """One process an objective: those of the plan begin, those it leaves out end."""
    assert case.sentence_plan is not None
    followed = [key.partition("/")[2] for key in case.processes if key.startswith("objective/")]
    for ref in followed:
        if ref not in case.sentence_plan.objectives:
            yield Announce(What.CANCELLED.value, "objective", ref)
    for ref, objective in case.sentence_plan.objectives.items():
        if objective.state is _NEW:
            yield Announce(What.SET.value, "objective", ref)


PLANNING = Process(
    name="sentence_plan",
    title="Sentence plan",
    clauses=("PF-10.1a", "PF-10.1b", "PF-10.2a", "PF-10.2f"),
    moves=(
        Move(START, done(INITIAL_ASSESSMENT), "to plan", "no plan covers the sentence", _falls_short, then=_ask),
        Move(START, done(POM_CHECKS), "to plan", "no plan covers the sentence", _falls_short, then=_ask),
        Move("to plan", done(SENTENCE_PLAN), "in force", learn=_adopt, then=_follow),
        Move("to plan", waived(SENTENCE_PLAN), "let go"),
        Move("to plan", cancelled(SENTENCE_PLAN), "overtaken"),
        Move("in force", told("sentence_passed"), "to plan", "it outlasts the plan", _falls_short, then=_ask),
        Move("in force", told("dates_changed"), "to plan", "it outlasts the plan", _falls_short, then=_ask),
        Move("in force", told("released"), "to plan", "it outlasts the plan", _falls_short, then=_ask),
    ),
    ends=("let go", "overtaken"),
    owes={"to plan": (SENTENCE_PLAN.kind,)},
)


# Each objective ----------------------------------------------------------------------------------------------------


def objectives_to_come(case: Case) -> Iterator[Objective]:
    """The objectives under way: each has a date that may pass."""
    for objective in case.sentence_plan.objectives.values() if case.sentence_plan else ():
        if objective.state is ObjectiveState.UNDER_WAY:
            yield objective


def date_passed(case: Case, ref: str) -> Iterator[Demand]:
    """The date of an objective has passed, and nobody has said that it was delivered (EV-53)."""
    assert case.sentence_plan is not None
    case.sentence_plan.objectives[ref].state = ObjectiveState.LATE
    yield Announce(What.PASSED.value, "objective", ref)


def _reasons(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(OBJECTIVE_LATE, h.subject, clause="PF-10.2f2", started_by="the objective's date passed")


def _in_plan(case: Case, h: Happening) -> bool:
    ref = getattr(h.event, "objective", h.subject)
    return case.sentence_plan is not None and ref in case.sentence_plan.objectives


def _new_date(case: Case, h: Happening) -> None:
    assert case.sentence_plan is not None and h.decision is not None and h.subject
    objective = case.sentence_plan.objectives[h.subject]
    objective.state, objective.due_on = ObjectiveState.UNDER_WAY, h.decision.new_date or objective.due_on


def _dropped(case: Case, h: Happening) -> None:
    assert case.sentence_plan is not None and h.subject
    case.sentence_plan.objectives[h.subject].state = ObjectiveState.DROPPED


def _no_reasons_owed(_case: Case, h: Happening) -> Iterator[Demand]:
    ref = getattr(h.event, "objective", h.subject)
    yield Cancel(OBJECTIVE_LATE.kind, "delivered" if h.event else "the new plan leaves it out", ref)


UNDER_WAY, LATE = "under way", "not delivered in time"


def _while(state: str) -> tuple[Move, ...]:
    kind = DecisionKind.OBJECTIVE
    return (
        Move(state, decided(kind, "re_plan"), UNDER_WAY, "a new date", _in_plan, _new_date),
        Move(state, decided(kind, "continue"), UNDER_WAY, "a new date", _in_plan, _new_date),
        Move(state, decided(kind, "drop"), "dropped", "", _in_plan, _dropped),
        Move(state, announced(What.CANCELLED, "objective"), "left out", "a new plan", then=_no_reasons_owed),
    )


OBJECTIVES = Process(
    name="objective",
    title="Objective of the sentence plan",
    clauses=("PF-10.2f", "PF-10.2f2"),
    moves=(
        Move(START, announced(What.SET, "objective"), UNDER_WAY),
        Move(UNDER_WAY, announced(What.PASSED, "objective"), LATE, then=_reasons),
        *_while(UNDER_WAY),
        *_while(LATE),
        Move(ANYWHERE, told("objective_delivered", "objective"), "delivered", "", _in_plan, then=_no_reasons_owed),
        Move(LATE, cancelled(OBJECTIVE_LATE), "overtaken"),
    ),
    ends=("delivered", "dropped", "left out", "overtaken"),
    about="objective",
    owes={LATE: (OBJECTIVE_LATE.kind,)},
)
"""One for each objective, by its reference in the plan."""

PROCESSES = (PLANNING, OBJECTIVES)

RULES = (SENTENCE_PLAN, OBJECTIVE_LATE)
