"""A case's history as a timeline: what the case was told, and under it what that led to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from api.audiences.listed import Entry
from web.views.words import day, plain, role

_TOLD = frozenset({"event", "decision"})


@dataclass
class Happened:
    """One moment of a case: what was told or decided, or that a time came; by whom; and what it led to."""

    title: str
    at: datetime
    by: str
    happened: str = ""
    led_to: list[str] = field(default_factory=list)


def timeline(entries: Iterable[Entry]) -> list[Happened]:
    """The newest first, as the API gives them. What the case noted at the same moment came of the same message."""
    moments: dict[datetime, list[Entry]] = {}
    for entry in entries:
        moments.setdefault(entry.at, []).append(entry)
    return [_happened(at, found) for at, found in moments.items()]


def _happened(at: datetime, entries: list[Entry]) -> Happened:
    told = [one for one in entries if one.what in _TOLD]
    shown = Happened(_title(told), at, told[0].staff or "" if told else "")
    if told and told[0].happened_at is not None and told[0].happened_at.date() != at.date():
        shown.happened = f"It happened on {day(told[0].happened_at.date())}."
    shown.led_to = [_led_to(one) for one in sorted(entries, key=_order) if one.what not in _TOLD]
    return shown


def _title(told: list[Entry]) -> str:
    if not told:
        return "Work opened, closed or escalated"
    return "; ".join(_named(one) for one in told)


def _named(entry: Entry) -> str:
    said = plain(entry.kind).capitalize() if entry.what == "event" else f"Decision: {plain(entry.kind)}"
    return f"{said}, {plain(entry.words)}" if entry.words else said


def _order(entry: Entry) -> tuple[str, str]:
    return entry.what, entry.id


def _led_to(entry: Entry) -> str:
    if entry.what == "duty_opened":
        return f"Opened: {entry.words} ({role(entry.role)})"
    if entry.what == "duty_closed":
        return f"{plain(entry.state).capitalize()}: {entry.words}"
    return f"Escalated to {role(entry.role)}: {entry.words}"
