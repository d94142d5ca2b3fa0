"""The measures on the command line: figures with base and baseline; wrong input gives one line and exit code 2."""

import asyncio
import json
from pathlib import Path

import pytest

from cli import app
from commands.measures_docs import DOCS, page
from records.engine import engine_for
from records.measures.catalogue import QUESTIONS
from records.upgrade import upgrade
from tests.policy.driving import order_made
from tests.records.measured import Databases, allocate, record


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A community order of 2 March at high risk, and no home visit by the end of March."""
    case = allocate(order_made(profile={"rosh": {"known_adult": "high"}}), "team-1", "2026-03-02 12:00")
    case.strike("2026-03-31")
    url = f"sqlite+aiosqlite:///{Path(tmp_path_factory.mktemp('records')) / 'records.db'}"

    async def write() -> None:
        await upgrade(url)
        engine = engine_for(url)
        await record(Databases((engine,)), {"case-1": case})
        await engine.dispose()

    asyncio.run(write())
    return url


@pytest.fixture(autouse=True)
def _records(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THROUGHCARE_RECORDS", url)
    monkeypatch.setenv("COLUMNS", "200")


def said(*words: str) -> list[str]:
    return ["measures", *words]


def test_every_question_is_in_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert app(said("--as-of", "2026-03-31")) == 0
    told = capsys.readouterr().out
    assert all(id in told for id in QUESTIONS)
    assert "1 of 1 (100%)" in told and "60 cases in 6 units" in told


def test_one_question_with_its_cases(capsys: pytest.CaptureFixture[str]) -> None:
    assert app(said("show", "ins-q22", "--as-of", "2026-03-31", "--team", "team-1")) == 0
    told = capsys.readouterr().out
    for words in ("1 of 1 (100%)", "40 % done where necessary", "INS-X01", "INS-D01", "case-1", "23 March 2026"):
        assert words in told


def test_the_day_named_is_the_end_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert app(said("show", "home_visits_overdue", "--as-of", "2026-03-23")) == 0
    assert "0 of 0; 1 not yet due" in capsys.readouterr().out
    assert app(said("show", "home_visits_overdue", "--as-of", "2026-03-24T00:00")) == 0
    assert "1 of 1 (100%)" in capsys.readouterr().out


def test_programs_get_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert app(said("--as-of", "2026-03-31", "--json")) == 0
    found = {q["id"]: q for q in json.loads(capsys.readouterr().out)}
    assert list(found) == list(QUESTIONS)
    assert found["INS-Q22"]["figure"] == {"numerator": 1, "base": 1} and found["INS-Q22"]["share"] == 1
    assert found["INS-Q22"]["baseline"]["row"] == "INS-B39"
    assert found["INS-Q65"]["not_answered"] == "not for software"


def test_a_question_without_an_answer_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert app(said("show", "INS-Q50")) == 0
    assert "not in the records: grade and training of staff are not held" in capsys.readouterr().out


def test_the_standing_expectations(capsys: pytest.CaptureFixture[str]) -> None:
    assert app(said("standing")) == 0
    told = capsys.readouterr().out
    assert "looks for signs, not met: case-1" in told
    assert app(said("standing", "--team", "team-9", "--json")) == 0
    assert {e["applies"] for e in json.loads(capsys.readouterr().out)} == {0}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "INS-Q99"), "there is no such measure"),
        (("show", "home_visit_overdue"), "did you mean home_visits_overdue"),
        (("--as-of", "soon"), "write a date as"),
        (("--from", "March"), "--from March: write a day as 2026-03-16"),
        (("--from", "2026-04-01", "--to", "2026-03-01"), "--to 2026-03-01: it is before --from 2026-04-01"),
    ],
)
def test_wrong_input_is_one_line_and_2(words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app(said(*words)) == 2
    error = capsys.readouterr().err
    assert told in error and error.count("\n") == 1


def test_the_page_is_current() -> None:
    assert page() == DOCS.read_text(encoding="utf-8"), "run python -m commands.measures_docs"


def test_the_page_has_every_question() -> None:
    assert all(f"| {id} |" in page() for id in QUESTIONS)
