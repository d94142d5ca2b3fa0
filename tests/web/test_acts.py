"""Acts on the pages, without script: a duty done or let go, a decision, a request that is refused."""

import re

import httpx
import pytest

from api.auth.builtin import BuiltIn
from tests.api.told import event
from tests.web.conftest import Browsing
from tests.web.lives import TOLD
from tests.web.test_report import kept, told

CASE = f"/cases/{TOLD}"


async def begun(browser: httpx.AsyncClient, path: str, **chosen: str) -> dict[str, str]:
    """What the form at a path carries, once what it is about is chosen."""
    page = await browser.get(path)
    return kept(await browser.post(path, data={**kept(page), **chosen}) if chosen else page)


async def duty(site: str, demo: BuiltIn, kind: str) -> str:
    """The id of the newest duty of a kind, whatever became of it."""
    headers = {"Authorization": f"Bearer {demo.token('spo-1')}"}
    async with httpx.AsyncClient(base_url=site, headers=headers) as manager:
        duties = (await manager.get(f"/v1{CASE}")).json()["duties"]
        return str([one["id"] for one in duties if one["kind"] == kind][-1])


async def state(site: str, demo: BuiltIn, id: str) -> str:
    headers = {"Authorization": f"Bearer {demo.token('spo-1')}"}
    async with httpx.AsyncClient(base_url=site, headers=headers) as manager:
        duties = (await manager.get(f"/v1{CASE}")).json()["duties"]
        return str(next(one["state"] for one in duties if one["id"] == id))


async def test_what_evidence_lacks_is_said_with_its_clause_and_then_it_is_done_once(
    browsing: Browsing, site: str, demo: BuiltIn
) -> None:
    browser, papers = await browsing("com-3"), await duty(site, demo, "post_sentence_papers")
    path = f"{CASE}/duties/{papers}/complete"
    assert f'href="{path}"' in (await browser.get(CASE)).text
    form = await begun(browser, path)
    typed = {"acknowledged_by-other": "com-3", "no_register_reason": " ", "replies_included": "yes", "step": "send"}
    answer = await browser.post(path, data={**form, **typed})
    assert answer.status_code == 422
    assert '<a href="#f-registers_set-1">Select yes or no: registers set</a>' in answer.text
    assert '<a href="#f-uploaded">Confirm: uploaded</a>' in answer.text and 'value="com-3"' in answer.text
    typed |= {"registers_set": "no", "uploaded": "yes"}
    answer = await browser.post(path, data={**form, **typed})
    assert re.findall(r'<li><a href="#([^"]+)', answer.text) == ["f-registers_set-1"]
    assert 'href="/policy/PF-6.7e"' in answer.text and "What the policy asks" in answer.text
    assert await state(site, demo, papers) == "open"
    sent = {**kept(answer), **typed, "no_register_reason": "None <applies>"}
    done = await browser.post(path, data=sent)
    assert "Done: " in done.text, done.text
    assert await state(site, demo, papers) == "done"
    again = await browser.post(path, data=sent)
    assert again.status_code == 200 and "Done: " in again.text
    assert "This work is closed already" in (await browser.get(path)).text


async def test_an_act_on_a_case_that_changed_says_so_keeps_what_was_typed_and_is_sent_anew(
    browsing: Browsing, site: str, demo: BuiltIn
) -> None:
    browser, contact = await browsing("spo-1"), await duty(site, demo, "purposeful_contact")
    path = f"{CASE}/duties/{contact}/waive"
    form = {**await begun(browser, path), "reason": "", "step": "send"}
    await told(site, demo, event("substance_misuse", substance="drugs"))
    empty = await browser.post(path, data=form)
    assert empty.status_code == 422 and "Enter the reason for letting it go" in empty.text
    stale = await browser.post(path, data={**form, **kept(empty), "reason": "Opened by mistake"})
    assert stale.status_code == 409 and "The case has changed" in stale.text and "Opened by mistake" in stale.text
    assert await state(site, demo, contact) == "open"
    answer = await browser.post(path, data={**form, **kept(stale), "reason": "Opened by mistake"})
    assert "Waived: " in answer.text, answer.text
    assert await state(site, demo, contact) == "waived"


async def test_only_managers_let_work_go_and_only_who_is_responsible_decides(
    browsing: Browsing, site: str, demo: BuiltIn
) -> None:
    review = await duty(site, demo, "home_visit")
    keyworker = await browsing("key-1")
    case = (await keyworker.get(CASE)).text
    assert "/complete" in case and "/waive" not in case and "/decide" not in case and "/ask" not in case
    for path in (f"{CASE}/duties/{review}/waive", f"{CASE}/decide", f"{CASE}/ask"):
        assert (await keyworker.get(path)).status_code == 403
    assert (await keyworker.get(f"{CASE}/duties/d9999/complete")).status_code == 404


async def test_a_decision_that_lacks_its_reasons_or_the_manager_is_refused_and_then_recorded(
    browsing: Browsing, site: str, demo: BuiltIn
) -> None:
    browser, path = await browsing("com-3"), f"{CASE}/decide"
    nothing = await browser.post(path, data=kept(await browser.get(path)))
    assert nothing.status_code == 422 and '<a href="#choice-1">Select what is decided on</a>' in nothing.text
    assert "Level of management oversight" not in nothing.text
    form = {**await begun(browser, path, kind="disclosure"), "step": "send"}
    assert "Select the decision" in (await browser.post(path, data=form)).text
    typed = {"option": "do_not_disclose", "subject-other": "partner-7"}
    refused = await browser.post(path, data={**form, **typed})
    assert refused.status_code == 422 and "discuss it with the line manager first" in refused.text
    assert 'href="/policy/PF-16.15a"' in refused.text and "decided_without" not in re.sub(r"<[^>]*>", "", refused.text)
    form = {**await begun(browser, path, kind="marac"), "step": "send", "option": "not_referred"}
    done = await browser.post(path, data={**form, "rationale": "Nobody is at high risk", "subject-other": "partner-1"})
    assert "Decided: MARAC referral" in done.text, done.text
    assert "Nobody is at high risk" in (await browser.get(CASE)).text


async def test_a_request_that_is_refused_says_each_reason_with_its_clause(browsing: Browsing) -> None:
    browser, path = await browsing("com-3"), f"{CASE}/ask"
    form = {**await begun(browser, path, type="approve_hdc_address"), "step": "send", "address-other": "address-9"}
    refused = await browser.post(path, data=form)
    assert (
        refused.status_code == 422 and "There is a problem" in refused.text and "What the policy asks" in refused.text
    )
    assert re.search(r'href="/policy/(GU|PF)-', refused.text) and "Allowed" not in refused.text
    form = {**await begun(browser, path, type="close_case"), "step": "send"}
    refused = await browser.post(path, data=form)
    assert refused.status_code == 422 and "supervision has not ended" in refused.text.lower()


@pytest.mark.parametrize("odd", [{"key": "x"}, {"seen": "latest"}, {"kind": "<b>"}, {"option": "no such"}])
async def test_nonsense_is_refused_in_words(browsing: Browsing, odd: dict[str, str]) -> None:
    browser, path = await browsing("com-3"), f"{CASE}/decide"
    form = await begun(browser, path, kind="marac")
    answer = await browser.post(path, data={**form, "step": "send", "subject-other": "partner-1", **odd})
    assert answer.status_code in {409, 422} and "<b>" not in answer.text
