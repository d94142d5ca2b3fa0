"""The pages when more is asked than is served, and when somebody's sign-ins are ended."""

import httpx
import pytest
from limits import parse
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import WorkflowEnvironment

from api.app import make_app
from api.auth.builtin import BuiltIn
from api.load.allowed import Allowed
from commands.serving import serving
from tests.web.conftest import mark_of
from web.app import put_beside

FEW = parse("6/hour")


async def _signed_in(browser: httpx.AsyncClient, person: str) -> httpx.Response:
    mark = mark_of(await browser.get("/sign-in"))
    return await browser.post("/sign-in", data={"mark": mark, "person": person}, follow_redirects=True)


@pytest.mark.usefixtures("site")  # its worker and its cases
async def test_a_person_who_asks_too_quickly_is_told_so_on_a_page_and_the_next_person_is_served(
    demo: BuiltIn, web_temporal: WorkflowEnvironment, web_records: AsyncEngine
) -> None:
    allowed = Allowed(person=FEW, no_token=FEW)
    app = make_app(web_temporal.client, web_records, demo.verifier(), allowed=allowed)
    put_beside(app, demo)
    async with serving(app, "127.0.0.1", 0) as url, httpx.AsyncClient(base_url=url) as browser:
        assert (await _signed_in(browser, "com-1")).status_code == 200
        answers = [await browser.get("/cases") for _ in range(8)]
        busy = answers[-1]
        assert busy.status_code == 429 and "You are asking too quickly" in busy.text
        assert busy.headers["retry-after"].isdigit()
        async with httpx.AsyncClient(base_url=url) as other:
            assert (await _signed_in(other, "com-2")).status_code == 200


async def test_an_operator_ends_a_session_of_the_pages_and_nobody_elses(site: str, demo: BuiltIn) -> None:
    operator = {"Authorization": f"Bearer {demo.token('operator-1')}"}
    async with httpx.AsyncClient(base_url=site) as browser, httpx.AsyncClient(base_url=site) as other:
        await _signed_in(browser, "tm-1")
        await _signed_in(other, "daso-1")
        assert (await browser.get("/work")).status_code == 200
        said = await browser.post("/v1/sign-in-search", json={"user_name": "tm-1"}, headers=operator)
        assert len(said.json()["seen_here"]) == 1
        ended = await browser.post("/v1/sign-in-endings", json={"user_name": "tm-1"}, headers=operator)
        assert ended.status_code == 200
        gone = await browser.get("/work")
        assert (gone.status_code, gone.headers["location"]) == (303, "/sign-in")
        assert (await other.get("/work")).status_code == 200
