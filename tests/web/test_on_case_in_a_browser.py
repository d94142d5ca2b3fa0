"""What can be asked and set on a case, in Chromium."""

import pytest
from playwright.async_api import Browser

from api.auth.builtin import BuiltIn
from tests.web.lives import TOLD
from tests.web.looking import WIDTHS, happened_today, heard, looked_at, needs_chromium, signed_in
from tests.web.test_restriction import opened

pytestmark = needs_chromium


@pytest.mark.parametrize("width", WIDTHS)
async def test_what_if_before_it_happens(browser: Browser, site: str, width: str) -> None:
    context = await browser.new_context(viewport={"width": WIDTHS[width], "height": 1000})
    page = await context.new_page()
    said = heard(page)
    await signed_in(page, site, "com-3")
    await page.goto(f"{site}/cases/{TOLD}")
    await page.get_by_role("button", name="Ask what if").click()
    await page.get_by_role("heading", name="What if").wait_for()
    await looked_at(page, f"what-if-kind-{width}")
    await page.get_by_label("A new relationship").check()
    await page.get_by_role("button", name="Continue").first.click()
    await page.get_by_role("button", name="See what would follow").click()
    await page.get_by_role("heading", name="There is a problem").wait_for()
    await looked_at(page, f"what-if-errors-{width}")
    await page.locator("#f-partner-other").fill("partner-9")
    await happened_today(page)
    await page.get_by_role("button", name="See what would follow").click()
    await page.get_by_text("Nothing was recorded. The case has not changed.").wait_for()
    await looked_at(page, f"what-if-{width}")
    await page.get_by_role("button", name="Report it").click()
    await page.get_by_role("heading", name="Report an event A new relationship").wait_for()
    assert said == []
    await context.close()


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_manager_restricts_a_case(browser: Browser, site: str, demo: BuiltIn, width: str) -> None:
    case_id = await opened(site, demo)
    context = await browser.new_context(viewport={"width": WIDTHS[width], "height": 1000})
    page = await context.new_page()
    said = heard(page)
    await signed_in(page, site, "spo-1")
    await page.goto(f"{site}/cases/{case_id}")
    await page.get_by_role("button", name="Restrict").click()
    await page.get_by_role("heading", name="Restrict the case").wait_for()
    await looked_at(page, f"restrict-{width}")
    await page.get_by_role("button", name="Restrict the case").click()
    await page.get_by_role("link", name="Select why the case is restricted").click()
    assert await page.evaluate("document.activeElement.id") == "f-reason-1"
    await looked_at(page, f"restrict-errors-{width}")
    await page.get_by_label("Somebody would be in danger if it were known").check()
    await page.get_by_role("button", name="Restrict the case").click()
    await page.get_by_role("heading", name="The case is restricted").wait_for()
    await looked_at(page, f"restrict-done-{width}")
    await page.get_by_role("link", name="Go to the case").click()
    await page.get_by_text("Few people may look into this case.").wait_for()
    await looked_at(page, f"case-restricted-{width}")
    await page.get_by_role("button", name="Change the restriction").click()
    await page.get_by_role("button", name="End the restriction").click()
    await page.get_by_role("heading", name="End the restriction").wait_for()
    await looked_at(page, f"restrict-end-{width}")
    await page.get_by_role("button", name="End the restriction").click()
    await page.get_by_role("heading", name="The restriction has ended").wait_for()
    assert said == []
    await context.close()
