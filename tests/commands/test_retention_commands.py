"""`throughcare retention`: what a person sees of the terms and of what is due, and what they are kept from."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from audit.reading import whole
from cli import app
from records.engine import engine_for
from tests.records.test_retention import closed

Told = Callable[..., tuple[int, str]]


@pytest.fixture
def folder(tmp_path: Path, own_records: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder whose records have a case that was closed long ago, and one that was closed today."""
    monkeypatch.setenv("THROUGHCARE_DATA", str(tmp_path))
    for name in ("THROUGHCARE_RECORDS", "THROUGHCARE_RETENTION"):
        monkeypatch.delenv(name, raising=False)

    async def fill() -> None:
        engine = engine_for(own_records)
        await closed(engine, "old-1", date(2001, 2, 3))
        await closed(engine, "new-1", datetime.now(UTC).date())
        await engine.dispose()

    asyncio.run(fill())
    return tmp_path


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """Runs a command: its exit code and everything it says."""

    def run(*said: str) -> tuple[int, str]:
        capsys.readouterr()
        code = app(["retention", *said])
        printed = capsys.readouterr()
        return int(code), printed.out + printed.err

    return run


def test_without_terms_nothing_is_erased_and_what_would_be_is_shown(folder: Path, told: Told) -> None:
    code, said = told("show")
    assert code == 0 and "licence: 6 years (project default)" in said and "Nothing is erased" in said
    code, said = told("due", "--json")
    assert json.loads(said)["due"] == [
        {"case_id": "old-1", "closed_on": "2001-02-03", "ended_in": "custody", "kept_until": "2007-02-03"}
    ]
    assert "1 case to be erased" in told("due")[1]
    code, said = told("run")
    assert code == 1 and "set THROUGHCARE_RETENTION" in said


def test_the_terms_of_a_file(folder: Path, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "retention.toml").write_text("[cases]\ncustody = 100\n")
    monkeypatch.setenv("THROUGHCARE_RETENTION", str(folder / "retention.toml"))
    code, said = told("show")
    assert code == 0 and "custody: 100 years: " in said and "Nothing is erased" not in said
    assert json.loads(told("due", "--json")[1])["due"] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [("[cases]\nlicence = 0\n", "cases.licence"), ("[cases]\nprison = 3\n", "cases.prison"), ("cases = [", "not TOML")],
)
def test_a_file_that_cannot_be_used_is_named_and_nothing_done(
    text: str, words: str, folder: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "retention.toml").write_text(text)
    monkeypatch.setenv("THROUGHCARE_RETENTION", str(folder / "retention.toml"))
    code, said = told("due")
    assert code == 1 and words in said and "Traceback" not in said
    monkeypatch.setenv("THROUGHCARE_RETENTION", str(folder / "nowhere.toml"))
    assert told("show")[0] == 1


def test_a_hold_and_its_end_leave_a_trace(folder: Path, own_records: str, told: Told) -> None:
    assert told("hold", "old-1", "--why", "inquiry-7")[0] == 0
    assert json.loads(told("due", "--json")[1])["due"] == []
    [held] = json.loads(told("holds", "--json")[1])
    assert (held["case_id"], held["why"]) == ("old-1", "inquiry-7")
    assert told("hold", "nobody", "--why", "inquiry-7")[0] == 2
    assert told("release", "old-1")[0] == 0 and told("release", "old-1")[0] == 2
    assert len(json.loads(told("due", "--json")[1])["due"]) == 1
    assert asyncio.run(_audited(own_records)) == [
        ("hold_case", "begun"), ("hold_case", "done"), ("hold_case", "begun"), ("hold_case", "failed"),
        ("release_case", "begun"), ("release_case", "done"), ("release_case", "begun"), ("release_case", "failed"),
    ]  # fmt: skip


async def _audited(records: str) -> list[tuple[str, str]]:
    engine = engine_for(records)
    found = [(link.entry.action, link.entry.outcome) async for link in whole(engine)]
    await engine.dispose()
    return found
