"""A due date in words: what started the clock, the budget and whose it is, what suspended it, which rule moved it."""

from datetime import date

from models.duties import PROJECT_DEFAULT, Clock, Duty

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_in_words(day: date) -> str:
    """A date as the style rules write it: 14 January 2025."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def why_due(duty: Duty) -> str:
    """One line on the clock that sets the due date now."""
    clock = duty.leading_clock
    if clock is None:
        stopped = next((c for c in duty.clocks if not c.answered), None)
        return _stopped(stopped) if stopped else ""
    return _running(clock)


def clock_in_words(clock: Clock) -> str:
    """One line on one clock, whether or not it sets the due date."""
    return _running(clock)


def _running(clock: Clock) -> str:
    started = f"{clock.started_by} on {day_in_words(clock.counted_from)}"
    if clock.counts_to is not None:
        return f"{clock.counted_by or clock.counts_to}; {_source(clock)}"
    return f"{clock.budget} from {started}; {_source(clock)}"


def _source(clock: Clock) -> str:
    """Whose interval it is. A clause that asks for the work but gives no time is named as asking, not as timing it."""
    if clock.budget is None:
        return clock.clause or PROJECT_DEFAULT
    asks = f" for {clock.clause}" if clock.clause and clock.clause != clock.budget.source else ""
    return f"{clock.budget.source}{asks}"


def _stopped(clock: Clock) -> str:
    if clock.suspended:
        last = clock.suspensions[-1]
        return f"clock suspended since {day_in_words(last.since)}: {last.because}"
    return f"no due date until it is known: {clock.counts_to}"


def explain(duty: Duty) -> list[str]:
    """Everything that bears on a duty's due date, one sentence each, in the order it happened."""
    said = []
    for clock in duty.clocks:
        mark = "withdrawn: " if clock.withdrawn else "answered: " if clock.answered else ""
        due = f"due {day_in_words(clock.due_on)}" if clock.due_on else "not running"
        said.append(f"{mark}{due}: {_running(clock)} (bank holidays {clock.calendar_version})")
        said += [
            f"  suspended from {day_in_words(s.since)} to {day_in_words(s.until) if s.until else 'now'}: {s.because}"
            for s in clock.suspensions
        ]
        said += [
            f"  moved from {day_in_words(m.was) if m.was else 'no date'} to"
            f" {day_in_words(m.now) if m.now else 'no date'}: {m.because}"
            for m in clock.moved
        ]
    return said
