"""The pages of both sides on one Temporal server: a case, a victim worker and two stores."""

import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, async_playwright

from api.app import make_app
from api.auth.builtin import BuiltIn, load_or_make
from attributes import register_search_attributes
from commands.serving import serving
from models.queues import VICTIM_TASK_QUEUE
from records.engine import engine_for
from records.upgrade import upgrade
from sealing.keyring import load_or_make as make_key
from servers import dev_server
from tests.web.lives import a_caseload
from tests.web.looking import CHROMIUM, QUIET
from tests.workflows.victims import VictimStore
from victim_client import VictimClient
from victim_web.app import make_victim_pages
from victim_worker import victim_worker
from victims.records import upgrade as upgrade_victims
from web.app import put_beside
from worker import case_worker


@dataclass(frozen=True)
class Both:
    """Both sides: the victim area's address, the other pages' address, the files of both stores."""

    victims: str
    cases: str
    store: VictimStore
    client: VictimClient
    issuer: BuiltIn
    records: Path


@pytest.fixture(scope="session")
async def both(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Both]:
    folder = Path(tmp_path_factory.mktemp("both"))
    issuer, keyring = load_or_make(folder), make_key(folder / "victims.key")
    urls = [f"sqlite+aiosqlite:///{folder / name}" for name in ("records.db", "victims.db")]
    await upgrade(urls[0])
    await upgrade_victims(urls[1])
    records, victims = (engine_for(url) for url in urls)
    async with AsyncExitStack() as running:
        running.push_async_callback(records.dispose)
        running.push_async_callback(victims.dispose)
        temporal = (await running.enter_async_context(dev_server())).client
        await register_search_attributes(temporal)
        await running.enter_async_context(case_worker(temporal, records, victim_queue=VICTIM_TASK_QUEUE))
        await running.enter_async_context(victim_worker(temporal, victims, keyring))
        client = VictimClient(temporal, keyring)
        area = make_victim_pages(client, victims, issuer)
        app = make_app(temporal, records, issuer.verifier())
        put_beside(app, issuer)
        of_cases = await running.enter_async_context(serving(app, "127.0.0.1", 0))
        of_victims = await running.enter_async_context(serving(area, "127.0.0.1", 0))
        await a_caseload(of_cases, issuer)
        store = VictimStore(victims, keyring, folder / "victims.db")
        yield Both(of_victims, of_cases, store, client, issuer, folder / "records.db")


@pytest.fixture
async def browsing() -> AsyncIterator[Callable[[str], httpx.AsyncClient]]:
    """Makes a browser without script."""
    made: list[httpx.AsyncClient] = []
    tls = ssl.create_default_context()

    def browse(address: str) -> httpx.AsyncClient:
        made.append(httpx.AsyncClient(base_url=address, follow_redirects=True, timeout=30, verify=tls))
        return made[-1]

    yield browse
    for one in made:
        await one.aclose()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()
