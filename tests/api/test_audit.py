"""Who saw and did what is on record, over the real service; and nothing is shown that could not be put there."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import WorkflowEnvironment

from api import sealed
from api.app import make_app
from api.audited import NO_CASE_IN_IT, READS
from api.auth.tokens import Verifier
from api.routes import ROUTERS
from audit.entry import Entry
from audit.reading import Wanted, found, whole
from audit.walk import Walk
from models.roles import Role
from records.engine import engine_for, writing
from tests.api.conftest import Caller, served
from tests.api.issuer import Issuer
from tests.api.test_edge import kind
from tests.api.told import event, key, opened, version

CANARY = "jane-smith-12-acacia-avenue"


async def entries(records: AsyncEngine, of: httpx.Response | Wanted) -> list[Entry]:
    """What was written down of one request, or of what is wanted; the oldest first."""
    links = await found(records, of if isinstance(of, Wanted) else Wanted(limit=5000))
    said = [link.entry for link in reversed(links)]
    if isinstance(of, Wanted):
        return said
    return [one for one in said if one.correlation_id == of.headers["x-correlation-id"]]


async def short(records: AsyncEngine, of: httpx.Response) -> list[tuple[object, ...]]:
    return [(e.action, e.outcome, e.case_id, e.asked, e.shown, e.problem) for e in await entries(records, of)]


async def test_reading_a_case_is_on_record_with_the_version_seen(as_: Caller, api_records: AsyncEngine) -> None:
    case_id = await opened(as_)
    read = await as_().get(f"/v1/cases/{case_id}", headers={"X-Correlation-Id": uuid4().hex})
    (entry,) = await entries(api_records, read)
    assert (entry.who, entry.capacities, entry.action) == ("user:com-1", "community_practitioner", "read_case")
    assert (entry.outcome, entry.case_id, f'"{entry.version}"') == ("done", case_id, read.headers["etag"])
    history = await as_().get(f"/v1/cases/{case_id}/history?limit=3&oldest_first=true")
    assert await short(api_records, history) == [
        ("read_history", "done", case_id, "limit=3 oldest_first=true", len(history.json()["items"]), None)
    ]


async def test_lists_are_on_record_by_what_was_asked_and_how_many_rows_were_shown(
    as_: Caller, api_records: AsyncEngine
) -> None:
    for _ in range(2):
        await opened(as_)
    head, mine = as_("head-1", Role.HEAD_OF_PDU), as_()
    asked = "/v1/cases?team=team-1&stage=community_order&limit=1"
    while not (listed := await head.get(asked)).json()["next"]:  # noqa: ASYNC110  # the records follow the cases
        await asyncio.sleep(0.05)
    assert await short(api_records, listed) == [
        ("list_cases", "done", None, "limit=1 stage=community_order team=team-1", 1, None)
    ]
    later = await head.get(f"{asked}&after={listed.json()['next']}")
    assert (await entries(api_records, later))[0].asked == "a later page limit=1 stage=community_order team=team-1"
    for path in ("duties", "escalations", "releases", "handovers", "protective-orders-ending", "inbox"):
        said = await mine.get(f"/v1/{path}" + ("?mine=true" if path != "inbox" else ""))
        (entry,) = await entries(api_records, said)
        assert (entry.outcome, entry.shown) == ("done", len(said.json()["items"]))
    found = await mine.post("/v1/case-search", json={"crn": "X123456"})
    assert await short(api_records, found) == [("find_cases", "done", None, None, 0, None)]


async def test_an_act_is_on_record_before_it_is_done_and_with_how_it_ended(
    as_: Caller, api_records: AsyncEngine
) -> None:
    case_id = await opened(as_)
    told = await as_().post(f"/v1/cases/{case_id}/events", json=event("new_relationship", partner="partner-1"))
    assert [one[:3] for one in await short(api_records, told)] == [
        ("report_event", "begun", case_id),
        ("report_event", "done", case_id),
    ]
    assert (await entries(api_records, told))[1].version == told.json()["sequence"]
    stale = {"If-Match": '"0"', **key()}
    path = f"/v1/cases/{case_id}/duties/{told.json()['opened'][0]['id']}/completion"
    refused = await as_().post(path, json={}, headers=stale)
    assert [(one.outcome, one.problem) for one in await entries(api_records, refused)] == [
        ("begun", None),
        ("refused", kind(refused)),
    ]
    previewed = await as_().post(f"/v1/cases/{case_id}/preview", json=event("new_relationship", partner="partner-2"))
    assert [one[:3] for one in await short(api_records, previewed)] == [("preview_event", "done", case_id)]


async def test_every_refusal_for_want_of_permission_is_on_record(
    as_: Caller, api_records: AsyncEngine, issuer: Issuer, url: str
) -> None:
    case_id = await opened(as_)
    stranger, manager = as_("com-9"), as_("spo-1", Role.SPO)
    other_team = await stranger.get(f"/v1/cases/{case_id}")
    assert await short(api_records, other_team) == [("read_case", "refused", case_id, None, None, "not-permitted")]
    await manager.put(f"/v1/cases/{case_id}/restriction", json={})
    restricted = await as_("police-1", Role.POLICE).get(f"/v1/cases/{case_id}")
    assert (await short(api_records, restricted))[0][:2] == ("read_case", "refused")
    told_only_that_it_is_there = await as_("com-2").get(f"/v1/cases/{case_id}")
    assert await short(api_records, told_only_that_it_is_there) == [
        ("read_case", "restricted", case_id, None, None, None)
    ]
    history = await as_("com-2").get(f"/v1/cases/{case_id}/history")
    assert await short(api_records, history) == [("read_history", "refused", case_id, None, None, "restricted-case")]
    clauses = await as_("com-1", Role.CASE_SYSTEM).get("/v1/measures")
    assert await short(api_records, clauses) == [("list_measures", "refused", None, None, None, "not-permitted")]
    no_role = {"Authorization": f"Bearer {issuer.token('com-1', authorities=[])}"}
    async with httpx.AsyncClient(base_url=url, headers=no_role) as client:
        nobody = await client.get(f"/v1/cases/{case_id}")
    (entry,) = await entries(api_records, nobody)
    assert (entry.who, entry.capacities, entry.problem, entry.case_id) == ("user:com-1", "", "no-role", None)


async def test_nothing_that_a_caller_made_up_is_on_record(as_: Caller, api_records: AsyncEngine) -> None:
    """A CRN or a name can be put wherever a reference can: in a path, a parameter, a body."""
    client, head, case_id = as_(), as_("head-1", Role.HEAD_OF_PDU), await opened(as_)
    for answer in (
        await client.get(f"/v1/cases/{CANARY}"),
        await client.get(f"/v1/cases/{CANARY}/history"),
        await head.get(f"/v1/cases?team={CANARY}&note={CANARY}"),
        await head.get(f"/v1/duties?team={CANARY}&kind={CANARY.replace('-', '_')[:10]}"),
        await head.get(f"/v1/cases?stage={CANARY}"),
        await client.get(f"/v1/inbox?case={CANARY}"),
        await client.post(f"/v1/cases/{case_id}/duties/{CANARY[:10]}/completion", json={}, headers=key()),
        await client.post(f"/v1/cases/{case_id}/events", json=event("new_relationship", partner=CANARY)),
        await as_("spo-1", Role.SPO).get(f"/v1/measures/{CANARY}?team=team-1"),
    ):
        assert await entries(api_records, answer), answer.request.url
    named = await client.get(f"/v1/cases/{case_id}", headers={"X-Correlation-Id": CANARY})
    (entry,) = await entries(api_records, Wanted(case_id=case_id, limit=1))
    assert entry.correlation_id == named.headers["x-correlation-id"] != CANARY
    async for link in whole(api_records):
        assert "jane" not in repr(link).lower() and "x123456" not in repr(link).lower()


async def test_the_trail_of_the_whole_service_is_one_chain(as_: Caller, api_records: AsyncEngine) -> None:
    await opened(as_)
    walk = Walk()
    async for link in whole(api_records):
        walk.take(link)
    assert walk.faults() == [] and walk.count > 3


# No route forgets it --------------------------------------------------------------------------------------------------


ROUTES = [
    one for router in ROUTERS for one in router.routes if isinstance(one, APIRoute) and one.path.startswith("/v1")
]
_PARTS = {"duty": "d1", "number": "1", "measure_id": "INS-M01", "clause_id": "x", "kind": "x", "step": "pause"}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
async def test_every_route_puts_on_record_who_was_refused(
    route: APIRoute, as_: Caller, api_records: AsyncEngine
) -> None:
    """Nobody may do everything: the police next to nothing, an operator nothing with cases."""
    for client in (as_("police-1", Role.POLICE), as_("com-9", Role.KEYWORKER)):
        method = next(iter(route.methods or ()))
        answer = await client.request(
            method, route.path.format(case_id="case-none", **_PARTS), headers={"X-Correlation-Id": uuid4().hex}
        )
        found = await entries(api_records, answer)
        if answer.status_code < 400 and route.name in NO_CASE_IN_IT:
            assert found == []
        elif answer.status_code in {403, 404} or route.name not in NO_CASE_IN_IT:
            assert {one.action for one in found} == {route.name}


def test_every_act_is_begun_where_it_is_permitted() -> None:
    acts = [one for one in ROUTES if one.methods != {"GET"} and one.name not in READS]
    assert len(acts) > 10
    for one in acts:
        assert any(name.startswith(("may.", "on_case.")) for name in _asked_of(one.dependant)), one.name


def test_the_exceptions_are_routes() -> None:
    names = {one.name for one in ROUTES} | {one.name for one in sealed.router.routes if isinstance(one, APIRoute)}
    assert names >= NO_CASE_IN_IT | READS


def _asked_of(dependant: Dependant) -> Iterator[str]:
    for one in dependant.dependencies:
        yield getattr(one.call, "__qualname__", "")
        yield from _asked_of(one)


# When it cannot be written --------------------------------------------------------------------------------------------


@asynccontextmanager
async def _broken(
    statement: str, folder: Path, api_records: AsyncEngine, temporal: WorkflowEnvironment, verifier: Verifier
) -> AsyncIterator[FastAPI]:
    """The service over a copy of its records in which the trail was broken."""
    copy = folder / "records.db"
    with closing(sqlite3.connect(str(api_records.url.database))) as original, closing(sqlite3.connect(copy)) as other:
        original.backup(other)
    engine = engine_for(f"sqlite+aiosqlite:///{copy}")
    async with writing(engine) as connection:
        await connection.execute(text(statement))
    yield make_app(temporal.client, engine, verifier)
    await engine.dispose()


async def test_while_the_trail_cannot_be_written_nothing_is_shown_and_nothing_begun(
    as_: Caller, api_records: AsyncEngine, api_temporal: WorkflowEnvironment, verifier: Verifier, issuer: Issuer,
    tmp_path: Path,
) -> None:  # fmt: skip
    case_id = await opened(as_)
    before = await version(as_(), case_id)
    headers = {"Authorization": f"Bearer {issuer.token('com-1', Role.COMMUNITY_PRACTITIONER)}"}
    async with (
        _broken("DROP TABLE audit_entries", tmp_path, api_records, api_temporal, verifier) as app,
        served(app) as url,
        httpx.AsyncClient(base_url=url, headers=headers) as client,
    ):
        told = event("new_relationship", partner="partner-1")
        for answer in (
            await client.get(f"/v1/cases/{case_id}"),
            await client.get(f"/v1/cases/{case_id}/history"),
            await client.get("/v1/duties?mine=true"),
            await client.post(f"/v1/cases/{case_id}/preview", json=told),
            await client.post(f"/v1/cases/{case_id}/events", json=told),
        ):
            assert (answer.status_code, kind(answer)) == (503, "audit-unavailable")
            assert answer.headers["retry-after"] and "partner" not in answer.text and "etag" not in answer.headers
        assert (await client.get("/v1/policy/coverage")).status_code == 200, "what is about no case still answers"
        refused = await client.get("/v1/measures")
        assert (refused.status_code, kind(refused)) == (403, "not-permitted"), "a refusal shows nothing and stands"
    assert await version(as_(), case_id) == before


async def test_an_event_that_was_accepted_stays_though_the_second_entry_cannot_be_written(
    as_: Caller, api_records: AsyncEngine, api_temporal: WorkflowEnvironment, verifier: Verifier, issuer: Issuer,
    tmp_path: Path,
) -> None:  # fmt: skip
    case_id = await opened(as_)
    headers = {"Authorization": f"Bearer {issuer.token('com-1', Role.COMMUNITY_PRACTITIONER)}"}
    full = (
        "CREATE TRIGGER full BEFORE INSERT ON audit_entries WHEN NEW.outcome <> 'begun' "
        "BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    told = event("new_relationship", partner="partner-1")
    async with (
        _broken(full, tmp_path, api_records, api_temporal, verifier) as app,
        served(app) as url,
        httpx.AsyncClient(base_url=url, headers=headers) as client,
    ):
        accepted = await client.post(f"/v1/cases/{case_id}/events", json=told)
        assert accepted.status_code == 200 and accepted.json()["opened"]
        (begun,) = await entries(app.state.service.records, accepted)
        assert (begun.outcome, begun.case_id, begun.who) == ("begun", case_id, "user:com-1")
        assert (await client.get(f"/v1/cases/{case_id}")).status_code == 503
    again = await as_().post(f"/v1/cases/{case_id}/events", json=told)
    assert (again.json()["duplicate"], again.json()["sequence"]) == (True, accepted.json()["sequence"])
