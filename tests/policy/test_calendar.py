"""Working days and the London day (AM-03; TI-01, TI-03), against hand-counted dates and two published lists."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import holidays
import pytest
from dateutil.easter import easter
from govuk_bank_holidays.bank_holidays import BankHolidays  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from policy.bank_holidays import LAST_PUBLISHED_YEAR, VERSION, bank_holidays_in, is_published, statutory_bank_holidays
from policy.calendar import (
    CURRENT,
    LONDON,
    Calendar,
    end_of_day,
    london_date,
    months_after,
    months_before,
    next_working_moment,
    start_of_day,
    with_announced,
)

DAYS = st.dates(date(2012, 1, 1), date(2045, 12, 31))
COUNTS = st.integers(1, 60)
INSTANTS = st.datetimes(datetime(2012, 1, 1), datetime(2045, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
PUBLISHED = range(2012, 2029)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_table_is_the_official_list() -> None:
    official = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    ours = {day for year in PUBLISHED for day in bank_holidays_in(year)}
    assert ours == {holiday["date"] for holiday in official if holiday["date"].year in PUBLISHED}


@pytest.mark.parametrize("year", [*PUBLISHED, 2029, 2033, 2038, 2044, 2050])
def test_the_table_and_the_rules_agree_with_the_holidays_package(year: int) -> None:
    theirs = holidays.country_holidays("GB", subdiv="ENG", years=year)
    assert set(bank_holidays_in(year)) == {day for day in theirs if day.weekday() < 5 and day.year == year}


def test_the_rules_differ_from_the_table_only_where_something_was_proclaimed() -> None:
    differing = {year for year in PUBLISHED if set(statutory_bank_holidays(year)) != set(bank_holidays_in(year))}
    assert differing == {2012, 2020, 2022, 2023}


def test_names_follow_the_days_kept() -> None:
    assert bank_holidays_in(2022)[date(2022, 12, 27)] == "Christmas Day"
    assert bank_holidays_in(2022)[date(2022, 12, 26)] == "Boxing Day"
    assert bank_holidays_in(2026)[date(2026, 12, 28)] == "Boxing Day"
    assert bank_holidays_in(2022)[date(2022, 9, 19)] == "Bank holiday for the State Funeral of Queen Elizabeth II"


def test_beyond_the_horizon_days_are_computed_and_provisional() -> None:
    assert LAST_PUBLISHED_YEAR == 2028
    assert is_published(2028) and not is_published(2029)
    assert CURRENT.is_provisional(date(2029, 1, 1)) and not CURRENT.is_provisional(date(2028, 12, 31))
    assert CURRENT.bank_holiday(date(2029, 3, 30)) == "Good Friday"


@pytest.mark.parametrize(
    ("year", "christmas", "boxing"),
    [(2029, 25, 26), (2032, 27, 28), (2033, 27, 26), (2037, 25, 28)],
    ids=["Tuesday", "Saturday", "Sunday", "Friday"],
)
def test_christmas_moves_past_the_weekend(year: int, christmas: int, boxing: int) -> None:
    kept = {name: day for day, name in bank_holidays_in(year).items()}
    assert (kept["Christmas Day"], kept["Boxing Day"]) == (date(year, 12, christmas), date(year, 12, boxing))


def test_the_latest_easter_there_is() -> None:
    assert easter(2038) == date(2038, 4, 25)
    assert CURRENT.add_working_days(date(2038, 4, 22), 1) == date(2038, 4, 27)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-02", 15, "2026-11-23"),  # three plain weeks
        ("2026-12-14", 15, "2027-01-07"),  # past 25 and 28 December and 1 January (TI-01)
        ("2027-03-24", 10, "2027-04-09"),  # past Good Friday and Easter Monday (TI-03)
        ("2026-11-07", 1, "2026-11-09"),  # Saturday is day 0, Monday day 1
        ("2026-11-06", 1, "2026-11-09"),
        ("2026-11-07", 0, "2026-11-09"),
        ("2026-11-06", 0, "2026-11-06"),
        ("2023-05-05", 1, "2023-05-09"),  # the coronation
    ],
)
def test_am_03_the_start_is_day_0(start: str, count: int, end: str) -> None:
    assert CURRENT.add_working_days(date.fromisoformat(start), count) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("end", "count", "start"),
    [("2026-12-29", 2, "2026-12-23"), ("2026-12-27", 1, "2026-12-24"), ("2026-12-27", 0, "2026-12-24")],
)
def test_counting_back(end: str, count: int, start: str) -> None:
    assert CURRENT.subtract_working_days(date.fromisoformat(end), count) == date.fromisoformat(start)


def test_bank_holidays_on_a_count_are_named() -> None:
    skipped = CURRENT.bank_holidays_between(date(2026, 12, 14), date(2027, 1, 7))
    assert [name for _, name in skipped] == ["Christmas Day", "Boxing Day", "New Year's Day"]


def test_both_clock_changes() -> None:
    forward, back = date(2027, 3, 28), date(2026, 10, 25)
    assert (start_of_day(forward), end_of_day(forward)) == (utc("2027-03-28T00:00Z"), utc("2027-03-28T23:00Z"))
    assert (start_of_day(back), end_of_day(back)) == (utc("2026-10-24T23:00Z"), utc("2026-10-26T00:00Z"))
    assert end_of_day(forward) - start_of_day(forward) == timedelta(hours=23)
    assert end_of_day(back) - start_of_day(back) == timedelta(hours=25)


def test_the_london_date_is_ahead_of_utc_on_a_summer_night() -> None:
    assert london_date(utc("2026-07-01T22:59:59Z")) == date(2026, 7, 1)
    assert london_date(utc("2026-07-01T23:00:00Z")) == date(2026, 7, 2)
    assert london_date(utc("2026-12-01T23:59:59Z")) == date(2026, 12, 1)
    assert london_date(datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=5)))) == date(2025, 12, 31)


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 7, 1, 12)  # noqa: DTZ001
    for ask in (london_date, lambda moment: next_working_moment(moment, CURRENT)):
        with pytest.raises(ValueError, match="time zone"):
            ask(naive)


def test_a_moment_is_not_a_day() -> None:
    for ask in (CURRENT.is_working_day, end_of_day, start_of_day, CURRENT.on_or_after):
        with pytest.raises(ValueError, match="not a moment"):
            ask(utc("2026-07-01T12:00Z"))


def test_negative_counts_are_refused() -> None:
    for count in (CURRENT.add_working_days, CURRENT.subtract_working_days, months_after, months_before):
        with pytest.raises(ValueError, match="0 or more"):
            count(date(2026, 7, 1), -1)


@pytest.mark.parametrize(
    ("instant", "moment"),
    [
        ("2026-07-01T08:00Z", "2026-07-01T08:00Z"),  # 09:00 in London: inside
        ("2026-07-01T07:59Z", "2026-07-01T08:00Z"),
        ("2026-07-03T16:00Z", "2026-07-06T08:00Z"),  # 17:00 on a Friday: closed
        ("2026-12-24T18:00Z", "2026-12-29T09:00Z"),
        ("2026-12-26T12:00Z", "2026-12-29T09:00Z"),
        ("2026-10-24T12:00Z", "2026-10-26T09:00Z"),  # over the end of summer time
    ],
)
def test_next_working_moment(instant: str, moment: str) -> None:
    assert next_working_moment(utc(instant), CURRENT) == utc(moment)


def test_office_hours_can_be_set() -> None:
    opens, closes = time(8), time(13)
    assert next_working_moment(utc("2026-12-01T13:00Z"), CURRENT, opens, closes) == utc("2026-12-02T08:00Z")
    with pytest.raises(ValueError, match="open before"):
        next_working_moment(utc("2026-12-01T13:00Z"), CURRENT, closes, opens)


class TestAnnouncements:
    """A bank holiday announced later is a new calendar version, and moves deadlines."""

    JUBILEE = date(2027, 6, 4)

    def test_it_moves_a_deadline(self) -> None:
        told = with_announced(CURRENT, {self.JUBILEE: "A jubilee"})
        assert CURRENT.add_working_days(date(2027, 6, 1), 5) == date(2027, 6, 8)
        assert told.add_working_days(date(2027, 6, 1), 5) == date(2027, 6, 9)
        assert not told.is_working_day(self.JUBILEE)

    def test_the_version_names_the_announcement(self) -> None:
        told = with_announced(CURRENT, {self.JUBILEE: "A jubilee"})
        table, _, digits = told.version.partition("+")
        assert table == VERSION and len(digits) == 6
        assert told == with_announced(Calendar(VERSION), {self.JUBILEE: "A jubilee"})
        assert told.version != with_announced(CURRENT, {date(2027, 6, 7): "A jubilee"}).version

    def test_order_does_not_matter(self) -> None:
        first, second = {date(2027, 6, 4): "One"}, {date(2027, 9, 6): "Two"}
        assert with_announced(with_announced(CURRENT, first), second) == with_announced(CURRENT, {**second, **first})

    def test_what_the_table_already_has_changes_nothing(self) -> None:
        assert with_announced(CURRENT, {date(2026, 12, 25): "Christmas Day"}) == CURRENT
        assert with_announced(CURRENT, {}) == CURRENT

    def test_a_holiday_moved_off_its_day(self) -> None:
        moved = with_announced(CURRENT, {date(2028, 5, 8): "Early May"}, withdrawn=[date(2028, 5, 1)])
        assert moved.is_working_day(date(2028, 5, 1)) and not moved.is_working_day(date(2028, 5, 8))
        assert with_announced(moved, {date(2028, 5, 1): "Early May"}, withdrawn=[date(2028, 5, 8)]) == CURRENT


@pytest.mark.parametrize(
    ("day", "months", "before", "after"),
    [
        ("2028-08-31", 6, "2028-02-29", "2029-02-28"),
        ("2027-08-31", 6, "2027-02-28", "2028-02-29"),
        ("2028-02-29", 12, "2027-02-28", "2029-02-28"),
        ("2027-01-15", 0, "2027-01-15", "2027-01-15"),
    ],
)
def test_months_end_where_the_month_ends(day: str, months: int, before: str, after: str) -> None:
    given_day = date.fromisoformat(day)
    assert months_before(given_day, months) == date.fromisoformat(before)
    assert months_after(given_day, months) == date.fromisoformat(after)


@given(DAYS, COUNTS)
def test_a_count_lands_on_a_working_day_and_can_be_counted_again(day: date, count: int) -> None:
    end = CURRENT.add_working_days(day, count)
    assert CURRENT.is_working_day(end)
    assert CURRENT.working_days_between(day, end) == count
    assert CURRENT.working_days_between(end, day) == -count


@given(DAYS, COUNTS)
def test_adding_and_subtracting_undo_each_other_from_a_working_day(day: date, count: int) -> None:
    start = CURRENT.on_or_after(day)
    assert CURRENT.subtract_working_days(CURRENT.add_working_days(start, count), count) == start
    assert CURRENT.add_working_days(CURRENT.subtract_working_days(start, count), count) == start


@given(DAYS, DAYS, COUNTS)
def test_a_later_start_never_gives_an_earlier_deadline(one: date, other: date, count: int) -> None:
    first, last = sorted((one, other))
    assert CURRENT.add_working_days(first, count) <= CURRENT.add_working_days(last, count)
    assert CURRENT.add_working_days(first, count) < CURRENT.add_working_days(first, count + 1)


@given(DAYS, st.lists(DAYS, max_size=3), COUNTS)
def test_an_announcement_never_brings_a_deadline_forward(day: date, extra: list[date], count: int) -> None:
    told = with_announced(CURRENT, dict.fromkeys(extra, "Announced"))
    assert told.add_working_days(day, count) >= CURRENT.add_working_days(day, count)


@given(DAYS)
def test_days_follow_one_another_without_a_gap(day: date) -> None:
    assert end_of_day(day) == start_of_day(day + timedelta(days=1))
    assert london_date(start_of_day(day)) == day == london_date(end_of_day(day) - timedelta(microseconds=1))


@given(INSTANTS)
def test_the_next_working_moment_is_in_office_hours_and_not_earlier(instant: datetime) -> None:
    moment = next_working_moment(instant, CURRENT)
    local = moment.astimezone(LONDON)
    assert moment >= instant
    assert CURRENT.is_working_day(local.date()) and time(9) <= local.time() < time(17)
    assert next_working_moment(moment, CURRENT) == moment
