"""Searching the audit trail on its page: by who, which case, what, when and how it ended; for operators alone."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.async_api import Browser
from sqlalchemy.ext.asyncio import AsyncEngine

from api.routes.audit_trail import AuditEntry
from audit.verified import Verified, keep
from policy.calendar import london_date
from tests.web.conftest import Browsing, mark_of
from tests.web.lives import CUSTODY, ORDER
from tests.web.looking import WIDTHS, heard, looked_at, needs_chromium, signed_in
from web.views.audit import ACTIONS, shown, wanted

PATH = "/operations/audit"


async def _found(browser: httpx.AsyncClient, **said: str) -> httpx.Response:
    return await browser.post(PATH, data={"mark": mark_of(await browser.get(PATH)), **said})


def _rows(answer: httpx.Response) -> list[str]:
    tables: list[str] = re.findall(r"<tbody.*?</tbody>", answer.text, re.DOTALL)
    return tables[-1].split("<tr")[1:]


async def test_entries_are_found_by_who_which_case_what_and_how_it_ended(browsing: Browsing) -> None:
    await (await browsing("com-1")).get(f"/cases/{ORDER}")
    await (await browsing("com-2")).get(f"/cases/{ORDER}")
    operator = await browsing("operator-1")
    by_case = await _found(operator, case_id=ORDER)
    assert by_case.url.path == PATH and not by_case.url.query
    assert all(ORDER in row for row in _rows(by_case))
    mine = await _found(operator, who="com-1", case_id=ORDER, action="read_case", outcome="done")
    assert all("user:com-1" in row and "Read case" in row for row in _rows(mine))
    refused = await _found(operator, who="user:com-2", case_id=ORDER, outcome="refused")
    assert all("Refused: not permitted" in row for row in _rows(refused))
    assert "X123456" not in by_case.text + mine.text
    nobody = await _found(operator, who="nobody-9")
    assert "No entry matches." in nobody.text


async def test_searching_is_on_record_itself_and_so_is_whose_entries_were_found(browsing: Browsing) -> None:
    await (await browsing("pom-1")).get("/work")
    operator = await browsing("operator-1")
    await _found(operator, who="pom-1")
    await _found(operator, who="made-up-1")
    newest = _rows(await _found(operator, who="operator-1", action="search_audit"))
    assert "made-up-1" not in newest[0] and "0 shown" in newest[0]
    assert "of=user:pom-1" in newest[1]


async def test_days_are_those_of_london_and_the_last_one_counts(browsing: Browsing) -> None:
    operator = await browsing("operator-1")
    today = london_date(datetime.now(UTC))
    day = {"day": str(today.day), "month": str(today.month), "year": str(today.year)}
    all_today = {f"{name}-{part}": value for name in ("since", "until") for part, value in day.items()}
    assert _rows(await _found(operator, **all_today))
    before = today - timedelta(days=3)
    old = {"until-day": str(before.day), "until-month": str(before.month), "until-year": str(before.year)}
    assert "No entry matches." in (await _found(operator, **old)).text
    summer = wanted({"since": "2026-07-01", "until": "2026-07-01"})
    assert summer == {"since": "2026-06-30T23:00:00+00:00", "until": "2026-07-01T23:00:00+00:00"}
    assert wanted({"until": "9999-12-31"})["until"] < "9001"


async def test_what_cannot_be_looked_for_is_said_at_its_field_and_kept(browsing: Browsing) -> None:
    operator = await browsing("operator-1")
    wrong = await _found(operator, who="<b>me</b>", case_id="X 12", **{"since-day": "31", "since-month": "2"})
    assert wrong.status_code == 422
    assert "From must include a year" in wrong.text and "&lt;b&gt;me&lt;/b&gt;" in wrong.text
    wrong = await _found(operator, who="<b>me</b>", case_id="X 12")
    assert wrong.status_code == 422 and 'href="#f-who"' in wrong.text
    assert "Who must be a user or a client" in wrong.text and "Case id must be lower case" in wrong.text
    assert (await _found(operator, outcome="made up")).status_code == 422


async def test_older_entries_follow_until_there_are_no_more(browsing: Browsing) -> None:
    staff = await browsing("staff-1")
    for _ in range(55):
        await staff.get("/work")
    operator = await browsing("operator-1")
    first = await _found(operator, who="staff-1", action="list_duties")
    number = re.search(r'name="before" value="(\d+)"', first.text)
    assert number is not None and len(_rows(first)) == 50
    older = await _found(operator, who="staff-1", action="list_duties", before=number[1])
    assert 5 <= len(_rows(older)) < 50 and "Show older entries" not in older.text
    none = await _found(operator, who="staff-1", action="list_duties", before="1")
    assert "There are no more entries." in none.text


@pytest.mark.parametrize("person", ["com-1", "spo-1", "pdu-1", "policy-1"])
async def test_nobody_but_an_operator_searches(browsing: Browsing, person: str) -> None:
    browser = await browsing(person)
    assert (await browser.get(PATH)).status_code == 403
    answer = await browser.post(PATH, data={"mark": mark_of(await browser.get("/policy")), "case_id": CUSTODY})
    assert answer.status_code == 403 and "What was found" not in answer.text


async def test_the_page_says_when_the_trail_was_last_looked_through_and_what_was_wrong(
    browsing: Browsing, web_records: AsyncEngine
) -> None:
    operator = await browsing("operator-1")
    assert "It has not been looked through yet" in (await operator.get(PATH)).text
    at = datetime(2026, 3, 16, 10, tzinfo=UTC)
    await keep(web_records, Verified(at, 40, None, 2, ["entry 4 changed: not as written", "entries 8 to 9 removed"]))
    bad = (await operator.get(PATH)).text
    assert "2 faults" in bad and "entry 4 changed: not as written" in bad and "16 March 2026 at 10:00" in bad
    await keep(web_records, Verified(at, 41, 30, 0, []))
    good = (await operator.get(PATH)).text
    assert "As it was written" in good and "41 entries looked at" in good and "up to entry 30" in good


def test_an_entry_that_somebody_got_at_is_shown_all_the_same() -> None:
    said = AuditEntry(
        number=1, at="b'00'", who="", capacities="", action="gone", outcome="x", case_id=None, asked=None, shown=None,
        version=None, problem=None, correlation_id="",
    )  # fmt: skip
    assert (shown(said).at, shown(said).ended) == ("b'00'", "x")
    assert {"read_case", "list_quarantine", "search_audit"} <= set(ACTIONS)


@needs_chromium
@pytest.mark.parametrize("width", WIDTHS)
async def test_an_operator_searches_in_chromium(browser: Browser, site: str, width: str) -> None:
    context = await browser.new_context(viewport={"width": WIDTHS[width], "height": 1000})
    page = await context.new_page()
    await signed_in(page, site, "operator-1")
    said = heard(page)
    await page.get_by_role("link", name="Audit trail").click()
    await page.get_by_role("heading", name="Audit trail").wait_for()
    await looked_at(page, f"audit-{width}")
    await page.get_by_label("Who (optional)").fill("?")
    await page.get_by_role("button", name="Search").click()
    await page.get_by_role("link", name="Who must be").click()
    assert await page.evaluate("document.activeElement.id") == "f-who"
    await looked_at(page, f"audit-errors-{width}")
    await page.get_by_label("Who (optional)").fill("case-system")
    await page.get_by_label("How it ended (optional)").select_option("done")
    await page.get_by_role("button", name="Search").click()
    await page.get_by_role("heading", name="What was found").wait_for()
    await looked_at(page, f"audit-found-{width}")
    assert said == []
    await context.close()
