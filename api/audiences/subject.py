"""What the person a case is about may be given of it when they ask, and what is withheld for an officer to look at.

Whatever is not known to be safe is withheld: what tells of somebody else, what was written freely, what is sensitive.
The reviewing officer sees where each such thing stands and why it was withheld, never what it says.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.audiences.audience import Audience, needed
from policy.clauses.clause import Sensitivity
from policy.known_words import known_words

Row = Mapping[str, Any]

SHOWN: Mapping[str, tuple[str, ...]] = {
    "cases": ("crn", "prison_number", "stage", "stage_since", "rosh", "responsible", "release_on", "closed_on"),
    "events": ("type", "occurred_at", "identified_at", "recorded_at", "body", "withdrawn_at", "withdrawn_because"),
    "duties": ("kind", "title", "owner", "state", "due_on", "opened_at", "closed_at", "late"),
    "decisions": ("kind", "option", "rationale", "decided_at", "role"),
    "orders": ("kind", "state", "made_on", "ends_on"),
}
"""Of each table the columns that may hold what is the person's own. The others are about how we work."""

_SENSITIVE = "sensitive: to disclose it could put somebody at risk (PF-13.2b, ST-03)"
_MAPPA = "tells of MAPPA, whose records are kept apart (PF-13.3a, ST-04)"
_VICTIM_SIDE = "tells of a MARAC, of disclosure or of the victim's side (PF-15.15c, PF-17.6a, ST-05, ST-08, ST-19)"
_WRITTEN = "written freely: it may tell of others, so read it before it is given (ST-18)"
_REFERENCE = "a reference to somebody or something else (ST-18)"
_DAY_OR_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([T ].*)?")


@dataclass(frozen=True)
class Withheld:
    """One thing that was left out: where it stands, and by which rule."""

    table: str
    row: str
    field: str
    why: str


def of_row(table: str, key: str, row: Row) -> tuple[dict[str, Any] | None, list[Withheld]]:
    """What of one row may be given, and what is withheld. Nothing of a row that is sensitive as a whole."""
    if (why := _sensitive(table, row)) is not None:
        return None, [Withheld(table, key, "", why)]
    withheld: list[Withheld] = []
    shown: dict[str, Any] = {}
    for name in SHOWN[table]:
        if row.get(name) is None:
            continue
        own = name in {"crn", "prison_number"}
        kept = row[name] if own else _kept(row[name], name, withheld, table, key)
        if kept not in (None, {}, []):
            shown[name] = kept
    return shown, withheld


def _sensitive(table: str, row: Row) -> str | None:
    """Why a row is withheld as a whole; none when it is not."""
    said = [row[name] for name in SHOWN[table]] if table == "cases" else row
    by_words = needed(Sensitivity.ORDINARY.value, *_words(said))
    if by_words is not Audience.COLLEAGUE:
        return _MAPPA if by_words is Audience.PRACTITIONER else _VICTIM_SIDE
    marked = str(row.get("sensitivity", Sensitivity.ORDINARY.value))
    return _SENSITIVE if marked != Sensitivity.ORDINARY.value else None


def _words(said: Any) -> Iterator[str]:
    match said:
        case str():
            yield said
        case Mapping():
            yield from (word for pair in said.items() for part in pair for word in _words(part))
        case list():
            yield from (word for part in said for word in _words(part))


def _kept(said: Any, field: str, withheld: list[Withheld], table: str, key: str) -> Any:
    """The part of a value that may be given; what may not be is put on the list."""
    match said:
        case str():
            if said in known_words() or _DAY_OR_MOMENT.fullmatch(said):
                return said
            why = _WRITTEN if any(map(str.isspace, said)) else _REFERENCE
            withheld.append(Withheld(table, key, field, why))
            return None
        case Mapping():
            parts = ((n, _kept(v, f"{field}.{n}", withheld, table, key)) for n, v in said.items() if n in known_words())
            return {name: part for name, part in parts if part not in (None, {}, [])}
        case list():
            return [k for one in said if (k := _kept(one, field, withheld, table, key)) not in (None, {}, [])]
        case _:
            return said
