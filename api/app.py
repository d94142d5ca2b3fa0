"""The application: the service behind every route, and what is true of all of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import structlog
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import Lifespan
from temporalio.client import Client

from api.answers import install, named
from api.audited import Audited
from api.auth.identified import Doorkeeper
from api.auth.strength import Strength
from api.auth.tokens import Verifier
from api.bodies import BODIES
from api.edge import BODY_LIMIT, Edge
from api.load.admission import Admission, Load
from api.load.allowed import Allowed
from api.openapi import describe
from api.routes import ROUTERS
from api.service import Service
from api.tracing import Traced
from audit.trail import Trail
from client import CaseClient
from models.queues import TASK_QUEUE
from records.answers import forget_old

LOG = structlog.get_logger("throughcare.api")

PATIENCE = timedelta(seconds=10)
"""How long a case may take to answer before the caller is told to send the same again (project default)."""

FORGET_EVERY_SECONDS = 600.0
"""How often kept answers that are too old are deleted (project default)."""


def make_app(
    temporal: Client,
    records: AsyncEngine,
    verifier: Verifier,
    *,
    task_queue: str = TASK_QUEUE,
    patience: timedelta = PATIENCE,
    asks_details: bool = False,
    allowed: Allowed | None = None,
    strength: Strength | None = None,
) -> FastAPI:
    """The API over a Temporal client, a records engine and whoever checks tokens. They are the caller's to close.

    A case may take ``patience`` to answer. ``asks_details`` says that an intake runs which can ask for the details of
    thin events; ``allowed`` how much is served; ``strength`` what is asked of people's sign-ins.
    """
    app = _routed(_lifespan)
    cases = CaseClient(temporal, task_queue, patience=patience)
    load = Load(allowed or Allowed())
    service = Service(
        temporal, cases, records, verifier, asks_details=asks_details, load=load, strength=strength or Strength()
    )
    app.state.service = service
    app.add_middleware(Audited, trail=Trail(records), now=service.now)
    app.add_middleware(Admission, load=load, doorkeeper=Doorkeeper(verifier, service.endings, service.seen))
    app.add_middleware(Edge, body_limit=BODY_LIMIT)
    app.add_middleware(Traced)
    return app


def description() -> dict[str, Any]:
    """The description of the API (OpenAPI 3.1); nothing has to run for it."""
    return _routed(None).openapi()


def _routed(lifespan: Lifespan[FastAPI] | None) -> FastAPI:
    app = FastAPI(
        title="Throughcare",
        summary="Domestic abuse cases through their sentence: what policy asks next, of whom, by when.",
        version="1",
        license_info={"name": "MIT", "identifier": "MIT"},
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    for router in ROUTERS:
        app.include_router(router)
    install(app)
    describe(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    _warm_up()
    forgetting = asyncio.create_task(_forget(service))
    try:
        yield
    finally:
        forgetting.cancel()
        with suppress(asyncio.CancelledError):
            await forgetting


def _warm_up() -> None:
    """Make ready what the first requests would otherwise wait for."""
    named("body")
    for body in BODIES:
        body.adapter  # noqa: B018  # made by being asked for


async def _forget(service: Service) -> None:
    """Delete answers that were kept long enough, for as long as the service runs."""
    while True:
        try:
            await forget_old(service.records, service.now())
        except SQLAlchemyError as error:
            LOG.warning("kept answers could not be deleted", error=type(error).__name__)
        await asyncio.sleep(FORGET_EVERY_SECONDS)
