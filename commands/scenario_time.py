"""The moments a scenario writes, worked out: offsets count from the first line, in London time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from models.scenario import MOMENT, OFFSET
from policy.calendar import LONDON, Calendar, london_date, months_after, months_before

DEFAULT_CLOCK = time(10)
"""When something happens if only its day is given (London)."""

FIRST_YEAR, LAST_YEAR = 1990, 2150
"""What a scenario may span: the bank holidays of other years are nobody's business here."""


class BadTime(Exception):
    """A moment that cannot be worked out; the text says why and what to write."""


@dataclass(frozen=True)
class Written:
    """A moment as written: its day in London, and the clock time or the instant if those were given."""

    day: date
    clock: time | None = None
    instant: datetime | None = None

    def moment(self) -> datetime:
        """The instant, in UTC; at 10:00 London where no clock time was given."""
        if self.instant is not None:
            return self.instant
        return datetime.combine(self.day, self.clock or DEFAULT_CLOCK, LONDON).astimezone(UTC)

    def at_or_after(self, earlier: datetime) -> datetime:
        """The instant; if no clock time was given, not before ``earlier`` on the same day."""
        return max(self.moment(), earlier) if self._moves_with(earlier) else self.moment()

    def at_or_before(self, later: datetime) -> datetime:
        """The instant; if no clock time was given, not after ``later`` on the same day."""
        return min(self.moment(), later) if self._moves_with(later) else self.moment()

    def _moves_with(self, other: datetime) -> bool:
        return self.clock is None and self.instant is None and self.day == london_date(other)


def first_moment(text: str) -> datetime:
    """The moment of the first line, which counts from nothing. Raises BadTime."""
    if OFFSET.fullmatch(text):
        raise BadTime("the first line gives the date that offsets count from: write one such as 2026-03-02")
    return _absolute(text).moment()


def written(text: str, first: datetime, calendar: Calendar) -> Written:
    """A date or an offset from the first line's day. Raises BadTime when there is no such moment."""
    found = OFFSET.fullmatch(text)
    if found is None:
        return _absolute(text)
    count = int(found["count"]) * (-1 if found["sign"] == "-" else 1)
    try:
        day = _counted(london_date(first), count, found["unit"], calendar)
    except (OverflowError, ValueError):
        raise BadTime(_TOO_FAR) from None
    return Written(_in_range(day), _clock(found["clock"]))


_TOO_FAR = f"out of range: a scenario stays between the years {FIRST_YEAR} and {LAST_YEAR}"
_WORKING_DAYS_AT_MOST = 20_000


def _counted(start: date, count: int, unit: str, calendar: Calendar) -> date:
    match unit:
        case "wd":
            if abs(count) > _WORKING_DAYS_AT_MOST:
                raise BadTime(_TOO_FAR)
            count_days = calendar.add_working_days if count >= 0 else calendar.subtract_working_days
            return count_days(start, abs(count))
        case "m":
            return months_after(start, count) if count >= 0 else months_before(start, -count)
        case _:
            return start + timedelta(days=count * (7 if unit == "w" else 1))


def _absolute(text: str) -> Written:
    found = MOMENT.fullmatch(text)
    assert found is not None, "checked when the line was read"
    try:
        day = _in_range(date.fromisoformat(found["day"]))
        if found["zone"] is None:
            return Written(day, _clock(found["clock"]))
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise BadTime("there is no such day in the calendar, or no such time") from None
    return Written(london_date(instant), instant=instant.astimezone(UTC))


def _clock(text: str | None) -> time | None:
    if text is None:
        return None
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise BadTime("there is no such time: write it as 09:00 or 14:30") from None


def _in_range(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadTime(_TOO_FAR)
    return day
