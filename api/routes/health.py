"""Whether the service runs, and whether it can do its work. Neither needs a token, nor says where anything is."""

import asyncio
from collections.abc import Awaitable
from typing import Literal, TypeVar

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy.exc import SQLAlchemyError
from temporalio.service import RPCError

from api.auth.keys import NoKeys
from api.service import Service, TheService
from records.upgrade import is_current

T = TypeVar("T")
D = TypeVar("D")

router = APIRouter(tags=["health"])

PATIENCE_SECONDS = 2.0
"""How long each thing that is needed may take to answer (project default)."""


class Health(BaseModel):
    """The process answers."""

    status: Literal["up"] = "up"


class Ready(BaseModel):
    """Whether everything that is needed can be reached now."""

    status: Literal["ready", "not ready"]
    temporal: Literal["reachable", "not reachable"]
    records: Literal["ready", "not reachable", "not of this release"] = Field(
        description="reachable, and with the tables of this release"
    )
    keys: Literal["ready", "not reachable"] = Field(description="the issuer's keys, by which tokens are checked")


@router.get("/health")
async def health() -> Health:
    """Whether the process answers; it asks nothing of anything else."""
    return Health()


@router.get("/ready", responses={503: {"model": Ready, "description": "Something that is needed cannot be reached"}})
async def ready(service: TheService, response: Response) -> Ready:
    """Whether requests can be served: Temporal, the records and the issuer's keys can be reached now."""
    temporal, records, keys = await asyncio.gather(_temporal(service), _records(service), _keys(service))
    all_there = temporal and records == "ready" and keys
    response.status_code = 200 if all_there else 503
    return Ready(
        status="ready" if all_there else "not ready",
        temporal="reachable" if temporal else "not reachable",
        records=records,
        keys="ready" if keys else "not reachable",
    )


async def _temporal(service: Service) -> bool:
    return await _in_time(_ask_temporal(service), default=False)


async def _ask_temporal(service: Service) -> bool:
    try:
        return await service.temporal.service_client.check_health()
    except (RPCError, RuntimeError):
        return False


async def _records(service: Service) -> Literal["ready", "not reachable", "not of this release"]:
    try:
        current = await _in_time(is_current(service.records), default=None)
    except (SQLAlchemyError, OSError):
        return "not reachable"
    if current is None:
        return "not reachable"
    return "ready" if current else "not of this release"


async def _keys(service: Service) -> bool:
    try:
        return await _in_time(_ask_keys(service), default=False)
    except NoKeys:
        return False


async def _ask_keys(service: Service) -> bool:
    await service.verifier.keys.keys()
    return True


async def _in_time(work: Awaitable[T], default: D) -> T | D:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await work
    except TimeoutError:
        return default
