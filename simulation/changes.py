"""What changed during supervision, as facts, and the reviews that answered it."""

from datetime import date, timedelta
from typing import Any

from simulation.life import Change, Life
from simulation.line import Line
from simulation.people import children, order, partner

UNREVIEWED = frozenset({"address_changed", "risk_rising"})
"""Changes that open other work than a review."""

SOON, LATE = 3, 40
"""Days until the review of a change when it is in time, and when it is late."""


def tell_changes(line: Line) -> None:
    """Each change as it came to be known, and the reviews done since."""
    known = [c for c in line.life.changes if c.known_on is not None]
    told = [c for n, c in enumerate(known) if _tell(line, c, n)]
    _tell_reviews(line, [c for c in told if c.type not in UNREVIEWED])


def _tell(line: Line, change: Change, number: int) -> bool:
    """Tell of a change, unless the person has nobody it could be about."""
    fields = _fields(line.life, change, number)
    if fields is None:
        return False
    by = line.life.holders.practitioner
    reported = {"reported_by": by, "role": "community_practitioner"} if by else {}
    line.fact(change.type, change.on, change.known_on, **reported, **fields)
    if change.type == "condition_breached":
        _tell_enforcement(line, change)
    return True


def _fields(life: Life, change: Change, number: int) -> dict[str, Any] | None:
    """The fields of the fact; none where the person has nobody or nothing it could be about."""
    match change.type:
        case "domestic_abuse_incident":
            kind = ("police_call_out", "report", "arrest", "police_call_out", "charge")[(life.number + number) % 5]
            return {"kind": kind, "victim": partner(life), "source": "police"}
        case "new_relationship":
            certainty = ("disclosed", "suspected", "found")[(life.number + number) % 3]
            return {"partner": f"partner-{life.number}-new-{number}", "certainty": certainty}
        case "address_changed":
            return {"address": f"address-{life.number}-{number + 2}"}
        case "substance_misuse":
            return {"substance": ("alcohol", "drugs")[life.number % 2]}
        case "contact_with_children":
            return {"children": children(life)[:1]} if life.children else None
        case "condition_breached":
            return {"condition": f"condition-{life.number}"}
        case "order_breached":
            return {"order": order(life), "victim": partner(life)} if life.protected else None
        case "relationship_ended" | "partner_pregnant":
            return {"partner": partner(life)} if life.intimate else None
        case "suicide_or_self_harm":
            return {"kind": "threatened"}
        case "stalking":
            return {"victim": partner(life)}
        case _:
            return {}


def _tell_enforcement(line: Line, change: Change) -> None:
    """What was decided of a breach, where enforcement was used; otherwise the decision is owed."""
    assert change.known_on is not None
    if change.enforced:
        line.decided("enforcement", "warning", change.known_on + timedelta(days=2), "a first breach, explained")
    else:
        line.open_still("enforcement_decision")


def _tell_reviews(line: Line, changes: list[Change]) -> None:
    """One review answers every change known by then; the next change opens another."""
    ahead = sorted(day for c in changes if (day := _reviewed_on(line, c)))
    open_since: date | None = None
    waiting = sorted(changes, key=lambda c: c.known_on or c.on)
    for day in ahead:
        while waiting and (waiting[0].known_on or waiting[0].on) <= day:
            open_since = waiting.pop(0).known_on
        if open_since is not None:
            line.work("review", day, outcome="updated", risk="unchanged", reason="the plan was gone through again")
            open_since = None
    if waiting or open_since is not None:
        line.open_still("review")


def _reviewed_on(line: Line, change: Change) -> date | None:
    assert change.known_on is not None
    if change.review == "still open":
        return None
    day = line.working_day(change.known_on + timedelta(days=SOON if change.review == "in time" else LATE))
    return day if day < line.today else None
