"""The forms in Chromium, from signing in to what the case and its history then hold."""

import asyncio
import time

import httpx
import pytest
from playwright.async_api import Browser

from api.auth.builtin import BuiltIn
from tests.web.lives import TOLD
from tests.web.looking import WIDTHS, happened_today, heard, looked_at, needs_chromium, signed_in

pytestmark = needs_chromium


async def in_history(site: str, demo: BuiltIn, kind: str, staff: str | None, what: str = "event") -> None:
    """Wait until the records have what was told, put down to whoever told it, once."""
    headers = {"Authorization": f"Bearer {demo.token('spo-1')}"}
    async with httpx.AsyncClient(base_url=site, headers=headers) as manager, asyncio.timeout(20):
        while True:
            items = (await manager.get(f"/v1/cases/{TOLD}/history")).json()["items"]
            if found := [one for one in items if (one["what"], one["kind"], one["staff"]) == (what, kind, staff)]:
                assert len(found) == 1
                return
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_keyworker_reports_a_concern_in_under_a_minute(
    browser: Browser, site: str, demo: BuiltIn, width: str
) -> None:
    context = await browser.new_context(viewport={"width": WIDTHS[width], "height": 1000})
    page = await context.new_page()
    said = heard(page)
    person, kind, title = {
        "desktop": ("key-1", "concern_identified", "A concern, new or growing"),
        "phone": ("prison-1", "worrying_behaviour", "Worrying behaviour, on a visit or elsewhere"),
    }[width]
    await signed_in(page, site, person)
    await page.goto(f"{site}/cases/{TOLD}")
    started = time.monotonic()
    await page.get_by_role("button", name="Report an event").click()
    await looked_at(page, f"report-kind-{width}")
    await page.get_by_role("button", name="Continue").first.click()
    await page.get_by_role("link", name="Select what happened").click()
    await looked_at(page, f"report-kind-error-{width}")
    await page.get_by_label(title).check()
    await page.get_by_role("button", name="Continue").first.click()
    await looked_at(page, f"report-empty-{width}")
    await page.get_by_role("button", name="Continue").click()
    await page.get_by_role("link", name="Enter the date it happened").click()
    assert await page.evaluate("document.activeElement.id") == "f-occurred_at-day"
    await looked_at(page, f"report-errors-{width}")
    await happened_today(page)
    await page.get_by_role("button", name="Continue").click()
    await page.get_by_role("heading", name="Check before you report it").wait_for()
    await looked_at(page, f"report-preview-{width}")
    await page.get_by_role("button", name="Report it").click()
    await page.get_by_role("heading", name=f"Reported: {title}").wait_for()
    assert time.monotonic() - started < 60
    await looked_at(page, f"report-done-{width}")
    await in_history(site, demo, kind, person)
    assert said == []
    await context.close()


@pytest.mark.parametrize("width", ["phone"])
async def test_a_practitioner_does_a_duty_decides_and_is_refused_what_they_ask(
    browser: Browser, site: str, demo: BuiltIn, width: str
) -> None:
    context = await browser.new_context(viewport={"width": WIDTHS[width], "height": 1000})
    page = await context.new_page()
    said = heard(page)
    await signed_in(page, site, "com-3")
    await page.goto(f"{site}/cases/{TOLD}")
    await page.get_by_role("link", name="Complete Establish where the person lives").click()
    await looked_at(page, f"duty-empty-{width}")
    await page.get_by_role("button", name="Record as done").click()
    await looked_at(page, f"duty-errors-{width}")
    await page.get_by_role("link", name="Enter the address").click()
    await page.keyboard.type("address-1")
    await page.get_by_label("Protective action").fill("None was needed: nobody lives there")
    await page.get_by_role("button", name="Record as done").click()
    await page.get_by_role("heading", name="Done: Establish where the person lives").wait_for()
    await looked_at(page, f"duty-done-{width}")
    await in_history(site, demo, "residence", None, "duty_closed")
    await page.get_by_role("link", name="Go to the case").click()
    await page.get_by_role("button", name="Record a decision").click()
    await looked_at(page, f"decide-{width}")
    await page.locator('input[value="disclosure"]').check()
    await page.get_by_role("button", name="Continue").click()
    await looked_at(page, f"decide-empty-{width}")
    await page.get_by_label("Do not disclose").check()
    await page.get_by_role("button", name="Record the decision").click()
    await looked_at(page, f"decide-errors-{width}")
    await page.get_by_role("link", name="Back to the case").click()
    await page.get_by_role("button", name="Ask for something").click()
    await page.get_by_label("Close the case").check()
    await page.get_by_role("button", name="Continue").click()
    await page.get_by_role("button", name="Ask").click()
    await page.get_by_role("heading", name="There is a problem").wait_for()
    await looked_at(page, f"ask-refused-{width}")
    assert said == []
    await context.close()
