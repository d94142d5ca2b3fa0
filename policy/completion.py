"""Completing work: what evidence is missing, which clocks the work answers, and what comes next."""

import re
from collections.abc import Iterator
from datetime import date

from pydantic import ValidationError

from models.case import Case
from models.duties import PROJECT_DEFAULT, Clock, Closure, Duty, DutyState
from models.forms.form import Form
from models.requests import CompleteDuty, WaiveDuty
from models.roles import MANAGERS, ROLE_WORDS
from models.sentence import Stage
from policy.calendar import london_date
from policy.demands import Demand, Open
from policy.enact import Enactment
from policy.explain import day_in_words
from policy.guards.waiting import waits_for_marac
from policy.process import What
from policy.refusal import Refusal, Refused, refuse_if
from policy.rules import DutyRule

_CLAUSE = re.compile(r"((?:PF|EP|INS)-[\w.]+|(?:GU|AM|DE)-\d+)")


def find_open(case: Case, duty_id: str) -> Duty:
    """The open duty of this id. Raises Refused when there is none."""
    duty = case.duties.get(duty_id)
    if duty is None:
        raise Refused([Refusal(f"no duty {duty_id} on this case", field="duty")])
    if not duty.is_open:
        raise Refused([Refusal(f"{duty_id} ({duty.title}) is already {duty.state.value}", field="duty")])
    return duty


def complete(work: Enactment, done: CompleteDuty) -> Duty:
    """Record a duty as done. Raises Refused with every thing the evidence lacks."""
    duty = find_open(work.case, done.duty)
    rule = work.policy.rule(duty.kind)
    form = read_form(rule, duty, done.evidence)
    refuse_if([*waits_for_marac(form), *rule.check(work.case, duty, form)])
    closure = Closure(at=work.now, by=done.done_by, role=done.role)
    answer(work, duty, form, form.done_on or london_date(done.done_at), closure)
    return duty


def answer(work: Enactment, duty: Duty, form: Form, day: date, closure: Closure) -> None:
    """The work was done on a day: end the clocks it answers, and the duty if none is left. Raises Refused.

    ``closure`` says by whom; the day, the evidence and whether it was late are filled in here.
    """
    if day > work.today:
        raise Refused([Refusal(f"{day_in_words(day)} is still to come", field="done_on")])
    running = [c for c in duty.clocks if not c.answered]
    answered = [c for c in running if c.counts_to or c.counted_from <= day]
    if running and not answered:
        asked = min(c.counted_from for c in running)
        words = f"done on {day_in_words(day)}, before it was asked for on {day_in_words(asked)}"
        raise Refused([Refusal(words, "AM-07", "done_on")])
    due = duty.due_on
    closure.done_on, closure.late = day, due is not None and day > due
    closure.evidence = form.model_dump(mode="json", exclude_none=True)
    _close(work, duty, answered, closure, form)
    work.carry_out(comes_back(work, duty, work.policy.rule(duty.kind), day))


def _close(work: Enactment, duty: Duty, answered: list[Clock], closure: Closure, form: Form) -> None:
    for clock in answered:
        clock.answered = True
    left = [c for c in duty.clocks if not c.answered]
    if not left:
        work.close(duty, DutyState.DONE, closure, form)
        return
    owed_for = ", ".join(c.started_by for c in left)
    day = day_in_words(closure.done_on) if closure.done_on else ""
    duty.notes.append(f"done on {day}; still owed for {owed_for} (AM-07)")
    work.joined.append(duty)
    work.happened_to(What.DONE, duty, form)


def read_form(rule: DutyRule, duty: Duty, evidence: dict[str, object]) -> Form:
    """The evidence as the rule's own form. Raises Refused naming each field and the clause that asks for it."""
    form = form_of(rule, duty)
    try:
        return form.model_validate(evidence)
    except ValidationError as error:
        raise Refused(field_errors(form, error)) from None


def form_of(rule: DutyRule, duty: Duty) -> type[Form]:
    """The form that completes a duty. Raises Refused when something else does."""
    if rule.decided_by is not None:
        words = f"{duty.title}: record the decision ({rule.decided_by.value}), not a completion"
        raise Refused([Refusal(words, duty.clauses[0], "duty")])
    if rule.form is None:
        raise Refused([Refusal(f"{duty.title}: closes when the event itself is reported", duty.clauses[0], "duty")])
    return rule.form


def field_errors(form: type[Form], error: ValidationError, but: str | None = None) -> Iterator[Refusal]:
    """Why evidence does not fit its form: each field at fault, and the clause that asks for it.

    Errors of the kind ``but`` are passed over.
    """
    for problem in error.errors(include_input=False, include_url=False):
        if problem["type"] == but:
            continue
        name = str(problem["loc"][0]) if problem["loc"] else "evidence"
        info = form.model_fields.get(name)
        about = (info.description or "") if info else ""
        clause = _CLAUSE.search(about)
        words = problem["msg"] if info else f"not asked for here; the form has {', '.join(form.model_fields)}"
        detail = f"evidence.{name}"
        yield Refusal(f"{words}{f' ({about})' if about else ''}", clause[0] if clause else None, detail)


def comes_back(work: Enactment, duty: Duty, rule: DutyRule, since: date) -> Iterator[Demand]:
    """A recurring duty opens again, counted from the day it was last done."""
    over = work.case.stage is Stage.CLOSED or (rule.community_only and not work.case.in_community)
    if rule.every is None or duty.is_open or over:
        return
    every = rule.case_interval(work.case) or rule.every
    clause = None if every.source == PROJECT_DEFAULT else every.source
    yield Open(rule, duty.subject, since=since, budget=every, clause=clause, started_by="last done")


def waive(work: Enactment, waiver: WaiveDuty) -> Duty:
    """Let a duty go, with a reason, by someone who may. Raises Refused."""
    duty = find_open(work.case, waiver.duty)
    rule = work.policy.rule(duty.kind)
    if waiver.role not in MANAGERS:
        allowed = ", ".join(sorted(ROLE_WORDS[r] for r in MANAGERS))
        words = f"a {ROLE_WORDS[waiver.role]} may not waive a duty; ask a manager ({allowed})"
        raise Refused([Refusal(words, "project rule", "role")])
    if not rule.waivable:
        raise Refused([Refusal(f"{duty.title}: may not be waived", duty.clauses[0], "duty")])
    refuse_if(rule.waiver_check(waiver.reason))
    closure = Closure(at=work.now, by=waiver.waived_by, role=waiver.role, reason=waiver.reason)
    work.close(duty, DutyState.WAIVED, closure)
    work.carry_out(comes_back(work, duty, rule, work.today))
    return duty
