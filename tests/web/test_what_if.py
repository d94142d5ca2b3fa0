"""What if, on the pages: what would follow is shown, nothing is told to the case, and it can be reported for real."""

import html
import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from api.auth.builtin import BuiltIn
from policy.calendar import london_date
from tests.api.told import LONG_AGO, event, start_of
from tests.web.conftest import Browsing
from tests.web.lives import RESTRICTED, TOLD
from tests.web.test_report import begun, kept, today, told
from web.views.words import day

WHAT_IF = f"/cases/{TOLD}/what-if"
ASIDE = re.compile(r"(?s)<form method=\"post\" action=\"/cases/[^/]+/report\">.*?</form>")


async def version(browser: httpx.AsyncClient, case_id: str) -> str:
    """The version of the case that its forms carry."""
    return kept(await browser.post(f"/cases/{case_id}/report", data=await begun(browser, "risk_rising")))["seen"]


async def supposed(browser: httpx.AsyncClient, path: str, kind: str, **typed: str) -> httpx.Response:
    form = await begun(browser, kind, path)
    return await browser.post(path, data={**form, **today(), **typed, "step": "suppose"})


async def test_a_new_relationship_before_it_happens(browsing: Browsing) -> None:
    browser = await browsing("com-3")
    before = await version(browser, TOLD)
    answer = await supposed(browser, WHAT_IF, "new_relationship", **{"partner-other": "partner-77"})
    assert answer.status_code == 200, answer.text
    assert "Nothing was recorded. The case has not changed." in answer.text
    assert "Work that would open" in answer.text and 'href="/policy/PF-' in answer.text
    assert "The case would stay where it is in the sentence: community order." in answer.text
    assert "partner-77" in answer.text and "partner-77" not in str(answer.url)
    assert await version(browser, TOLD) == before
    assert "partner-77" not in (await browser.get(f"/cases/{TOLD}")).text


async def in_custody(site: str, demo: BuiltIn, release: date) -> str:
    """A case of com-3's, to be released then."""
    case_id = f"case-{uuid4().hex[:8]}"
    start = start_of(case_id)
    start["opening"] |= {"kind": "determinate", "length_days": 900, "dates": {"conditional_release": f"{release}"}}
    holds = event("practitioner_allocated", LONG_AGO, practitioner="com-3", holder="community_practitioner")
    headers = {"Authorization": f"Bearer {demo.token('case-system')}"}
    async with httpx.AsyncClient(base_url=site, headers=headers, timeout=30) as system:
        assert (await system.post("/v1/cases", json=start)).is_success
    await told(site, demo, holds, case_id)
    return case_id


async def test_a_release_that_moves_shows_what_moves_with_it(browsing: Browsing, site: str, demo: BuiltIn) -> None:
    browser = await browsing("com-3")
    today_is = london_date(datetime.now(UTC))
    case_id = await in_custody(site, demo, today_is + timedelta(days=100))
    later = today_is + timedelta(days=130)
    moved = {f"dates.conditional_release-{part}": str(getattr(later, part)) for part in ("day", "month", "year")}
    answer = await supposed(browser, f"/cases/{case_id}/what-if", "dates_changed", **moved)
    was, now = (day(today_is + timedelta(days=days)) for days in (100, 130))
    assert f"Conditional release: from {was} to {now}" in answer.text
    assert "Due dates that would move" in answer.text, answer.text
    assert re.search(r"from \d+ \w+ 20\d\d to \d+ \w+ 20\d\d", answer.text)


async def test_one_thing_after_another_and_the_stage_that_would_be(browsing: Browsing) -> None:
    browser = await browsing("com-3")
    first = await supposed(browser, WHAT_IF, "new_relationship", **{"partner-other": "partner-77"})
    pairs = kept(first)
    more = await browser.post(WHAT_IF, data={**pairs, "step": "more"})
    assert "Select what might happen" in more.text
    form = kept(more) | {"before": html.unescape(kept(more)["before"])}
    then = kept(await browser.post(WHAT_IF, data={**form, "type": "supervision_ended"}))
    then["before"] = html.unescape(then["before"])
    answer = await browser.post(WHAT_IF, data={**then, "what": "order", "step": "suppose", **today()})
    assert (
        "Suppose: A new relationship" in answer.text and "Then suppose: Licence, supervision or an order" in answer.text
    )
    assert "The case would move from community order to closed." in answer.text, answer.text
    assert "Work that would end" in answer.text
    assert len(ASIDE.findall(answer.text)) == 2


async def test_it_can_be_reported_for_real_and_is_seen_again_first(browsing: Browsing) -> None:
    browser = await browsing("com-3")
    answer = await supposed(browser, WHAT_IF, "substance_misuse", substance="alcohol")
    (aside,) = ASIDE.findall(answer.text)
    pairs = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', aside))
    real = await browser.post(f"/cases/{TOLD}/report", data=pairs)
    assert "Report an event</span>" in real.text and re.search(r'value="alcohol" checked', real.text), real.text
    preview = await browser.post(f"/cases/{TOLD}/report", data={**pairs, **kept(real), "step": "preview"})
    assert "Check before you report it" in preview.text


async def test_what_is_wrong_is_said_at_its_field(browsing: Browsing) -> None:
    browser = await browsing("com-3")
    nothing = await browser.post(WHAT_IF, data=kept(await browser.get(WHAT_IF)))
    assert nothing.status_code == 422 and '<a href="#type-1-1">Select what might happen</a>' in nothing.text
    bad = await supposed(browser, WHAT_IF, "new_relationship", **{"occurred_at-day": "31", "occurred_at-month": "2"})
    assert bad.status_code == 422 and "Date it happened must be a real date" in bad.text
    odd = await supposed(browser, WHAT_IF, "risk_rising", before="type=<script>&x=%ff")
    assert odd.status_code == 200 and "<script>" not in odd.text


@pytest.mark.parametrize(("person", "case_id"), [("police-1", TOLD), ("com-3", RESTRICTED), ("com-2", TOLD)])
async def test_who_may_not_preview_is_told_nothing(browsing: Browsing, person: str, case_id: str) -> None:
    browser = await browsing(person)
    answer = await browser.get(f"/cases/{case_id}/what-if")
    assert answer.status_code == 403 and "Work that would" not in answer.text
