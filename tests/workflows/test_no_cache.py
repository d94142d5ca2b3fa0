"""A worker that keeps no case in memory: every step replays the whole history first, and the same case comes of it."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.outcome import Receipt
from records import read
from tests.workflows.conftest import NewCase
from tests.workflows.one_case import ORDERED, START, OneCase, london
from worker import case_worker

pytestmark = pytest.mark.temporal

VISITED = {
    "safe_to_visit": True,
    "safety_of_people_at_risk": "seen",
    "household": "alone",
    "visitor_is_holder": True,
    "spo_discussed": True,
}


async def _lived(case: OneCase) -> list[Receipt]:
    """Two weeks of an order: events, a signal, a completion, a repeat, and every timer in between."""
    receipts = [await case.open({**ORDERED, "programme": "bbr"})]
    for number in range(2):
        receipts.append(await case.report("new_relationship", f"e-{number}", partner=f"partner-{number}"))
    await case.client.report_later(case.id, await case.event("concern_identified", "e-signal"))
    await case.run_until(london(date(2026, 3, 9), 12))
    receipts.append(await case.complete("home_visit", **VISITED))
    receipts.append(await case.report("new_relationship", "e-0", partner="partner-0"))
    await case.run_until(START + timedelta(weeks=2))
    return receipts


async def test_a_case_lives_as_it_would_in_memory(another: NewCase, worked: str) -> None:
    forgetful, kept = await another(), await another(worked)
    async with case_worker(
        forgetful.temporal, forgetful.records, task_queue=forgetful.task_queue, max_cached_cases=0, sandboxed=True
    ):
        seen = await _seen(forgetful, await _lived(forgetful))
    await forgetful.end()
    assert seen == await _seen(kept, await _lived(kept))
    assert len(seen["notices"]) > 5 and seen["receipts"][-1][1]


async def _seen(case: OneCase, receipts: list[Receipt]) -> dict[str, Any]:
    """All there is to see of a case, but for its id and the seconds at which it was told things."""
    state = await case.show()
    return {
        "receipts": [(r.sequence, r.duplicate, [(d.id, d.kind, d.due_on) for d in r.opened]) for r in receipts],
        "duties": {d.id: (d.kind, d.state, d.due_on, d.rungs_fired) for d in state.duties.values()},
        "wakes": await case.wakes(),
        "entries": [(e.sequence, e.kind, e.type) for e in await case.entries()],
        "notices": sorted(
            (n.at.replace(second=0, microsecond=0), n.notice_id, n.to_role, n.about)
            for n in await read.notices(case.records, case_id=case.id)
        ),
    }
