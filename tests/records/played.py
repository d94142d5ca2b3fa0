"""A case played through the real policy: the entries the records get of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from models.batch import Batch, Entry
from models.messages import MESSAGE
from policy.calendar import CURRENT
from policy.decide import decide

START = datetime(2026, 3, 2, 10, tzinfo=UTC)
COMMUNITY = "community_practitioner"
RELEASE = datetime(2026, 4, 20, 10, tzinfo=UTC)


class Played:
    """One case, and what each of its messages led to. Staff: pom-1, cp-1 and spo-1, unless told otherwise."""

    def __init__(self, case_id: str = "ed-1", **start: Any) -> None:
        self.case_id = case_id
        self.entries: list[Entry] = []
        self._state: dict[str, Any] = {}
        self._wake_at: datetime | None = None
        opening = {
            "type": "sentence_passed",
            "event_id": "e1",
            "occurred_at": START,
            "kind": "determinate",
            "length_days": 98,
            "dates": {"conditional_release": RELEASE.date()},
        }
        profile = {"rosh": {"known_adult": "high"}, "markers": ["order_breach"], "triggers": ["alcohol"]}
        told = {"case_id": case_id, "profile": profile, "spo": "spo-1", "team": "team-1", "opening": opening}
        self.tell({"kind": "opened", "start": told | start}, START)

    def tell(self, message: dict[str, Any], now: datetime) -> None:
        """Give the case its next message."""
        sequence = len(self.entries) + 1
        outcome = decide(self._state or None, MESSAGE.validate_python(message), now, sequence, CURRENT)
        self._state = _merged(self._state, outcome.change)
        self._wake_at = outcome.wake_at
        self.entries.append(Entry(sequence=sequence, rows=outcome.rows))

    def report(self, kind: str, now: datetime, **fields: Any) -> None:
        """Report an event that happens at ``now``."""
        self.event(kind, now, fields)

    def event(self, type: str, now: datetime, fields: dict[str, Any]) -> None:
        """The same, for fields of any name."""
        event_id = f"e{len(self.entries) + 1}"
        event = {"type": type, "event_id": event_id, "occurred_at": now, **fields}
        self.tell({"kind": "reported", "event": event}, now)

    def sleep_until(self, until: datetime) -> None:
        """Let the case's clock strike for every moment up to ``until``."""
        while self._wake_at is not None and self._wake_at <= until:
            self.tell({"kind": "clock"}, self._wake_at)

    def batch(self, first: int = 1, last: int | None = None) -> Batch:
        """The entries from ``first`` to ``last``, counted from 1."""
        return Batch(case_id=self.case_id, entries=self.entries[first - 1 : last])


def ed(case_id: str = "ed-1", **start: Any) -> Played:
    """Sentenced and allocated, a new relationship two weeks later, released, and a decision on MARAC."""
    case = Played(case_id, **start)
    case.report("practitioner_allocated", START + timedelta(hours=1), practitioner="pom-1", holder="pom")
    case.report("practitioner_allocated", START + timedelta(days=1), practitioner="cp-1", holder=COMMUNITY)
    case.report("new_relationship", START + timedelta(days=14), partner="partner-1", certainty="suspected")
    case.sleep_until(RELEASE)
    case.report("released", RELEASE)
    case.tell({"kind": "decided", "decision": MARAC}, RELEASE + timedelta(hours=2))
    return case


MARAC = {
    "decision_id": "de-1",
    "kind": "marac",
    "option": "refer",
    "subject": "partner-1",
    "rationale": "Known to two agencies.",
    "decided_at": RELEASE + timedelta(hours=2),
    "decided_by": "cp-1",
    "role": COMMUNITY,
}


def _merged(state: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """The state after an RFC 7396 merge patch."""
    found = dict(state)
    for name, value in change.items():
        if value is None:
            found.pop(name, None)
        elif isinstance(value, dict):
            old = found.get(name)
            found[name] = _merged(old if isinstance(old, dict) else {}, value)
        else:
            found[name] = value
    return found
