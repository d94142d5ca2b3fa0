"""When a licence starts, and the dates a prison and a practitioner work to before it.

The rules of create-and-vary-a-licence-api, ReleaseDateService. They are that service's practice, not clauses of the
domestic abuse framework. Pure: the day asked about and the calendar are always given.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from pydantic import BaseModel, ConfigDict

from models.release_facts import LegalStatus, LicenceKind, ReleaseFacts
from policy.calendar import Calendar

HARD_STOP_WORKING_DAYS = 2
"""How long before the licence start the hard stop is, in working days."""

HARD_STOP_WARNING_WORKING_DAYS = 2
"""How long before the hard stop the warning is, in working days."""

EARLY_RELEASE_WORKING_DAYS = 3
"""How much earlier someone may leave instead of on a Friday, weekend or bank holiday; Fridays are not counted."""

LATE_ALLOCATION_WORKING_DAYS = 5
"""How long before release a case without a practitioner is warned about; Fridays are not counted."""

TIME_SERVED_DAYS = 28
"""How recent a conditional release date on the day of sentence must be, in calendar days, to count as time served."""

_FRIDAY = 4


class HardStopPeriod(BaseModel):
    """The days on which only the prison may make a licence, both included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_day: date
    last_day: date


class LicenceDates(BaseModel):
    """The dates around a licence start. Every field but the first two is absent while the start is unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: LicenceKind
    calendar_version: str
    licence_start_date: date | None = None
    hard_stop_date: date | None = None
    hard_stop_warning_date: date | None = None
    hard_stop_period: HardStopPeriod | None = None
    in_hard_stop_period: bool = False
    earliest_possible_release: date | None = None
    late_allocation_warning_from: date | None = None
    late_allocation_warning: bool = False


def licence_dates(facts: ReleaseFacts, on: date, calendar: Calendar) -> LicenceDates:
    """Every date around the licence start, as the facts stand on ``on``."""
    kind = licence_kind(facts, on)
    start = licence_start_date(facts, kind, calendar)
    if start is None:
        return LicenceDates(kind=kind, calendar_version=calendar.version)
    hard_stop = hard_stop_date(start, kind, calendar)
    warn_from = late_allocation_warning_from(start, calendar)
    return LicenceDates(
        kind=kind,
        calendar_version=calendar.version,
        licence_start_date=start,
        hard_stop_date=hard_stop,
        hard_stop_warning_date=hard_stop_warning_date(hard_stop, calendar) if hard_stop else None,
        hard_stop_period=HardStopPeriod(first_day=hard_stop, last_day=start) if hard_stop else None,
        in_hard_stop_period=hard_stop is not None and hard_stop <= on <= start,
        earliest_possible_release=earliest_possible_release(start, facts.home_detention_curfew_actual_date, calendar),
        late_allocation_warning_from=warn_from,
        late_allocation_warning=warn_from <= on <= start,
    )


def licence_kind(facts: ReleaseFacts, on: date) -> LicenceKind:
    """The kind given; otherwise time served, after recall or conditional release, as the dates stand on ``on``.

    After recall when the post-recall release date is not past and comes after the conditional release date, if any.
    """
    if facts.licence_kind is not None:
        return facts.licence_kind
    if is_time_served(facts, on):
        return LicenceKind.TIME_SERVED
    recall, conditional = facts.post_recall_release, facts.conditional_release
    if recall is not None and recall >= on and (conditional is None or recall > conditional):
        return LicenceKind.PRRD
    return LicenceKind.CRD


def is_time_served(facts: ReleaseFacts, on: date) -> bool:
    """Whether the conditional release date is the day of sentence itself, and later than 28 days ago."""
    conditional = facts.conditional_release
    if conditional is None or facts.sentence_start_date != conditional:
        return False
    return conditional > on - timedelta(days=TIME_SERVED_DAYS)


def licence_start_date(facts: ReleaseFacts, kind: LicenceKind, calendar: Calendar) -> date | None:
    """The day a licence of this kind starts; ``None`` while the date it hangs on is unknown."""
    if kind is LicenceKind.HDC:
        return facts.home_detention_curfew_actual_date or facts.hdc_eligibility
    if kind is LicenceKind.PRRD:
        return _after_recall(facts, calendar)
    if facts.immigration_case or facts.is91_case or facts.legal_status is not LegalStatus.SENTENCED:
        return _held_otherwise(facts, calendar)
    return _standard(facts, calendar)


def hard_stop_date(start: date, kind: LicenceKind, calendar: Calendar) -> date | None:
    """The first day on which only the prison may make the licence; none for time served.

    The licence start, moved back to a working day, less two working days.
    """
    if kind is LicenceKind.TIME_SERVED:
        return None
    return calendar.subtract_working_days(calendar.on_or_before(start), HARD_STOP_WORKING_DAYS)


def hard_stop_warning_date(hard_stop: date, calendar: Calendar) -> date:
    """The day to warn that the hard stop is coming: two working days before it."""
    return calendar.subtract_working_days(hard_stop, HARD_STOP_WARNING_WORKING_DAYS)


def earliest_possible_release(start: date, hdc_actual: date | None, calendar: Calendar) -> date:
    """The earliest day the person may leave: ``start``, or up to three working days before a bad day to be released.

    Bad days are Fridays, weekends and bank holidays. A start on the home detention curfew actual date stays put.
    """
    bad_day = start.weekday() == _FRIDAY or not calendar.is_working_day(start)
    if start == hdc_actual or not bad_day:
        return start
    return _working_days_before_without_fridays(start, EARLY_RELEASE_WORKING_DAYS, calendar)


def late_allocation_warning_from(start: date, calendar: Calendar) -> date:
    """The first day on which a case still without a practitioner is warned about, until the licence starts."""
    return _working_days_before_without_fridays(start, LATE_ALLOCATION_WORKING_DAYS, calendar)


def _standard(facts: ReleaseFacts, calendar: Calendar) -> date | None:
    conditional, confirmed = facts.conditional_release, facts.confirmed_release_date
    if conditional is None:
        return None
    if confirmed is not None and confirmed <= conditional:
        return confirmed
    return calendar.on_or_before(conditional)


def _held_otherwise(facts: ReleaseFacts, calendar: Calendar) -> date | None:
    """For immigration, remand, unsentenced and IS91 cases."""
    conditional, confirmed = facts.conditional_release, facts.confirmed_release_date
    if conditional is None:
        return None
    last_working_day = calendar.on_or_before(conditional)
    if confirmed is not None and last_working_day <= confirmed <= conditional:
        return confirmed
    return last_working_day


def _after_recall(facts: ReleaseFacts, calendar: Calendar) -> date | None:
    recall, conditional, confirmed = facts.post_recall_release, facts.conditional_release, facts.confirmed_release_date
    if recall is None:
        return None
    after_conditional = confirmed is not None and (conditional is None or confirmed > conditional)
    if confirmed is not None and after_conditional and confirmed <= recall:
        return confirmed
    return calendar.on_or_before(recall)


def _working_days_before_without_fridays(day: date, count: int, calendar: Calendar) -> date:
    return next(islice(_mondays_to_thursdays_before(day, calendar), count - 1, None))


def _mondays_to_thursdays_before(day: date, calendar: Calendar) -> Iterator[date]:
    while True:
        day = calendar.subtract_working_days(day, 1)
        if day.weekday() != _FRIDAY:
            yield day
