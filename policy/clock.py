"""What a date brings about by itself: reminders, escalations, pre-release planning, a change of who is responsible."""

from collections import defaultdict

from models.case import Case
from models.duties import Duty
from models.events import Fact
from models.outcome import NoticeClass
from models.risk import OrderState
from models.roles import Role
from models.sentence import Stage
from policy.demands import Cancel, Demand, Open, Tell
from policy.enact import Enactment
from policy.holder import holder
from policy.ladder import OVERDUE, Step, told
from policy.moments import OBJECTIVE_PASSED, ORDER_ENDS, PROGRAMME_WAITS, STOPS_LISTENING, Moment, ahead, rungs_of
from policy.processes import advance
from policy.responses.orders import ORDER_CHECK
from policy.responses.programme_waits import waits
from policy.situation import Situation
from policy.stages import adjournment
from policy.stages.pre_release import (
    ALLOCATE_PRACTITIONER,
    READINESS,
    STEP,
    planning_mark,
    planning_opens,
    readiness_alert,
)
from policy.stages.responsibility import community_responsible
from policy.stages.sentence_plan import date_passed


def handle_what_is_due(work: Enactment, before: Case) -> list[Moment]:
    """Handle every moment that has come, until none is left: late ones too, each exactly once. Returns those ahead."""
    follow_responsibility(work)
    _start_again(work, before)
    _tell_of_late_work_asked_for_again(work)
    while True:
        advance(work)
        moments = ahead(work.case, work.calendar, work.now)
        due = [m for m in moments if m.at <= work.now]
        steps = [m for m in due if not m.duty]
        if not due or (steps and steps[0].step == STOPS_LISTENING):
            return moments
        if steps:
            _take_step(work, before, steps[0])
        else:
            _fire_rungs(work, due)


def _start_again(work: Enactment, before: Case) -> None:
    """A due date that moved later starts its ladder again: rungs still to come for it have not fired yet.

    One that was reckoned afresh and is past all the same does not: whoever was told need not hear it twice.
    """
    still_late = [d.id for d in work.moved if d.due_on is not None and d.due_on < work.today]
    for duty in [*work.moved, *work.joined]:
        old = before.duties.get(duty.id)
        if old is None or duty.due_on is None or duty.due_on == old.due_on:
            continue
        later = old.due_on is None or duty.due_on > old.due_on
        if later and duty.id not in still_late:
            to_come = {m.step for m in rungs_of(duty, work.calendar) if m.at > work.now}
            duty.rungs_fired = [rung for rung in duty.rungs_fired if rung not in to_come]
        _nothing_twice_for_a_date(duty, old)
        if OVERDUE in duty.rungs_fired and OVERDUE not in old.rungs_fired:
            _say_that_it_is_late_again(work, duty)


def _say_that_it_is_late_again(work: Enactment, duty: Duty) -> None:
    """The manager heard when this date passed, and may think since that there is time: a line in the digest."""
    manager = told(duty.owner, Step.FIRST_MANAGER)
    if manager is not None:
        work.tell(manager, NoticeClass.DIGEST, f"late again, as its date has moved back: {duty.title}", [duty.id])


def _nothing_twice_for_a_date(duty: Duty, old: Duty) -> None:
    """A due date that moves away and back has had its reminder: what fired for it then has fired for it now."""
    fired = duty.told_for or {}
    if old.due_on is not None and old.rungs_fired:
        fired = {**fired, old.due_on.isoformat(): old.rungs_fired}
    duty.told_for = fired or None
    heard = fired.get(str(duty.due_on), [])
    duty.rungs_fired = [*duty.rungs_fired, *(rung for rung in heard if rung not in duty.rungs_fired)]


def _tell_of_late_work_asked_for_again(work: Enactment) -> None:
    """Another change asks for work that is late already: its ladder is spent, so the manager's digest says it."""
    late: dict[Role, list[str]] = defaultdict(list)
    for duty in work.joined:
        manager = told(duty.owner, Step.FIRST_MANAGER)
        asked_again = duty.is_open and duty.clocks[-1].cause == work.cause
        if asked_again and manager and OVERDUE in duty.rungs_fired:
            late[manager].append(duty.id)
    already = {notice.to_role for notice in work.notices if notice.kind is NoticeClass.ESCALATION}
    for manager, duties in late.items():
        if manager in already:
            continue
        titles = "; ".join(work.case.duties[d].title for d in duties)
        work.tell(manager, NoticeClass.DIGEST, f"another change asks for work already overdue: {titles}", duties)


def follow_responsibility(work: Enactment) -> None:
    """Responsibility follows the stage and the date: open work goes with it, and both sides hear (TR-09, AM-34)."""
    case = work.case
    case.com_responsible = community_responsible(case, work.today)
    previous, work.responsible = work.responsible, holder(case)
    if previous is work.responsible:
        return
    for duty in case.open_duties:
        if work.policy.rule(duty.kind).owner is None and duty.owner is previous:
            duty.owner = work.responsible
    if case.stage is Stage.CUSTODY:
        work.carry_out(_responsibility_changed(case, case.com_responsible))


def _responsibility_changed(case: Case, to_community: bool) -> list[Demand]:
    if not to_community:
        return [Tell(Role.POM, NoticeClass.DIGEST, "the POM is responsible for this case from today")]
    found: list[Demand] = [
        Tell(Role.COMMUNITY_PRACTITIONER, NoticeClass.DIGEST, "the community is responsible for this case from today"),
        Tell(Role.POM, NoticeClass.DIGEST, "responsibility has passed to the community"),
    ]
    if Role.COMMUNITY_PRACTITIONER not in case.practitioners:
        found.append(Open(ALLOCATE_PRACTITIONER, started_by="the community became responsible"))
    return found


def _fire_rungs(work: Enactment, due: list[Moment]) -> None:
    """Fire each rung once; one person hears once about everything that came due together."""
    together: dict[tuple[Role, NoticeClass, str], list[str]] = defaultdict(list)
    for m in due:
        duty = work.case.duties[m.duty]
        duty.rungs_fired.append(m.step)
        if m.rung is None:
            continue
        superseded = m.rung.working_days < 0 and duty.due_on is not None and duty.due_on < work.today
        to = told(duty.owner, m.rung.step)
        if to is not None and not superseded:
            together[(to, m.rung.kind, m.rung.name)].append(duty.id)
    for (to, kind, name), duties in together.items():
        titles = "; ".join(work.case.duties[d].title for d in duties)
        work.tell(to, kind, f"{name}: {titles}", duties)


def _take_step(work: Enactment, before: Case, m: Moment) -> None:
    situation = Situation(before, work.case, Fact(event_id=work.cause, occurred_at=work.now), work.calendar, work.now)
    if m.step == STEP:
        work.case.steps_taken.append(planning_mark(work.case) + work.today.isoformat())
        work.carry_out(planning_opens(situation))
    elif m.step == READINESS:
        work.case.steps_taken.append(f"{READINESS} {m.about}")
        work.carry_out(readiness_alert(situation))
    elif m.step == adjournment.STEP and work.case.dates.hearing:
        work.case.steps_taken.append(adjournment.mark(work.case.dates.hearing))
        work.carry_out(adjournment.question(work.case, "hearing near, replies still out"))
    elif m.step == PROGRAMME_WAITS:
        wait = next(w for w in waits(work.case, work.today) if w.mark == m.about)
        work.case.steps_taken.append(wait.mark)
        work.carry_out([Tell(Role.SPO, NoticeClass.DIGEST, wait.words)])
    elif m.step == ORDER_ENDS:
        work.case.orders[m.about].state = OrderState.EXPIRED
        work.carry_out([Cancel(ORDER_CHECK.kind, "the order has expired", m.about)])
    elif m.step == OBJECTIVE_PASSED:
        work.carry_out(date_passed(work.case, m.about))
