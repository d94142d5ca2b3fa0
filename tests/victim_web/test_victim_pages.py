"""The victim liaison officer's area over HTTP: who gets in, what each form does, and that nothing of it crosses."""

import re
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from sqlalchemy.exc import DBAPIError

from api.auth.builtin import PEOPLE
from commands.running import _start_victims as start_victims
from models.roles import Role
from models.victims.contact import VictimStart
from models.victims.events import VICTIM_EVENT_TYPES
from servers import dev_server
from tests.victim_web.conftest import Both
from tests.web.conftest import mark_of
from tests.web.lives import ORDER
from tests.workflows.once import once
from victim_web.labels import EVENTS
from victims.tables import VictimAuditRow, table_of

Browse = Callable[[str], httpx.AsyncClient]
PLANTED = "Philippa Quillfeather fears the flat on Larkspur Row"
OPENING = {
    "case_id-other": ORDER,
    "victim-other": "victim-quill",
    "offence": "specified_violent",
    "custody_months": "24",
}
KEY = re.compile(r'name="key" value="([0-9a-f]{32})"')


async def signed_in(both: Both, browse: Browse, person: str = "vlo-1") -> httpx.AsyncClient:
    mine = browse(both.victims)
    mark = mark_of(await mine.get("/victims"))
    answer = await mine.post("/victims/sign-in", data={"mark": mark, "person": person})
    assert answer.status_code == 200 and "My victim cases" in answer.text
    return mine


async def filled(mine: httpx.AsyncClient, path: str, typed: dict[str, str], **first: str) -> httpx.Response:
    """A form as a person fills it in; ``first`` is what is chosen before it."""
    page = await mine.get(path)
    if first:
        page = await mine.post(path, data={"mark": mark_of(page), **first})
    key = KEY.search(page.text)
    assert key is not None, page.text
    return await mine.post(path, data={"mark": mark_of(page), "key": key[1], **first, **typed})


async def opened(mine: httpx.AsyncClient) -> str:
    answer = await filled(mine, "/victims/open", OPENING)
    found = re.search(r"/victims/contacts/(contact-[0-9a-f]{16})", answer.text)
    assert answer.status_code == 200 and found is not None
    return found[1]


def happened() -> dict[str, str]:
    return {"occurred_at-day": "2", "occurred_at-month": "3", "occurred_at-year": "2026"}


def test_every_event_of_an_officer_has_words() -> None:
    assert set(EVENTS) == set(VICTIM_EVENT_TYPES)


@pytest.mark.parametrize("person", [name for name, one in PEOPLE.items() if one.capacity is not Role.VLO])
async def test_nobody_but_an_officer_gets_in(both: Both, browsing: Browse, person: str) -> None:
    """PF-17.6a: practitioners, managers, operators and systems are refused, and get no session."""
    theirs = browsing(both.victims)
    mark = mark_of(await theirs.get("/victims/sign-in"))
    answer = await theirs.post("/victims/sign-in", data={"mark": mark, "person": person})
    assert answer.status_code == 403 and "victim liaison officers alone" in answer.text
    assert (await theirs.get("/victims")).url.path == "/victims/sign-in"


async def test_a_session_of_the_other_pages_is_none_here(both: Both, browsing: Browse) -> None:
    theirs = browsing(both.cases)
    mark = mark_of(await theirs.get("/sign-in"))
    await theirs.post("/sign-in", data={"mark": mark, "person": "vlo-1"})
    answer = await theirs.get(f"{both.victims}/victims", headers={"Cookie": f"throughcare-victims={'x' * 43}"})
    assert answer.url.path == "/victims/sign-in"
    assert (await theirs.get("/victims")).status_code == 404  # the other pages serve nothing of this area


async def test_a_contact_from_its_opening_to_work_that_is_done(both: Both, browsing: Browse) -> None:
    mine = await signed_in(both, browsing)
    contact = await opened(mine)
    path = f"/victims/contacts/{contact}"
    answer = await filled(mine, f"{path}/tell", {"answer": "opted_in", **happened()}, event="victim_answered")
    assert answer.status_code == 200 and "Be in contact with the victim" in answer.text
    asked = {"conditions~0~kind": "exclusion_zone", "conditions~0~words": PLANTED, **happened()}
    answer = await filled(mine, f"{path}/tell", asked, event="conditions_requested")
    assert answer.status_code == 200, answer.text
    shown = (await mine.get(path)).text
    assert PLANTED in shown and "exclusion zone" in shown
    stored = await both.client.show(contact)
    duty = next(one for one in stored.open_duties if one.kind == "contact_report")
    answer = await filled(mine, f"{path}/duties/{duty.id}", {})
    assert answer.status_code == 422 and "Error: " in answer.text
    answer = await filled(mine, f"{path}/duties/{duty.id}", {"vcms_reference-other": "vcms-1"})
    assert answer.status_code == 200
    assert (await both.client.show(contact)).contact_report == "vcms-1"

    async def listed() -> str:
        return (await mine.get("/victims")).text

    await once(listed, lambda text: contact in text)


async def test_a_form_sent_twice_acts_once_and_one_that_is_not_ours_does_not(both: Both, browsing: Browse) -> None:
    mine = await signed_in(both, browsing)
    path = f"/victims/contacts/{await opened(mine)}/tell"
    page = await mine.post(path, data={"mark": mark_of(await mine.get(path)), "event": "risk_information"})
    key = KEY.search(page.text)
    assert key is not None
    typed = {"mark": mark_of(page), "key": key[1], "event": "risk_information", "words": PLANTED, **happened()}
    first, again = await mine.post(path, data=typed), await mine.post(path, data=typed)
    assert "recorded before" not in first.text and "recorded before" in again.text
    assert (await mine.post(path, data={**typed, "mark": "0" * 64})).status_code == 400


FORMS = {
    "victim_answered": {"answer": "declined"},
    "conditions_requested": {"conditions~0~kind": "no_contact"},
    "risk_information": {"words": PLANTED, "grave": "yes"},
    "unwanted_contact": {"words": PLANTED, "third_party": "yes"},
    "stop_contact_requested": {"third_party": "yes"},
    "meeting_called": {
        "meeting-other": "marac-7", "kind": "marac", "on-day": "2", "on-month": "3", "on-year": "2031",
    },
    "sentence_stated": {"offence": "specified_sexual", "custody_months": "30"},
    "vlo_changed": {"vlo-other": "vlo-2"},
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(VICTIM_EVENT_TYPES))
async def test_every_event_is_told_by_its_form_and_asks_for_what_is_missing(
    both: Both, browsing: Browse, kind: str
) -> None:
    mine = await signed_in(both, browsing)
    path = f"/victims/contacts/{await opened(mine)}/tell"
    empty = await filled(mine, path, {}, event=kind)
    assert empty.status_code == 422 and "There is a problem" in empty.text
    told = await filled(mine, path, {**FORMS[kind], **happened()}, event=kind)
    assert told.status_code == 200 and "Recorded" in told.text, told.text


async def test_another_officers_contact_is_not_shown(both: Both, browsing: Browse) -> None:
    said = {"contact_id": "contact-of-two", "case_id": ORDER, "victim": "victim-two", "vlo": "vlo-2"}
    more = {"offence": "other", "custody_months": 24, "occurred_at": "2026-03-02T12:00:00Z"}
    await both.client.open(VictimStart.model_validate({**said, **more}))
    mine = await signed_in(both, browsing)
    for path in ("", "/tell", "/duties/v1"):
        answer = await mine.get(f"/victims/contacts/contact-of-two{path}")
        assert answer.status_code == 404 and "victim-two" not in answer.text
    assert "contact-of-two" not in (await mine.get("/victims")).text


async def test_reads_acts_and_refusals_are_in_the_victim_sides_own_trail(both: Both, browsing: Browse) -> None:
    mine = await signed_in(both, browsing)
    contact = await opened(mine)
    await mine.get(f"/victims/contacts/{contact}")
    async with both.store.engine.connect() as connection:
        rows = (await connection.execute(table_of(VictimAuditRow).select())).all()
    kept = {(row.who, row.action, row.outcome, row.case_id) for row in rows}
    assert ("user:vlo-1", "open_contact", "begun", None) in kept
    assert ("user:vlo-1", "open_contact", "done", contact) in kept
    assert ("user:vlo-1", "read_contact", "done", contact) in kept
    assert all(PLANTED not in str(row) and "victim-quill" not in str(row) for row in rows)


async def test_the_trail_is_only_ever_added_to(both: Both, browsing: Browse) -> None:
    await signed_in(both, browsing)
    table = table_of(VictimAuditRow)
    for change in (table.update().values(who="user:nobody"), table.delete()):
        with pytest.raises(DBAPIError, match="only ever added to"):
            async with both.store.engine.begin() as connection:
                await connection.execute(change)


async def test_a_key_of_somebody_else_opens_no_contact_of_theirs(both: Both, browsing: Browse) -> None:
    mine = await signed_in(both, browsing)
    contact = await opened(mine)
    page = await mine.get("/victims/open")
    forged = {"mark": mark_of(page), "key": contact.removeprefix("contact-") * 2, **OPENING}
    answer = await mine.post("/victims/open", data=forged)
    assert answer.status_code == 200 and f"/victims/contacts/{contact}" not in answer.text


async def test_up_serves_the_area_beside_its_victim_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], browsing: Browse
) -> None:
    monkeypatch.setenv("THROUGHCARE_DATA", str(tmp_path))
    for name in ("THROUGHCARE_VICTIMS", "THROUGHCARE_VICTIM_KEY", "THROUGHCARE_ISSUER"):
        monkeypatch.delenv(name, raising=False)
    async with dev_server() as server, AsyncExitStack() as running:
        await start_victims(running, server.client, 0)
        said = re.search(r"http://localhost:\d+", capsys.readouterr().out)
        assert said is not None
        assert (await browsing(said[0]).get("/")).url.path == "/victims/sign-in"


async def test_the_pages_are_strict_and_nothing_of_a_contact_is_in_a_title(both: Both, browsing: Browse) -> None:
    mine = await signed_in(both, browsing)
    answer = await mine.get(f"/victims/contacts/{await opened(mine)}")
    assert "script-src" not in answer.headers["Content-Security-Policy"] and "<script" not in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "contact-" not in answer.text.partition("</title>")[0]


async def test_nothing_the_victim_said_reaches_the_other_side(
    both: Both, browsing: Browse, caplog: pytest.LogCaptureFixture
) -> None:
    """PF-17.6b: not the pages, the API, the records with their audit trail, or the logs."""
    mine = await signed_in(both, browsing)
    contact = await opened(mine)
    path = f"/victims/contacts/{contact}/tell"
    for kind in ("risk_information", "unwanted_contact", "stop_contact_requested"):
        assert (await filled(mine, path, {"words": PLANTED, **happened()}, event=kind)).status_code == 200
    officer = {"Authorization": f"Bearer {both.issuer.token('com-1')}"}
    other = browsing(both.cases)

    async def history() -> str:
        return (await other.get(f"/v1/cases/{ORDER}/history", headers=officer)).text

    told = await once(history, lambda text: "risk_information_from_vlo" in text)
    pages = [told, (await other.get(f"/v1/cases/{ORDER}", headers=officer)).text]
    mark = mark_of(await other.get("/sign-in"))
    await other.post("/sign-in", data={"mark": mark, "person": "com-1"})
    pages += [(await other.get(address)).text for address in (f"/cases/{ORDER}", "/work", "/cases")]
    stored = "".join(one.read_bytes().decode("latin-1") for one in both.records.parent.glob("records.db*"))
    for seen in (*pages, stored, caplog.text):
        assert PLANTED not in seen and "Quillfeather" not in seen and "victim-quill" not in seen and contact not in seen
