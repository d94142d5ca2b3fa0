"""Every role against every route, and every cell of the table: from what the API says of itself, not from its code."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.app import description
from api.auth.principal import Capacity, Office, authority
from api.permissions import PERMISSIONS, Action, Relation, allows
from models.roles import Role
from tests.api.conftest import Caller
from tests.api.test_edge import kind
from tests.api.told import event, key, moment, opened, start_of

ROUTES: dict[tuple[str, str], Action | None] = {
    ("get", "/health"): None,
    ("get", "/metrics"): None,
    ("get", "/ready"): None,
    ("get", "/v1/me"): Action.SEE_MYSELF,
    ("post", "/v1/cases"): Action.START_CASE,
    ("get", "/v1/cases/{case_id}"): Action.READ_CASE,
    ("post", "/v1/case-search"): Action.FIND_CASE,
    ("get", "/v1/cases/{case_id}/restriction"): Action.RESTRICT_CASE,
    ("put", "/v1/cases/{case_id}/restriction"): Action.RESTRICT_CASE,
    ("delete", "/v1/cases/{case_id}/restriction"): Action.RESTRICT_CASE,
    ("post", "/v1/cases/{case_id}/events"): Action.REPORT_EVENT,
    ("post", "/v1/cases/{case_id}/preview"): Action.PREVIEW,
    ("post", "/v1/cases/{case_id}/what-if"): Action.PREVIEW,
    ("post", "/v1/cases/{case_id}/duties/{duty}/completion"): Action.COMPLETE_DUTY,
    ("post", "/v1/cases/{case_id}/duties/{duty}/waiver"): Action.WAIVE_DUTY,
    ("post", "/v1/cases/{case_id}/decisions"): Action.RECORD_DECISION,
    ("post", "/v1/cases/{case_id}/requests"): Action.MAKE_REQUEST,
    ("get", "/v1/cases/{case_id}/history"): Action.READ_CASE,
    ("get", "/v1/cases"): Action.LIST_WORK,
    ("get", "/v1/duties"): Action.LIST_WORK,
    ("get", "/v1/escalations"): Action.LIST_WORK,
    ("get", "/v1/releases"): Action.LIST_WORK,
    ("get", "/v1/handovers"): Action.LIST_WORK,
    ("get", "/v1/protective-orders-ending"): Action.LIST_WORK,
    ("get", "/v1/cases-without-practitioner"): Action.LIST_WORK,
    ("get", "/v1/inbox"): Action.READ_INBOX,
    ("post", "/v1/inbox/read"): Action.READ_INBOX,
    ("get", "/v1/overview"): Action.OVERSEE,
    ("get", "/v1/measures"): Action.MEASURE,
    ("get", "/v1/measures/standing"): Action.MEASURE,
    ("get", "/v1/measures/{measure_id}"): Action.MEASURE,
    ("get", "/v1/policy/clauses"): Action.READ_POLICY,
    ("get", "/v1/policy/clauses/{clause_id}"): Action.READ_POLICY,
    ("get", "/v1/policy/coverage"): Action.READ_POLICY,
    ("get", "/v1/policy/duties/{kind}"): Action.READ_POLICY,
    ("post", "/v1/dates"): Action.CALCULATE_DATES,
    ("post", "/v1/domain-events"): Action.SEND_DOMAIN_EVENTS,
    ("get", "/v1/quarantine"): Action.MEND_QUARANTINE,
    ("get", "/v1/quarantine/{number}"): Action.MEND_QUARANTINE,
    ("put", "/v1/quarantine/{number}/mended"): Action.MEND_QUARANTINE,
    ("post", "/v1/quarantine/{number}/replay"): Action.MEND_QUARANTINE,
    ("post", "/v1/quarantine/{number}/dismissal"): Action.MEND_QUARANTINE,
    ("post", "/v1/sign-in-search"): Action.END_SIGN_INS,
    ("post", "/v1/sign-in-endings"): Action.END_SIGN_INS,
    ("post", "/v1/audit-search"): Action.SEARCH_AUDIT,
    ("get", "/v1/audit-verification"): Action.SEARCH_AUDIT,
    ("get", "/v1/operations/policy"): Action.WATCH_OPERATIONS,
    ("get", "/v1/operations/adoptions"): Action.WATCH_OPERATIONS,
    ("get", "/v1/operations/policy/preview"): Action.APPLY_POLICY,
    ("post", "/v1/operations/policy/rollout"): Action.APPLY_POLICY,
    ("post", "/v1/operations/policy/rollout/{step}"): Action.APPLY_POLICY,
}
"""Every route and what it lets somebody do; none where nobody need say who they are."""

EVERYONE: tuple[Capacity, ...] = (*Role, *Office)

CASES = {Relation.OWN: "me", Relation.TEAM: "somebody", Relation.OTHER: "somebody", Relation.RESTRICTED: "somebody"}


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            yield method, path, operation


def test_every_route_there_is_has_its_action_here() -> None:
    assert {(method, path) for method, path, _ in _operations()} == set(ROUTES)


def test_every_route_but_health_asks_for_a_token() -> None:
    for method, path, operation in _operations():
        assert bool(operation.get("security")) is (ROUTES[method, path] is not None), path


def test_every_capacity_has_a_row_and_every_action_somebody() -> None:
    assert set(PERMISSIONS) == set(EVERYONE)
    assert {action for row in PERMISSIONS.values() for action in row} == set(Action)


@pytest.fixture(scope="module")
async def cases(as_: Caller) -> dict[Relation, str]:
    """A case that names everybody asked about here, one of their team, one of another's, and a restricted one."""
    found = {
        Relation.OWN: await opened(as_, "me", team="team-9"),
        Relation.TEAM: await opened(as_, "somebody"),
        Relation.OTHER: await opened(as_, "somebody", team="team-9"),
        Relation.RESTRICTED: await opened(as_, "somebody"),
    }
    restricted = f"/v1/cases/{found[Relation.RESTRICTED]}/restriction"
    answer = await as_(None, Role.CASE_SYSTEM).put(restricted, json={"allowed": []})
    assert answer.status_code == 200
    return found


_BODIES: dict[Action, Any] = {
    Action.REPORT_EVENT: event("new_relationship", partner="partner-1"),
    Action.PREVIEW: event("new_relationship", partner="partner-1"),
    Action.RESTRICT_CASE: {"allowed": "let through, and changes nothing"},
    Action.FIND_CASE: {"crn": "X123456"},
    Action.CALCULATE_DATES: {},
}


async def _call(client: httpx.AsyncClient, method: str, path: str, action: Action, case_id: str) -> httpx.Response:
    """Call a route so that nothing but permission can turn it away before it is permitted."""
    known = {
        "case_id": case_id,
        "duty": "d1",
        "measure_id": "none",
        "clause_id": "PF-10.8a",
        "kind": "review",
        "number": "999",
        "step": "none",
    }
    url = re.sub(r"\{(\w+)\}", lambda found: known[found[1]], path)
    body = {"facts": [event("died")]} if path.endswith("what-if") else _BODIES.get(action, {})
    sent: dict[str, Any] = {} if method in {"get", "delete"} else {"json": body}
    return await client.request(method, url, headers={**key(), "If-Match": '"0"'}, **sent)


def _relations(path: str) -> list[Relation]:
    return list(CASES) if "{case_id}" in path else [Relation.NO_CASE]


@pytest.mark.parametrize("capacity", EVERYONE, ids=lambda one: one.value)
async def test_every_role_may_do_what_the_table_says_on_every_route(
    as_: Caller, cases: dict[Relation, str], capacity: Capacity
) -> None:
    """A refusal of permission is a 403 of its type; whatever else an answer is, it was let through."""
    client = as_("me", capacity)
    for (method, path), action in ROUTES.items():
        if action is None or action in {Action.MEASURE, Action.OVERSEE, Action.LIST_WORK}:
            continue
        for relation in _relations(path):
            answer = await _call(client, method, path, action, cases.get(relation, ""))
            allowed = allows(capacity, action, relation)
            if path.endswith("{case_id}") and relation is Relation.RESTRICTED:
                allowed = allows(capacity, Action.KNOW_OF_CASE, relation)
            said = f"{capacity.value} {method} {path} {relation.value}: {answer.status_code} {answer.text[:200]}"
            if allowed:
                assert answer.status_code != 403, said
                if method == "delete":
                    await as_(None, Role.CASE_SYSTEM).put(
                        f"/v1/cases/{cases[Relation.RESTRICTED]}/restriction", json={"allowed": []}
                    )
            else:
                assert answer.status_code == 403, said
                assert kind(answer) in {"not-permitted", "restricted-case"}, said


@pytest.mark.parametrize("capacity", EVERYONE, ids=lambda one: one.value)
@pytest.mark.parametrize(
    ("team", "relation"), [("team-1", Relation.TEAM), ("team-9", Relation.OTHER), (None, Relation.OTHER)]
)
async def test_measures_are_for_those_who_manage_the_team(
    as_: Caller, capacity: Capacity, team: str | None, relation: Relation
) -> None:
    """INS-M… over one's own team, or over all of them; and how its work stands."""
    client, asked = as_("me", capacity), {"team": team} if team else {}
    overview = await client.get("/v1/overview", params=asked)
    assert overview.status_code == (200 if allows(capacity, Action.OVERSEE, relation) else 403)
    for path in ("/v1/measures/standing", "/v1/measures/none"):
        answer = await client.get(path, params=asked)
        assert (answer.status_code == 403) is not allows(capacity, Action.MEASURE, relation), path
    manages_any = any(allows(capacity, Action.MEASURE, one) for one in (Relation.TEAM, Relation.OTHER))
    assert ((await client.get("/v1/measures")).status_code == 403) is not manages_any


@pytest.mark.parametrize("capacity", EVERYONE, ids=lambda one: one.value)
async def test_lists_are_for_those_whose_work_they_are(as_: Caller, capacity: Capacity) -> None:
    """Mine, my team's, and those of other teams for heads."""
    client = as_("me", capacity)
    for (_, path), action in ROUTES.items():
        if action is not Action.LIST_WORK:
            continue
        asked = {Relation.TEAM: {"team": "team-1"}, Relation.OTHER: {"team": "team-9"}}
        if path != "/v1/cases-without-practitioner":
            asked[Relation.OWN] = {"mine": "true"}
        for relation, parameters in asked.items():
            answer = await client.get(path, params=parameters)
            assert answer.status_code == (200 if allows(capacity, action, relation) else 403), (path, parameters)


async def test_without_a_token_every_route_but_health_is_closed(url: str) -> None:
    async with httpx.AsyncClient(base_url=url) as client:
        for (method, path), action in ROUTES.items():
            if action is not None:
                answer = await _call(client, method, path, action, "case-1")
                assert (answer.status_code, kind(answer)) == (401, "token-missing"), path


async def test_a_case_of_somebody_else_cannot_be_had_by_starting_it_again(as_: Caller) -> None:
    case_id = await opened(as_, "somebody", team="team-9")
    answer = await as_("me", Role.COMMUNITY_PRACTITIONER).post("/v1/cases", json=start_of(case_id))
    assert answer.status_code == 201
    assert set(answer.json()) == {"audience", "case_id", "message", "at", "duplicate"}


def test_an_authority_is_named_as_hmpps_auth_names_them() -> None:
    assert authority(Role.HEAD_OF_PDU) == "ROLE_THROUGHCARE__HEAD_OF_PDU"
    assert moment()
