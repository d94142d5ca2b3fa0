"""The audit trail as an operator reads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from fastapi.routing import APIRoute

from api.routes import ROUTERS
from api.routes.audit_trail import AuditEntry
from audit.entry import Outcome
from policy.calendar import LONDON
from web.fields.faults import Fault, faults_of
from web.fields.field import Field, Option
from web.views.words import moment, plain

_ACTS = sorted(one.name for router in ROUTERS for one in router.routes if isinstance(one, APIRoute))
ACTIONS = {name: plain(name).capitalize() for name in _ACTS}
"""What can be on record, in words."""

OUTCOMES: Mapping[str, str] = {
    Outcome.DONE.value: "Done",
    Outcome.REFUSED.value: "Refused",
    Outcome.RESTRICTED.value: "Told that the case is restricted",
    Outcome.FAILED.value: "Failed",
    Outcome.BEGUN.value: "Begun",
}

FIELDS = (
    Field("who", "short", "Who", "A user or a client, as they sign in, such as com-1"),
    Field("case_id", "short", "Case id"),
    Field("since", "day", "From"),
    Field("until", "day", "To", "The last day that counts"),
)
"""What is typed; what was done and how it ended is chosen."""

CHOICES = {
    "action": ("What", [Option("", "Everything"), *(Option(k, v) for k, v in ACTIONS.items())]),
    "outcome": ("How it ended", [Option("", "In any way"), *(Option(k, v) for k, v in OUTCOMES.items())]),
}


_WRONG = {
    "who": "Who must be a user or a client as they sign in, such as com-1",
    "case_id": "Case id must be lower case letters, numbers and dashes, such as case-1",
}


def faults(errors: Iterable[Mapping[str, str]]) -> list[Fault]:
    """What the API finds wrong with what was typed."""
    return [replace(one, words=_WRONG.get(one.field, one.words)) for one in faults_of(FIELDS, errors)]


@dataclass(frozen=True)
class Shown:
    """One entry as it stands in a row."""

    number: int
    at: str
    who: str
    role: str
    what: str
    case_id: str | None
    ended: str


def wanted(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked of the API: days of London as the moments they begin and end."""
    asked = {name: value for name, value in said.items() if name not in {"since", "until"}}
    if since := said.get("since"):
        asked["since"] = _midnight(date.fromisoformat(since))
    if until := said.get("until"):
        asked["until"] = _midnight(min(date.fromisoformat(until), _LAST) + timedelta(days=1))
    return asked


_LAST = date(9000, 1, 1)


def _midnight(day: date) -> str:
    return datetime.combine(day, time(), LONDON).astimezone(UTC).isoformat()


def shown(entry: AuditEntry) -> Shown:
    """An entry in words."""
    what = plain(entry.action).capitalize() + (f" ({entry.asked})" if entry.asked else "")
    ended = OUTCOMES.get(entry.outcome, entry.outcome)
    if entry.problem:
        ended = f"{ended}: {plain(entry.problem.replace('-', ' '))}"
    if entry.shown is not None:
        ended = f"{ended}, {entry.shown} shown"
    return Shown(entry.number, _when(entry.at), entry.who, _roles(entry.capacities), what, entry.case_id, ended)


def _roles(said: str) -> str:
    return ", ".join(plain(one) for one in said.split("+"))


def _when(at: str) -> str:
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return at
    return moment(found) if found.tzinfo else at
