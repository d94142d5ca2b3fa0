"""The pages in Chromium: from signing in to a case, with no accessibility violation and nothing on the console."""

import pytest
from playwright.async_api import Browser

from tests.web.lives import CUSTODY, ORDER, RESTRICTED
from tests.web.looking import WIDTHS, heard, looked_at, needs_chromium, signed_in

pytestmark = needs_chromium


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_practitioner_goes_from_signing_in_to_a_clause(browser: Browser, site: str, width: str) -> None:
    context = await browser.new_context(viewport={"width": WIDTHS[width], "height": 1000})
    page = await context.new_page()
    said = heard(page)
    await page.goto(f"{site}/sign-in")
    await looked_at(page, f"sign-in-{width}")
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("link", name="Select who you are").click()
    assert await page.evaluate("document.activeElement.id") == "person-1"
    await looked_at(page, f"sign-in-error-{width}")
    await page.get_by_label("com-1, community probation practitioner").check()
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("heading", name="My work today").wait_for()
    await looked_at(page, f"work-{width}")
    await page.get_by_role("link", name="My cases").click()
    await looked_at(page, f"cases-{width}")
    await page.get_by_role("link", name="X123456").click()
    await page.get_by_role("heading", name=f"Case {ORDER}").wait_for()
    await looked_at(page, f"case-{width}")
    await page.get_by_role("link", name="clause").first.click()
    await page.get_by_role("heading", name="Clause").wait_for()
    await looked_at(page, f"clause-{width}")
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_role("heading", name="Sign in").wait_for()
    assert said == []
    await context.close()


async def test_the_other_pages_have_no_violation_either(browser: Browser, site: str) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    await signed_in(page, site, "com-3")
    others = {
        "case-in-custody": f"/cases/{CUSTODY}",
        "restricted": f"/cases/{RESTRICTED}",
        "clauses": "/policy?table=GU",
    }
    for name, path in others.items():
        await page.goto(site + path)
        await looked_at(page, name)
    await context.close()


@pytest.mark.parametrize("width", WIDTHS)
async def test_an_entry_that_never_was_is_withdrawn_by_choosing_it(browser: Browser, site: str, width: str) -> None:
    """docs/withdrawing.md: the entries that may be withdrawn are offered, and one that was says so."""
    context = await browser.new_context(viewport={"width": WIDTHS[width], "height": 1000})
    page = await context.new_page()
    said = heard(page)
    await signed_in(page, site, "com-1")
    await page.goto(f"{site}/cases/{ORDER}")
    await page.get_by_text("recorded on the wrong case.").wait_for()
    await looked_at(page, f"withdrawn-{width}")
    await page.get_by_role("button", name="Report an event").click()
    await page.get_by_label("An earlier entry was wrong and never was").check()
    await page.get_by_role("button", name="Continue").last.click()
    await page.get_by_label("New relationship", exact=False).wait_for()
    assert await page.get_by_label("Substance misuse", exact=False).count() == 0
    await looked_at(page, f"withdraw-{width}")
    assert said == []
    await context.close()
