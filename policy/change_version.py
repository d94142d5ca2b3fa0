"""An open case goes over to another policy version (TI-16, INS-X10): nothing owed is lost, what was decided stays.

Work in hand is carried across, clocks are dated afresh where their interval changed, and work that the new version does
not ask for ends or is replaced, each with the reason. What only the new version asks for opens where its cause is live.
"""

from collections.abc import Iterator

from models.duties import Budget, Clock, Closure, Duty, DutyState
from models.outcome import NoticeClass
from models.sentence import Stage
from policy.clocks import falls_due
from policy.enact import Enactment
from policy.in_force import Policy
from policy.known_versions import UnknownVersion, policy
from policy.process import Happening, What
from policy.refusal import Refusal, Refused
from policy.rules import DutyRule


def change_version(work: Enactment, to: str) -> None:
    """Carry a case over to another version, forwards or back. Raises Refused when there is no such version."""
    try:
        old, new = work.policy, policy(to)
    except UnknownVersion as unknown:
        raise Refused([Refusal(str(unknown), "TI-16", "version")]) from None
    if new.id == old.id:
        work.notes.append(f"already under policy {new.id}: nothing changes")
        return
    work.rules_changed = f"policy {new.id} in place of {old.id}"
    owed = work.case.open_duties
    work.case.policy_version = new.id
    changed = [_carry(work, duty, old, new) for duty in owed]
    _take_up_again(work, old, new)
    _open_what_is_added(work, old, new)
    if any(changed) or work.opened:
        work.tell(None, NoticeClass.DIGEST, f"{work.rules_changed}: {new.version.title}")


def _carry(work: Enactment, duty: Duty, old: Policy, new: Policy) -> bool:
    """One piece of open work: goes on, is replaced or ends. Whether anything about it changed."""
    kind = _successor(duty.kind, old, new)
    if kind == duty.kind:
        said = list(_go_on(work, duty, old, new))
        duty.notes += [f"{words} ({work.rules_changed})" for words in said]
        work.notes += [f"{duty.id} {duty.title}: {words}" for words in said]
        moved = _date_afresh(work, duty, duty.clocks, old, new)
        return moved or bool(said)
    why = new.withdrawn[duty.kind].why if duty.kind in new.withdrawn else f"policy {old.id} asked for it"
    if kind is None:
        _end(work, duty, f"{work.rules_changed}: {why}")
        work.happened_to(What.CANCELLED, duty)
    else:
        _end(work, duty, f"{work.rules_changed}: {new.rules[kind].title} takes its place; {why}")
        _replace(work, duty, new.rules[kind], old, new)
    return True


def _successor(kind: str, old: Policy, new: Policy) -> str | None:
    """The kind of work that goes on under the new version; an earlier one knows only the kind it was before."""
    if kind in new.rules:
        return kind
    if kind in new.withdrawn:
        return new.in_place_of(kind)
    return next((k for k in old.stood_for(kind) if k in new.rules), None)


def _go_on(work: Enactment, duty: Duty, old: Policy, new: Policy) -> Iterator[str]:
    """The same work under its new rule: title, clauses, owner and ladder are its own. Yields what changed, in words."""
    before, rule = old.rule(duty.kind), new.rule(duty.kind)
    duty.policy_version = new.id
    if duty.title != rule.title:
        yield f"was called: {duty.title}"
        duty.title = rule.title
    duty.clauses = list(rule.clauses)
    if rule.form is not before.form:
        yield "its evidence changed"
    if duty.ladder == before.ladder.name:
        duty.ladder = rule.ladder.name
    if rule.owner is not before.owner:
        duty.owner = rule.owner or work.responsible
        yield f"now with the {duty.owner.value.replace('_', ' ')}"
    if rule.decided_by is not None and new.decisions[rule.decided_by] != old.decisions.get(rule.decided_by):
        yield f"to be decided now: {' or '.join(new.decisions[rule.decided_by].options)}"


def _end(work: Enactment, duty: Duty, reason: str) -> None:
    duty.state, duty.closed = DutyState.CANCELLED, Closure(at=work.now, reason=reason)
    work.closed.append(duty)


def _take_up_again(work: Enactment, old: Policy, new: Policy) -> None:
    """Work that only the old version had withdrawn is owed again, for the same reasons, where its cause is live."""
    case = work.case
    if case.stage is Stage.CLOSED:
        return
    withdrawn = {w.kind for w in old.withdrawn.values() if w.replaced_by is None and w.kind in new.rules}
    ended = {d.key: d for d in case.duties.values() if d.kind in withdrawn}
    for duty in ended.values():
        rule, reason = new.rules[duty.kind], (duty.closed.reason if duty.closed else None) or ""
        here = case.in_community or not rule.community_only
        if here and reason.startswith(f"policy {old.id} in place of "):
            _not_late_already(work, _replace(work, duty, rule, old, new))


def _not_late_already(work: Enactment, duty: Duty) -> None:
    """Nobody could do it while it was withdrawn: it is due at the earliest on the next working day."""
    first = work.calendar.add_working_days(work.today, 1)
    for clock in duty.clocks:
        due = falls_due(clock, work.case, work.calendar)
        if due is not None and due < first and not clock.answered:
            clock.not_before, duty.rungs_fired = first, []


def _replace(work: Enactment, was: Duty, rule: DutyRule, old: Policy, new: Policy) -> Duty:
    """Work takes the place of other work: it is owed for the same reasons, since the same days."""
    clocks = [clock.model_copy(deep=True) for clock in was.clocks if not clock.answered]
    for clock in clocks:
        clock.id = work.number("clock", "c")
    _date_afresh(work, was, clocks, old, new, rule)
    again = [due for clock in clocks if (due := falls_due(clock, work.case, work.calendar)) is not None]
    late = bool(again) and min(again) < work.today
    duty = work.case.open_duty(rule.kind, was.subject)
    if duty is not None:
        duty.clocks += clocks
        work.joined.append(duty)
        return duty
    duty = was.model_copy(
        update={
            "id": work.number("duty", "d"),
            "kind": rule.kind,
            "title": rule.title,
            "clauses": list(rule.clauses),
            "owner": rule.owner or was.owner,
            "clocks": clocks,
            "state": DutyState.OPEN,
            "closed": None,
            "grave": rule.grave or was.grave,
            "ladder": rule.ladder.name,
            "policy_version": new.id,
            "rungs_fired": list(was.rungs_fired) if late else [],
            "notes": [*was.notes, f"in place of {was.id}, {was.title} ({work.rules_changed})"],
        },
        deep=True,
    )
    work.case.duties[duty.id] = duty
    work.opened.append(duty)
    work.happenings.append(Happening(What.OPENED, rule.kind, work.today, duty.subject, duty=duty))
    return duty


def _date_afresh(
    work: Enactment, duty: Duty, clocks: list[Clock], old: Policy, new: Policy, rule: DutyRule | None = None
) -> bool:
    """Give each clock the interval of the new version. Whether any of them has another due date."""
    due = [clock.due_on for clock in clocks]
    for clock in clocks:
        if not clock.answered:
            _count_by(work, clock, old.rule(duty.kind), rule or new.rule(duty.kind), new)
    return due != [falls_due(c, work.case, work.calendar) if not c.answered else c.due_on for c in clocks]


def _count_by(work: Enactment, clock: Clock, before: DutyRule, after: DutyRule, new: Policy) -> None:
    if clock.budget is not None:
        clock.budget = _budget(clock.budget, before, after, new)
    clock.not_before = None
    due, was = falls_due(clock, work.case, work.calendar), clock.due_on
    if due is None or was is None or due >= was or was < work.today:
        return
    first = work.calendar.add_working_days(work.today, 1)
    if due < first:  # a shorter interval makes nothing late by itself
        clock.not_before = min(was, first)


def _budget(budget: Budget, before: DutyRule, after: DutyRule, new: Policy) -> Budget:
    """The budget a clock would have had: the rule's own, or the named interval that it was opened with."""
    if _same(budget, before.budget):
        return after.budget
    if before.every is not None and _same(budget, before.every):
        return after.every or after.budget
    return new.timed(budget)


def _same(one: Budget, other: Budget) -> bool:
    """Whether they are one interval; clocks of earlier releases do not name theirs."""
    if one.name and other.name:
        return one.name == other.name
    return (one.count, one.unit, one.source) == (other.count, other.unit, other.source)


def _open_what_is_added(work: Enactment, old: Policy, new: Policy) -> None:
    """What the new version asks for beside work that is still open, counted from today."""
    if work.case.stage is Stage.CLOSED:
        return
    for duty in work.case.open_duties:
        for also in new.also:
            there_already = work.case.open_duty(also.asks_for, duty.subject) is not None
            if also not in old.also and not there_already:
                work.ask_also(duty, also, since=work.today)
