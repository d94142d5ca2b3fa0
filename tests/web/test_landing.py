"""Everybody lands on a page of theirs, and finds the case they know something of."""

import pytest

from tests.web.conftest import Browsing, mark_of
from tests.web.lives import ORDER, RESTRICTED


@pytest.mark.parametrize(
    ("person", "place"),
    [
        ("com-1", "/work"), ("key-1", "/work"), ("vlo-1", "/work"), ("spo-1", "/team"), ("pdu-1", "/team"),
        ("police-1", "/find"), ("childrens-1", "/find"), ("operator-1", "/operations/quarantine"),
        ("policy-1", "/policy"),
    ],
)  # fmt: skip
async def test_everybody_lands_on_what_is_theirs_and_no_place_is_closed(
    browsing: Browsing, person: str, place: str
) -> None:
    browser = await browsing(person)
    landed = await browser.get("/")
    assert (landed.status_code, landed.url.path) == (200, place)
    menu = landed.text.split('aria-label="Main"')[1].split("</nav>")[0]
    for address in [one.split('"')[0] for one in menu.split('href="')[1:]]:
        assert (await browser.get(address)).status_code == 200, address


async def test_a_keyworker_finds_a_case_by_crn_and_reports_on_it(browsing: Browsing) -> None:
    browser = await browsing("key-1")
    mark = mark_of(await browser.get("/find"))
    found = await browser.post("/find", data={"mark": mark, "sought": "x12 3456"})
    assert f'href="/cases/{ORDER}/report"' in found.text
    assert "X123456" not in str(found.url)
    assert (await browser.get(f"/cases/{ORDER}/report")).status_code == 200


async def test_police_find_by_reference_only_and_what_is_wrong_is_said_at_the_field(browsing: Browsing) -> None:
    browser = await browsing("police-1")
    mark = mark_of(await browser.get("/find"))
    refused = await browser.post("/find", data={"mark": mark, "sought": "X123456!"})
    assert refused.status_code == 422
    assert "Enter a case reference" in refused.text
    assert 'value="X123456!"' in refused.text
    there = await browser.post("/find", data={"mark": mark, "sought": RESTRICTED})
    assert (there.status_code, there.url.path) == (200, f"/cases/{RESTRICTED}/report")
