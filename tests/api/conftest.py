"""A real service: a Temporal server, a worker, records, and the API served by uvicorn on a port of its own."""

import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import httpx
import pytest
from fastapi import FastAPI
from limits import parse
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import WorkflowEnvironment

from api.app import make_app
from api.auth.keys import FileKeys
from api.auth.principal import Capacity
from api.auth.staff import Member, StaffDirectory
from api.auth.tokens import Verifier
from api.load.allowed import Allowed
from attributes import register_search_attributes
from commands.serving import serving
from models.roles import Role
from records.engine import engine_for
from records.upgrade import upgrade
from servers import dev_server
from tests.api.issuer import AUDIENCE, ISSUER, Issuer
from worker import case_worker

PLENTY = parse("100000/second")
"""A rate no test comes to: that of test_overload.py is what tests look at."""


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture(scope="session")
async def api_temporal() -> AsyncIterator[WorkflowEnvironment]:
    async with dev_server() as server:
        await register_search_attributes(server.client)
        yield server


@pytest.fixture(scope="session")
async def api_records(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AsyncEngine]:
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('api') / 'records.db'}"
    await upgrade(url)
    engine = engine_for(url)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
def verifier(issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Verifier:
    keys = FileKeys(issuer.publish(tmp_path_factory.mktemp("issuer") / "jwks.json"))
    members = {
        "me": Member("me", frozenset({"team-1"})),
        "com-1": Member("com-1", frozenset({"team-1"})),
        "com-2": Member("com-2", frozenset({"team-1"})),
        "com-9": Member("com-9", frozenset({"team-9"})),
        "com-7": Member("com-7", frozenset({"team-7"})),
        "spo-7": Member("spo-7", frozenset({"team-7"})),
        "spo-1": Member("spo-1", frozenset({"team-1"})),
    }
    return Verifier(ISSUER, AUDIENCE, keys, StaffDirectory(members))


@pytest.fixture(scope="session")
def app(api_temporal: WorkflowEnvironment, api_records: AsyncEngine, verifier: Verifier) -> FastAPI:
    allowed = Allowed(person=PLENTY, system=PLENTY, case=PLENTY, no_token=PLENTY)
    return make_app(api_temporal.client, api_records, verifier, allowed=allowed)


def served(app: FastAPI) -> AbstractAsyncContextManager[str]:
    """The address of the app, served for as long as the block runs."""
    return serving(app, "127.0.0.1", 0)


@pytest.fixture(scope="session")
async def url(app: FastAPI, api_temporal: WorkflowEnvironment, api_records: AsyncEngine) -> AsyncIterator[str]:
    """The running service, with a worker for its cases."""
    async with case_worker(api_temporal.client, api_records), served(app) as address:
        yield address


Caller = Callable[..., httpx.AsyncClient]


@pytest.fixture(scope="session")
async def as_(url: str, issuer: Issuer) -> AsyncIterator[Caller]:
    """Makes a client of the service for somebody in some capacities."""
    made: list[httpx.AsyncClient] = []
    tls = ssl.create_default_context()  # a third of a second each time it is left to the client

    def client(user: str | None = "com-1", *capacities: Capacity) -> httpx.AsyncClient:
        token = issuer.token(user, *(capacities or (Role.COMMUNITY_PRACTITIONER,)))
        headers = {"Authorization": f"Bearer {token}"}
        made.append(httpx.AsyncClient(base_url=url, headers=headers, timeout=30, verify=tls))
        return made[-1]

    yield client
    for one in made:
        await one.aclose()
