"""Looking at a page in Chromium: with axe, at its width, at the console, and as a picture."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import ConsoleMessage, Page

from policy.calendar import london_date

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium")

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
WIDTHS = {"desktop": 1280, "phone": 390}
KEPT = ["sign-in-desktop", "case-in-custody", "clause-desktop", "report-kind-phone", "report-errors-desktop"]
KEPT += ["report-preview-desktop", "report-done-phone", "duty-errors-phone", "decide-errors-phone", "ask-refused-phone"]
KEPT += ["what-if-desktop", "restrict-errors-desktop", "case-print", "quarantined-desktop", "adoption-desktop"]
KEPT += ["victim-contact-desktop", "victim-contacts-desktop"]
KEPT += [f"{name}-{width}" for name in ("work", "cases", "case", "team") for width in WIDTHS]
SHOTS = os.environ.get("SCREENSHOTS")


async def looked_at(page: Page, name: str) -> None:
    """No violation of a rule, nothing wider than the screen; kept as a picture when pictures are asked for."""
    # As an isolated script, it is not held to the page's own policy, which allows none.
    found = await page.evaluate(f"(tags) => {{ {AXE}; return axe.run({{ runOnly: tags }}) }}", RULES)
    assert [(one["id"], [node["html"] for node in one["nodes"][:3]]) for one in found["violations"]] == [], name
    wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, name
    if SHOTS and name in KEPT:
        await page.screenshot(path=Path(SHOTS) / f"{name}.png")


def heard(page: Page) -> list[str]:
    """What the console of a page says from now on, but for Chromium's own notes of answers about a form (422, 409)."""
    said = list[str]()

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(one in message.text for one in ("422", "409")):
            said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


async def signed_in(page: Page, site: str, person: str) -> None:
    """Sign in on the page as one of the demo people."""
    await page.goto(f"{site}/sign-in")
    await page.locator(f'input[value="{person}"]').check()
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("button", name="Sign out").wait_for()


async def happened_today(page: Page) -> None:
    """Type today's date into the first date of a form."""
    day = london_date(datetime.now(UTC))
    await page.get_by_label("Day").first.fill(str(day.day))
    await page.get_by_label("Month").first.fill(str(day.month))
    await page.get_by_label("Year").first.fill(str(day.year))
