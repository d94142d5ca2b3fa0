"""What is ahead, cases nobody holds, and a case's history on the command line: for people, and with --json."""

import asyncio
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from freezegun import freeze_time

import commands.ahead  # noqa: F401  # loaded before the clock is frozen
from cli import app
from commands import lists
from models.roles import Role
from records.engine import engine_for
from records.upgrade import upgrade
from records.write import write
from tests.records.played import RELEASE, START, Played, ed

TODAY = "2026-04-21T09:00:00Z"
"""A day after Ed's release; 314 days before Una's, who is in prison and whose order ends on 10 May."""
FAR = "400"


def una(case_id: str, team: str) -> Played:
    opening = {"type": "sentence_passed", "event_id": "e1", "occurred_at": START, "kind": "determinate",
               "length_days": 730, "dates": {"conditional_release": date(2027, 3, 1)}}  # fmt: skip
    case = Played(case_id, team=team, opening=opening)
    case.report("practitioner_allocated", START + timedelta(hours=1), practitioner="pom-3", holder="pom")
    made = {"order": "order-1", "protects": ["partner-1"], "ends_on": date(2026, 5, 10)}
    case.report("protective_order_made", START + timedelta(hours=2), **made)
    case.sleep_until(RELEASE)
    return case


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Ed on licence; Una and Uta alike in prison, of two teams; Sal just sentenced, allocated to nobody."""
    url = f"sqlite+aiosqlite:///{Path(tmp_path_factory.mktemp('records')) / 'records.db'}"

    async def fill() -> None:
        await upgrade(url)
        engine = engine_for(url)
        for case in (ed(), una("una-1", "team-3"), una("uta-1", "team-4"), Played("sal-1")):
            await write(engine, case.batch())
        await engine.dispose()

    asyncio.run(fill())
    return url


@pytest.fixture(autouse=True, scope="module")
def _today(url: str) -> Iterator[None]:
    frozen = freeze_time(TODAY, ignore=["records", "models"], real_asyncio=True)
    with pytest.MonkeyPatch.context() as monkeypatch, frozen:
        monkeypatch.setenv("THROUGHCARE_RECORDS", url)
        monkeypatch.setenv("COLUMNS", "200")
        yield


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert app([*words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def ids(found: dict[str, Any]) -> list[str]:
    return [row["case_id"] for row in found["items"]]


@pytest.mark.parametrize(("command", "day"), [("releases", "release_on"), ("handovers", "handover_on")])
def test_what_is_ahead_in_so_many_days(command: str, day: str, capsys: pytest.CaptureFixture[str]) -> None:
    ahead = asked(capsys, command, "--within", FAR)
    assert ids(ahead) == ["una-1", "uta-1"] and ahead["items"][0][day] > "2026-04-21"
    assert ids(asked(capsys, command, "--within", FAR, "--team", "team-4")) == ["uta-1"]
    assert ids(asked(capsys, command, "--within", FAR, "--mine", "pom-1")) == []
    assert ids(asked(capsys, command, "--within", "1")) == []


def test_one_page_goes_on_where_the_other_ended(capsys: pytest.CaptureFixture[str]) -> None:
    first = asked(capsys, "releases", "--within", FAR, "--limit", "1")
    second = asked(capsys, "releases", "--within", FAR, "--limit", "1", "--after", first["next"])
    assert (ids(first), ids(second), second["next"]) == (["una-1"], ["uta-1"], None)


def test_orders_that_end(capsys: pytest.CaptureFixture[str]) -> None:
    ending = asked(capsys, "protective-orders-ending", "--team", "team-3")
    assert [(row["case_id"], row["ref"], row["ends_on"]) for row in ending["items"]] == [
        ("una-1", "order-1", "2026-05-10")
    ]
    assert ids(asked(capsys, "protective-orders-ending", "--within", "18")) == []
    assert "partner-1" not in json.dumps(ending)


def test_cases_nobody_holds(capsys: pytest.CaptureFixture[str]) -> None:
    unheld = asked(capsys, "cases-without-practitioner")
    missing = [(row["case_id"], row["missing_role"]) for row in unheld["items"]]
    assert missing == [("sal-1", "community_practitioner")]
    assert ids(asked(capsys, "cases-without-practitioner", "--role", "community_practitioner")) == ["sal-1"]
    assert ids(asked(capsys, "cases-without-practitioner", "--role", "pom")) == []
    assert app(["cases-without-practitioner", "--role", Role.SPO.value]) == 2
    assert capsys.readouterr().err == "throughcare: --role: give pom or community_practitioner\n"


def test_the_history_of_a_case(capsys: pytest.CaptureFixture[str]) -> None:
    newest, oldest = asked(capsys, "history", "ed-1"), asked(capsys, "history", "ed-1", "--oldest-first")
    assert newest["items"] == oldest["items"][::-1] and newest["next"] is None
    assert (oldest["items"][0]["what"], oldest["items"][0]["kind"]) == ("event", "sentence_passed")
    assert {row["what"] for row in oldest["items"]} >= {"event", "decision", "duty_opened"}
    assert app(["history", "nobody-1"]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("throughcare: the records have no case of this id") and said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("releases", "--within", FAR), ("2 releases ahead", "una-1", "1 March 2027")),
        (("releases", "--within", "1"), ("No releases ahead match.",)),
        (("handovers", "--within", FAR), ("2 handovers ahead", "uta-1")),
        (("protective-orders-ending",), ("2 orders that end", "order-1", "10 May 2026")),
        (("history", "ed-1"), ("marac: refer (partner-1)", "20 April 2026 11:00", "cp-1")),
        (
            ("cases-without-practitioner",),
            ("1 case without a practitioner", "sal-1", "community probation practitioner"),
        ),
        (("history", "ed-1", "--limit", "1"), ("1 entry", "--after")),
    ],
)
def test_tables_for_people(
    words: tuple[str, ...], told: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists.CONSOLE, "width", 160)  # narrower, a cell is broken into lines
    assert app(list(words)) == 0
    said = capsys.readouterr().out
    assert all(one in said for one in told), said


@pytest.mark.parametrize("words", [("releases", "--within", "-1"), ("handovers", "--after", "x1"), ("history", "Ed!")])
def test_wrong_words_are_said_in_a_line(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert app(list(words)) == 2
    said = capsys.readouterr().err
    assert said.startswith("throughcare: ") and said.count("\n") == 1 and "Traceback" not in said
