"""Moments and days as publishers write them."""

import re
from datetime import UTC, date, datetime
from typing import Any

from policy.calendar import LONDON

_ISO = re.compile(
    r"^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(?:[.,](\d{1,12}))?\s*"
    r"(Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?(?:\[[\w/]+\])?$"
)
_JAVA = re.compile(r"^\w{3} (\w{3}) (\d{1,2}) (\d{2}:\d{2}:\d{2}) (GMT|BST|UTC) (\d{4})$")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ZONES = {"GMT": "+00:00", "UTC": "+00:00", "BST": "+01:00"}
_FIRST, _LAST = 1900, 2150


def moment_of(said: Any) -> datetime | None:
    """The moment in UTC; without an offset it is London time, with nine fraction digits it is cut to microseconds.

    None when it is not a moment, or lies outside any case's time.
    """
    if isinstance(said, bool) or said is None:
        return None
    if isinstance(said, int | float):
        return _since_1970(said)
    text = str(said).strip()
    found = _iso(text) or _java(text)
    return found if found is not None and _FIRST <= found.year <= _LAST else None


def day_of(said: Any) -> date | None:
    """The day in England and Wales: of a date, or of a moment."""
    text = str(said).strip() if isinstance(said, str) else ""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return day if _FIRST <= day.year <= _LAST else None
    if re.fullmatch(r"\d{2}/\d{2}/\d{4}", text):
        return day_of("-".join(reversed(text.split("/"))))
    at = moment_of(text) if text else None
    return at.astimezone(LONDON).date() if at else None


def _iso(text: str) -> datetime | None:
    match = _ISO.match(text)
    if match is None:
        return None
    day, hour, seconds, fraction, zone = match.groups()
    micro = f".{(fraction or '0')[:6].ljust(6, '0')}"
    return _built(f"{day}T{hour}{seconds or ':00'}{micro}", zone)


def _java(text: str) -> datetime | None:
    """As Java writes a date: Fri Jun 14 09:06:52 BST 2024."""
    match = _JAVA.match(text)
    if match is None or match[1] not in _MONTHS:
        return None
    month = _MONTHS.index(match[1]) + 1
    return _built(f"{match[5]}-{month:02}-{int(match[2]):02}T{match[3]}", _ZONES[match[4]])


def _built(local: str, zone: str | None) -> datetime | None:
    offset = {"Z": "+00:00", "z": "+00:00", "UTC": "+00:00", "GMT": "+00:00"}.get(zone or "", zone)
    try:
        if offset is None:
            return datetime.fromisoformat(local).replace(tzinfo=LONDON).astimezone(UTC)
        return datetime.fromisoformat(f"{local}{offset}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _since_1970(seconds: float) -> datetime | None:
    """Seconds, or milliseconds as Java counts them."""
    try:
        found = datetime.fromtimestamp(seconds / 1000 if abs(seconds) > 1e11 else seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if _FIRST <= found.year <= _LAST else None
