"""A case and a victim's contact from the sentence to the end, with planted words wherever anybody can write any."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from sqlalchemy import func, select
from sqlmodel import col

from client import workflow_id
from models.queues import TASK_QUEUE, VICTIM_TASK_QUEUE
from models.tables import EventRow
from notices.sender import Sender
from records.engine import reading
from tests.api.told import LONG_AGO, event, key, start_of, version
from tests.intake.messages import received, sns
from tests.leaks.pages import links
from tests.leaks.planted import CRN, NAME, PRISON_NUMBER, SAID, SENT, VICTIM, VICTIMS_WORDS
from tests.leaks.world import World
from tests.web.conftest import mark_of
from tests.workflows.once import once
from tests.workflows.one_case import RealTime
from tests.workflows.test_policy_fault import broken
from tests.workflows.victims import OneContact

CASE, OTHER = "case-1", "case-2"


async def lived(world: World) -> OneContact:
    """Live it; gives the victim's contact."""
    async with world.of("case-system") as system, world.of("com-1") as mine, world.of("spo-1") as manager:
        await _sentenced(system)
        contact = await _victim(world)
        await _told(mine)
        await _acted(mine, manager)
        await _taken_in(system)
        await _faults(world, mine)
        await _refused(world, system, mine, manager)
        await _browsed(world)
        await contact.settled()
        await _ended(world, system, mine)
    await _sent(world)
    return contact


async def _good(answer: Awaitable[httpx.Response]) -> httpx.Response:
    found = await answer
    assert found.is_success, found.text
    return found


async def _sentenced(system: httpx.AsyncClient) -> None:
    numbers = {"crn": CRN, "prison_number": PRISON_NUMBER, "profile": {"contingencies": [SAID]}}
    start = start_of(CASE, head_of_pdu="pdu-1", **numbers)
    start["opening"] |= {"kind": "determinate", "length_days": 900, "dates": {"conditional_release": "2049-03-01"}}
    await _good(system.post("/v1/cases", json=start))
    await _good(system.post("/v1/cases", json=start_of(OTHER)))
    for case in (CASE, OTHER):
        held = event("practitioner_allocated", LONG_AGO, practitioner="com-1", holder="community_practitioner")
        await _good(system.post(f"/v1/cases/{case}/events", json=held))
    await _good(system.put(f"/v1/cases/{OTHER}/restriction", json={"allowed": ["com-1"]}))


async def _victim(world: World) -> OneContact:
    contact = OneContact(RealTime(world.temporal), world.victims, CASE, queue=VICTIM_TASK_QUEUE, id="contact-1")
    await contact.open(victim=VICTIM)
    await contact.tell("victim_answered", answer="opted_in", words=VICTIMS_WORDS)
    await contact.tell("unwanted_contact", words=VICTIMS_WORDS)
    await contact.tell("conditions_requested", conditions=[{"kind": "exclusion_zone", "words": VICTIMS_WORDS}])
    await contact.tell("risk_information", words=VICTIMS_WORDS, grave=True)
    return contact


async def _told(mine: httpx.AsyncClient) -> None:
    grave = event("rosh_changed", level="very_high", group="known_adult", justification=SAID)
    await _good(mine.post(f"/v1/cases/{CASE}/preview", json=grave))
    for said in (
        event("new_relationship", partner="partner-1"),
        grave,
        event("imminent_risk", person="partner-1"),
        event("protective_order_made", order="order-1", protects=["partner-1"]),
        event("worrying_behaviour", where="probation_reception"),
    ):
        await _good(mine.post(f"/v1/cases/{CASE}/events", json=said))


async def _acted(mine: httpx.AsyncClient, manager: httpx.AsyncClient) -> None:
    weighed = {"harm_if_not_told": SAID, "harm_if_told": SAID, "manager_discussed_with": "spo-1"}
    decided = {"kind": "disclosure", "option": "do_not_disclose", "subject": "partner-1", "rationale": SAID, **weighed}
    await mine.post(f"/v1/cases/{CASE}/decisions", json=decided, headers={**key(), **await version(mine, CASE)})
    looked = {"kind": "oversight", "option": "enhanced", "rationale": SAID}
    headers = {**key(), **await version(manager, CASE)}
    await _good(manager.post(f"/v1/cases/{CASE}/decisions", json=looked, headers=headers))
    duties = (await mine.get(f"/v1/cases/{CASE}")).json()["duties"]
    for duty in [one["id"] for one in duties if one["state"] == "open"][:2]:
        headers = {**key(), **await version(mine, CASE)}
        done = {"evidence": {"address": SENT.lower(), "protective_action": SAID, "reason": SAID}}
        await mine.post(f"/v1/cases/{CASE}/duties/{duty}/completion", json=done, headers=headers)
    headers = {**key(), **await version(manager, CASE)}
    await manager.post(f"/v1/cases/{CASE}/duties/{duties[-1]['id']}/waiver", json={"reason": SAID}, headers=headers)
    asked = {"type": "approve_hdc_address", "address": SENT.lower()}
    headers = {**key(), **await version(manager, CASE)}
    await manager.post(f"/v1/cases/{CASE}/requests", json=asked, headers=headers)


async def _taken_in(system: httpx.AsyncClient) -> None:
    """What other systems tell: of this person, of one nobody knows, and what nobody can read."""
    said = received(noms=PRISON_NUMBER, note=SAID)
    for body in (sns({**said, "description": SAID}), received(noms="A1111AA", note=SAID), [{"eventType": SAID}], SAID):
        await system.post("/v1/domain-events", json=body)
    await system.post("/v1/domain-events", content=f'{{"{SAID}'.encode(), headers={"Content-Type": "application/json"})


async def _faults(world: World, mine: httpx.AsyncClient) -> None:
    """Faults of ours that quote what was told, and a program that tells the case something that is no message."""
    with broken(NAME):
        said = event("rosh_changed", level="high", justification=SAID)
        await mine.post(f"/v1/cases/{CASE}/events", json=said)
    case = world.temporal.get_workflow_handle(workflow_id(CASE))
    await case.signal("tell_later", {"kind": "reported", "event": SAID})
    await case.signal("tell_later", args=[SAID, SAID])
    await world.temporal.start_workflow("CaseWorkflow", {"start": SAID}, id="case-3", task_queue=TASK_QUEUE)


async def _refused(
    world: World, system: httpx.AsyncClient, mine: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    """Whatever can be asked for wrongly, with planted words in the path, the query, the headers and the body."""
    wrong: dict[str, Any] = {**event("rosh_changed", level=SAID, justification=[SAID]), SENT: SAID}
    headers = {**key(), **await version(mine, CASE)}
    for path in (f"/v1/{SENT}", f"/v1/cases/{SENT}", f"/v1/policy/clauses/{SENT}", f"/v1/cases/{SENT}/history"):
        await mine.get(path, headers={"X-Correlation-Id": SENT})
    for query in ({"after": SENT}, {"stage": SENT}, {SENT: SENT}):
        await manager.get("/v1/duties", params={"team": "team-1", **query})
    await mine.post(f"/v1/cases/{CASE}/events", json=wrong)
    await mine.post(f"/v1/cases/{CASE}/events", json=event(SENT))
    await mine.post(f"/v1/cases/{CASE}/decisions", json={"kind": "disclosure", "option": SAID}, headers=headers)
    await mine.post(f"/v1/cases/{CASE}/duties/{SENT}/completion", json={"evidence": {SENT: SAID}}, headers=headers)
    await mine.post(f"/v1/cases/{CASE}/requests", json={"type": SENT}, headers={**headers, "If-Match": SENT})
    await mine.get("/v1/duties", params={"team": "team-2", "after": SENT})
    await mine.post(f"/v1/cases/{CASE}/decisions", json={"kind": SENT})
    await mine.post("/v1/case-search", json={"crn": NAME})
    await mine.get(f"/v1/cases/{CASE}", headers={"Authorization": f"Bearer {SENT}"})
    await system.post("/v1/cases", json={**start_of(CASE), "crn": NAME, SENT: SAID})
    await system.request("DELETE", f"/v1/cases/{SENT}")
    async with world.of("com-3") as other:
        for case in (CASE, OTHER):
            await other.get(f"/v1/cases/{case}")
            await other.post(f"/v1/cases/{case}/events", json=wrong)


async def _browsed(world: World) -> None:
    """Every page there is a link to, as two people; and the forms and addresses with planted words."""
    for person, pages in (("com-1", 16), ("spo-1", 6)):
        async with world.browser() as browser:
            mark = mark_of(await browser.get("/sign-in"))
            await browser.post("/sign-in", data={"mark": mark, "person": SENT})
            await browser.post("/sign-in", data={"mark": SENT, "person": SENT})
            await browser.post("/sign-in", data={"mark": mark, "person": person})
            await _crawled(browser, at_most=pages)
            for path in (f"/cases/{SENT}", f"/policy/{SENT}", f"/{SENT}", f"/cases?after={SENT}&stage={SENT}"):
                await browser.get(path)


async def _crawled(browser: httpx.AsyncClient, at_most: int) -> None:
    seen, ahead = set[str](), ["/", "/work", "/cases"]
    while ahead and len(seen) < at_most:
        path = ahead.pop(0)
        answer = await browser.get(path)
        seen.add(path)
        within = [link for link in links(answer.text) if link.startswith("/") and not link.startswith("/policy/")]
        ahead += [link for link in dict.fromkeys(within) if link not in seen and link not in ahead]


async def _ended(world: World, system: httpx.AsyncClient, mine: httpx.AsyncClient) -> None:
    await _good(system.post(f"/v1/cases/{CASE}/events", json=event("died")))
    await _recorded(world, "died")
    await _good(mine.get(f"/v1/cases/{CASE}/history"))


async def _recorded(world: World, kind: str) -> None:
    """Wait until the records have an event of this kind."""
    statement = select(func.count()).select_from(EventRow).where(col(EventRow.type) == kind)

    async def count() -> int:
        async with reading(world.records).connect() as connection:
            return int(await connection.scalar(statement) or 0)

    await once(count, bool)


async def _sent(world: World) -> None:
    """Send what is to be sent: notices and webhooks, until there are some and no more."""
    sender = Sender(world.records, world.notices)

    async def mailed() -> int:
        await sender.send_all_due()
        return len(world.mails.mails)

    await once(mailed, bool)
    await _until_quiet(world.webhooks.send)


async def _until_quiet(send: Callable[[], Awaitable[int]]) -> None:
    async with asyncio.timeout(20):
        while await send():
            pass
