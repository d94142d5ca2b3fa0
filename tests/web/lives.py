"""The cases behind the pages in tests: told over the API, as case systems and practitioners do."""

import asyncio
from typing import Any

import httpx

from api.auth.builtin import BuiltIn
from tests.api.told import LONG_AGO, event, release, start_of

ORDER, CUSTODY, RESTRICTED, SCRIPT = "case-order", "case-custody", "case-restricted", "case-script"
AHEAD = "case-ahead"
"""The case that a manager looks at: released soon, an order that ends, an escalation."""

OVERSEEN = "case-overseen"
"""The case on which a manager records oversight of an escalation."""

TOLD = "case-told"
"""The case that forms are filled in on; other tests look at the others."""

WITH_MARKUP = "<script>alert(1)</script>"


async def a_caseload(address: str, demo: BuiltIn) -> None:
    """A community order with a partner, a protective order and a withdrawn entry; one in custody, one restricted."""
    headers = {"Authorization": f"Bearer {demo.token('case-system')}"}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=30) as system:
        await _opened(system, ORDER, "com-1", crn="X123456")
        await _told(system, ORDER, event("protective_order_made", order="order-1", protects=["partner-1"]))
        await _told(system, ORDER, event("new_relationship", partner="partner-2", children=["child-1"]))
        wrong = event("substance_misuse", substance="alcohol")
        await _told(system, ORDER, wrong)
        await _told(system, ORDER, event("fact_withdrawn", withdraws=wrong["event_id"], why="wrong_case"))
        start = start_of(CUSTODY)
        start["opening"] |= {"kind": "determinate", "length_days": 900}
        start["opening"]["dates"] = {"conditional_release": "2049-03-01"}
        await _opened(system, CUSTODY, "com-3", opening=start["opening"])
        await _ahead(system)
        await _opened(system, OVERSEEN, "com-9", crn="X888888")
        await _told(system, OVERSEEN, event("imminent_risk", person="partner-1"))
        await _opened(system, RESTRICTED, "com-1")
        await _opened(system, TOLD, "com-3")
        await _told(system, TOLD, event("protective_order_made", order="order-1", protects=["partner-1"]))
        await _opened(system, SCRIPT, "com-3")
        await _told(system, SCRIPT, event("rosh_changed", level="high", group="known_adult", justification=WITH_MARKUP))
        answer = await system.put(f"/v1/cases/{RESTRICTED}/restriction", json={"allowed": []})
        assert answer.is_success, answer.text
        await _recorded(address, demo)


async def _ahead(system: httpx.AsyncClient) -> None:
    start = start_of(AHEAD)
    start["opening"] |= {"kind": "determinate", "length_days": 900}
    start["opening"]["dates"] = {"sentence_start": release(-400), "conditional_release": release(20)}
    await _opened(system, AHEAD, "com-9", crn="X765432", opening=start["opening"])
    made = event("protective_order_made", order="order-1", protects=["partner-1"], ends_on=release(10))
    await _told(system, AHEAD, made)
    await _told(system, AHEAD, event("imminent_risk", person="partner-1"))


async def _opened(system: httpx.AsyncClient, case_id: str, practitioner: str, **more: Any) -> None:
    answer = await system.post("/v1/cases", json={**start_of(case_id), **more})
    assert answer.is_success, answer.text
    await _told(
        system,
        case_id,
        event("practitioner_allocated", LONG_AGO, practitioner=practitioner, holder="community_practitioner"),
    )


async def _told(system: httpx.AsyncClient, case_id: str, said: dict[str, Any]) -> None:
    answer = await system.post(f"/v1/cases/{case_id}/events", json=said)
    assert answer.is_success, answer.text


async def _recorded(address: str, demo: BuiltIn) -> None:
    """Wait until the records have the last thing told: they follow the cases in a moment."""
    headers = {"Authorization": f"Bearer {demo.token('spo-1')}"}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=30) as manager, asyncio.timeout(30):
        while True:
            found = (await manager.get(f"/v1/cases/{SCRIPT}/history")).json()["items"]
            if any(one["kind"] == "rosh_changed" for one in found):
                return
            await asyncio.sleep(0.05)
