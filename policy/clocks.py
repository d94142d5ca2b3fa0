"""When a clock falls due. One path for arming, for moving and for explaining a date."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from models.case import Case
from models.duties import Budget, Clock, Duty, Moved, Unit
from policy.calendar import Calendar, months_after
from policy.stages.count_back import counted_back, said_of


def after(start: date, budget: Budget, calendar: Calendar) -> date:
    """The last day of a budget that starts on ``start``, which is day 0 (AM-03)."""
    match budget.unit:
        case Unit.WORKING_DAYS:
            return _working_days_after(calendar, start, budget.count)
        case Unit.DAYS:
            return start + timedelta(days=budget.count)
        case Unit.WEEKS:
            return start + timedelta(weeks=budget.count)
        case Unit.MONTHS:
            return months_after(start, budget.count)


def falls_due(clock: Clock, case: Case, calendar: Calendar) -> date | None:
    """The day a clock falls due now, or none while it is suspended or the date it counts back from is unknown."""
    due = _counted(clock, case, calendar)
    return max(due, clock.not_before) if due is not None and clock.not_before is not None else due


def _counted(clock: Clock, case: Case, calendar: Calendar) -> date | None:
    if clock.suspended:
        return None
    if clock.counts_to is not None:
        return counted_back(clock.counts_to, case, clock.counted_from, calendar)
    if clock.budget is None:
        return None
    return _with_suspensions(clock, clock.budget, calendar)


def _with_suspensions(clock: Clock, budget: Budget, calendar: Calendar) -> date:
    if not clock.suspensions:
        return after(clock.counted_from, budget, calendar)
    start, left = clock.counted_from, budget.count
    stopped = [(max(s.since, start), max(s.until or s.since, s.since, start)) for s in clock.suspensions]
    if budget.unit is not Unit.WORKING_DAYS:
        return after(start, budget, calendar) + sum((until - since for since, until in stopped), start=timedelta())
    for since, until in stopped:
        left -= min(left, max(0, calendar.working_days_between(start, since)))
        start = max(start, until)
    return _working_days_after(calendar, start, left)


@lru_cache(maxsize=4096)
def _working_days_after(calendar: Calendar, start: date, count: int) -> date:
    """Counted once: every decision works out every due date afresh."""
    return calendar.add_working_days(start, count)


def reproject(case: Case, calendar: Calendar, now: datetime, because: str | None = None) -> list[Duty]:
    """Work out every running clock of the case afresh, and say which rule moved it. Returns the duties that moved.

    ``because`` is what changed the rules themselves, if anything did.
    """
    moved = []
    for duty in case.open_duties:
        before = duty.due_on
        changed = [_move(clock, case, calendar, now, because) for clock in duty.clocks if not clock.answered]
        if any(changed) and duty.due_on != before:
            moved.append(duty)
    case.calendar_version = calendar.version
    return moved


def _move(clock: Clock, case: Case, calendar: Calendar, now: datetime, because: str | None) -> bool:
    """Work out when a running clock falls due; whether that changed."""
    if clock.counts_to is not None:
        clock.counted_by = said_of(clock.counts_to, case)
    due = falls_due(clock, case, calendar)
    if due == clock.due_on:
        if clock.calendar_version != calendar.version:
            clock.calendar_version = calendar.version
        return False
    clock.moved.append(Moved(at=now, was=clock.due_on, now=due, because=because or _why(clock, calendar)))
    clock.due_on, clock.calendar_version = due, calendar.version
    return True


def _why(clock: Clock, calendar: Calendar) -> str:
    if clock.suspended:
        return f"clock suspended: {clock.suspensions[-1].because}"
    if clock.counts_to is not None:
        return "the date it counts back from changed"
    if calendar.version != clock.calendar_version:
        return f"bank holidays changed: {clock.calendar_version} to {calendar.version}"
    return "clock resumed"
