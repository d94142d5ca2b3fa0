"""The inbox over HTTP: one's own, by pages; and nothing that is closed to whoever was told by now."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx

from models.roles import Role
from tests.api.conftest import Caller
from tests.api.test_edge import kind
from tests.api.told import event, opened


async def told(client: httpx.AsyncClient, count: int, **query: Any) -> dict[str, Any]:
    """The inbox once there are as many in it."""
    for _ in range(300):
        found = (await client.get("/v1/inbox", params=query)).json()
        if found["unread"] >= count:
            return dict(found)
        await asyncio.sleep(0.1)
    raise AssertionError("nobody was told")


async def somebody(as_: Caller) -> tuple[str, httpx.AsyncClient]:
    """A practitioner with a case of their own, who was told of an imminent risk."""
    staff = f"com-{uuid4().hex[:8]}"
    case_id = await opened(as_, staff)
    system = as_(None, Role.CASE_SYSTEM)
    answer = await system.post(f"/v1/cases/{case_id}/events", json=event("imminent_risk", person="partner-1"))
    assert answer.status_code == 200
    return case_id, as_(staff, Role.COMMUNITY_PRACTITIONER)


async def test_what_i_was_told_and_that_i_read_it(as_: Caller) -> None:
    case_id, me = await somebody(as_)
    page = await told(me, 1)
    (item,) = [i for i in page["items"] if i["rank"] == "grave"]
    assert (item["case_id"], item["about"]) == (case_id, "imminent risk reported: act now (PF-16.13)")
    this = {"case_id": case_id, "notice_id": item["notice_id"]}
    assert (await me.post("/v1/inbox/read", json=this)).json() == {"read": 1}
    assert (await me.post("/v1/inbox/read", json=this)).json() == {"read": 0}
    read = (await me.get("/v1/inbox", params={"unread": False})).json()["items"]
    assert [i["notice_id"] for i in read] == [item["notice_id"]]


async def test_nobody_else_has_it_and_a_system_has_none(as_: Caller) -> None:
    case_id, me = await somebody(as_)
    await told(me, 1)
    other = as_(f"com-{uuid4().hex[:8]}", Role.COMMUNITY_PRACTITIONER)
    assert (await other.get("/v1/inbox", params={"case": case_id})).json()["items"] == []
    assert (await other.post("/v1/inbox/read", json={"case_id": case_id})).json() == {"read": 0}
    answer = await as_(None, Role.COMMUNITY_PRACTITIONER).get("/v1/inbox")
    assert (answer.status_code, kind(answer)) == (403, "not-permitted")


async def test_pages_go_on_where_the_one_before_ended(as_: Caller) -> None:
    case_id, me = await somebody(as_)
    system = as_(None, Role.CASE_SYSTEM)
    for where in ("wing", "elsewhere"):
        await system.post(f"/v1/cases/{case_id}/events", json=event("worrying_behaviour", where=where))
    whole = (await told(me, 3))["items"]
    found, after = [], None
    while True:
        page = (await me.get("/v1/inbox", params={"limit": 1, **({"after": after} if after else {})})).json()
        found += page["items"]
        after = page.get("next")
        if after is None:
            break
    assert found == whole


async def test_a_case_that_is_closed_to_me_by_now_says_no_more_what_it_was_about(as_: Caller) -> None:
    case_id, me = await somebody(as_)
    await told(me, 1)
    system = as_(None, Role.CASE_SYSTEM)
    moved = event("practitioner_allocated", practitioner="com-9", holder="community_practitioner")
    await system.post(f"/v1/cases/{case_id}/events", json=moved)
    await system.put(f"/v1/cases/{case_id}/restriction", json={"allowed": []})
    for _ in range(300):
        items = (await me.get("/v1/inbox", params={"case": case_id})).json()["items"]
        if {i["about"] for i in items} == {None}:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it still says what it was about")


async def test_what_cannot_be_read_is_named(as_: Caller) -> None:
    me = as_("com-1", Role.COMMUNITY_PRACTITIONER)
    for body in ({}, {"notice_id": "n1"}, {"case_id": "NO"}):
        answer = await me.post("/v1/inbox/read", json=body)
        assert (answer.status_code, kind(answer)) == (422, "invalid-request")
    answer = await me.get("/v1/inbox", params={"after": "nonsense"})
    assert (answer.status_code, kind(answer)) == (422, "invalid-request")
    assert "nonsense" not in answer.text
