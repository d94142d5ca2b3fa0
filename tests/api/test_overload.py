"""More than is served: refused politely and at once, the grave first, nothing lost, and all well again afterwards."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from limits import parse
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col
from temporalio.testing import WorkflowEnvironment

from api.app import make_app
from api.auth.tokens import Verifier
from api.load import gate as the_gate
from api.load.allowed import Allowed
from api.load.urgency import Urgency
from models.roles import Role
from models.tables import EventRow
from policy.limits import THINGS
from records.engine import reading
from tests.api.conftest import PLENTY, Caller, served
from tests.api.issuer import Issuer
from tests.api.test_edge import kind
from tests.api.told import event, opened

FEW = parse("4/hour")


class Serving:
    """The service with limits of its own, beside the one that the other tests have; its cases are the same."""

    def __init__(self, temporal: WorkflowEnvironment, records: AsyncEngine, verifier: Verifier) -> None:
        self._given = temporal.client, records, verifier

    @asynccontextmanager
    async def __call__(self, token: str | None, **limits: Any) -> AsyncIterator[httpx.AsyncClient]:
        """A client of the service under these limits."""
        app = make_app(*self._given, allowed=Allowed(**limits))
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with served(app) as url, httpx.AsyncClient(base_url=url, headers=headers, timeout=30) as client:
            yield client


@pytest.fixture
def limited(url: str, api_temporal: WorkflowEnvironment, api_records: AsyncEngine, verifier: Verifier) -> Serving:
    return Serving(api_temporal, api_records, verifier)


def refused(answer: httpx.Response, status: int, problem: str) -> int:
    """The seconds to wait that a refusal says, which must be a whole one."""
    assert (answer.status_code, kind(answer)) == (status, problem)
    assert answer.headers["retry-after"].isdigit()
    return int(answer.headers["retry-after"])


async def test_who_asks_too_often_is_told_when_to_come_again_and_their_grave_event_is_taken(
    as_: Caller, limited: Serving, issuer: Issuer
) -> None:
    case_id = await opened(as_)
    path = f"/v1/cases/{case_id}/events"
    limits = {"system": FEW, "grave": parse("1/hour"), "person": parse("1/second")}
    async with limited(issuer.token(None, Role.CASE_SYSTEM), **limits) as client:
        answers = [await client.get("/v1/me") for _ in range(6)]
        assert [one.status_code for one in answers] == [200] * 4 + [429] * 2
        assert refused(answers[-1], 429, "too-many-requests") > 60
        assert "4 requests in 3600 seconds" in answers[-1].json()["detail"]
        refused(await client.post(path, json=event("significant_change")), 429, "too-many-requests")
        for _ in range(3):  # those beyond the reserve too: in turn, and never refused for the rate
            breached = await client.post(path, json=event("order_breached", order="order-1"))
            assert breached.status_code == 200, breached.text
        said = (await client.get("/metrics")).text
        assert 'throughcare_api_refused_total{urgency="read",why="rate"} 2.0' in said
        assert 'throughcare_api_refused_total{urgency="act",why="rate"} 1.0' in said

        token = issuer.token("com-1", Role.COMMUNITY_PRACTITIONER)
        person = {"Authorization": f"Bearer {token}"}
        at_once = await asyncio.gather(*(client.get("/v1/me", headers=person) for _ in range(5)))
        assert {one.status_code for one in at_once} == {200, 429}, "nobody is kept out for what others ask"
        seconds = max(refused(one, 429, "too-many-requests") for one in at_once if one.status_code == 429)
        await asyncio.sleep(seconds + 1)
        assert (await client.get("/v1/me", headers=person)).status_code == 200


async def test_without_a_token_that_is_accepted_an_address_has_its_rate_and_others_of_it_are_served(
    limited: Serving, issuer: Issuer
) -> None:
    async with limited(None, no_token=FEW) as client:
        answers = [await client.get("/v1/me", headers={"Authorization": "Bearer x"}) for _ in range(5)]
        assert [one.status_code for one in answers] == [401] * 4 + [429]
        refused(answers[-1], 429, "too-many-requests")
        assert (await client.get("/v1/nothing")).status_code == 429
        good = {"Authorization": f"Bearer {issuer.token('com-1', Role.COMMUNITY_PRACTITIONER)}"}
        assert (await client.get("/v1/me", headers=good)).status_code == 200
        assert [(await client.get("/ready")).status_code for _ in range(5)] == [200] * 4 + [429]
        assert {(await client.get("/health")).status_code for _ in range(9)} == {200}, "a probe is never refused"


async def test_of_a_flood_some_is_refused_at_once_the_grave_goes_ahead_and_what_was_accepted_is_in_the_case(
    as_: Caller, limited: Serving, issuer: Issuer, api_records: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(the_gate, "WAITS", dict.fromkeys(Urgency, 20.0))  # so that a busy machine refuses no more
    cases = [await opened(as_) for _ in range(4)]
    routine = [event("significant_change") for _ in range(40)]
    grave = [event("order_breached", order="order-1") for _ in range(4)]
    ended: list[tuple[str, httpx.Response, float]] = []

    async with limited(issuer.token(None, Role.CASE_SYSTEM), system=PLENTY, at_once=4) as client:

        async def tell(number: int, said: dict[str, Any]) -> None:
            began = time.perf_counter()
            answer = await client.post(f"/v1/cases/{cases[number % 4]}/events", json=said)
            ended.append((said["event_id"], answer, time.perf_counter() - began))

        async with asyncio.TaskGroup() as telling:
            for number, said in enumerate(routine):
                telling.create_task(tell(number, said))
            await asyncio.sleep(0.05)
            for number, said in enumerate(grave):
                telling.create_task(tell(number, said))
        again = await client.get("/v1/me")
        assert again.status_code == 200, "well again by itself, at once"

    answered = {id: answer for id, answer, _ in ended}
    shed = [(answer, seconds) for _, answer, seconds in ended if answer.status_code != 200]
    assert shed, "a flood is more than four places and eight to wait in"
    for answer, seconds in shed:
        assert 1 <= refused(answer, 503, "overloaded") <= 5
        assert seconds < 10, "at once, and not when whoever waits has given up"
    assert [answered[said["event_id"]].status_code for said in grave] == [200] * 4
    last_grave = max(n for n, (id, _, _) in enumerate(ended) if id in {said["event_id"] for said in grave})
    assert any(answer.status_code == 200 for _, answer, _ in ended[last_grave + 1 :]), "ahead of some that came first"
    accepted = {id for id, answer in answered.items() if answer.status_code == 200}
    assert accepted == await _told(api_records, answered, len(accepted))


# One case -----------------------------------------------------------------------------------------------------------


async def test_one_case_is_told_so_much_and_what_is_grave_beyond_it(
    as_: Caller, limited: Serving, issuer: Issuer
) -> None:
    case_id, other = await opened(as_), await opened(as_)
    path = f"/v1/cases/{case_id}/events"
    async with limited(issuer.token(None, Role.CASE_SYSTEM), system=PLENTY, case=FEW) as client:
        answers = [await client.post(path, json=event("significant_change")) for _ in range(5)]
        assert [one.status_code for one in answers] == [200] * 4 + [429]
        refused(answers[-1], 429, "too-many-requests")
        assert "4 requests in 3600 seconds on one case" in answers[-1].json()["detail"]
        assert (await client.post(path, json=event("order_breached", order="order-1"))).status_code == 200
        assert (await client.get(f"/v1/cases/{case_id}")).status_code == 200, "it can be read all the same"
        told = await client.post(f"/v1/cases/{other}/events", json=event("significant_change"))
        assert told.status_code == 200, "nothing is held against another case"


async def test_a_case_that_answers_slowly_does_not_take_every_place(
    as_: Caller, limited: Serving, issuer: Issuer
) -> None:
    case_id, other = await opened(as_), await opened(as_)
    async with limited(issuer.token(None, Role.CASE_SYSTEM), system=PLENTY, case=PLENTY, at_once_on_case=3) as client:
        flood = [client.post(f"/v1/cases/{case_id}/events", json=event("significant_change")) for _ in range(12)]
        telling = [asyncio.ensure_future(one) for one in flood]
        told = await client.post(f"/v1/cases/{other}/events", json=event("significant_change"))
        answers = await asyncio.gather(*telling)
    assert told.status_code == 200
    shed = [one for one in answers if one.status_code != 200]
    assert shed and len(answers) - len(shed) >= 3
    assert {refused(one, 429, "too-many-requests") for one in shed} == {1}


async def test_a_case_that_holds_more_than_any_real_one_takes_only_what_is_grave_or_makes_it_smaller(
    as_: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    case_id = await opened(as_)
    system, path = as_(None, Role.CASE_SYSTEM), f"/v1/cases/{case_id}/events"
    many = [f"child-{number}" for number in range(THINGS)]
    first = event("children_at_risk", children=many)
    assert (await system.post(path, json=first)).status_code == 200
    one_more = event("children_at_risk", children=["child-100"])
    for headers in ({}, {"Prefer": "respond-async"}):
        answer = await system.post(path, json=one_more, headers=headers)
        assert (answer.status_code, kind(answer)) == (409, "case-full")
        (why,) = answer.json()["errors"]
        assert why["field"] == "children" and "at most 100 people at risk (project default)" in why["words"]
    said = capsys.readouterr()
    assert "a case is full" in said.out + said.err, "a person must hear of it"
    assert (await system.post(path, json=first)).json()["duplicate"], "what it was told before is not refused"
    incident = event("domestic_abuse_incident", children=["child-101"])
    assert (await system.post(path, json=incident)).status_code == 200
    too_many = await system.post(path, json=event("children_at_risk", children=[*many, "child-100"]))
    assert (too_many.status_code, kind(too_many)) == (422, "invalid-request"), "more than is said at a time"
    assert too_many.json()["errors"][0]["field"] == "body.children_at_risk.children"


async def _told(records: AsyncEngine, ids: Any, expected: int) -> set[str]:
    """Which of these events the records have, once they have so many."""
    found = set[str]()
    async with asyncio.timeout(20):
        while len(found) < expected:
            async with reading(records).connect() as connection:
                query = select(col(EventRow.event_id)).where(col(EventRow.event_id).in_(list(ids)))
                found = set((await connection.scalars(query)).all())
            await asyncio.sleep(0.1)
    return found
