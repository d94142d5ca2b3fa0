"""Somebody with several roles says in which they act, on every form; whoever has one is not asked."""

from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from api.auth.builtin import BuiltIn
from models.tables import EventRow
from tests.api.told import LONG_AGO, event, start_of
from tests.web.conftest import Browsing
from tests.web.lives import TOLD
from tests.web.test_report import begun, kept, today

ASKED = "In which role do you act?"


@pytest.fixture(scope="module")
async def case_id(site: str, demo: BuiltIn) -> str:
    """A case that psr-2 holds."""
    id = f"case-{uuid4().hex[:8]}"
    headers = {"Authorization": f"Bearer {demo.token('case-system')}"}
    held = event("practitioner_allocated", LONG_AGO, practitioner="psr-2", holder="community_practitioner")
    async with httpx.AsyncClient(base_url=site, headers=headers, timeout=30) as system:
        assert (await system.post("/v1/cases", json=start_of(id))).is_success
        assert (await system.post(f"/v1/cases/{id}/events", json=held)).is_success
    return id


async def case_of(site: str, demo: BuiltIn, id: str) -> dict[str, object]:
    headers = {"Authorization": f"Bearer {demo.token('psr-2')}"}
    async with httpx.AsyncClient(base_url=site, headers=headers) as reader:
        found: dict[str, object] = (await reader.get(f"/v1/cases/{id}")).json()
        return found


async def test_a_report_is_put_down_to_the_role_that_was_chosen(
    browsing: Browsing, web_records: AsyncEngine, case_id: str
) -> None:
    browser = await browsing("psr-2")
    path = f"/cases/{case_id}/report"
    form = await begun(browser, "substance_misuse", path)
    typed = {**form, **today(), "substance": "alcohol", "step": "preview"}
    without = await browser.post(path, data=typed)
    assert without.status_code == 422 and ASKED in without.text
    assert '<a href="#f-acting_as-1">Select the role in which you act</a>' in without.text
    preview = await browser.post(path, data={**typed, "acting_as": "report_writer"})
    assert "Work that opens" in preview.text, preview.text
    done = await browser.post(path, data={**kept(preview), "step": "confirm"})
    assert "Reported: Alcohol or drug misuse" in done.text
    listed = ""
    while "Substance misuse" not in listed:  # the records follow in a moment
        listed = (await browser.get(f"/cases/{case_id}")).text
    wanted = select(EventRow.body).where(EventRow.case_id == case_id, EventRow.type == "substance_misuse")
    async with web_records.connect() as connection:
        (body,) = (await connection.execute(wanted)).scalars().all()
    assert (body["event"]["role"], body["event"]["reported_by"]) == ("report_writer", "psr-2")


async def test_what_if_asks_it_too(browsing: Browsing, case_id: str) -> None:
    browser = await browsing("psr-2")
    path = f"/cases/{case_id}/what-if"
    typed = {**await begun(browser, "risk_rising", path), **today(), "step": "suppose"}
    without = await browser.post(path, data=typed)
    assert without.status_code == 422 and "Select the role in which you act" in without.text
    answer = await browser.post(path, data={**typed, "acting_as": "community_practitioner"})
    assert "Nothing was recorded. The case has not changed." in answer.text


async def test_a_duty_a_decision_and_a_request_say_in_which_role(
    browsing: Browsing, site: str, demo: BuiltIn, case_id: str
) -> None:
    browser = await browsing("psr-2")
    duties = (await case_of(site, demo, case_id))["duties"]
    assert isinstance(duties, list)
    (residence,) = [one for one in duties if one["kind"] == "residence"]
    page = f"/cases/{case_id}/duties/{residence['id']}/complete"
    form = await browser.get(page)
    assert ASKED in form.text and 'value="community_practitioner" checked' in form.text, "whose work it is"
    typed = {"address-other": "address-1", "protective_action": "None was needed", "step": "send"}
    without = await browser.post(page, data={**kept(form), **typed})
    assert without.status_code == 422 and "Select the role in which you act" in without.text
    done = await browser.post(page, data={**kept(form), **typed, "acting_as": "community_practitioner"})
    assert "Done: Establish where the person lives" in done.text, done.text
    decide, ask = f"/cases/{case_id}/decide", f"/cases/{case_id}/ask"
    chosen = await browser.post(decide, data={**kept(await browser.get(decide)), "kind": "disclosure"})
    typed = {"option": "do_not_disclose", "rationale": "Nobody is in contact", "acting_as": "report_writer"}
    decided = await browser.post(decide, data={**kept(chosen), **typed, "step": "send"})
    assert ASKED in chosen.text and "Select the role in which you act" not in decided.text
    asked = await browser.post(ask, data={**kept(await browser.get(ask)), "type": "close_case"})
    refused = await browser.post(ask, data={**kept(asked), "acting_as": "community_practitioner", "step": "send"})
    assert refused.status_code == 422 and "Select the role" not in refused.text


@pytest.mark.parametrize("said", ["governor", "<b>", ""])
async def test_a_role_of_somebody_elses_is_not_taken(browsing: Browsing, case_id: str, said: str) -> None:
    browser = await browsing("psr-2")
    path = f"/cases/{case_id}/report"
    form = await begun(browser, "risk_rising", path)
    answer = await browser.post(path, data={**form, **today(), "acting_as": said, "step": "confirm"})
    assert answer.status_code == 422 and "<b>" not in answer.text


async def test_whoever_has_one_role_is_not_asked(browsing: Browsing) -> None:
    browser = await browsing("com-3")
    for path in (f"/cases/{TOLD}/report", f"/cases/{TOLD}/what-if"):
        form = await browser.post(path, data=await begun(browser, "risk_rising", path))
        assert "Date it happened" in form.text and ASKED not in form.text
