"""Due dates the framework gives, counted so that each explains itself.

Sections 9.2, 10.8, 12.9 and 17.4 of the domestic abuse policy framework. The day something happens is day 0 and the
deadline is the end of the due day in London (AM-03). A due date depends on the facts alone; only ``late`` looks at the
day asked about. Pure: no clock.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from models.risk import RoshLevel
from policy.calendar import Calendar, end_of_day, months_before

COMMENCEMENT = "commencement of the order or licence"
"""What the programme and safety officer clocks start from: the release date, or the day the order was made (AM-02)."""

Readings = tuple[str, ...]
"""Catalogue ids of the readings a due date rests on."""

_SHORT_CLOCK = frozenset({RoshLevel.HIGH, RoshLevel.VERY_HIGH, RoshLevel.UNKNOWN})


class KeyDate(BaseModel):
    """One due date and why it is what it is.

    ``due`` is a London date and ``deadline`` the instant, in UTC, at which it ends. ``moved_by`` names what a plain
    count would have missed: bank holidays skipped, or a month too short. ``readings`` are the catalogue's notes on
    where the text leaves a choice. ``late`` means the day asked about is past ``due``; ``provisional`` that the count
    went beyond the published bank holidays.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    due: date
    deadline: datetime
    started_by: str
    counted_from: date
    budget: str
    clause: str
    source: Literal["policy", "project default"] = "policy"
    calendar_version: str
    moved_by: tuple[str, ...] = ()
    readings: Readings = ()
    late: bool
    provisional: bool = False


def first_home_visit(calendar: Calendar, supervision_start: date, rosh: RoshLevel | None, on: date) -> KeyDate:
    """The first home visit (TI-01, TI-02): 15 working days at high or very high risk of serious harm, else 6 weeks.

    While the level is unknown the shorter clock runs (AM-06).
    """
    rosh = rosh or RoshLevel.UNKNOWN
    name, started_by = "first_home_visit", "start of supervision"
    if rosh not in _SHORT_CLOCK:
        return _weeks_on(name, calendar, on, supervision_start, 6, started_by, "PF-10.8b")
    readings = ("AM-02", "AM-03", "AM-06") if rosh is RoshLevel.UNKNOWN else ("AM-02", "AM-03")
    return _working_days_on(name, calendar, on, supervision_start, 15, started_by, "PF-10.8a", readings)


def home_visit_after_concern(calendar: Calendar, identified_on: date, on: date) -> KeyDate:
    """The home visit after an escalating or newly found domestic abuse concern (TI-03): 10 working days."""
    name, started_by = "home_visit_after_concern", "concern identified"
    readings = ("AM-03", "AM-06", "AM-55")
    return _working_days_on(name, calendar, on, identified_on, 10, started_by, "PF-10.8c", readings)


def programme_referral(calendar: Calendar, commenced: date, on: date) -> KeyDate:
    """The referral to the accredited programme (TI-04): one week from the commencement of the order or licence."""
    return _weeks_on("programme_referral", calendar, on, commenced, 1, COMMENCEMENT, "PF-12.9a")


def daso_referral(calendar: Calendar, commenced: date, on: date) -> KeyDate:
    """The referral to a domestic abuse safety officer (TI-05): 15 days, read as calendar days (AM-04)."""
    return _explained(
        "daso_referral",
        calendar,
        on,
        due=commenced + timedelta(days=15),
        started_by=COMMENCEMENT,
        counted_from=commenced,
        budget="15 days",
        clause="PF-12.9c",
        readings=("AM-02", "AM-04"),
    )


def mappa_level_notice(calendar: Calendar, releases: Mapping[str, date], on: date) -> KeyDate:
    """Telling the prison the MAPPA level (TI-06): 6 months before the earliest of ``releases``, given by name.

    With less than six months left the notice is due at once: the date has passed and ``late`` says so (AM-15). Raises
    ValueError when no date is given.
    """
    return _six_months_before("mappa_level_notice", calendar, on, releases, "PF-9.2e", "AM-15")


def vlu_re_referral(calendar: Calendar, stages: Mapping[str, date], on: date) -> KeyDate:
    """Re-referral to the victim liaison unit (TI-07): 6 months before the earliest of ``stages``, given by name.

    The parole window gets six months too, as the safer reading (AM-19). Raises ValueError when no date is given.
    """
    return _six_months_before("vlu_re_referral", calendar, on, stages, "PF-17.4b", "AM-19")


def _working_days_on(
    name: str, calendar: Calendar, on: date, start: date, count: int, started_by: str, clause: str, readings: Readings
) -> KeyDate:
    due = calendar.add_working_days(start, count)
    return _explained(
        name,
        calendar,
        on,
        due=due,
        started_by=started_by,
        counted_from=start,
        budget=f"{count} working days",
        clause=clause,
        readings=readings,
        moved_by=tuple(f"{holiday} {day}" for day, holiday in calendar.bank_holidays_between(start, due)),
        provisional=calendar.is_provisional(start) or calendar.is_provisional(due),
    )


def _weeks_on(
    name: str, calendar: Calendar, on: date, start: date, count: int, started_by: str, clause: str
) -> KeyDate:
    return _explained(
        name,
        calendar,
        on,
        due=start + timedelta(weeks=count),
        started_by=started_by,
        counted_from=start,
        budget=f"{count} week{'' if count == 1 else 's'}",
        clause=clause,
        readings=("AM-02",),
    )


def _six_months_before(
    name: str, calendar: Calendar, on: date, dates: Mapping[str, date], clause: str, reading: str
) -> KeyDate:
    if not dates:
        raise ValueError(f"{name}: no date to count back from")
    first = min(dates, key=lambda named: dates[named])
    due = months_before(dates[first], 6)
    clamped = due.day != dates[first].day
    return _explained(
        name,
        calendar,
        on,
        due=due,
        started_by=first,
        counted_from=dates[first],
        budget="6 months before",
        clause=clause,
        readings=(reading,),
        moved_by=(f"{due:%B %Y} has no day {dates[first].day}",) if clamped else (),
    )


def _explained(
    name: str,
    calendar: Calendar,
    on: date,
    *,
    due: date,
    started_by: str,
    counted_from: date,
    budget: str,
    clause: str,
    readings: Readings,
    moved_by: tuple[str, ...] = (),
    provisional: bool = False,
) -> KeyDate:
    return KeyDate(
        name=name,
        due=due,
        deadline=end_of_day(due),
        started_by=started_by,
        counted_from=counted_from,
        budget=budget,
        clause=clause,
        calendar_version=calendar.version,
        moved_by=moved_by,
        readings=readings,
        late=on > due,
        provisional=provisional,
    )
