"""Withdrawing an event over HTTP: who may, what it leads to, and the history that says so."""

from typing import Any

import httpx
import pytest

from models.roles import Role
from tests.api.conftest import Caller
from tests.api.test_edge import kind
from tests.api.told import event, opened


async def told(client: httpx.AsyncClient, case_id: str, what: str, **said: Any) -> dict[str, Any]:
    answer = await client.post(f"/v1/cases/{case_id}/events", json=event(what, **said))
    assert answer.status_code == 200, answer.text
    receipt: dict[str, Any] = answer.json()
    return receipt


def withdrawal(of: str, **said: Any) -> dict[str, Any]:
    return event("fact_withdrawn", withdraws=of, why="wrong_case", **said)


async def test_what_is_not_grave_is_withdrawn_by_whoever_may_report_it(as_: Caller) -> None:
    case_id = await opened(as_, "com-2")
    path, mine = f"/v1/cases/{case_id}", as_("com-2")
    receipt = await told(mine, case_id, "substance_misuse", substance="alcohol")
    said = withdrawal(receipt["message"])
    previewed = (await mine.post(f"{path}/preview", json=said)).json()
    assert {line["kind"] for line in previewed["closed"]} == {line["kind"] for line in receipt["opened"]}
    answer = await mine.post(f"{path}/events", json=said)
    assert answer.json()["closed"] == previewed["closed"] and answer.status_code == 200
    again = await mine.post(f"{path}/events", json=said)
    assert again.json()["duplicate"] is True
    asked = {"facts": [event("substance_misuse", substance="drugs"), withdrawal("no-such")]}
    assert (await mine.post(f"{path}/what-if", json=asked)).status_code == 200


@pytest.mark.parametrize("what", ["domestic_abuse_incident", "received_into_custody", "no such"])
async def test_what_is_grave_moves_the_sentence_or_is_not_known_only_managers_withdraw(as_: Caller, what: str) -> None:
    """A project default. The case system passes on what its own managers said."""
    case_id = await opened(as_, "com-2")
    fields = {"prison": "prison-1", "reason": "remand"} if what == "received_into_custody" else {}
    of = "no-such" if what == "no such" else (await told(as_("com-2"), case_id, what, **fields))["message"]
    for client in (as_("com-2"), as_("key-1", Role.KEYWORKER), as_(None, Role.POLICE)):
        for route in ("events", "preview"):
            answer = await client.post(f"/v1/cases/{case_id}/{route}", json=withdrawal(of))
            assert (answer.status_code, kind(answer)) == (403, "not-permitted"), (client, route)
    assert (await as_("spo-1", Role.SPO).post(f"/v1/cases/{case_id}/events", json=withdrawal(of))).status_code == 200


async def test_who_holds_the_case_is_not_taken_back_by_whoever_may_not_say_it(as_: Caller) -> None:
    case_id = await opened(as_, "com-2")
    system = as_(None, Role.CASE_SYSTEM)
    given = await told(system, case_id, "practitioner_allocated", practitioner="com-5", holder="community_practitioner")
    said = withdrawal(given["message"])
    assert (await as_("com-5").post(f"/v1/cases/{case_id}/events", json=said)).status_code == 403
    assert (await system.post(f"/v1/cases/{case_id}/events", json=said)).status_code == 200
    assert (await system.get(f"/v1/cases/{case_id}")).json()["practitioners"]["community_practitioner"] == "com-2"


async def test_the_history_shows_the_entry_as_withdrawn_by_whom_when_and_why(as_: Caller) -> None:
    case_id = await opened(as_, "com-2")
    mine = as_("com-2")
    of = (await told(mine, case_id, "substance_misuse", substance="alcohol"))["message"]
    by = withdrawal(of)
    assert (await mine.post(f"/v1/cases/{case_id}/events", json=by)).status_code == 200
    entries: dict[str, Any] = {}
    while by["event_id"] not in entries:  # the records follow in a moment
        found = (await mine.get(f"/v1/cases/{case_id}/history")).json()["items"]
        entries = {one["id"]: one for one in found if one["what"] == "event"}
    mark = entries[of]["withdrawn"]
    assert (entries[of]["state"], entries[of]["can_be_withdrawn"]) == ("withdrawn", False)
    assert (mark["by"], mark["staff"], mark["why"]) == (by["event_id"], "com-2", "wrong_case")
    assert mark["at"] == entries[by["event_id"]]["at"]
    assert (entries[by["event_id"]]["subject"], entries[by["event_id"]]["words"]) == (of, "wrong_case")
    others = [one for id, one in entries.items() if id != of]
    assert all(one["withdrawn"] is None and one["state"] is None for one in others)
