"""Ending what somebody is signed in with, in every process; and sign-ins that must be fresh and strong."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import WorkflowEnvironment

from api.app import make_app
from api.auth import endings
from api.auth.endings import Endings
from api.auth.principal import Office, Principal
from api.auth.seen import AT_MOST, Seen
from api.auth.strength import Strength
from api.auth.tokens import Verifier
from api.problems import RecordsUnavailable
from audit.reading import whole
from models.roles import Role
from records.engine import engine_for
from tests.api.conftest import Caller, served
from tests.api.issuer import Issuer
from tests.api.test_edge import kind
from tests.api.told import opened

COM = Role.COMMUNITY_PRACTITIONER


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
async def other_process(
    api_temporal: WorkflowEnvironment, api_records: AsyncEngine, verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """The service a second time, over the same records; it looks at each request."""
    monkeypatch.setattr(endings, "LOOKS_EVERY", 0.0)
    app = make_app(api_temporal.client, api_records, verifier)
    async with served(app) as url, httpx.AsyncClient(base_url=url, timeout=30) as client:
        yield client


async def test_an_operator_sees_what_somebody_is_signed_in_with_and_ends_it_in_every_process(
    as_: Caller, other_process: httpx.AsyncClient, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endings, "LEEWAY_SECONDS", 5)
    now = int(time.time())
    lost = bearer(issuer.token("Lost-1", COM, iat=now - 60))
    here, operator = as_("com-1", COM), as_("operator-1", Office.OPERATOR)
    assert {(await one.get("/v1/me", headers=lost)).status_code for one in (here, other_process)} == {200}

    seen = (await operator.post("/v1/sign-in-search", json={"user_name": "lost-1"})).json()
    assert (seen["subject"], seen["ended_at"], len(seen["seen_here"])) == ("user:lost-1", None, 1)
    assert set(seen["seen_here"][0]) == {"issued_at", "expires_at", "first_seen", "last_seen"}, "and never the token"

    ended = await operator.post("/v1/sign-in-endings", json={"user_name": "LOST-1"})
    assert (ended.status_code, ended.json()["seen_here"]) == (200, [])
    for one in (here, other_process):
        answer = await one.get("/v1/me", headers=lost)
        assert (answer.status_code, kind(answer)) == (401, "token-ended")
    soon = bearer(issuer.token("lost-1", COM, iat=now + 2))
    assert (await here.get("/v1/me", headers=soon)).status_code == 401, "the issuer's clock may be ahead"
    undated = bearer(issuer.token("lost-1", COM))
    assert (await here.get("/v1/me", headers=undated)).status_code == 401, "it does not say that it is newer"
    again = bearer(issuer.token("lost-1", COM, iat=now + 20))
    assert {(await one.get("/v1/me", headers=again)).status_code for one in (here, other_process)} == {200}
    assert (await here.get("/v1/me")).status_code == 200, "nobody else is signed out"


async def test_who_ended_whose_sign_ins_is_on_record(as_: Caller, api_records: AsyncEngine) -> None:
    operator = as_("operator-2", Office.OPERATOR)
    await operator.post("/v1/sign-in-endings", json={"client_id": "runaway"})
    entries = [link.entry async for link in whole(api_records) if link.entry.who == "user:operator-2"]
    assert [(one.action, one.outcome) for one in entries] == [("end_sign_ins", "begun"), ("end_sign_ins", "done")]
    assert entries[-1].asked == "of=client:runaway"


@pytest.mark.parametrize("said", [{}, {"user_name": "a", "client_id": "b"}, {"user_name": "a b"}, {"user_name": 1}])
async def test_whose_must_be_said(as_: Caller, said: dict[str, Any]) -> None:
    answer = await as_("operator-1", Office.OPERATOR).post("/v1/sign-in-endings", json=said)
    assert (answer.status_code, kind(answer)) == (422, "invalid-request")


async def test_while_nobody_can_know_whose_were_ended_no_token_is_accepted(
    monkeypatch: pytest.MonkeyPatch, api_records: AsyncEngine, tmp_path: Path
) -> None:
    who = Principal("user", "com-1", "com-1", frozenset({COM}))
    gone = engine_for(f"sqlite+aiosqlite:///{tmp_path / 'no' / 'such' / 'records.db'}")
    with pytest.raises(RecordsUnavailable):
        await Endings(gone).check(who)
    known = Endings(api_records)
    await known.check(who)
    known._records = gone
    monkeypatch.setattr(endings, "LOOKS_EVERY", 0.0)
    await known.check(who)  # a short outage lets nobody down
    monkeypatch.setattr(endings, "GOOD_FOR", 0.0)
    with pytest.raises(RecordsUnavailable):
        await known.check(who)
    await gone.dispose()


def test_so_many_tokens_are_remembered_and_the_one_not_seen_for_longest_goes() -> None:
    seen = Seen()
    for number in range(AT_MOST + 1):
        seen.note(Principal("user", f"n-{number}", "n", frozenset({COM})), f"Bearer {number}")
    assert (len(seen.of("user:n-0")), len(seen.of("user:n-1"))) == (0, 1)


# How somebody signed in -----------------------------------------------------------------------------------------------


@pytest.fixture
def strict(api_temporal: WorkflowEnvironment, api_records: AsyncEngine, verifier: Verifier, url: str) -> FastAPI:
    """The service that asks for a sign-in of the last ten minutes, by two factors; the worker is that of ``url``."""
    strength = Strength(within_seconds=600, means=frozenset({"mfa", "urn:level:2"}))
    return make_app(api_temporal.client, api_records, verifier, strength=strength)


@pytest.mark.parametrize(
    ("said", "enough"),
    [
        ({"auth_time": 0, "amr": ["pwd", "mfa"]}, True),
        ({"auth_time": -300, "acr": "urn:level:2"}, True),
        ({"auth_time": -900, "amr": ["mfa"]}, False),
        ({"auth_time": 0, "amr": ["pwd"]}, False),
        ({"auth_time": 0, "amr": "mfa"}, False),
        ({"amr": ["mfa"]}, False),
        ({}, False),
    ],
)
async def test_what_harms_most_in_the_wrong_hands_asks_for_a_fresh_and_strong_sign_in(
    strict: FastAPI, as_: Caller, issuer: Issuer, said: dict[str, Any], enough: bool
) -> None:
    case_id = await opened(as_)
    claims = {**said, **({"auth_time": int(time.time()) + said["auth_time"]} if "auth_time" in said else {})}
    manager = bearer(issuer.token("spo-1", Role.SPO, **claims))
    async with served(strict) as url, httpx.AsyncClient(base_url=url, timeout=30) as client:
        assert (await client.get(f"/v1/cases/{case_id}", headers=manager)).status_code == 200
        path = f"/v1/cases/{case_id}/restriction"
        answer = await client.put(path, json={"allowed": []}, headers=manager)
        if enough:
            assert answer.status_code == 200, answer.text
            return
        assert (answer.status_code, kind(answer)) == (401, "sign-in-too-weak")
        asked = answer.headers["www-authenticate"]
        assert 'error="insufficient_user_authentication"' in asked
        assert 'acr_values="mfa urn:level:2"' in asked and 'max_age="600"' in asked
        system = bearer(issuer.token(None, Role.CASE_SYSTEM))
        assert (await client.put(path, json={"allowed": []}, headers=system)).status_code == 200, (
            "no person, no sign-in"
        )
