"""What every route works with: cases, records, and whoever can be asked who somebody is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from api.auth.tokens import Verifier
from api.load.admission import Load
from api.load.allowed import Allowed
from client import CaseClient


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Service:
    """One running API. ``now`` is its clock; ``asks_details`` says that the intake can ask for details,
    ``load`` what is asked of it."""

    temporal: Client
    cases: CaseClient
    records: AsyncEngine
    verifier: Verifier
    now: Callable[[], datetime] = _now
    asks_details: bool = False
    load: Load = field(default_factory=lambda: Load(Allowed()))


def service_of(request: Request) -> Service:
    """The service a request came to."""
    return cast(Service, request.app.state.service)


TheService = Annotated[Service, Depends(service_of)]
