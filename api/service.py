"""What every route works with: cases, records, and whoever can be asked who somebody is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from api.auth.tokens import Verifier
from client import CaseClient


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Service:
    """One running API. ``now`` is its clock; ``asks_details`` says that the intake can ask for details."""

    temporal: Client
    cases: CaseClient
    records: AsyncEngine
    verifier: Verifier
    now: Callable[[], datetime] = _now
    asks_details: bool = False


def service_of(request: Request) -> Service:
    """The service a request came to."""
    return cast(Service, request.app.state.service)


TheService = Annotated[Service, Depends(service_of)]
