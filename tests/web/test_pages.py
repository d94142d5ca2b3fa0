"""The pages without script: who sees what, and what is true of every page."""

import json
import re
from pathlib import Path

import httpx
import pytest

from api.app import description
from commands.web_vendor import VENDOR, digest
from policy.clauses import CLAUSES
from tests.web.conftest import Browsing, mark_of
from tests.web.lives import CUSTODY, ORDER, RESTRICTED, SCRIPT, WITH_MARKUP
from web.edge import is_of_the_api

A_CLAUSE = next(iter(CLAUSES))
PAGES = ["/work", "/cases", f"/cases/{ORDER}", "/policy", "/policy?table=GU", f"/policy/{A_CLAUSE}", "/nowhere"]


@pytest.mark.parametrize("folder", [VENDOR, Path(__file__).parent / "vendor"])
def test_what_is_vendored_is_what_its_manifest_says(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    said = {name: one for package in manifest.values() for name, one in package["files"].items()}
    there = {path.name: digest(path.read_bytes()) for path in folder.iterdir() if path.name != "manifest.json"}
    assert there == said
    assert not any("GDS Transport" in path.read_text() for path in folder.iterdir())


def test_every_path_of_the_api_is_the_apis_and_no_page_is() -> None:
    assert all(is_of_the_api(path) for path in description()["paths"])
    assert not any(is_of_the_api(path) for path in ("/", "/sign-in", *PAGES, "/v10", "/healthy"))


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_has_its_headers_and_no_script_or_style_within(browsing: Browsing, path: str) -> None:
    answer = await (await browsing("com-1")).get(path)
    assert answer.status_code == (404 if path == "/nowhere" else 200)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", answer.text)
    title = re.search(r"<title>(.*)</title>", answer.text)
    assert title is not None
    assert not re.search(r"X123456|case-|partner-", title[1])
    for address in re.findall(r'href="(/static/[^"]+)"', answer.text):
        assert (await (await browsing("com-1")).get(address)).status_code == 200


async def test_who_has_not_signed_in_is_asked_to(site: str) -> None:
    async with httpx.AsyncClient(base_url=site) as stranger:
        answer = await stranger.get("/work")
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


async def test_a_session_is_a_new_id_that_no_script_reads_and_ends_on_signing_out(site: str) -> None:
    async with httpx.AsyncClient(base_url=site) as browser:
        asked = await browser.get("/sign-in")
        before = browser.cookies["throughcare-session"]
        answer = await browser.post("/sign-in", data={"mark": mark_of(asked), "person": "com-1"})
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "secure" not in cookie
        after = browser.cookies["throughcare-session"]
        assert after != before
        work = await browser.get("/work")
        assert work.status_code == 200
        assert (await browser.post("/sign-out", data={"mark": mark_of(work)})).status_code == 303
        browser.cookies.set("throughcare-session", after)
        assert (await browser.get("/work")).status_code == 303


@pytest.mark.parametrize("mark", ["", "0" * 64, "é"])
async def test_a_form_of_another_site_does_nothing(browsing: Browsing, mark: str) -> None:
    browser = await browsing("com-1")
    for path, said in (("/sign-out", {}), ("/sign-in", {"person": "spo-1"})):
        answer = await browser.post(path, data={"mark": mark, **said})
        assert answer.status_code == 400
        assert "Nothing was recorded" in answer.text
    assert "com-1, community probation practitioner" in (await browser.get("/work")).text


async def test_nobody_is_signed_in_as_a_system_or_as_nobody(site: str) -> None:
    async with httpx.AsyncClient(base_url=site) as browser:
        for person in ("", "case-system", "<b>me</b>"):
            mark = mark_of(await browser.get("/sign-in"))
            answer = await browser.post("/sign-in", data={"mark": mark, "person": person})
            assert answer.status_code == 422
            assert "There is a problem" in answer.text
            assert "<b>me" not in answer.text


async def test_my_work_says_what_is_grave_first_then_overdue_and_why(browsing: Browsing) -> None:
    text = (await (await browsing("com-1")).get("/work")).text
    grave, overdue, soon = (
        text.index(f"{title} (") for title in ("Grave: act on these first", "Overdue", "Due this week")
    )
    assert grave < overdue < soon
    assert 'href="/policy/PF-' in text
    assert "X123456" in text
    assert "project default" in text
    assert CUSTODY not in text


async def test_my_cases_are_filtered_by_the_api(browsing: Browsing) -> None:
    browser = await browsing("com-3")
    assert f'href="/cases/{CUSTODY}"' in (await browser.get("/cases")).text
    custody = (await browser.get("/cases", params={"stage": "custody", "rosh": "", "by": "stage_since"})).text
    assert f'href="/cases/{CUSTODY}"' in custody
    assert f'href="/cases/{SCRIPT}"' not in custody
    none = (await browser.get("/cases", params={"stage": "licence"})).text
    assert "None of your cases match these filters." in none
    wrong = await browser.get("/cases", params={"after": "made-up"})
    assert wrong.status_code == 422
    assert "made-up" not in wrong.text


async def test_a_case_shows_a_practitioner_everything_and_a_colleague_what_is_ordinary(browsing: Browsing) -> None:
    whole = (await (await browsing("com-1")).get(f"/cases/{ORDER}")).text
    for part in (
        "Known adult",
        "People at risk",
        "partner-2",
        "order-1",
        "Standing expectations",
        "Decisions",
        "Opened: ",
    ):
        assert part in whole
    ordinary = (await (await browsing("key-1")).get(f"/cases/{ORDER}")).text
    assert "Open work" in ordinary
    for part in ("People at risk", "partner-2", "order-1", "Decisions"):
        assert part not in ordinary


async def test_a_restricted_case_says_so_and_nothing_else(browsing: Browsing) -> None:
    answer = await (await browsing("com-3")).get(f"/cases/{RESTRICTED}")
    assert answer.status_code == 403
    assert "You are restricted from viewing this case" in answer.text
    assert "Known adult" not in answer.text
    assert (await (await browsing("com-1")).get(f"/cases/{RESTRICTED}")).status_code == 200


async def test_what_people_write_is_shown_as_text(browsing: Browsing) -> None:
    text = (await (await browsing("com-3")).get(f"/cases/{SCRIPT}")).text
    assert WITH_MARKUP not in text


async def test_what_is_not_there_is_said_in_plain_words(browsing: Browsing) -> None:
    browser = await browsing("com-1")
    for path in ("/cases/case-unknown", "/policy/none", "/policy/..%2f..%2fme", "/static/0/page.css", "/cases/A%3Fb"):
        answer = await browser.get(path)
        assert answer.status_code in {404, 422}, path
        assert "Traceback" not in answer.text
