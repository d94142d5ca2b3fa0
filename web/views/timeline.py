"""A case's history as a timeline: what the case was told, and under it what that led to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from api.audiences.listed import Entry, WithdrawnShown
from models.events.withdrawal import WRONG_WORDS, Wrong
from policy.calendar import london_date
from web.views.words import day, plain, role

_TOLD = frozenset({"event", "decision"})


@dataclass
class Happened:
    """One moment of a case: what was told or decided, or that a time came; by whom; and what it led to.

    ``withdrawn`` says so of an entry that was wrong and never was: by whom, when and why.
    """

    title: str
    at: datetime
    by: str
    happened: str = ""
    led_to: list[str] = field(default_factory=list)
    withdrawn: str = ""


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
    shown.withdrawn = next((_withdrawn(one.withdrawn) for one in told if one.withdrawn), "")
    shown.led_to = [_led_to(one) for one in sorted(entries, key=_order) if one.what not in _TOLD]
    return shown


def _title(told: list[Entry]) -> str:
    if not told:
        return "Work opened, closed or escalated"
    return "; ".join(_named(one) for one in told)


def _named(entry: Entry) -> str:
    said = plain(entry.kind).capitalize() if entry.what == "event" else f"Decision: {plain(entry.kind)}"
    words = why_withdrawn(entry.words) if entry.words and entry.kind == "fact_withdrawn" else plain(entry.words or "")
    return f"{said}, {words}{_resting(entry)}" if words else said


def _resting(entry: Entry) -> str:
    return " (rests on a withdrawn entry)" if entry.rests_on_withdrawn else ""


def _withdrawn(by: WithdrawnShown) -> str:
    staff = f" by {by.staff}" if by.staff else ""
    return f"Withdrawn{staff} on {day(london_date(by.at))}: {why_withdrawn(by.why)}."


def entry_in_words(entry: Entry) -> str:
    """An event as one of several to choose from."""
    by = f", by {entry.staff}" if entry.staff else ""
    return f"{plain(entry.kind).capitalize()}, {day(london_date(entry.happened_at or entry.at))}{by}"


def why_withdrawn(why: str) -> str:
    """What was wrong with a withdrawn entry, in words."""
    return WRONG_WORDS[Wrong(why)] if why in set(Wrong) else plain(why)


def _order(entry: Entry) -> tuple[str, str]:
    return entry.what, entry.id


def _led_to(entry: Entry) -> str:
    if entry.what == "duty_opened":
        return f"Opened: {entry.words} ({role(entry.role)})"
    if entry.what == "duty_closed":
        return f"{plain(entry.state).capitalize()}: {entry.words}{_resting(entry)}"
    return f"Escalated to {role(entry.role)}: {entry.words}"
