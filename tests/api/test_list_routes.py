"""The lists over HTTP: what they have, page by page, and what they show to whom."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

from models.roles import Role
from records.measures.catalogue import MEASURES
from tests.api.conftest import Caller
from tests.api.test_edge import CANARY, kind
from tests.api.told import event, opened, release, start_of

PATIENCE_SECONDS = 30


async def _when(client: httpx.AsyncClient, path: str, enough: int, **asked: str) -> list[dict[str, Any]]:
    """The rows of a list once there are enough: the records follow the case in a moment."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            answer = await client.get(path, params=asked)
            assert answer.status_code == 200, answer.text
            rows = list(answer.json()["items"])
            if len(rows) >= enough:
                return rows
            await asyncio.sleep(0.05)


async def test_my_duties_are_mine_and_come_page_by_page(as_: Caller) -> None:
    me = as_("com-7")
    case_id = await opened(as_, "com-7", team="team-7")
    rows = await _when(me, "/v1/duties", 3, mine="true")
    assert {row["held_by"] for row in rows} == {"com-7"}
    assert {row["case_id"] for row in rows} == {case_id}
    assert [r["due_on"] for r in rows] == sorted(r["due_on"] for r in rows)
    found, after = [], None
    while True:
        asked = {"mine": "true", "limit": "2", **({"after": after} if after else {})}
        page = (await me.get("/v1/duties", params=asked)).json()
        found += page["items"]
        after = page["next"]
        if after is None:
            break
    assert [row["duty_id"] for row in found] == [row["duty_id"] for row in rows]
    overdue = (await me.get("/v1/duties", params={"mine": "true", "overdue": "true"})).json()["items"]
    assert overdue
    assert all(row["overdue"] for row in overdue)
    clause = rows[0]["clauses"][0]
    by_clause = (await me.get("/v1/duties", params={"mine": "true", "clause": clause})).json()["items"]
    assert rows[0]["duty_id"] in {row["duty_id"] for row in by_clause}


async def test_a_list_shows_a_colleague_what_is_ordinary_and_of_a_restricted_case_its_id(as_: Caller) -> None:
    manager, colleague = as_("spo-7", Role.SPO), as_("spo-7", Role.KEYWORKER)
    shown, closed = [await opened(as_, "com-8", team="team-7") for _ in range(2)]
    for case_id in (shown, closed):
        told = event("new_relationship", partner="partner-secret")
        await as_(None, Role.CASE_SYSTEM).post(f"/v1/cases/{case_id}/events", json=told)
    await _when(manager, "/v1/duties", 1, team="team-7", kind="disclosure_decision")
    await as_(None, Role.CASE_SYSTEM).put(f"/v1/cases/{closed}/restriction", json={"allowed": []})
    whole = await _when(manager, "/v1/duties", 6, team="team-7", limit="500")
    assert {"disclosure_decision"} <= {row.get("kind") for row in whole if row["case_id"] == shown}
    assert next(row for row in whole if row["case_id"] == closed) == {"case_id": closed, "access": "Restricted"}
    ordinary = (await colleague.get("/v1/duties", params={"team": "team-7", "limit": "500"})).text
    assert shown in ordinary
    for secret in ("disclos", "marac", "secret"):
        assert secret not in ordinary.lower()
    cases = {row["case_id"]: row for row in await _when(manager, "/v1/cases", 2, team="team-7", limit="500")}
    assert cases[closed] == {"case_id": closed, "access": "Restricted"}
    assert cases[shown]["community_practitioner"] == "com-8"


async def test_what_is_ahead(as_: Caller) -> None:
    """Releases and handovers ahead, orders that end, and cases nobody holds."""
    system, manager = as_(None, Role.CASE_SYSTEM), as_("spo-7", Role.SPO)
    case_id = f"case-{uuid4().hex[:8]}"
    start = start_of(case_id, team="team-7")
    start["opening"] |= {"kind": "determinate", "length_days": 900}
    await system.post("/v1/cases", json=start)
    order = event(
        "protective_order_made", order="order-1", kind="restraining_order", protects=["person-1"], ends_on=release(10)
    )
    for told in (
        event("dates_changed", dates={"conditional_release": release(20), "sentence_start": release(-30)}),
        order,
    ):
        answer = await system.post(f"/v1/cases/{case_id}/events", json=told)
        assert answer.status_code == 200, answer.text
    released = await _when(manager, "/v1/releases", 1, team="team-7")
    assert [(row["case_id"], row["release_on"]) for row in released] == [(case_id, release(20))]
    assert (await manager.get("/v1/releases", params={"team": "team-7", "within": "5"})).json()["items"] == []
    ending = await _when(manager, "/v1/protective-orders-ending", 1, team="team-7")
    assert [(row["case_id"], row["ends_on"]) for row in ending] == [(case_id, release(10))]
    assert "person-1" not in str(ending)
    unheld = await _when(manager, "/v1/cases-without-practitioner", 1, team="team-7")
    assert case_id in {row["case_id"] for row in unheld}
    assert (await manager.get("/v1/handovers", params={"team": "team-7", "within": "400"})).status_code == 200


async def test_the_history_of_a_case_comes_from_the_records(as_: Caller) -> None:
    case_id = await opened(as_, "com-8", team="team-7")
    practitioner, keyworker = as_("com-8"), as_("spo-7", Role.KEYWORKER)
    told = event("new_relationship", partner="partner-secret")
    await practitioner.post(f"/v1/cases/{case_id}/events", json=told)
    path = f"/v1/cases/{case_id}/history"
    await _when(practitioner, path, 12, limit="500")
    newest = (await practitioner.get(path, params={"limit": "500"})).json()["items"]
    oldest = (await practitioner.get(path, params={"limit": "500", "oldest_first": "true"})).json()["items"]
    assert newest == oldest[::-1]
    assert {"event", "duty_opened"} <= {row["what"] for row in newest}
    assert (await as_("com-9").get(path)).status_code == 403
    ordinary = (await keyworker.get(path, params={"limit": "500"})).text
    assert "duty_opened" in ordinary
    assert "disclos" not in ordinary.lower()


async def test_escalations_are_listed(as_: Caller) -> None:
    """Work that fell due before the case was told of it goes up the ladder; the list is the manager's."""
    answer = await as_("spo-1", Role.SPO).get("/v1/escalations", params={"team": "team-1", "open": "true"})
    assert answer.status_code == 200
    assert isinstance(answer.json()["items"], list)


async def test_a_manager_sees_how_the_work_of_a_team_stands_and_the_lists_behind_it(as_: Caller) -> None:
    manager = as_("spo-7", Role.SPO)
    case_id = await opened(as_, "com-12", team="team-7", crn="X777777")
    for told in (event("new_relationship", partner="partner-1"), event("imminent_risk", person="partner-1")):
        await as_(None, Role.CASE_SYSTEM).post(f"/v1/cases/{case_id}/events", json=told)
    team = {"team": "team-7", "limit": "500"}
    await _when(manager, "/v1/duties", 1, **team, held_by="com-12", kind="review")
    escalations = await _when(manager, "/v1/escalations", 1, **team, unacknowledged="true", oldest_first="true")
    stands = (await manager.get("/v1/overview", params={"team": "team-7"})).json()
    assert [(one["from_days"], one["to_days"]) for one in stands["overdue"]] == [(1, 7), (8, 28), (29, None)]
    for one in stands["overdue"]:
        most = {"late_at_most": str(one["to_days"])} if one["to_days"] else {}
        found = await _when(manager, "/v1/duties", 0, **team, late_at_least=str(one["from_days"]), **most)
        assert one["count"] == len(found)
    assert sum(one["count"] for one in stands["overdue"])
    assert stands["reviews"] == {"count": len(await _when(manager, "/v1/duties", 1, **team, kind="review")),
                                 "or_more": False}  # fmt: skip
    assert stands["escalations"]["count"] == len(escalations)
    assert [row["at"] for row in escalations if "at" in row] == sorted(row["at"] for row in escalations if "at" in row)
    assert {row["crn"] for row in escalations if row["case_id"] == case_id} == {"X777777"}
    held = next(one for one in stands["workload"] if one["staff"] == "com-12")
    theirs = await _when(manager, "/v1/duties", 1, **team, held_by="com-12")
    assert held["cases"] == len(await _when(manager, "/v1/cases", 1, **team, held_by="com-12")) == 1
    assert held["open_duties"] == len(theirs)
    assert held["overdue"] == sum(row["overdue"] for row in theirs)
    assert {(row["held_by"], row["crn"]) for row in theirs} == {("com-12", "X777777")}
    everybody = (await as_("pdu-1", Role.HEAD_OF_PDU).get("/v1/overview")).json()
    assert everybody["workload"] is None
    assert everybody["reviews"]["count"] >= stands["reviews"]["count"]


@pytest.mark.parametrize(
    "asked",
    [
        {"after": "AAAA"}, {"after": CANARY}, {"limit": "0"}, {"limit": "1_0"}, {"limit": "501"}, {"mine": "1"},
        {"stage": CANARY}, {"clause": CANARY}, {"due_within": "-1"}, {"due_within": "1.5"}, {"kind": "Not A Kind"},
        {"state": "done", "overdue": "true"}, {"team": "Not A Team"}, {"held_by": "Not A Name"},
        {"mine": "true", "held_by": "com-1"}, {"state": "done", "late_at_least": "1"}, {"late_at_most": "-1"},
    ],
)  # fmt: skip
async def test_what_is_asked_wrongly_is_named(as_: Caller, asked: dict[str, str]) -> None:
    answer = await as_("pdu-1", Role.HEAD_OF_PDU).get("/v1/duties", params=asked)
    assert (answer.status_code, kind(answer)) == (422, "invalid-request")
    assert all(error["field"].startswith("query.") for error in answer.json()["errors"])


async def test_a_measure_counts_a_restricted_case_and_does_not_name_it(as_: Caller) -> None:
    """A new partner whom nobody has reviewed yet counts against the team, whoever may know of whom."""
    system, head = as_(None, Role.CASE_SYSTEM), as_("pdu-1", Role.HEAD_OF_PDU)
    asked = {"team": "team-5"}
    shown, closed = [await opened(as_, "com-8", team="team-5") for _ in range(2)]
    await _when(head, "/v1/cases", 2, team="team-5")
    figures = [(await head.get(f"/v1/measures/{one}", params=asked)).json() for one in MEASURES]
    before = next(f for f in figures if {line["case_id"] for line in f["counted"] + f["others"]} == {shown, closed})
    await system.put(f"/v1/cases/{closed}/restriction", json={"allowed": []})
    after = (await head.get(f"/v1/measures/{before['id']}", params=asked)).json()
    assert (after["figure"], after["groups"]) == (before["figure"], before["groups"])
    assert {line["case_id"] for line in after["counted"] + after["others"]} == {shown}
    lines = len(before["counted"] + before["others"])
    assert (before["withheld"], after["withheld"]) == (0, lines - len(after["counted"] + after["others"]))


async def test_measures_dates_and_clauses(as_: Caller) -> None:
    head = as_("pdu-1", Role.HEAD_OF_PDU)
    questions = (await head.get("/v1/measures")).json()["items"]
    answered = next(one["id"] for one in questions if one["not_answered"] is None)
    figure = await head.get(f"/v1/measures/{answered}", params={"from": "2026-01-01", "to": "2026-12-31"})
    assert figure.json()["figure"].keys() == {"numerator", "base"}
    backwards = await head.get(f"/v1/measures/{answered}", params={"from": "2026-02-01", "to": "2026-01-01"})
    assert (backwards.status_code, kind(backwards)) == (422, "invalid-request")
    number = await head.get(f"/v1/measures/{answered}", params={"from": "1700000000"})
    assert number.status_code == 422, "a number is no date"
    assert (await head.get("/v1/measures/standing", params={"team": "team-7"})).json()["items"]
    guards = (await head.get("/v1/policy/clauses", params={"table": "GU"})).json()["items"]
    assert len(guards) > 30
    assert (await head.get(f"/v1/policy/clauses/{guards[0]['id']}")).json() == guards[0]
    assert (await head.get("/v1/policy/clauses/none")).status_code == 404
    assert (await head.get("/v1/policy/coverage")).json()["missing"] == []
    assert "police_reviewed" in (await head.get("/v1/policy/duties/hdc_address_check")).json()["form"]["properties"]
    facts = {
        "sentence_type": "determinate",
        "sentence_start_date": "2026-01-05",
        "conditional_release_date": "2027-11-01",
    }
    dates = (await head.post("/v1/dates", json=facts)).json()
    assert {"handover", "licence", "key_dates"} <= set(dates)
    odd = await head.post("/v1/dates", json={CANARY: 1, "sentence_start_date": CANARY})
    assert (odd.status_code, kind(odd)) == (422, "invalid-request")
