"""The pages when more is asked than is served: nobody is kept out for what others of the same address ask."""

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
