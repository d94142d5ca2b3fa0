"""The moments that matter on a case: rungs of the ladder, and steps that a date brings about with no event at all."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter

from models.case import Case
from models.duties import Duty
from models.risk import OrderState
from models.sentence import Stage
from policy.calendar import Calendar, end_of_day, london_date, months_after, next_working_moment, start_of_day
from policy.interval import interval
from policy.ladder import PASSED, Rung, known_since, rung_moments
from policy.responses.programme_waits import waits
from policy.stages import adjournment
from policy.stages.count_back import release_expected
from policy.stages.pre_release import READINESS, STEP, opens_on, planning_opened
from policy.stages.responsibility import changes_on
from policy.stages.sentence_plan import objectives_to_come

RESPONSIBILITY = "responsibility changes"
PROGRAMME_WAITS = "a programme waits"
ORDER_ENDS = "order ends"
OBJECTIVE_PASSED = "objective passes its date"
STOPS_LISTENING = "closed case stops listening"


@dataclass(frozen=True)
class Moment:
    """Something to do at an instant: a rung of a duty's ladder, or a named step (with what it is about)."""

    at: datetime
    step: str
    duty: str = ""
    rung: Rung | None = None
    about: str = ""

    @property
    def words(self) -> str:
        """What the timer waits for, for the Temporal UI: no personal data."""
        return f"{self.duty} {self.step}" if self.duty else self.step


def ahead(case: Case, calendar: Calendar, now: datetime) -> list[Moment]:
    """Every moment still to be handled, earliest first. Those already past are the ones to handle now."""
    found = [*_rungs(case, calendar, now), *_steps(case, calendar, london_date(now))]
    return sorted(found, key=attrgetter("at", "duty", "step", "about"))


def _rungs(case: Case, calendar: Calendar, now: datetime) -> Iterator[Moment]:
    for duty in case.open_duties:
        for m in rungs_of(duty, calendar, duty.rungs_fired):
            waits = m.rung is not None and m.at < now and not duty.grave
            yield replace(m, at=next_working_moment(now, calendar)) if waits else m


def rungs_of(duty: Duty, calendar: Calendar, handled: Collection[str] = ()) -> list[Moment]:
    """Every moment of a duty's present due date but those handled."""
    clock = duty.leading_clock
    if clock is None or clock.due_on is None:
        return []
    known_on = known_since(clock)
    every = _every_rung(duty.id, duty.ladder, clock.due_on, known_on, duty.opened_at, duty.grave, calendar)
    return [m for m in every if m.step not in handled]


@lru_cache(maxsize=32768)
def _every_rung(
    duty: str, ladder: str, due: date, known_on: date, opened_at: datetime, grave: bool, calendar: Calendar
) -> tuple[Moment, ...]:
    """Worked out once for a due date: every decision on a case asks for all of its rungs."""
    rungs = rung_moments(ladder, due, known_on, opened_at, grave, calendar)
    return (Moment(end_of_day(due), PASSED, duty), *(Moment(at, rung.name, duty, rung) for rung, at in rungs))


def _steps(case: Case, calendar: Calendar, today: date) -> Iterator[Moment]:
    if case.stage is Stage.CLOSED:
        if not case.open_duties and not case.homicide_review:
            yield Moment(start_of_day(case.listens_until or today), STOPS_LISTENING)
        return
    yield from _custody_steps(case, calendar, today)
    question = adjournment.steps_in(case, calendar)
    if question is not None:
        yield Moment(next_working_moment(start_of_day(question), calendar), adjournment.STEP)
    for wait in waits(case, today):
        yield Moment(next_working_moment(start_of_day(wait.day), calendar), PROGRAMME_WAITS, about=wait.mark)
    for order in case.orders.values():
        if order.ends_on and order.state not in {OrderState.EXPIRED, OrderState.REVOKED}:
            yield Moment(start_of_day(order.ends_on + timedelta(days=1)), ORDER_ENDS, about=order.ref)
    for objective in objectives_to_come(case):
        yield Moment(start_of_day(objective.due_on + timedelta(days=1)), OBJECTIVE_PASSED, about=objective.ref)


def _planning_due(case: Case, opens: date) -> bool:
    """Planning opens once for each time in custody, and again for a release put off by more than its whole span."""
    opened = planning_opened(case)
    return opened is None or opens >= months_after(opened, interval(case, "pre_release_months"))


def _custody_steps(case: Case, calendar: Calendar, today: date) -> Iterator[Moment]:
    changes = changes_on(case, today)
    if changes:
        yield Moment(start_of_day(changes), RESPONSIBILITY, about=changes.isoformat())
    opens, release = opens_on(case), release_expected(case)
    if opens is None or release is None:
        return
    if release >= today and _planning_due(case, opens):
        yield Moment(start_of_day(opens), STEP)
    if f"{READINESS} {release.isoformat()}" not in case.steps_taken and release >= today:
        alert = calendar.on_or_before(release - timedelta(days=interval(case, "readiness_alert_days")))
        yield Moment(next_working_moment(start_of_day(alert), calendar), READINESS, about=release.isoformat())
