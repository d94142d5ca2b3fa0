"""The risk management plan as it is followed: sections 8.2 to 8.4. The plan itself says how often it is monitored."""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.duties import Budget, Duty, Unit
from models.forms.form import Form, PurposefulContact
from models.forms.plans import PlanMonitored, RiskPlanContent
from models.forms.review import EscalationMeasures, Review
from models.plans import RiskPlan
from policy import defaults
from policy.demands import Demand, Open, Settle, Supersede
from policy.ladder import CADENCE
from policy.process import ANYWHERE, Happening, Move, Process, cancelled, done
from policy.responses.escalation import ESCALATION
from policy.responses.review import REVIEW
from policy.rules import DutyRule, Missing
from policy.stages.pre_release import RELEASE_PLAN
from policy.stages.supervision import INITIAL_ASSESSMENT, PURPOSEFUL_CONTACT

SET_BY_PLAN = "PF-8.3d"


def interval(case: Case) -> Budget | None:
    """How often the plan in force has its measures monitored; none before there is a plan."""
    if case.risk_plan is None:
        return None
    return Budget(count=case.risk_plan.monitor_every_days, unit=Unit.DAYS, source=SET_BY_PLAN)


def _put_right(_case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, PlanMonitored)
    if not form.measures_working and form.what_was_done is None:
        yield Missing("what_was_done", "PF-8.2b", "a measure does not work: say what was done to carry the plan out")


PLAN_MONITORING = DutyRule(
    kind="plan_monitoring",
    title="Monitor the measures of the risk management plan",
    clauses=("PF-8.4a", "PF-8.2b", "PF-8.3d"),
    form=PlanMonitored,
    budget=defaults.PLAN_MONITORING_EVERY,
    every=defaults.PLAN_MONITORING_EVERY,
    case_interval=interval,
    ladder=CADENCE,
    check=_put_right,
)
"""At the plan's own interval, in custody and in the community (TI-29, TI-30). A contact may answer it too."""


def _made(case: Case, h: Happening) -> None:
    assert isinstance(h.form, RiskPlanContent)
    case.risk_plan = RiskPlan(
        ref=h.form.risk_management_plan,
        made_on=h.day,
        monitor_every_days=h.form.monitor_every_days,
        contingency=h.form.contingency_plan,
        fired_by=h.form.contingency_events,
    )


def _monitor(case: Case, h: Happening) -> Iterator[Demand]:
    yield Supersede(PLAN_MONITORING.kind, (SET_BY_PLAN,), "the plan now in force says how often")
    budget = interval(case)
    yield Open(PLAN_MONITORING, since=h.day, budget=budget, clause=SET_BY_PLAN, started_by="the plan was made")


def _revised(case: Case, h: Happening) -> None:
    assert isinstance(h.form, Review) and case.risk_plan is not None
    plan, form = case.risk_plan, h.form
    case.risk_plan = plan.model_copy(
        update={
            "ref": form.risk_management_plan or plan.ref,
            "monitor_every_days": form.monitor_every_days or plan.monitor_every_days,
            "contingency": form.contingency_plan or plan.contingency,
            "fired_by": plan.fired_by if form.contingency_events is None else form.contingency_events,
        }
    )


def _monitor_anew(_case: Case, h: Happening) -> Iterator[Demand]:
    assert isinstance(h.form, Review)
    if h.form.monitor_every_days is None:
        return
    yield Supersede(PLAN_MONITORING.kind, (SET_BY_PLAN,), "the review changed how often")
    budget = Budget(count=h.form.monitor_every_days, unit=Unit.DAYS, source=SET_BY_PLAN)
    yield Open(PLAN_MONITORING, since=h.day, budget=budget, clause=SET_BY_PLAN, started_by="the plan was reviewed")


def _activated(_case: Case, h: Happening) -> bool:
    if isinstance(h.form, Review):
        return h.form.contingency == "activated"
    return isinstance(h.form, EscalationMeasures) and h.form.contingency_plan == "activated"


def _monitored_too(case: Case, h: Happening) -> bool:
    duty = case.open_duty(PLAN_MONITORING.kind)
    if duty is None or not (isinstance(h.form, PurposefulContact) and h.form.measures_monitored):
        return False
    return all(clock.answered or clock.counted_from <= h.day for clock in duty.clocks)


def _monitored(case: Case, h: Happening) -> Iterator[Demand]:
    yield Settle(PLAN_MONITORING.kind, reason="monitored in the contact")
    budget = interval(case)
    yield Open(PLAN_MONITORING, since=h.day, budget=budget, clause=SET_BY_PLAN, started_by="last done")


IN_FORCE, CONTINGENCY = "in force", "contingency plan active"


def _while(state: str) -> tuple[Move, ...]:
    """What moves a plan that is being followed."""
    return (
        Move(state, done(PURPOSEFUL_CONTACT), state, "measures monitored in it", _monitored_too, then=_monitored),
        Move(state, done(ESCALATION), CONTINGENCY, "contingency plan activated", _activated),
        Move(state, done(REVIEW), CONTINGENCY, "contingency plan activated", _activated, _revised, _monitor_anew),
        Move(state, done(REVIEW), IN_FORCE, learn=_revised, then=_monitor_anew),
        Move(state, cancelled(PLAN_MONITORING), "ended"),
    )


FOLLOWING_PLAN = Process(
    name="risk_management_plan",
    title="Risk management plan",
    clauses=("PF-8.1a", "PF-8.2b", "PF-8.3d", "PF-8.3f", "PF-8.4a", "PF-8.4b", "PF-11.5e"),
    moves=(
        Move(ANYWHERE, done(INITIAL_ASSESSMENT), IN_FORCE, learn=_made, then=_monitor),
        Move(ANYWHERE, done(RELEASE_PLAN), IN_FORCE, learn=_made, then=_monitor),
        *_while(IN_FORCE),
        *_while(CONTINGENCY),
    ),
    ends=("ended",),
    owes={IN_FORCE: (PLAN_MONITORING.kind,), CONTINGENCY: (PLAN_MONITORING.kind,)},
)

PROCESSES = (FOLLOWING_PLAN,)

RULES = (PLAN_MONITORING,)
