"""Cases for the tests of the API, opened and told things over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from models.roles import Role
from tests.api.conftest import Caller

LONG_AGO = timedelta(days=30)


def moment(ago: timedelta = timedelta()) -> str:
    """A moment, so long ago."""
    return (datetime.now(UTC) - ago).isoformat()


def event(kind: str, /, ago: timedelta = timedelta(minutes=1), **said: Any) -> dict[str, Any]:
    """An event as it is sent."""
    return {"type": kind, "event_id": f"e-{uuid4().hex[:12]}", "occurred_at": moment(ago), **said}


def key() -> dict[str, str]:
    """A new Idempotency-Key."""
    return {"Idempotency-Key": uuid4().hex}


def start_of(case_id: str, **more: Any) -> dict[str, Any]:
    """What opens a case under a community order."""
    opening = event("sentence_passed", LONG_AGO, kind="community_order", length_days=540)
    return {"case_id": case_id, "team": "team-1", "spo": "spo-1", "opening": opening, **more}


async def opened(as_: Caller, practitioner: str = "com-1", **more: Any) -> str:
    """The id of a new case that names a practitioner."""
    case_id = f"case-{uuid4().hex[:12]}"
    system = as_(None, Role.CASE_SYSTEM)
    answer = await system.post("/v1/cases", json=start_of(case_id, **more))
    assert answer.status_code == 201, answer.text
    allocated = event("practitioner_allocated", LONG_AGO, practitioner=practitioner, holder="community_practitioner")
    answer = await system.post(f"/v1/cases/{case_id}/events", json=allocated)
    assert answer.status_code == 200, answer.text
    return case_id


async def version(client: httpx.AsyncClient, case_id: str) -> dict[str, str]:
    """If-Match for the case as it is now."""
    return {"If-Match": (await client.get(f"/v1/cases/{case_id}")).headers["etag"]}


async def duty(client: httpx.AsyncClient, case_id: str, kind: str) -> str:
    """The id of the open duty of a kind."""
    duties = (await client.get(f"/v1/cases/{case_id}")).json()["duties"]
    return str(next(d["id"] for d in duties if d["kind"] == kind and d["state"] == "open"))


def release(days: int) -> str:
    """A day so many days from now."""
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
