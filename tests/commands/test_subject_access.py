"""`throughcare subject-access`: a person gets what is theirs; nothing of anybody else, and the officer sees why."""

import asyncio
import io
import json
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from audit.reading import whole
from cli import app
from records.engine import engine_for
from records.write import write
from tests.records.played import START, Played

CRN = "X987123"
OTHERS = ("partner-zephyr", "child-zephyr", "Zephyrhaven", "com-zephyr", "meeting-zephyr", "spo-1")
Exported = Callable[..., tuple[int, str]]


@pytest.fixture
def folder(tmp_path: Path, own_records: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Records with one case of the person, in which others are named in every way there is, and a case of another's."""
    monkeypatch.setenv("THROUGHCARE_DATA", str(tmp_path))
    monkeypatch.delenv("THROUGHCARE_RECORDS", raising=False)
    asyncio.run(_fill(own_records))
    return tmp_path


async def _fill(records: str) -> None:
    case, now = Played("mine-1", crn=CRN), START + timedelta(days=1)
    case.report("new_relationship", now, partner="partner-zephyr", children=["child-zephyr"], reported_by="com-zephyr")
    case.report("address_changed", now, address="address-1", with_permission=True)
    case.report("rosh_changed", now, level="high", group="known_adult", justification="he waits outside Zephyrhaven")
    case.report("marac_meeting", now, meeting="meeting-zephyr", meets_on="2026-03-20")
    case.report("mappa_status", now, category="category_2", level=2)
    case.report("substance_misuse", now, substance="alcohol", event_id="drinking-1")
    case.report("fact_withdrawn", now, withdraws="drinking-1", why="mistaken_identity", explanation="zephyr it was")
    engine = engine_for(records)
    await write(engine, case.batch())
    await write(engine, Played("other-1", crn="X111111").batch())
    await engine.dispose()


@pytest.fixture
def exported(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Exported:
    """Runs the command with a number on its standard input: its exit code and everything it says."""

    def run(out: Path, *said: str, number: str = "") -> tuple[int, str]:
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", io.StringIO(number + "\n"))
        code = app(["subject-access", "--out", str(out), *said])
        printed = capsys.readouterr()
        return int(code), printed.out + printed.err

    return run


def _read(out: Path, name: str) -> Any:
    return json.loads((out / name).read_text())


def test_the_person_gets_what_is_theirs_and_nothing_of_others(folder: Path, exported: Exported) -> None:
    out = folder / "export"
    code, said = exported(out, number=CRN.lower())
    assert code == 0 and CRN not in said
    given, readable = _read(out, "given.json"), (out / "given.md").read_text()
    mine = given["cases"]["mine-1"]
    assert list(given["cases"]) == ["mine-1"] and mine["cases"][0]["crn"] == CRN
    [moved] = [event["body"]["event"] for event in mine["events"] if event["type"] == "address_changed"]
    assert moved["with_permission"] is True and "address" not in moved
    both = (out / "given.json").read_text() + readable
    assert [word for word in OTHERS if word in both] == []
    for word in ("marac", "mappa", "disclosure"):
        assert word not in both.lower()
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}


def test_the_officer_sees_what_was_withheld_where_and_by_which_rule_and_not_what_it_says(
    folder: Path, exported: Exported
) -> None:
    out = folder / "export"
    exported(out, number=CRN)
    withheld = _read(out, "withheld.json")
    text = (out / "withheld.json").read_text()
    assert [word for word in OTHERS if word in text and word != "meeting-zephyr"] == []
    rules = " ".join(one["why"] for one in withheld)
    for rule in ("PF-13.2b", "PF-13.3a", "PF-15.15c", "ST-18"):
        assert rule in rules
    assert any(one["field"].endswith("justification") and one["why"].startswith("written freely") for one in withheld)
    assert {one["table"] for one in withheld} >= {"events", "duties"}


def test_every_export_leaves_a_trace(folder: Path, own_records: str, exported: Exported) -> None:
    assert exported(folder / "one", "--case", "mine-1", "--case", "other-1")[0] == 0
    assert asyncio.run(_audited(own_records)) == [
        ("export_for_subject", outcome, case) for case in ("mine-1", "other-1") for outcome in ("begun", "done")
    ]


def test_nobody_nowhere_and_twice_are_said(folder: Path, exported: Exported) -> None:
    assert "no case is known by this number" in exported(folder / "a", number="X000000")[1]
    assert exported(folder / "a", number="")[0] == 2
    assert exported(folder / "a", "--case", "nobody")[0] == 2
    assert not (folder / "a").exists()
    assert exported(folder / "b", number=CRN)[0] == 0
    code, said = exported(folder / "b", number=CRN)
    assert code == 2 and "is there already" in said


async def _audited(records: str) -> list[tuple[str, str, str | None]]:
    engine = engine_for(records)
    found = [(link.entry.action, link.entry.outcome, link.entry.case_id) async for link in whole(engine)]
    await engine.dispose()
    return found


def test_a_withdrawn_entry_is_given_with_its_withdrawal_and_not_with_what_was_written(
    folder: Path, exported: Exported
) -> None:
    out = folder / "export"
    assert exported(out, number=CRN)[0] == 0
    events = _read(out, "given.json")["cases"]["mine-1"]["events"]
    [drinking] = [event for event in events if event["type"] == "substance_misuse"]
    assert drinking["withdrawn_because"] == "mistaken_identity" and drinking["withdrawn_at"].startswith("2026-03-03")
    assert [event["type"] for event in events if "withdrawn_at" in event] == ["substance_misuse"]
    assert "zephyr" not in (out / "given.json").read_text()
