"""A case with two years behind it, for tests that adopt it."""

from datetime import date, timedelta
from typing import Any

from models.past import Past
from tests.workflows.one_case import ORDERED, PRACTITIONER, START, OneCase, london

BEGAN = date(2024, 3, 4)


def past(**more: Any) -> Past:
    """An order made in March 2024; its first work done, a new partner, contacts every three weeks, then silence."""
    allocated = {"type": "practitioner_allocated", "practitioner": "cp-1", "holder": PRACTITIONER}
    facts = [
        {**allocated, "event_id": "old-1", "occurred_at": london(BEGAN, 11), "skills_confirmed": True, "tier": "t3"},
        {"type": "programme_started", "event_id": "old-2", "occurred_at": london(BEGAN, 12), "programme": "rar"},
    ]
    contacts = [BEGAN + timedelta(days=20 * n) for n in range(1, 36)]
    done = [_done("residence", BEGAN), _done("home_visit", date(2024, 3, 12))]
    done += [_done("purposeful_contact", day) for day in contacts]
    assessed = {"risk_management_plan": "plan-1", "monitor_every_days": 90, "contingency_plan": "contingency-1"}
    done.append({**_done("initial_assessment", date(2024, 3, 20)), "evidence": assessed})
    return Past.model_validate({"facts": facts, "done": done, "settled_to": date(2026, 1, 1), **more})


def _done(work: str, day: date) -> dict[str, Any]:
    return {"work": work, "at": london(day, 17), "by": "cp-1", "role": PRACTITIONER}


async def adopt(case: OneCase, **more: Any) -> tuple[Any, bool]:
    """Take the case over at the start of the test's own time."""
    start = case.start_of({**ORDERED, "occurred_at": london(BEGAN, 10)}, START)
    answer = await case.client.adopt(start, past(**more), "row-1")
    case.ahead = timedelta(seconds=(await case.client.waiting_for(case.id))["ahead_seconds"])
    return answer
