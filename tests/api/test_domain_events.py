"""Messages of other systems over HTTP: stored before the answer, refused only when they are no messages at all."""

import json
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from api.auth.principal import Office
from models.intake_tables import MessageRow
from models.roles import Role
from records.engine import reading
from tests.api.conftest import Caller
from tests.api.test_edge import kind
from tests.intake.messages import event, received, released, sns

CANARY = "A-Name-That-Must-Not-Come-Back"


@pytest.fixture
def system(as_: Caller) -> httpx.AsyncClient:
    return as_(None, Role.CASE_SYSTEM)


@pytest.fixture
def operator(as_: Caller) -> httpx.AsyncClient:
    return as_("ops-1", Office.OPERATOR)


async def sent(client: httpx.AsyncClient, said: Any, **headers: str) -> list[dict[str, Any]]:
    answer = await client.post("/v1/domain-events", json=said, headers=headers)
    assert answer.status_code == 202, answer.text
    assert CANARY not in answer.text
    return list(answer.json()["messages"])


async def test_what_is_accepted_is_stored(system: httpx.AsyncClient, api_records: AsyncEngine) -> None:
    [taken] = await sent(system, sns(released(noms="A5551AA", description=CANARY)))
    assert (taken["state"], taken["reason"]) == ("quarantined", "unknown_person")
    async with reading(api_records).connect() as connection:
        raw = await connection.scalar(select(col(MessageRow.raw)).where(col(MessageRow.number) == taken["number"]))
    assert raw is not None and CANARY.encode() in raw


async def test_many_at_once_and_the_same_again(system: httpx.AsyncClient) -> None:
    said = [received(noms="A5552AA"), event(CANARY), {"eventType": 7}, 7]
    found = await sent(system, said)
    assert [one["reason"] for one in found] == ["unknown_person", "unknown_type", "no_type", "not_an_event"]
    assert (await sent(system, received(noms="A5552AA")))[0]["state"] == "duplicate"


async def test_cloud_events_in_headers(system: httpx.AsyncClient) -> None:
    headers = {"ce-specversion": "1.0", "ce-type": "prison-visit.booked", "ce-id": "1", "ce-source": "/visits"}
    assert (await sent(system, {"reference": "x"}, **headers))[0]["state"] == "not_for_us"


@pytest.mark.parametrize("body", [b"", b"{", b'"' + CANARY.encode() + b'"', b"7", b"null", b'{"a":1,"a":2}', b"\xff"])
async def test_what_is_no_message_is_refused_and_not_repeated(system: httpx.AsyncClient, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await system.post("/v1/domain-events", content=body, headers=headers)
    assert (answer.status_code, kind(answer)) == (422, "invalid-request")
    assert CANARY not in answer.text


async def test_an_operator_looks_mends_replays_and_dismisses(
    system: httpx.AsyncClient, operator: httpx.AsyncClient
) -> None:
    said = event("brand.new.thing", {"note": CANARY}, crn="X555001")
    [taken] = await sent(system, said)
    number = taken["number"]
    listed = await operator.get("/v1/quarantine", params={"reason": "unknown_type", "after": str(number - 1)})
    assert listed.json()["messages"][0]["number"] == number and CANARY not in listed.text
    shown = (await operator.get(f"/v1/quarantine/{number}")).json()
    assert CANARY in shown["raw"] and [did["did"] for did in shown["history"]] == ["looked"]
    mended = json.loads(shown["raw"]) | {"eventType": "prison-visit.booked"}
    again = await operator.put(f"/v1/quarantine/{number}/mended", json=mended)
    assert again.json()["state"] == "not_for_us"
    assert (await operator.get(f"/v1/quarantine/{number}")).status_code == 404

    [other] = await sent(system, said | {"occurredAt": "2026-03-10T10:00:00Z"})
    replayed = await operator.post(f"/v1/quarantine/{other['number']}/replay")
    assert replayed.json()["reason"] == "unknown_type"
    dismissal = f"/v1/quarantine/{other['number']}/dismissal"
    assert (await operator.post(dismissal, json={"why": ""})).status_code == 422
    assert (await operator.post(dismissal, json={"why": "sent by a test"})).status_code == 204
    assert kind(await operator.post(dismissal, json={"why": "again"})) == "unknown-thing"


async def test_nothing_is_done_with_a_message_that_somebody_worked_on_since_it_was_looked_at(
    system: httpx.AsyncClient, operator: httpx.AsyncClient
) -> None:
    [taken] = await sent(system, event("brand.new.thing", crn="X555002"))
    path = f"/v1/quarantine/{taken['number']}"
    assert (await operator.get(path)).json()["version"] == 0
    assert (await operator.post(f"{path}/replay", headers={"If-Match": '"0"'})).status_code == 200
    assert (await operator.get(path)).json()["version"] == 1
    for version in ('"0"', "1", "*", 'W/"1"'):
        headers = {"If-Match": version}
        for answer in (
            await operator.put(f"{path}/mended", json={"eventType": "prison-visit.booked"}, headers=headers),
            await operator.post(f"{path}/replay", headers=headers),
            await operator.post(f"{path}/dismissal", json={"why": "a test"}, headers=headers),
        ):
            assert (answer.status_code, kind(answer)) == (412, "stale-message")
    dismissed = await operator.post(f"{path}/dismissal", json={"why": "a test"}, headers={"If-Match": '"1"'})
    assert dismissed.status_code == 204


async def test_reasons_and_numbers_that_are_none(operator: httpx.AsyncClient) -> None:
    assert (await operator.get("/v1/quarantine", params={"reason": "no_such_reason"})).status_code == 422
    for number in ("0", "x", "99999999999999999"):
        assert (await operator.get(f"/v1/quarantine/{number}")).status_code == 422
