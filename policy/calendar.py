"""Working days and the London day: how every deadline in the project is counted (AM-03).

A working day is Monday to Friday and not a bank holiday in England and Wales. The day something happens is day 0; a
deadline is the end of its day in London. Pure: nothing here reads a clock.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from policy.bank_holidays import VERSION, bank_holidays_in, is_published

LONDON = ZoneInfo("Europe/London")
"""The time zone of every date in the project."""

OPENS = time(9)
"""Start of office hours, London. Project default."""

CLOSES = time(17)
"""End of office hours, London. Project default."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of England and Wales as known at one version.

    ``version`` names the published table and, after a plus sign, what has been announced since. ``announced`` are bank
    holidays proclaimed after the table was read, ``withdrawn`` those moved off their day. Every deadline keeps the
    version it was counted with, so that a later one can show what moved.
    """

    version: str
    announced: tuple[tuple[date, str], ...] = ()
    withdrawn: frozenset[date] = frozenset()

    def bank_holiday(self, day: date) -> str | None:
        """The name of the bank holiday kept on ``day``, or ``None``. A ``datetime`` is refused with a ValueError."""
        if isinstance(day, datetime):
            raise ValueError("a calendar day is needed, not a moment: use london_date() first")
        if day in self.withdrawn:
            return None
        name = bank_holidays_in(day.year).get(day)
        return name or next((said for announced, said in self.announced if announced == day), None)

    def is_working_day(self, day: date) -> bool:
        """Whether ``day`` is Monday to Friday and not a bank holiday in England and Wales."""
        return day.weekday() < 5 and self.bank_holiday(day) is None

    def is_provisional(self, day: date) -> bool:
        """Whether the bank holidays around ``day`` are computed rather than published."""
        return not is_published(day.year)

    def on_or_after(self, day: date) -> date:
        """``day`` itself when it is a working day, otherwise the next one."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def on_or_before(self, day: date) -> date:
        """``day`` itself when it is a working day, otherwise the one before."""
        while not self.is_working_day(day):
            day -= _ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The working day ``count`` working days after ``day``, which is day 0 whether or not it is one itself.

        A count of 0 gives ``day``, or the next working day when it is not one. Raises ValueError when negative.
        """
        if _whole(count) == 0:
            return self.on_or_after(day)
        for _ in range(count):
            day = self.on_or_after(day + _ONE_DAY)
        return day

    def subtract_working_days(self, day: date, count: int) -> date:
        """The working day ``count`` working days before ``day``, which is day 0 whether or not it is one itself.

        A count of 0 gives ``day``, or the working day before when it is not one. Raises ValueError when negative.
        """
        if _whole(count) == 0:
            return self.on_or_before(day)
        for _ in range(count):
            day = self.on_or_before(day - _ONE_DAY)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days come after ``start``, up to and including ``end``; negative when ``end`` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def bank_holidays_between(self, start: date, end: date) -> tuple[tuple[date, str], ...]:
        """The bank holidays on weekdays after ``start``, up to and including ``end``: what a count skips."""
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return tuple((day, name) for day in days if day.weekday() < 5 and (name := self.bank_holiday(day)))


CURRENT = Calendar(version=VERSION)
"""The calendar of the table in this release, with nothing announced since."""


def with_announced(calendar: Calendar, extra: Mapping[date, str], withdrawn: Collection[date] = ()) -> Calendar:
    """``calendar`` with bank holidays announced since, and those moved off their day, under a version that names them.

    The same announcements give the same version in whatever order they come; announcing what the calendar already
    keeps changes nothing, so a later table that contains them takes over without a trace.
    """
    gone = calendar.withdrawn - set(extra) | set(withdrawn)
    told = dict(calendar.announced) | dict(extra)
    announced = tuple((day, name) for day, name in sorted(told.items()) if day not in gone and not _in_table(day))
    moved_off = frozenset(day for day in gone if _in_table(day))
    table = calendar.version.partition("+")[0]
    return Calendar(_named(table, announced, moved_off), announced, moved_off)


def _in_table(day: date) -> bool:
    return day in bank_holidays_in(day.year)


def _named(table: str, announced: tuple[tuple[date, str], ...], withdrawn: Collection[date]) -> str:
    """``2026-08+1f3a9c``: the table, and six digits that stand for exactly these announcements."""
    if not announced and not withdrawn:
        return table
    lines = [f"+{day} {name}" for day, name in announced] + [f"-{day}" for day in sorted(withdrawn)]
    return f"{table}+{sha256(chr(10).join(lines).encode()).hexdigest()[:6]}"


def london_date(instant: datetime) -> date:
    """The date in London at ``instant``. Raises ValueError for an instant without a time zone."""
    return _aware(instant).astimezone(LONDON).date()


@lru_cache(maxsize=4096)
def start_of_day(day: date) -> datetime:
    """The instant, in UTC, at which ``day`` begins in London. A ``datetime`` is refused with a ValueError."""
    if isinstance(day, datetime):
        raise ValueError("a calendar day is needed, not a moment: use london_date() first")
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The instant, in UTC, at which ``day`` ends in London: the start of the next London day.

    The day on which the clocks go forward is 23 hours long and the day on which they go back 25.
    """
    return start_of_day(day + _ONE_DAY)


def next_working_moment(instant: datetime, calendar: Calendar, opens: time = OPENS, closes: time = CLOSES) -> datetime:
    """``instant`` when it falls in office hours of a working day, otherwise the next opening; in UTC.

    Office hours are London time and a project default; the closing moment itself is outside them. Raises ValueError
    for an instant without a time zone, or for hours that never open.
    """
    if opens >= closes:
        raise ValueError("office hours must open before they close")
    local = _aware(instant).astimezone(LONDON)
    today = local.date()
    if calendar.is_working_day(today) and opens <= local.time() < closes:
        return instant.astimezone(UTC)
    opening_day = today if local.time() < opens else today + _ONE_DAY
    return datetime.combine(calendar.on_or_after(opening_day), opens, LONDON).astimezone(UTC)


def months_after(day: date, count: int) -> date:
    """The same day of the month ``count`` months later, or the last day of a month too short for it."""
    return day + relativedelta(months=_whole(count))


def months_before(day: date, count: int) -> date:
    """The same day of the month ``count`` months earlier, or the last day of a month too short for it."""
    return day - relativedelta(months=_whole(count))


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise ValueError("an instant needs a time zone: a naive datetime does not say which moment it is")
    return instant


def _whole(count: int) -> int:
    if count < 0:
        raise ValueError("the count must be 0 or more: count the other way instead of using a negative number")
    return count
