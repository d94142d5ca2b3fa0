"""A manager in Chromium: from the team's numbers to an escalation, and the oversight of it on record."""

import pytest
from playwright.async_api import Browser
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import WorkflowEnvironment

from client import CaseClient
from records import read
from tests.web.lives import OVERSEEN
from tests.web.looking import WIDTHS, heard, looked_at, needs_chromium, signed_in
from tests.workflows.once import once

pytestmark = needs_chromium


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_manager_goes_from_a_number_to_the_work_behind_it(browser: Browser, site: str, width: str) -> None:
    context = await browser.new_context(viewport={"width": WIDTHS[width], "height": 1000})
    page = await context.new_page()
    said = heard(page)
    await signed_in(page, site, "spo-1")
    await page.get_by_role("link", name="My team").click()
    await page.get_by_role("heading", name="team-1").wait_for()
    await looked_at(page, f"team-{width}")
    await page.get_by_role("link", name="Overdue 8 to 28 days").click()
    await page.get_by_role("heading", name="Overdue work, 8 to 28 days overdue").wait_for()
    await looked_at(page, f"team-overdue-{width}")
    await page.get_by_role("link", name="Back to team-1").click()
    await page.get_by_role("link", name="pieces of open work, com-1").click()
    await page.get_by_role("heading", name="Open work, held by com-1").wait_for()
    await page.get_by_role("link", name="X123456").first.click()
    await page.get_by_role("heading", name="Case case-order").wait_for()
    for path in ("/team/escalations", "/team/releases", "/team/workload", "/team/cases", "/team/orders"):
        await page.goto(site + path)
        await looked_at(page, f"{path}-{width}")
    assert said == []
    await context.close()


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_head_sees_all_teams_and_finds_one(browser: Browser, site: str, width: str) -> None:
    context = await browser.new_context(viewport={"width": WIDTHS[width], "height": 1000})
    page = await context.new_page()
    said = heard(page)
    await signed_in(page, site, "pdu-1")
    await page.goto(f"{site}/team")
    await page.get_by_role("link", name="All teams").click()
    await page.get_by_role("heading", name="All teams").wait_for()
    await looked_at(page, f"all-teams-{width}")
    await page.get_by_label("Look at another team").fill("team-8")
    await page.get_by_role("button", name="Show this team").click()
    await page.get_by_role("heading", name="team-8").wait_for()
    await looked_at(page, f"team-empty-{width}")
    assert said == []
    await context.close()


async def test_a_manager_acknowledges_an_escalation_by_recording_oversight(
    browser: Browser, site: str, web_temporal: WorkflowEnvironment, web_records: AsyncEngine
) -> None:
    """DE-15, PF-11.4a: afterwards the workflow has the decision, the records who looked, and the page one less."""
    context = await browser.new_context()
    page = await context.new_page()
    said = heard(page)
    await signed_in(page, site, "spo-1")
    await page.goto(f"{site}/team")
    escalation = page.locator("tr", has=page.get_by_role("link", name="X888888")).filter(has_text="imminent risk")
    await escalation.get_by_role("link", name="Record oversight").click()
    await page.get_by_role("heading", name="Level of management oversight").wait_for()
    await page.get_by_text("imminent risk reported").wait_for()
    await looked_at(page, "oversight")
    await page.get_by_role("button", name="Record the decision").click()
    await page.get_by_role("link", name="Select the decision").wait_for()
    await looked_at(page, "oversight-errors")
    await page.get_by_label("Enhanced").check()
    await page.get_by_label("Reasons").fill("Imminent risk: I see the practitioner every week.")
    await page.get_by_role("button", name="Record the decision").click()
    await page.get_by_role("heading", name="Decided: Level of management oversight").wait_for()
    await looked_at(page, "oversight-done")
    case = (await CaseClient(web_temporal.client).look(OVERSEEN)).case
    [made] = [one for one in case.decisions.values() if one.kind == "oversight"]
    assert (made.option, made.decided_by, made.role) == ("enhanced", "spo-1", "spo")
    await once(
        lambda: read.escalations(web_records, OVERSEEN),
        lambda seen: all(one.acknowledged_by == "spo-1" for one in seen),
    )
    await page.get_by_role("link", name="Go to your escalations").click()
    await page.get_by_role("heading", name="Escalations to look at").wait_for()
    assert await page.get_by_role("link", name="X888888").count() == 0
    await page.goto(f"{site}/team/open-escalations")
    rows = page.locator("tr", has=page.get_by_role("link", name="X888888"))
    assert await rows.count() == await rows.filter(has_text="Looked at by spo-1").count()
    await looked_at(page, "open-escalations")
    await page.goto(f"{site}/cases/{OVERSEEN}")
    await page.get_by_text("I see the practitioner every week.").wait_for()
    await page.goto(f"{site}/cases/{OVERSEEN}/decide?kind=oversight")
    await page.get_by_role("heading", name="Level of management oversight").wait_for()
    assert await page.get_by_text("imminent risk reported").count() == 0, "it was acknowledged"
    assert said == []
    await context.close()
