"""What is told of each case, by chance from one seed: facts of every kind that leave the case open."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from models.messages import MESSAGE
from policy.calendar import CURRENT
from policy.decide import decide
from policy.refusal import Refused
from tests.lives.drawing import drawing
from tests.policy.anything import EVENTS, START
from tests.workflows.one_case import ORDERED, london
from workflows.merge import merged

REMINDER = london(date(2026, 3, 19), 9)
"""When whoever owes the initial assessment of a case that began on START is reminded of it."""

_CLOSING = {"died", "supervision_ended", "records_merged"}
_KINDS = sorted(EVENTS.keys() - _CLOSING)


@dataclass(frozen=True)
class Plan:
    """One case: what opens it, and what it is then told, in this order. Its own clock strikes while it is told."""

    start: dict[str, Any]
    events: list[dict[str, Any]]

    @property
    def case_id(self) -> str:
        """Its id."""
        return str(self.start["case_id"])


def plans(seed: int, cases: int, events: int, seconds: float) -> list[Plan]:
    """So many cases, about so many events each; their reminders strike within so many seconds."""
    return [_plan(Random(f"{seed}-{n}"), f"chaos-{seed}-{n}", events, seconds) for n in range(cases)]


def _plan(random: Random, case_id: str, events: int, seconds: float) -> Plan:
    draw = drawing(random)
    opening = {**ORDERED, "event_id": "opening", "occurred_at": START.isoformat(), "reported_by": "court-1"}
    begins = REMINDER - timedelta(seconds=random.uniform(seconds / 8, seconds))
    start = {"case_id": case_id, "crn": f"X{random.randrange(10**6):06}", "team": "team-1", "spo": "spo-1",
             "opening": opening, "rehearsal_from": begins.isoformat()}  # fmt: skip
    told: list[dict[str, Any]] = []
    state = _first(start, begins)
    while len(told) < events + random.randint(-events // 3, events // 3):
        kind = random.choice(_KINDS)
        happened = START + timedelta(days=random.randint(0, 16), minutes=random.randint(0, 500))
        said = {"type": kind, "event_id": f"event-{len(told) + 1}", "occurred_at": happened.isoformat(),
                "reported_by": "com-1", **draw(EVENTS[kind])}  # fmt: skip
        if kind == "fact_withdrawn":  # one told before, or one still to come
            said["withdraws"] = f"event-{random.randint(1, len(told) + 3)}"
        state = _after(state, said, begins)
        told.append(said)
    return Plan(start, told)


def _first(start: dict[str, Any], now: datetime) -> dict[str, Any]:
    message = MESSAGE.validate_python({"kind": "opened", "start": start})
    return merged({}, decide(None, message, now, 1, CURRENT).change)


def _after(state: dict[str, Any], said: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The case after a fact; none is refused, whatever comes."""
    try:
        outcome = decide(state, MESSAGE.validate_python({"kind": "reported", "event": said}), now, 2, CURRENT)
    except Refused as refused:
        raise AssertionError(f"a fact was refused: {refused}") from None
    return merged(state, outcome.change)
