"""The team's page and its lists without script: what a manager sees, where its numbers lead, and who may not."""

import re

import httpx
import pytest

from tests.web.conftest import Browsing
from tests.web.lives import AHEAD, ORDER, RESTRICTED

_CARD = re.compile(r'<a class="govuk-link" href="([^"]+)"><strong>([\d,]+)</strong> ([^<]+)</a>')
_ROW = re.compile(r'<tr class="govuk-table__row"[^>]*>\s*<th scope="row"')


def cards(page: httpx.Response) -> dict[str, tuple[int, str]]:
    """Each number of the page by its words, and where it leads."""
    found = _CARD.findall(page.text)
    return {words: (int(number.replace(",", "")), to.replace("&amp;", "&")) for to, number, words in found}


def section(page: httpx.Response, slug: str) -> str:
    """One part of the page."""
    return page.text.split(f'id="{slug}"')[1].split("<h2")[0]


async def rows(browser: httpx.AsyncClient, to: str) -> int:
    """How many rows a list has, over all of its pages."""
    found = 0
    while True:
        page = await browser.get(to)
        assert page.status_code == 200, to
        found += len(_ROW.findall(page.text))
        following = re.search(r'href="([^"]+)">Next page<', page.text)
        if following is None:
            return found
        to = following[1].replace("&amp;", "&")


async def test_each_number_is_that_of_the_list_it_leads_to(browsing: Browsing) -> None:
    browser = await browsing("spo-1")
    page = await browser.get("/team")
    found = cards(page)
    assert list(found) == [
        "Overdue more than 28 days", "Overdue 8 to 28 days", "Overdue 1 to 7 days", "Escalations to look at",
        "Changes not yet reviewed", "Cases without a practitioner", "Releases in 28 days", "Handovers in 56 days",
        "Orders ending in 28 days",
    ]  # fmt: skip
    for words, (number, to) in found.items():
        assert await rows(browser, to) == number, words
    for words in ("Overdue 8 to 28 days", "Escalations to look at", "Changes not yet reviewed", "Releases in 28 days",
                  "Orders ending in 28 days", "Cases without a practitioner"):  # fmt: skip
        assert found[words][0], words


async def test_each_section_has_the_worst_first_and_says_whose_case_it_is(browsing: Browsing) -> None:
    page = await (await browsing("spo-1")).get("/team")
    late = [int(days) for days in re.findall(r"(\d+) days? overdue", section(page, "overdue"))]
    assert late == sorted(late, reverse=True)
    assert 0 < len(_ROW.findall(section(page, "overdue"))) <= 10
    assert f'href="/cases/{AHEAD}">X765432</a>' in section(page, "releases")
    assert "In 20 days" in section(page, "releases")
    assert f'href="/cases/{AHEAD}">X765432</a>' in section(page, "orders")
    assert f'href="/cases/{ORDER}#' in section(page, "reviews")
    escalated = section(page, "escalations")
    assert f'href="/cases/{AHEAD}/decide?kind=oversight">Record oversight<' in escalated
    assert "partner-" not in page.text.replace("(about partner-", "")


async def test_the_workload_leads_to_the_cases_and_the_work_of_each(browsing: Browsing) -> None:
    browser = await browsing("spo-1")
    load = section(await browser.get("/team"), "workload")
    row = next(one for one in load.split("<tr")[1:] if ">com-1</th>" in one)
    links = re.findall(r'href="([^"]+)">(\d+)<', row)
    assert len(links) == 3
    for to, number in links:
        assert await rows(browser, to.replace("&amp;", "&")) == int(number), to
    assert f'href="/cases/{ORDER}"' in (await browser.get("/team/cases?team=team-1&held_by=com-1")).text


async def test_a_restricted_case_is_counted_and_says_nothing_else(browsing: Browsing) -> None:
    """The head's name is not on it; the manager's is."""
    closed = (await (await browsing("pdu-1")).get("/team/cases?team=team-1")).text
    row = next(one for one in closed.split("<tr")[1:] if RESTRICTED in one)
    assert row.count("Restricted") == 5
    assert f"/cases/{RESTRICTED}" not in closed
    assert f'href="/cases/{RESTRICTED}"' in (await (await browsing("spo-1")).get("/team/cases?team=team-1")).text


async def test_heads_choose_a_team_or_see_all(browsing: Browsing) -> None:
    head = await browsing("pdu-1")
    first = await head.get("/team")
    for team in ("team-1", "team-2"):
        assert f'href="/team?team={team}"' in first.text
    every = await head.get("/team?team=")
    assert "Choose a team" in section(every, "workload")
    assert cards(every)["Changes not yet reviewed"][0] >= cards(first)["Changes not yet reviewed"][0]
    other = await head.get("/team", params={"team": "team-of-nobody"})
    assert {number for number, _ in cards(other).values()} == {0}
    assert "There is no overdue work." in other.text
    assert "Nobody holds cases" in other.text


@pytest.mark.parametrize("person", ["com-1", "key-1", "vlo-1", "police-1", "operator-1"])
async def test_the_pages_are_for_whoever_manages(browsing: Browsing, person: str) -> None:
    browser = await browsing(person)
    assert "/team" not in (await browser.get("/work")).text
    for path in ("/team", "/team/overdue?team=team-1", "/team/workload?team=team-1"):
        answer = await browser.get(path)
        assert answer.status_code == 403, path
        assert "X123456" not in answer.text


async def test_a_manager_has_no_other_team(browsing: Browsing) -> None:
    browser = await browsing("spo-1")
    for path in ("/team?team=team-2", "/team?team=", "/team/overdue?team=team-2", "/team/workload?team=team-2"):
        assert (await browser.get(path)).status_code == 403, path


@pytest.mark.parametrize(
    ("path", "status"),
    [("/team/nothing", 404), ("/team?team=Not+A+Team", 422), ("/team/overdue?after=made-up", 422),
     ("/team/overdue?late_at_least=x", 422), ("/team/work?held_by=%3Cb%3E", 422)],
)  # fmt: skip
async def test_what_cannot_be_shown_is_said_in_plain_words(browsing: Browsing, path: str, status: int) -> None:
    answer = await (await browsing("pdu-1")).get(path)
    assert answer.status_code == status
    assert "<b>" not in answer.text
