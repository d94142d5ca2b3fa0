"""The pages in Chromium: from signing in to a case, with no accessibility violation and nothing on the console."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from tests.web.lives import CUSTODY, ORDER, RESTRICTED

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium")

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
WIDTHS = {"desktop": 1280, "phone": 390}
KEPT = ["sign-in-desktop", "case-in-custody", "clause-desktop"]
KEPT += [f"{name}-{width}" for name in ("work", "cases", "case") for width in WIDTHS]
SHOTS = os.environ.get("SCREENSHOTS")


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()


async def _looked_at(page: Page, name: str) -> None:
    """No violation of a rule, nothing wider than the screen; kept as a picture when pictures are asked for."""
    # As an isolated script, it is not held to the page's own policy, which allows none.
    found = await page.evaluate(f"(tags) => {{ {AXE}; return axe.run({{ runOnly: tags }}) }}", RULES)
    assert [(one["id"], [node["html"] for node in one["nodes"][:3]]) for one in found["violations"]] == []
    wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, name
    if SHOTS and name in KEPT:
        await page.screenshot(path=Path(SHOTS) / f"{name}.png")


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_practitioner_goes_from_signing_in_to_a_clause(browser: Browser, site: str, width: str) -> None:
    context = await browser.new_context(viewport={"width": WIDTHS[width], "height": 1000})
    page = await context.new_page()
    said = list[str]()

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            said.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: said.append(str(error)))
    await page.goto(f"{site}/sign-in")
    await _looked_at(page, f"sign-in-{width}")
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("link", name="Select who you are").click()
    assert await page.evaluate("document.activeElement.id") == "person-1"
    await _looked_at(page, f"sign-in-error-{width}")
    await page.get_by_label("com-1, community probation practitioner").check()
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("heading", name="My work today").wait_for()
    await _looked_at(page, f"work-{width}")
    await page.get_by_role("link", name="My cases").click()
    await _looked_at(page, f"cases-{width}")
    await page.get_by_role("link", name="X123456").click()
    await page.get_by_role("heading", name=f"Case {ORDER}").wait_for()
    await _looked_at(page, f"case-{width}")
    await page.get_by_role("link", name="clause").first.click()
    await page.get_by_role("heading", name="Clause").wait_for()
    await _looked_at(page, f"clause-{width}")
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_role("heading", name="Sign in").wait_for()
    # Chromium itself notes an answer that says that a form has a fault.
    assert [one for one in said if "422" not in one] == []
    await context.close()


async def test_the_other_pages_have_no_violation_either(browser: Browser, site: str) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{site}/sign-in")
    await page.get_by_label("com-3, community probation practitioner").check()
    await page.get_by_role("button", name="Sign in").click()
    others = {
        "case-in-custody": f"/cases/{CUSTODY}",
        "restricted": f"/cases/{RESTRICTED}",
        "clauses": "/policy?table=GU",
    }
    for name, path in others.items():
        await page.goto(site + path)
        await _looked_at(page, name)
    await context.close()
