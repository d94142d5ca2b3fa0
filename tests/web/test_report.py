"""Reporting an event on the pages, without script: what is typed is kept, twice is once, a changed case says so."""

import re
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from api.auth.builtin import BuiltIn
from policy.calendar import london_date
from tests.api.told import event
from tests.web.conftest import Browsing
from tests.web.lives import RESTRICTED, TOLD

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
REPORT = f"/cases/{TOLD}/report"


def kept(answer: httpx.Response) -> dict[str, str]:
    """What the form of a page carries unseen. The form for signing out comes first and is left out."""
    return dict(HIDDEN.findall(answer.text))


def today(name: str = "occurred_at") -> dict[str, str]:
    day = london_date(datetime.now(UTC))
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


async def begun(browser: httpx.AsyncClient, kind: str, path: str = REPORT) -> dict[str, str]:
    chosen = await browser.get(path)
    return kept(await browser.post(path, data={**kept(chosen), "type": kind}))


async def told(site: str, demo: BuiltIn, said: dict[str, Any], case_id: str = TOLD) -> None:
    headers = {"Authorization": f"Bearer {demo.token('case-system')}"}
    async with httpx.AsyncClient(base_url=site, headers=headers) as system:
        assert (await system.post(f"/v1/cases/{case_id}/events", json=said)).is_success


async def test_a_report_is_checked_then_sent_and_sent_twice_it_counts_once(browsing: Browsing) -> None:
    browser = await browsing("com-3")
    first = {**await begun(browser, "order_breached"), "order": "order-1", "step": "preview", **today()}
    preview = await browser.post(REPORT, data=first)
    assert preview.status_code == 200, preview.text
    assert "Work that opens" in preview.text and 'href="/policy/PF-' in preview.text and "order-1" in preview.text
    confirm = {**kept(preview), "step": "confirm"}
    done = await browser.post(REPORT, data=confirm)
    assert "Reported: A protective order was breached" in done.text and "Work that opened" in done.text
    again = await browser.post(REPORT, data=confirm)
    case = (await browser.get(f"/cases/{TOLD}")).text
    assert case.count("Protective order breached") <= 1
    if "The case has changed" in again.text:  # the records had not followed yet
        again = await browser.post(REPORT, data={**kept(again), "step": "confirm"})
    assert "It was recorded before. It counts once." in again.text


async def test_what_is_wrong_is_said_at_the_top_and_at_the_field_and_everything_typed_is_kept(
    browsing: Browsing,
) -> None:
    browser = await browsing("com-3")
    typed = {
        "type": "new_relationship",
        "partner-other": "Sarah <Smith>",
        "certainty": "suspected",
        "children-other": "child-9",
        "occurred_at-day": "31",
        "occurred_at-month": "2",
        "occurred_at-year": "2026",
        "sensitive": "yes",
    }
    form = await begun(browser, "new_relationship")
    answer = await browser.post(REPORT, data={**form, **typed, "step": "preview"})
    assert answer.status_code == 422 and "<title>Error: " in answer.text
    assert '<a href="#f-occurred_at-day">Date it happened must be a real date</a>' in answer.text
    assert answer.text.count("Partner must be a reference of lower case letters") == 2
    assert "Sarah &lt;Smith&gt;" in answer.text and 'value="child-9"' in answer.text and 'value="31"' in answer.text
    assert re.search(r'value="suspected" checked', answer.text) and re.search(r'value="yes" checked', answer.text)
    assert kept(answer)["event_id"] == form["event_id"]


async def test_nothing_chosen_and_nothing_typed_says_what_to_do(browsing: Browsing) -> None:
    browser = await browsing("com-3")
    page = await browser.get(REPORT)
    nothing = await browser.post(REPORT, data=kept(page))
    assert nothing.status_code == 422 and '<a href="#type-1-1">Select what happened</a>' in nothing.text
    empty = await browser.post(REPORT, data={**await begun(browser, "imminent_risk"), "step": "preview"})
    assert "Enter the person at risk" in empty.text and "Enter the date it happened" in empty.text


@pytest.mark.parametrize("kind", ["records_merged", "practitioner_allocated", "<b>", "case_transferred"])
async def test_what_is_not_for_this_role_is_not_offered_and_not_taken(browsing: Browsing, kind: str) -> None:
    browser = await browsing("com-3")
    page = await browser.get(REPORT)
    assert f'value="{kind}"' not in page.text
    answer = await browser.post(REPORT, data={**kept(page), "type": kind, "step": "confirm", **today()})
    assert answer.status_code == 422 and "<b>" not in answer.text


async def test_a_case_that_changed_meanwhile_says_so_and_shows_what_changed(
    browsing: Browsing, site: str, demo: BuiltIn
) -> None:
    browser = await browsing("com-3")
    preview = await browser.post(REPORT, data={**await begun(browser, "risk_rising"), "step": "preview", **today()})
    await told(site, demo, event("substance_misuse", substance="alcohol"))
    stale = await browser.post(REPORT, data={**kept(preview), "step": "confirm"})
    assert stale.status_code == 409 and "The case has changed since you looked at it." in stale.text
    assert "Nothing was recorded yet" in stale.text
    done = await browser.post(REPORT, data={**kept(stale), "step": "confirm"})
    assert "Reported: The risk seems to be rising" in done.text


async def test_who_may_not_look_into_a_case_may_still_report_and_learns_nothing(browsing: Browsing) -> None:
    for person, case_id in (("police-1", TOLD), ("com-3", RESTRICTED)):
        browser = await browsing(person)
        path = f"/cases/{case_id}/report"
        form = await begun(browser, "imminent_risk", path)
        preview = await browser.post(path, data={**form, "person-other": "partner-1", "step": "preview", **today()})
        assert "You may report this, but not see what it leads to." in preview.text
        assert "order-1" not in preview.text
        done = await browser.post(path, data={**kept(preview), "step": "confirm"})
        assert "It is kept, and reaches whoever holds the case." in done.text
        assert "Review" not in done.text


@pytest.mark.parametrize("odd", [{"event_id": "../../x"}, {"seen_at": "never"}, {"step": "x" * 99}, {"event_id": ""}])
async def test_nonsense_in_what_a_form_carries_is_no_fault_of_ours(browsing: Browsing, odd: dict[str, str]) -> None:
    browser = await browsing("com-3")
    data = {**await begun(browser, "risk_falling"), "step": "confirm", **today(), **odd}
    answer = await browser.post(REPORT, data=data)
    assert answer.status_code in {200, 409, 422} and "Traceback" not in answer.text
    assert "../../x" not in answer.text


async def test_an_entry_that_never_was_is_chosen_from_those_of_the_case_and_shown_as_withdrawn(
    browsing: Browsing, site: str, demo: BuiltIn
) -> None:
    """docs/withdrawing.md: by whom, when and why; the entry itself stays."""
    said = event("substance_misuse", substance="drugs")
    await told(site, demo, said)
    browser = await browsing("com-3")
    while f'value="{said["event_id"]}"' not in (form := await _withdrawing(browser)).text:
        continue  # the records follow in a moment
    assert "Substance misuse" in form.text and 'value="mistaken_identity"' in form.text
    filled = {**kept(form), "withdraws": said["event_id"], "why": "mistaken_identity", "step": "preview", **today()}
    preview = await browser.post(REPORT, data=filled)
    assert preview.status_code == 200, preview.text
    done = await browser.post(REPORT, data={**kept(preview), "step": "confirm"})
    while "Reported: An earlier entry was wrong and never was" not in done.text:
        done = await browser.post(REPORT, data={**kept(done), "step": "confirm"})
    while "Withdrawn by com-3 on" not in (page := (await browser.get(f"/cases/{TOLD}")).text):
        continue
    assert "a mistaken identity." in page and "Fact withdrawn, a mistaken identity" in page


async def _withdrawing(browser: httpx.AsyncClient) -> httpx.Response:
    return await browser.post(REPORT, data={**kept(await browser.get(REPORT)), "type": "fact_withdrawn"})
