"""The daily proof: whether a case has exactly the duties, clocks and next timer that policy says it should have.

Pure: the case, the moment and what the workflow waits for are given.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from models.case import Case
from models.duties import Duty
from models.sentence import Stage
from policy.calendar import Calendar
from policy.clocks import falls_due
from policy.explain import day_in_words
from policy.in_force import Policy
from policy.moments import Moment, ahead
from policy.processes import BY_NAME

GRACE = timedelta(minutes=10)
"""How long a moment may be past before its timer counts as missed: a worker may just be restarting."""


def differences(case: Case, policy: Policy, calendar: Calendar, now: datetime, wake_at: datetime | None) -> list[str]:
    """Everything about a case that is not as policy says, each in a line; nothing in it names a person."""
    return [
        *_version(case, policy),
        *_clocks(case, calendar),
        *_owed(case, policy),
        *_recurring(case, policy),
        *_timer(case, calendar, now, wake_at),
    ]


def _version(case: Case, policy: Policy) -> Iterator[str]:
    for duty in case.open_duties:
        if duty.kind not in policy.rules:
            yield f"{duty.id} is open, and policy {policy.id} has no such work: {duty.kind}"


def _clocks(case: Case, calendar: Calendar) -> Iterator[str]:
    for duty in case.open_duties:
        for clock in duty.clocks:
            due = None if clock.answered else falls_due(clock, case, calendar)
            if not clock.answered and due != clock.due_on:
                yield f"{duty.id} is due {_day(clock.due_on)}; policy says {_day(due)}"


def _day(day: date | None) -> str:
    return day_in_words(day) if day else "on no date"


def _owed(case: Case, policy: Policy) -> Iterator[str]:
    """Where a process stands, the work it owes there is open; a closed case owes nothing more."""
    if case.stage is Stage.CLOSED:
        return
    for key, state in case.processes.items():
        name, _, subject = key.partition("/")
        process = BY_NAME.get(name)
        if process is None:
            yield f"a process {name} that this code does not have"
            continue
        for owed in process.owes.get(state, ()):
            kind = policy.in_place_of(owed)  # a version may have other work in its place, or none
            if kind is not None and not any(_about(d, kind, subject, process.nobody) for d in case.open_duties):
                yield f"the {name.replace('_', ' ')} is at '{state}', and the work it owes there is not open: {kind}"


def _about(duty: Duty, kind: str, subject: str, nobody: str | None) -> bool:
    return duty.kind == kind and (not subject or duty.subject in {subject, None if subject == nobody else subject})


def _recurring(case: Case, policy: Policy) -> Iterator[str]:
    """Work that comes back, and was done on a case that still asks for it, is open again."""
    open_keys = {d.key for d in case.open_duties}
    latest = {d.key: d for d in case.duties.values() if d.kind in policy.rules and policy.rules[d.kind].every}
    for key, duty in latest.items():
        rule = policy.rules[duty.kind]
        over = case.stage is Stage.CLOSED or (rule.community_only and not case.in_community)
        if duty.state.value in {"done", "waived"} and key not in open_keys and not over:
            yield f"{duty.kind} was last {duty.state.value} as {duty.id} and has not come back"


def _timer(case: Case, calendar: Calendar, now: datetime, wake_at: datetime | None) -> Iterator[str]:
    moments = ahead(case, calendar, now)
    missed = [m for m in moments if m.at < now - GRACE]
    for m in missed:
        yield f"'{m.words}' was due at {m.at:%Y-%m-%d %H:%M} UTC and has not been handled"
    following = next((m for m in moments if m.at >= now - GRACE), None)
    if not missed and not _agree(following, wake_at, now):
        says = f"{following.at:%Y-%m-%d %H:%M} UTC ({following.words})" if following else "none"
        yield f"the next timer is {f'{wake_at:%Y-%m-%d %H:%M} UTC' if wake_at else 'none'}; policy says {says}"


def _agree(following: Moment | None, wake_at: datetime | None, now: datetime) -> bool:
    """Whether the timer is the one policy asks for; a rung that waits for office hours moves with the clock."""
    if following is None or wake_at is None:
        return following is None and wake_at is None
    return wake_at == following.at or (following.at <= now and wake_at <= now)
