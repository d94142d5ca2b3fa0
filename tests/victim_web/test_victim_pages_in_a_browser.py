"""The victim liaison officer's area in Chromium: no violation, and nothing on the console."""

import pytest
from playwright.async_api import Browser

from tests.victim_web.conftest import Both
from tests.web.lives import ORDER
from tests.web.looking import WIDTHS, happened_today, heard, looked_at, needs_chromium

pytestmark = needs_chromium


@pytest.mark.parametrize("width", WIDTHS)
async def test_an_officer_opens_a_contact_and_tells_of_it(browser: Browser, both: Both, width: str) -> None:
    context = await browser.new_context(viewport={"width": WIDTHS[width], "height": 1000})
    page = await context.new_page()
    said = heard(page)
    await page.goto(both.victims)
    await looked_at(page, f"victim-sign-in-{width}")
    await page.get_by_label("vlo-1").check()
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("heading", name="My victim cases").wait_for()
    await page.get_by_role("link", name="Open a contact").first.click()
    await page.get_by_role("button", name="Open the contact").click()
    await page.get_by_text("There is a problem").wait_for()
    await looked_at(page, f"victim-open-errors-{width}")
    await page.get_by_label("Case", exact=True).fill(ORDER)
    await page.get_by_label("Victim", exact=True).fill("victim-9")
    await page.get_by_label("Specified violent").check()
    await page.get_by_label("Custody the court passed, in months").fill("24")
    await page.get_by_role("button", name="Open the contact").click()
    await page.get_by_role("heading", name="Recorded").wait_for()
    await looked_at(page, f"victim-recorded-{width}")
    await page.get_by_role("link", name="Go to the contact").click()
    await page.get_by_role("button", name="Tell of an event").click()
    await looked_at(page, f"victim-kinds-{width}")
    await page.get_by_label("The victim asks for licence conditions or an exclusion zone").check()
    await page.get_by_role("button", name="Continue").click()
    await page.get_by_role("button", name="Record it").wait_for()
    await looked_at(page, f"victim-conditions-{width}")
    await page.get_by_label("Exclusion zone").first.check()
    await happened_today(page)
    await page.get_by_role("button", name="Record it").click()
    await page.get_by_role("heading", name="Recorded").wait_for()
    await page.get_by_role("link", name="Go to the contact").click()
    await page.get_by_role("heading", name="Open work").wait_for()
    await looked_at(page, f"victim-contact-{width}")
    await page.get_by_role("link", name="My victim cases").last.click()
    await page.get_by_role("heading", name="Contacts").wait_for()
    await looked_at(page, f"victim-contacts-{width}")
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_role("heading", name="Sign in to victim contact").wait_for()
    assert said == []
    await context.close()
