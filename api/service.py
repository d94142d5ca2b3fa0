"""What every route works with: cases, records, and whoever can be asked who somebody is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from api.auth.endings import Endings
from api.auth.seen import Seen
from api.auth.strength import Strength
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
    strength: Strength = field(default_factory=Strength)
    seen: Seen = field(default_factory=Seen)

    @cached_property
    def endings(self) -> Endings:
        """Whose sign-ins were ended."""
        return Endings(self.records)


def service_of(request: Request) -> Service:
    """The service a request came to."""
    return cast(Service, request.app.state.service)


TheService = Annotated[Service, Depends(service_of)]
