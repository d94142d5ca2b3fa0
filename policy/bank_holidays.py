"""Bank holidays in England and Wales: a frozen table of what has been published, and the statute's rules beyond it.

Scotland and Northern Ireland keep other days, so "the United Kingdom" is never a calendar here. Pure: no clock, no I/O.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from dateutil.easter import easter

VERSION = "2026-08"
"""Year and month in which the published table was read. A new table is a new version."""

SOURCE = "https://www.gov.uk/bank-holidays.json, division england-and-wales"
"""Where the table comes from."""

NAMES = (
    "New Year's Day",
    "Good Friday",
    "Easter Monday",
    "Early May bank holiday",
    "Spring bank holiday",
    "Summer bank holiday",
    "Christmas Day",
    "Boxing Day",
)
"""The eight yearly bank holidays, in the order of the table's columns."""

# Month-day as kept, substitute days included, in the order of NAMES.
_PUBLISHED = {
    2012: "01-02 04-06 04-09 05-07 06-04 08-27 12-25 12-26",
    2013: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2014: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2015: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2016: "01-01 03-25 03-28 05-02 05-30 08-29 12-27 12-26",
    2017: "01-02 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
    2018: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
    2019: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 08-29 12-27 12-26",
    2023: "01-02 04-07 04-10 05-01 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
}

_ONCE = {
    date(2012, 6, 5): "Queen's Diamond Jubilee",
    date(2022, 6, 3): "Platinum Jubilee bank holiday",
    date(2022, 9, 19): "Bank holiday for the State Funeral of Queen Elizabeth II",
    date(2023, 5, 8): "Bank holiday for the coronation of King Charles III",
}
"""Bank holidays proclaimed for one year only."""

FIRST_PUBLISHED_YEAR = min(_PUBLISHED)
LAST_PUBLISHED_YEAR = max(_PUBLISHED)
"""The horizon: later years follow the rules below and are provisional."""


def is_published(year: int) -> bool:
    """Whether the bank holidays of ``year`` are in the published table; otherwise they are computed and provisional."""
    return FIRST_PUBLISHED_YEAR <= year <= LAST_PUBLISHED_YEAR


@cache
def bank_holidays_in(year: int) -> Mapping[date, str]:
    """The bank holidays kept in ``year``, by date, with their names.

    Inside the table, as published. Outside it, by rule: :func:`statutory_bank_holidays`.
    """
    return MappingProxyType(_published(year) if is_published(year) else statutory_bank_holidays(year))


def _published(year: int) -> dict[date, str]:
    days = (date.fromisoformat(f"{year}-{day}") for day in _PUBLISHED[year].split())
    return dict(zip(days, NAMES, strict=True)) | {day: name for day, name in _ONCE.items() if day.year == year}


def statutory_bank_holidays(year: int) -> dict[date, str]:
    """The bank holidays ``year`` will have if nothing is proclaimed, by date, with their names.

    Easter Monday, the last Mondays of May and August and the days after Christmas come from Schedule 1 to the Banking
    and Financial Dealings Act 1971; Good Friday and Christmas Day are common law; New Year's Day, the first Monday of
    May and the remaining substitute days are proclaimed each year under section 1 of that Act. The order of the result
    is that of :data:`NAMES`.
    """
    easter_sunday = easter(year)
    days = (
        _or_monday_after(date(year, 1, 1)),
        easter_sunday - timedelta(days=2),
        easter_sunday + timedelta(days=1),
        _first_monday(year, 5),
        _last_monday(year, 5),
        _last_monday(year, 8),
        *_christmas_and_boxing_day(year),
    )
    return dict(zip(days, NAMES, strict=True))


def _or_monday_after(day: date) -> date:
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7)


def _last_monday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.weekday())


def _christmas_and_boxing_day(year: int) -> tuple[date, date]:
    """The days kept for Christmas Day and Boxing Day: a holiday at a weekend moves past its neighbour."""
    christmas, boxing = date(year, 12, 25), date(year, 12, 26)
    if christmas.weekday() >= 5:
        christmas = date(year, 12, 27)
    if boxing.weekday() >= 5:
        boxing = date(year, 12, 28)
    return christmas, boxing
