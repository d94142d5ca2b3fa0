"""The pages as they are served: beside the API, over a Temporal server, a worker and records."""

import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, async_playwright
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import WorkflowEnvironment

from api.app import make_app
from api.auth.builtin import BuiltIn, load_or_make
from attributes import register_search_attributes
from commands.serving import serving
from records.engine import engine_for
from records.upgrade import upgrade
from servers import dev_server
from tests.web.lives import a_caseload
from tests.web.looking import CHROMIUM, QUIET
from web.app import put_beside
from worker import case_worker

MARK = re.compile(r'name="mark" value="([0-9a-f]+)"')


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> BuiltIn:
    return load_or_make(tmp_path_factory.mktemp("issuer"))


@pytest.fixture(scope="session")
async def web_temporal() -> AsyncIterator[WorkflowEnvironment]:
    async with dev_server() as server:
        await register_search_attributes(server.client)
        yield server


@pytest.fixture(scope="session")
async def web_records(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AsyncEngine]:
    url = f"sqlite+aiosqlite:///{Path(tmp_path_factory.mktemp('web')) / 'records.db'}"
    await upgrade(url)
    engine = engine_for(url)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def site(demo: BuiltIn, web_temporal: WorkflowEnvironment, web_records: AsyncEngine) -> AsyncIterator[str]:
    """The address of the pages, with three cases behind them."""
    app = make_app(web_temporal.client, web_records, demo.verifier())
    put_beside(app, demo)
    async with case_worker(web_temporal.client, web_records), serving(app, "127.0.0.1", 0) as address:
        await a_caseload(address, demo)
        yield address


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for every journey."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()


Browsing = Callable[[str], Awaitable[httpx.AsyncClient]]


def mark_of(answer: httpx.Response) -> str:
    """The mark that the forms of a page carry."""
    found = MARK.search(answer.text)
    assert found is not None
    return found[1]


@pytest.fixture(scope="session")
async def browsing(site: str) -> AsyncIterator[Browsing]:
    """Makes a browser without script in which one of the demo people has signed in."""
    made: list[httpx.AsyncClient] = []
    tls = ssl.create_default_context()

    async def browse(person: str) -> httpx.AsyncClient:
        made.append(httpx.AsyncClient(base_url=site, follow_redirects=True, timeout=30, verify=tls))
        mark = mark_of(await made[-1].get("/sign-in"))
        answer = await made[-1].post("/sign-in", data={"mark": mark, "person": person})
        assert answer.url.path != "/sign-in"
        return made[-1]

    yield browse
    for one in made:
        await one.aclose()
