"""What is told when something that is needed is not there; and what must not happen twice even then."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from api.app import make_app
from api.auth.keys import FetchedKeys
from api.auth.staff import StaffDirectory
from api.auth.tokens import Verifier
from api.once import digest
from api.problems import AGAIN_IN_SECONDS
from models.roles import Role
from records import answers
from records.answers import ABANDONED, KEPT, Claim, Kept
from records.engine import engine_for
from tests.api.conftest import Caller, served
from tests.api.issuer import AUDIENCE, ISSUER, Issuer
from tests.api.test_edge import kind
from tests.api.told import event, key, opened, version

NOWHERE = "127.0.0.1:9"
SOON = timedelta(seconds=1)


@asynccontextmanager
async def _client(app: FastAPI, token: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {token}"}
    async with served(app) as url, httpx.AsyncClient(base_url=url, headers=headers, timeout=30) as client:
        yield client


async def test_while_temporal_is_down_nothing_is_accepted(
    api_records: AsyncEngine, verifier: Verifier, issuer: Issuer
) -> None:
    away = await Client.connect(NOWHERE, lazy=True, data_converter=pydantic_data_converter)
    app = make_app(away, api_records, verifier, patience=SOON)
    async with _client(app, issuer.token("com-1", Role.COMMUNITY_PRACTITIONER)) as client:
        told = event("new_relationship", partner="partner-1")
        for answer in (
            await client.get("/v1/cases/case-1"),
            await client.post("/v1/cases/case-1/events", json=told),
            await client.post("/v1/cases/case-1/events", json=told, headers={"Prefer": "respond-async"}),
        ):
            assert (answer.status_code, kind(answer)) == (503, "cases-unavailable")
            assert answer.headers["retry-after"] == str(AGAIN_IN_SECONDS)
        ready = await client.get("/ready")
        assert (ready.status_code, ready.json()["temporal"]) == (503, "not reachable")
        assert (await client.get("/health")).status_code == 200
        assert (await client.get("/v1/policy/coverage")).status_code == 200, "what needs no case still answers"


async def test_while_no_worker_runs_the_caller_is_told_to_come_again(
    api_temporal: WorkflowEnvironment, api_records: AsyncEngine, verifier: Verifier, issuer: Issuer
) -> None:
    app = make_app(api_temporal.client, api_records, verifier, task_queue="nobody", patience=SOON)
    async with _client(app, issuer.token(None, Role.CASE_SYSTEM)) as client:
        opening = event("sentence_passed", kind="community_order", length_days=540)
        answer = await client.post("/v1/cases", json={"case_id": "case-unworked", "opening": opening})
        assert (answer.status_code, kind(answer)) == (503, "cases-unavailable")
    await api_temporal.client.get_workflow_handle("case-case-unworked").terminate()


async def test_while_the_records_are_down_nobody_is_let_in_unchecked(
    api_temporal: WorkflowEnvironment, verifier: Verifier, issuer: Issuer, as_: Caller, tmp_path: Path
) -> None:
    """Whether a case is restricted stands in the records: without them nobody may look."""
    case_id = await opened(as_)
    gone = engine_for(f"sqlite+aiosqlite:///{tmp_path / 'no' / 'such' / 'records.db'}")
    app = make_app(api_temporal.client, gone, verifier)
    async with _client(app, issuer.token("com-1", Role.COMMUNITY_PRACTITIONER)) as client:
        for answer in (
            await client.get(f"/v1/cases/{case_id}"),
            await client.post(f"/v1/cases/{case_id}/events", json=event("new_relationship", partner="partner-1")),
        ):
            assert (answer.status_code, kind(answer)) == (503, "records-unavailable")
        ready = await client.get("/ready")
        assert (ready.status_code, ready.json()["records"]) == (503, "not reachable")
    await gone.dispose()


async def test_records_of_another_release_are_not_ready(
    api_temporal: WorkflowEnvironment, verifier: Verifier, issuer: Issuer, tmp_path: Path
) -> None:
    empty = engine_for(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
    async with _client(make_app(api_temporal.client, empty, verifier), issuer.token("com-1", Role.SPO)) as client:
        ready = await client.get("/ready")
        assert (ready.status_code, ready.json()["records"]) == (503, "not of this release")
        found = await client.post("/v1/case-search", json={"crn": "X123456"})
        assert (found.status_code, kind(found)) == (503, "records-unavailable")
    await empty.dispose()


async def test_while_keys_cannot_be_fetched_no_token_is_accepted(
    api_temporal: WorkflowEnvironment, api_records: AsyncEngine, issuer: Issuer
) -> None:
    verifier = Verifier(ISSUER, AUDIENCE, FetchedKeys(f"http://{NOWHERE}/jwks"), StaffDirectory())
    app = make_app(api_temporal.client, api_records, verifier)
    async with _client(app, issuer.token("com-1", Role.SPO)) as client:
        answer = await client.get("/v1/me")
        assert (answer.status_code, kind(answer)) == (503, "keys-unavailable")
        ready = await client.get("/ready")
        assert (ready.status_code, ready.json()["keys"]) == (503, "not reachable")


# Doing things once --------------------------------------------------------------------------------------------------


async def test_the_same_act_under_way_is_waited_for(
    as_: Caller, api_records: AsyncEngine, verifier: Verifier, issuer: Issuer
) -> None:
    case_id = await opened(as_)
    manager = as_("spo-1", Role.SPO)
    headers, looked = {**key(), **await version(manager, case_id)}, {"kind": "oversight", "option": "enhanced"}
    who = await verifier.principal(f"Bearer {issuer.token('spo-1', Role.SPO)}")
    claim = Claim(digest(who), headers["Idempotency-Key"], "the same")
    assert await answers.claim(api_records, claim, datetime.now(UTC)) == "claimed"
    answer = await manager.post(f"/v1/cases/{case_id}/decisions", json=looked, headers=headers)
    assert (answer.status_code, kind(answer)) in {(409, "idempotency-key-in-use"), (422, "idempotency-key-reused")}
    await answers.give_up(api_records, claim)
    assert (await manager.post(f"/v1/cases/{case_id}/decisions", json=looked, headers=headers)).status_code == 200


async def test_many_who_send_the_same_act_at_once_do_it_once(as_: Caller) -> None:
    case_id = await opened(as_)
    manager = as_("spo-1", Role.SPO)
    headers, looked = {**key(), **await version(manager, case_id)}, {"kind": "oversight", "option": "enhanced"}
    path = f"/v1/cases/{case_id}/decisions"
    found = await asyncio.gather(*(manager.post(path, json=looked, headers=headers) for _ in range(8)))
    assert {answer.status_code for answer in found} <= {200, 409}
    said = {answer.text for answer in found if answer.status_code == 200}
    assert len(said) == 1
    assert len((await manager.get(f"/v1/cases/{case_id}")).json()["decisions"]) == 1


async def test_a_claim_is_free_again_and_an_answer_gone_when_their_time_is_over(api_records: AsyncEngine) -> None:
    now, one = datetime.now(UTC), Claim("somebody", "key-of-a-test", "this")
    assert await answers.claim(api_records, one, now) == "claimed"
    assert await answers.claim(api_records, one, now + ABANDONED / 2) == "under way"
    assert await answers.claim(api_records, one, now + ABANDONED) == "claimed"
    await answers.answer(api_records, one, Kept(200, {"said": "this"}, '"7"'))
    assert await answers.claim(api_records, one, now + KEPT / 2) == Kept(200, {"said": "this"}, '"7"')
    other = Claim("somebody", "key-of-a-test", "something else")
    assert await answers.claim(api_records, other, now + KEPT / 2) == "another request"
    stranger = Claim("somebody else", "key-of-a-test", "this")
    assert await answers.claim(api_records, stranger, now) == "claimed"
    assert await answers.claim(api_records, one, now + KEPT + ABANDONED) == "claimed"
    assert await answers.forget_old(api_records, now + KEPT * 3) >= 2


@pytest.mark.parametrize("status", [200, 202])
async def test_what_was_accepted_is_in_the_case_though_nobody_waits_for_the_answer(as_: Caller, status: int) -> None:
    """A caller that hangs up in the middle loses the answer, not the event."""
    case_id = await opened(as_)
    client = as_()
    prefer = {"Prefer": "respond-async"} if status == 202 else {}
    told = [event("new_relationship", partner=f"partner-{n}") for n in range(4)]
    sent = [client.post(f"/v1/cases/{case_id}/events", json=one, headers=prefer) for one in told]
    found = await asyncio.gather(*sent)
    assert {answer.status_code for answer in found} == {status}
    again = [(await client.post(f"/v1/cases/{case_id}/events", json=one)).json() for one in told]
    assert [one["duplicate"] for one in again] == [True] * 4
