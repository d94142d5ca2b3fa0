"""The operator's quarantine: found by its reason, looked into, mended, taken in again, let be; and nobody else's."""

import json
import re
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import WorkflowEnvironment

from api.app import make_app
from api.auth.builtin import BuiltIn
from api.auth.strength import Strength
from commands.serving import serving
from intake.states import REASONS
from tests.intake.messages import event
from tests.web.conftest import Browsing, mark_of
from tests.web.looking import WIDTHS, heard, looked_at, needs_chromium, signed_in
from web.app import put_beside
from web.forms import LIMIT
from web.views.quarantine import WHAT_TO_DO, fits_a_form, indented, where_broken

NAME = "A-Name-For-The-Operator-Alone"
_SEEN = re.compile(r'name="seen" value="(\d+)"')


async def _sent(site: str, demo: BuiltIn, said: Any) -> int:
    """The number of a message that another system sends."""
    headers = {"Authorization": f"Bearer {demo.token('case-system')}", "Content-Type": "application/json"}
    content = said if isinstance(said, str) else json.dumps(said)
    async with httpx.AsyncClient(base_url=site, headers=headers) as system:
        answer = await system.post("/v1/domain-events", content=content)
    assert answer.status_code == 202, answer.text
    [taken] = answer.json()["messages"]
    assert taken["state"] == "quarantined"
    return int(taken["number"])


async def _unknown(site: str, demo: BuiltIn, crn: str) -> int:
    return await _sent(site, demo, event("brand.new.thing", {"note": NAME}, crn=crn))


def _form(page: httpx.Response, **said: str) -> dict[str, str]:
    seen = _SEEN.search(page.text)
    assert seen is not None
    return {"mark": mark_of(page), "seen": seen[1], **said}


async def test_the_list_says_why_each_is_there_and_nothing_of_what_it_says(
    browsing: Browsing, site: str, demo: BuiltIn
) -> None:
    number = await _unknown(site, demo, "X561001")
    operator = await browsing("operator-1")
    for address in ("/operations/quarantine", "/operations/quarantine?reason=unknown_type"):
        text = (await operator.get(address)).text
        assert f'href="/operations/quarantine/{number}"' in text
        assert "Nobody has taught us what this type of event means" in text
        assert NAME not in text and "X561001" not in text
    none = (await operator.get("/operations/quarantine", params={"reason": "case_full"})).text
    assert "No message is in quarantine for this reason." in none
    wrong = await operator.get("/operations/quarantine", params={"reason": "made_up_reason"})
    assert wrong.status_code == 422 and "made_up_reason" not in wrong.text


async def test_a_message_is_mended_with_what_is_wrong_said_at_its_field_and_what_was_typed_kept(
    browsing: Browsing, site: str, demo: BuiltIn
) -> None:
    path = f"/operations/quarantine/{await _unknown(site, demo, 'X561002')}"
    operator = await browsing("operator-1")
    shown = await operator.get(path)
    assert NAME in shown.text and "Looked at by operator-1" in shown.text
    broken = '{"eventType": "prison-visit.booked",\n<b>not this</b>'
    wrong = await operator.post(path, data=_form(shown, step="mend", text=broken))
    assert wrong.status_code == 422
    assert "not JSON" in wrong.text and "(line 2, character 1)" in wrong.text
    assert 'href="#f-text"' in wrong.text and "&lt;b&gt;not this&lt;/b&gt;" in wrong.text
    empty = await operator.post(path, data=_form(shown, step="mend", text=" "))
    assert empty.status_code == 422 and "Enter the text of the message" in empty.text
    mended = {"eventType": "prison-visit.booked", "occurredAt": "2026-03-10T10:00:00Z"}
    sent = _form(shown, step="mend", text=json.dumps(mended))
    done = await operator.post(path, data=sent)
    assert done.status_code == 200 and "nothing on a case follows from it" in done.text
    again = await operator.post(path, data=sent)
    assert again.status_code == 404 and "This message is not in quarantine" in again.text
    assert (await operator.get(path)).status_code == 404


async def test_what_somebody_did_meanwhile_is_shown_first_and_nothing_is_lost(
    browsing: Browsing, site: str, demo: BuiltIn
) -> None:
    path = f"/operations/quarantine/{await _unknown(site, demo, 'X561003')}"
    operator = await browsing("operator-1")
    before = await operator.get(path)
    replayed = await operator.post(path, data=_form(before, step="replay"))
    assert replayed.status_code == 200 and "It is still in quarantine" in replayed.text
    for said in ({"step": "mend", "text": '{"typed": "kept"}'}, {"step": "dismiss", "why": "kept too"}):
        stale = await operator.post(path, data=_form(before, **said))
        assert stale.status_code == 409 and "Somebody worked on this message" in stale.text
        assert "Taken in again by operator-1" in stale.text and "kept" in stale.text
    for seen in ("", "x"):
        assert (await operator.post(path, data={**_form(before, step="replay"), "seen": seen})).status_code == 409
    now = await operator.get(path)
    no_reason = await operator.post(path, data=_form(now, step="dismiss", why=""))
    assert no_reason.status_code == 422 and 'href="#f-why"' in no_reason.text
    long = await operator.post(path, data=_form(now, step="dismiss", why="x" * 2001))
    assert long.status_code == 422 and "2,000 characters or fewer" in long.text
    assert (await operator.post(path, data=_form(now, step="burn"))).status_code == 400
    done = await operator.post(path, data=_form(now, step="dismiss", why="sent by a test"))
    assert done.status_code == 200 and "It was dismissed" in done.text


@pytest.mark.parametrize("person", ["com-1", "spo-1", "pdu-1", "policy-1"])
async def test_nobody_but_an_operator_sees_the_quarantine(
    browsing: Browsing, site: str, demo: BuiltIn, person: str
) -> None:
    number = await _unknown(site, demo, f"X56{len(person)}{ord(person[0])}")
    browser = await browsing(person)
    for address in ("/operations/quarantine", f"/operations/quarantine/{number}"):
        answer = await browser.get(address)
        assert answer.status_code == 403
        assert NAME not in answer.text and "brand.new.thing" not in answer.text


@pytest.mark.usefixtures("site")  # its worker
async def test_who_must_sign_in_afresh_is_told_so_and_keeps_what_was_typed(
    site: str, demo: BuiltIn, web_temporal: WorkflowEnvironment, web_records: AsyncEngine
) -> None:
    number = await _unknown(site, demo, "X561005")
    strength = Strength(means=frozenset({"passkey"}))
    app = make_app(web_temporal.client, web_records, demo.verifier(), strength=strength)
    put_beside(app, demo)
    async with serving(app, "127.0.0.1", 0) as url, httpx.AsyncClient(base_url=url, follow_redirects=True) as browser:
        mark = mark_of(await browser.get("/sign-in"))
        await browser.post("/sign-in", data={"mark": mark, "person": "operator-1"})
        refused = await browser.get("/operations/quarantine")
        assert refused.status_code == 403 and "Sign in again to do this" in refused.text
        assert (await browser.get("/policy")).status_code == 200  # still signed in
        said = {"mark": mark_of(refused), "seen": "0", "step": "mend", "text": '{"kept": "for you"}'}
        kept = await browser.post(f"/operations/quarantine/{number}", data=said)
        assert kept.status_code == 403 and "for you" in kept.text


def test_every_reason_says_what_an_operator_can_do() -> None:
    assert set(WHAT_TO_DO) == set(REASONS)


@pytest.mark.parametrize(
    "said",
    ['{"a":[1,{"b":"x, {y}: [z] \\" \\\\"}],"c":{},"d":[],"e":1.50,"e":2}', "[]", '"text"', "1.0", '[{"a":[[]]}]'],
)
def test_indented_a_message_says_what_it_said(said: str) -> None:
    made = indented(said)

    def pairs(text: str) -> Any:
        return json.loads(text, object_pairs_hook=list, parse_float=str)

    assert pairs(made) == pairs(said)
    assert indented(made) == made
    assert indented('{"a":{"b":[1,2]}}') == '{\n  "a": {\n    "b": [\n      1,\n      2\n    ]\n  }\n}'


def test_what_is_no_json_stays_as_it_is() -> None:
    assert indented('{"a": 1,, }') == '{"a": 1,, }'
    assert where_broken('{"a": 1,\n, }') == " (line 2, character 1)"
    assert where_broken("{}") == ""


def test_a_text_that_a_form_would_change_or_not_hold_is_not_mended_there() -> None:
    assert fits_a_form('{"a":\n1}')
    assert not fits_a_form("x" * LIMIT)
    assert not fits_a_form("a\x00b")


@needs_chromium
@pytest.mark.parametrize("width", WIDTHS)
async def test_an_operator_mends_a_message_in_chromium(browser: Browser, site: str, demo: BuiltIn, width: str) -> None:
    said = event("brand.new.thing", {"note": NAME, "about": "x" * 200}, crn="X561006")
    number = await _sent(site, demo, {**said, "occurredAt": f"2026-03-1{len(width)}T10:00:00Z"[:20]})
    context = await browser.new_context(viewport={"width": WIDTHS[width], "height": 1000})
    page = await context.new_page()
    await signed_in(page, site, "operator-1")
    heard_of = heard(page)
    await page.goto(f"{site}/operations/quarantine")
    await looked_at(page, f"quarantine-{width}")
    await page.get_by_label("Reason").select_option("unknown_type")
    await page.get_by_role("button", name="Filter messages").click()
    await page.get_by_role("link", name=f"Message {number}", exact=True).click()
    await page.get_by_role("heading", name=f"Message {number}").wait_for()
    await looked_at(page, f"quarantined-{width}")
    text = page.get_by_label("The text of the message")
    was = await text.input_value()
    await text.fill(was[:-2])
    await page.get_by_role("button", name="Mend it and take it in").click()
    await page.get_by_role("link", name="The text is not JSON").click()
    assert await page.evaluate("document.activeElement.id") == "f-text"
    await looked_at(page, f"quarantined-errors-{width}")
    await text.fill(was.replace("brand.new.thing", "prison-visit.booked"))
    await page.get_by_role("button", name="Mend it and take it in").click()
    await page.get_by_role("heading", name="It was taken in").wait_for()
    await looked_at(page, f"quarantine-done-{width}")
    assert heard_of == []
    await context.close()
