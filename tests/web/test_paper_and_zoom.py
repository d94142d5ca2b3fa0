"""A case on paper, and every kind of page at 400 % zoom: 320 CSS pixels wide and 256 high."""

import re

import pytest
from playwright.async_api import Browser, Page

from api.auth.builtin import BuiltIn
from models.words import MADE_UP
from tests.api.told import LONG_AGO, event, start_of
from tests.web.conftest import Browsing
from tests.web.lives import CUSTODY, ORDER, TOLD
from tests.web.looking import heard, looked_at, needs_chromium, signed_in

OF_TOLD = ["", "/report", "/what-if", "/decide", "/ask"]
PAGES = {
    "operator-1": [f"/operations/{page}" for page in ("quarantine", "audit", "policy", "adoption")],
    "com-3": ["/work", "/cases", f"/cases/{CUSTODY}", *(f"/cases/{TOLD}{end}" for end in OF_TOLD)],
    "spo-1": ["/team", "/team/workload", "/team/overdue", f"/cases/{ORDER}", f"/cases/{ORDER}/restriction"],
    "pdu-1": ["/team", "/policy", "/policy/PF-10.8a", "/no-such-page"],
}
KINDS = ["new_relationship", "dates_changed", "rosh_changed", "marac_meeting", "fact_withdrawn"]


async def at_400_per_cent(browser: Browser) -> Page:
    return await (await browser.new_context(viewport={"width": 320, "height": 256})).new_page()


@needs_chromium
@pytest.mark.parametrize("person", PAGES)
async def test_no_page_scrolls_in_two_directions_at_400_per_cent(browser: Browser, site: str, person: str) -> None:
    """WCAG 2.2, 1.4.10 (reflow): content that scrolls up and down does not scroll sideways too."""
    page = await at_400_per_cent(browser)
    await signed_in(page, site, person)
    for path in PAGES[person]:
        await page.goto(site + path)
        await looked_at(page, f"zoom{path}")
        sideways = await page.evaluate(
            "[...document.querySelectorAll('.tc-scroll:has(.tc-stack)')]"
            ".filter(one => one.scrollWidth > one.clientWidth).map(one => [one.ariaLabel, one.scrollWidth])"
        )
        assert sideways == [], path
    await page.context.close()


@needs_chromium
@pytest.mark.parametrize("kind", KINDS)
async def test_no_form_scrolls_in_two_directions_at_400_per_cent(browser: Browser, site: str, kind: str) -> None:
    page = await at_400_per_cent(browser)
    await signed_in(page, site, "com-3")
    await page.goto(f"{site}/cases/{TOLD}/report")
    await page.locator(f'input[value="{kind}"]').check()
    await page.get_by_role("button", name="Continue").last.click()
    await page.get_by_role("heading", name="Report an event").wait_for()
    for details in await page.locator("details").all():
        await details.click()
    await looked_at(page, f"zoom-{kind}")
    await page.context.close()


@needs_chromium
async def test_rows_of_work_stack_on_a_phone_and_stay_a_table(browser: Browser, site: str) -> None:
    """What each part is stands before it; to a screen reader it is the table it was."""
    page = await (await browser.new_context(viewport={"width": 390, "height": 844})).new_page()
    await signed_in(page, site, "com-3")
    await page.goto(f"{site}/cases/{TOLD}")
    cell = page.get_by_role("table", name="Open work").get_by_role("cell").first
    assert await cell.evaluate("one => getComputedStyle(one, '::before').content") == '"Who"'
    assert await cell.evaluate("one => getComputedStyle(one).display") == "block"
    await page.set_viewport_size({"width": 1280, "height": 900})
    assert await cell.evaluate("one => getComputedStyle(one).display") == "table-cell"
    await page.context.close()


@needs_chromium
async def test_a_case_prints_as_a_summary_without_addresses(browser: Browser, site: str) -> None:
    page = await (await browser.new_context()).new_page()
    said = heard(page)
    await signed_in(page, site, "com-1")
    await page.goto(f"{site}/cases/{ORDER}")
    await page.emulate_media(media="print")
    for gone in (".tc-bar", ".moj-sub-navigation", "form", "a[role=button]", "#duties ~ * .tc-acts"):
        for one in await page.locator(gone).all():
            assert not await one.is_visible(), gone
    assert await page.get_by_text("Printed on").is_visible()
    link = page.locator("a.govuk-link").first
    assert await link.evaluate("one => getComputedStyle(one, '::after').content") == "none"
    timeline = page.get_by_role("heading", name="Timeline")
    assert await timeline.evaluate("one => getComputedStyle(one).breakAfter") == "avoid"
    unfolded = await page.locator(".govuk-details__text li").first.bounding_box()
    assert unfolded is not None and unfolded["height"] > 0
    await page.set_viewport_size({"width": 794, "height": 1123})
    await looked_at(page, "case-print")
    read = await page.inner_text("body")
    assert "Printed on" in read and "Open work" in read and "Timeline" in read
    assert not any(one in read for one in ("Report an event", "Sign out", "My cases", "/policy/", "http"))
    paper = await page.pdf(format="A4")
    assert paper.startswith(b"%PDF") and 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 6
    assert said == []
    await page.context.close()


async def test_a_case_that_is_made_up_says_so_and_another_does_not(browsing: Browsing, demo: BuiltIn) -> None:
    system = await browsing("com-3")
    made_up, headers = f"{MADE_UP}9001", {"Authorization": f"Bearer {demo.token('case-system')}"}
    assert (await system.post("/v1/cases", json=start_of(made_up, crn="X900001"), headers=headers)).is_success
    holds = event("practitioner_allocated", LONG_AGO, practitioner="com-3", holder="community_practitioner")
    assert (await system.post(f"/v1/cases/{made_up}/events", json=holds, headers=headers)).is_success
    page = await system.get(f"/cases/{made_up}")
    assert "This case was made up for trying the service out. It is about nobody." in page.text
    assert "Made up</strong>" not in (await system.get(f"/cases/{TOLD}")).text
    listed = ""
    while "X900001" not in listed:  # the records follow in a moment
        listed = (await system.get("/cases?by=stage_since")).text
    assert listed.count("Made up</strong>") == 1
