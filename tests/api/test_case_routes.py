"""A case over HTTP, from start to acts on it."""

from uuid import uuid4

import pytest

from models.roles import Role
from tests.api.conftest import Caller
from tests.api.test_edge import CANARY, kind
from tests.api.told import event, key, opened, release, start_of, version


async def test_the_same_start_gives_the_same_case(as_: Caller) -> None:
    start = start_of(f"case-{uuid4().hex[:8]}")
    system = as_(None, Role.CASE_SYSTEM)
    first, again = [await system.post("/v1/cases", json=start) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.headers["location"] == f"/v1/cases/{start['case_id']}"
    assert {line["id"] for line in first.json()["opened"]} == {line["id"] for line in again.json()["opened"]}
    assert first.headers["etag"] == again.headers["etag"]


async def test_an_event_is_answered_with_what_it_led_to_and_counts_once(as_: Caller) -> None:
    client = as_()
    case_id = await opened(as_)
    told = event("new_relationship", partner="partner-1")
    first = (await client.post(f"/v1/cases/{case_id}/events", json=told)).json()
    assert "new_partner" in {line["kind"] for line in first["opened"]}
    again = (await client.post(f"/v1/cases/{case_id}/events", json=told)).json()
    assert (again["duplicate"], again["sequence"]) == (True, first["sequence"])


async def test_a_preview_and_a_what_if_write_nothing(as_: Caller) -> None:
    client = as_()
    case_id = await opened(as_)
    before = await version(client, case_id)
    told = event("new_relationship", partner="partner-1")
    previewed = (await client.post(f"/v1/cases/{case_id}/preview", json=told)).json()
    assert {"new_partner", "review"} <= {line["kind"] for line in previewed["opened"]}
    ended = event("supervision_ended", what="order")
    supposed = await client.post(f"/v1/cases/{case_id}/what-if", json={"facts": [told, ended]})
    said = supposed.json()
    assert (said["stage_now"], said["stage_then"]) == ("community_order", "closed"), supposed.text
    assert said["closes"]
    assert await version(client, case_id) == before
    assert "partner-1" not in (await client.get(f"/v1/cases/{case_id}")).text


async def test_what_if_says_what_would_move(as_: Caller) -> None:
    """What is counted back from the release moves with it."""
    case_id = f"case-{uuid4().hex[:8]}"
    start = start_of(case_id)
    start["opening"] |= {"kind": "determinate", "length_days": 1500}
    system = as_(None, Role.CASE_SYSTEM)
    await system.post("/v1/cases", json=start)
    dates = event("dates_changed", dates={"conditional_release": release(300)})
    await system.post(f"/v1/cases/{case_id}/events", json=dates)
    moved = event("dates_changed", dates={"conditional_release": release(200)})
    said = (await system.post(f"/v1/cases/{case_id}/what-if", json={"facts": [moved]})).json()
    assert said["stage_now"] == said["stage_then"] == "custody"
    assert said["opens"] or said["moves"]
    assert {"name": "conditional_release", "was": release(300), "now": release(200)} in said["dates"]


async def test_an_event_that_must_not_wait_is_kept_with_202(as_: Caller) -> None:
    client = as_()
    case_id = await opened(as_)
    told = event("new_relationship", partner="partner-2")
    answer = await client.post(f"/v1/cases/{case_id}/events", json=told, headers={"Prefer": "respond-async"})
    assert (answer.status_code, answer.json()) == (202, {"case_id": case_id, "message": told["event_id"]})
    again = (await client.post(f"/v1/cases/{case_id}/events", json=told)).json()
    assert again["duplicate"] is True


async def test_a_person_reports_in_their_own_name(as_: Caller) -> None:
    """Whatever the body says: an event is put down to the token, and a role must be one of the token's."""
    client = as_()
    case_id = await opened(as_)
    forged = event("new_relationship", partner="partner-1", reported_by="spo-1", role="spo")
    refused = await client.post(f"/v1/cases/{case_id}/events", json=forged)
    assert (refused.status_code, kind(refused)) == (403, "wrong-role")
    two = as_("com-1", Role.COMMUNITY_PRACTITIONER, Role.SPO)
    unsaid = await two.post(f"/v1/cases/{case_id}/events", json=event("new_relationship", partner="partner-1"))
    assert (unsaid.status_code, kind(unsaid)) == (403, "wrong-role")
    said = await two.post(
        f"/v1/cases/{case_id}/events",
        json=event("new_relationship", partner="partner-1", role="community_practitioner"),
    )
    assert said.status_code == 200


# Acts ---------------------------------------------------------------------------------------------------------------


async def _with_partner(as_: Caller) -> tuple[str, str]:
    case_id = await opened(as_)
    client = as_()
    await client.post(f"/v1/cases/{case_id}/events", json=event("address_changed", address="address-1"))
    duties = (await client.get(f"/v1/cases/{case_id}")).json()["duties"]
    return case_id, next(d["id"] for d in duties if d["state"] == "open" and d["kind"] == "home_visit")


async def test_an_act_needs_a_key_and_the_version_that_was_seen(as_: Caller) -> None:
    client = as_()
    case_id, visit = await _with_partner(as_)
    path = f"/v1/cases/{case_id}/duties/{visit}/completion"
    done: dict[str, object] = {"evidence": {}}
    seen = await version(client, case_id)
    keyless = await client.post(path, json=done, headers=seen)
    assert (keyless.status_code, kind(keyless)) == (400, "idempotency-key-required")
    unseen = await client.post(path, json=done, headers=key())
    assert (unseen.status_code, kind(unseen)) == (428, "version-required")
    for stale in ('"0"', 'W/"1"', "*", "nonsense"):
        answer = await client.post(path, json=done, headers={**key(), "If-Match": stale})
        assert (answer.status_code, kind(answer)) == (412, "stale-version"), stale
    malformed = await client.post(path, json=done, headers={**seen, "Idempotency-Key": "a b"})
    assert (malformed.status_code, kind(malformed)) == (422, "invalid-request")


async def test_evidence_that_is_missing_is_named_with_its_clause(as_: Caller) -> None:
    client = as_()
    case_id, visit = await _with_partner(as_)
    headers = {**key(), **await version(client, case_id)}
    done = {"evidence": {"address": CANARY, CANARY: CANARY}}
    answer = await client.post(f"/v1/cases/{case_id}/duties/{visit}/completion", json=done, headers=headers)
    assert (answer.status_code, kind(answer)) == (422, "refused")
    assert any(error.get("clause") for error in answer.json()["errors"])


async def test_an_act_sent_twice_is_done_once_and_answered_the_same(as_: Caller) -> None:
    client = as_()
    case_id, visit = await _with_partner(as_)
    headers = {**key(), **await version(client, case_id)}
    path, done = f"/v1/cases/{case_id}/duties/{visit}/waiver", {"reason": "not needed in this test", "role": "spo"}
    manager = as_("spo-1", Role.SPO)
    first = await manager.post(path, json=done, headers=headers)
    assert first.status_code == 200, first.text
    again = await manager.post(path, json=dict(reversed(done.items())), headers=headers)
    assert (again.status_code, again.json(), again.headers["etag"]) == (200, first.json(), first.headers["etag"])
    assert again.headers["idempotency-replayed"] == "true"
    other = await manager.post(path, json={**done, "reason": "another reason"}, headers=headers)
    assert (other.status_code, kind(other)) == (422, "idempotency-key-reused")
    twice = await manager.post(path, json=done, headers={**key(), **await version(client, case_id)})
    assert (twice.status_code, kind(twice)) == (422, "refused")


async def test_what_somebody_else_was_answered_is_given_to_nobody(as_: Caller) -> None:
    """The key is the sender's own; and with other rights the kept answer is not theirs any more."""
    client = as_()
    case_id, visit = await _with_partner(as_)
    headers = {**key(), **await version(client, case_id)}
    path, done = f"/v1/cases/{case_id}/duties/{visit}/waiver", {"reason": "not needed in this test"}
    assert (await as_("spo-1", Role.SPO).post(path, json=done, headers=headers)).status_code == 200
    for other in (as_("spo-2", Role.SPO), as_("com-1")):
        answer = await other.post(path, json=done, headers=headers)
        assert answer.status_code == 403
    in_part = await as_("spo-1", Role.SPO, Role.COURT_STAFF).post(path, json=done, headers=headers)
    assert "idempotency-replayed" not in in_part.headers
    assert in_part.json()["duplicate"] is True, "the case itself knows the act by its id"


async def test_an_act_on_what_has_changed_since_is_not_done(as_: Caller) -> None:
    client = as_()
    case_id, visit = await _with_partner(as_)
    seen = await version(client, case_id)
    await client.post(f"/v1/cases/{case_id}/events", json=event("partner_pregnant", partner="partner-3"))
    path, waiver = f"/v1/cases/{case_id}/duties/{visit}/waiver", {"reason": "not needed in this test"}
    manager = as_("spo-1", Role.SPO)
    headers = {**key(), **seen}
    answer = await manager.post(path, json=waiver, headers=headers)
    assert (answer.status_code, kind(answer)) == (412, "stale-version")
    fresh = await manager.post(path, json=waiver, headers={**headers, **await version(client, case_id)})
    assert fresh.status_code == 200, "a key under which nothing was done is free"


async def test_a_decision_and_a_request(as_: Caller) -> None:
    manager = as_("spo-1", Role.SPO)
    case_id, _ = await _with_partner(as_)
    path = f"/v1/cases/{case_id}/decisions"
    looked = {"kind": "oversight", "option": "enhanced"}
    made = await manager.post(path, json=looked, headers={**key(), **await version(manager, case_id)})
    assert made.status_code == 200, made.text
    odd = await manager.post(
        path, json={**looked, "option": CANARY}, headers={**key(), **await version(manager, case_id)}
    )
    assert (odd.status_code, kind(odd)) == (422, "refused")
    asked = {"type": "approve_hdc_address", "address": "address-canary-9"}
    headers = {**key(), **await version(manager, case_id)}
    refused = await manager.post(f"/v1/cases/{case_id}/requests", json=asked, headers=headers)
    assert (refused.status_code, kind(refused)) == (422, "refused")
    assert "address-canary-9" not in refused.text
    assert refused.json()["errors"][0]["clause"]
    mine = {**asked, "asked_by": "spo-9"}
    filled = await manager.post(f"/v1/cases/{case_id}/requests", json=mine, headers=headers)
    assert (filled.status_code, kind(filled)) == (422, "invalid-request")


@pytest.mark.parametrize("what", ["duties/d999/completion", "duties/d999/waiver"])
async def test_a_duty_that_is_not_there_is_not_there(as_: Caller, what: str) -> None:
    manager = as_("spo-1", Role.SPO)
    case_id = await opened(as_)
    headers = {**key(), **await version(manager, case_id)}
    answer = await manager.post(f"/v1/cases/{case_id}/{what}", json={"reason": "x", "evidence": {}}, headers=headers)
    assert answer.status_code == 404
    assert kind(answer) == "unknown-thing"


async def test_an_unknown_case_is_not_there(as_: Caller) -> None:
    answer = await as_().get("/v1/cases/case-nobody-knows")
    assert (answer.status_code, kind(answer)) == (404, "unknown-case")


# What is wrong is named and never shown -----------------------------------------------------------------------------

_BAD = {
    "no body": b"",
    "no JSON": b"{",
    "not a number": b'{"type": NaN}',
    "nested": b"[" * 100000,
    "an array": b"[]",
    "a type that is no text": b'{"type": {}}',
    "NUL": b'{"type": "new_relationship", "partner": "a\\u0000"}',
    "half a character": b'{"type": "\\ud800"}',
    "an unknown type": f'{{"type": "{CANARY}"}}'.encode(),
    "an unknown field": f'{{"type": "new_relationship", "{CANARY}": "{CANARY}"}}'.encode(),
    "a name": f'{{"type": "new_relationship", "partner": "{CANARY}", "occurred_at": "{CANARY}"}}'.encode(),
}


@pytest.mark.parametrize("what", _BAD)
async def test_a_body_that_cannot_be_read_is_named_and_not_shown(as_: Caller, what: str) -> None:
    case_id = await opened(as_)
    headers = {"Content-Type": "application/json"}
    answer = await as_().post(f"/v1/cases/{case_id}/events", content=_BAD[what], headers=headers)
    assert (answer.status_code, kind(answer)) == (422, "invalid-request")
    assert answer.json()["errors"]


@pytest.mark.parametrize(
    ("field", "value", "taken"),
    [("length_days", False, False), ("length_days", "540", False), ("length_days", 540.0, True),
     ("length_days", 540.5, False), ("occurred_at", 1767225600, False),
     ("occurred_at", "1767225600", False), ("passed", 1, False)],
)  # fmt: skip
async def test_a_number_is_a_number(as_: Caller, field: str, value: object, taken: bool) -> None:
    start = start_of(f"case-{uuid4().hex[:8]}")
    start["opening"][field] = value
    answer = await as_(None, Role.CASE_SYSTEM).post("/v1/cases", json=start)
    assert (answer.status_code == 201) is taken, answer.text


async def test_a_body_is_read_after_it_is_known_who_sends_it(as_: Caller) -> None:
    case_id = await opened(as_)
    answer = await as_("com-9").post(f"/v1/cases/{case_id}/duties/d1/completion", content=b"{")
    assert answer.status_code in {403, 415}
    named = await as_().post(f"/v1/cases/{case_id}/events", json={"type": "new_relationship"})
    assert {error["field"] for error in named.json()["errors"]} >= {"body.new_relationship.partner"}
