"""`throughcare audit`: what is found in a trail that somebody got at, and what it says of cases and people."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from audit.trail import Trail
from cli import app
from records.engine import engine_for
from records.upgrade import upgrade
from tests.audit.trails import entry

Told = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records with ten entries: of com-1 and com-2 by turns, on three cases."""
    path = tmp_path_factory.mktemp("audit") / "records.db"

    async def fill() -> None:
        url = f"sqlite+aiosqlite:///{path}"
        await upgrade(url)
        engine = engine_for(url)
        for n in range(1, 11):
            await Trail(engine).append(replace(entry(n), who=f"user:com-{n % 2 + 1}", case_id=f"case-{n % 3}"))
        await engine.dispose()

    asyncio.run(fill())
    return path


@pytest.fixture
def database(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Those records, to be tampered with."""
    monkeypatch.setenv("THROUGHCARE_DATA", str(tmp_path))
    for name in ("THROUGHCARE_RECORDS", "THROUGHCARE_AUDIT_KEY"):
        monkeypatch.delenv(name, raising=False)
    return Path(shutil.copy(filled, tmp_path))


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """Runs a command: its exit code and everything it says."""

    def run(*said: str) -> tuple[int, str]:
        capsys.readouterr()
        code = app(["audit", *said])
        printed = capsys.readouterr()
        return int(code), printed.out + printed.err

    return run


def tamper(database: Path, *statements: str) -> None:
    """As somebody does who owns the file: the triggers are no lock against them."""
    with sqlite3.connect(database) as connection:
        for what in ("update", "delete"):
            connection.execute(f"DROP TRIGGER IF EXISTS audit_entries_no_{what}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_a_trail_as_it_was_written_is_said_to_be_so(database: Path, told: Told, tmp_path: Path) -> None:
    code, said = told("verify")
    assert code == 0 and "10 entries looked at: each as it was written" in said
    assert "without a checkpoint it is not seen when the end is cut off" in said
    _, made = told("checkpoint")
    (elsewhere := tmp_path / "elsewhere").write_text(made)
    code, said = told("verify", "--checkpoint", str(elsewhere))
    assert code == 0 and "compared with 1 checkpoint, up to entry 10" in said
    assert (tmp_path / "audit-key.pem").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["UPDATE audit_entries SET who = 'user:com-9' WHERE number = 4"], "entry 4 changed"),
        (["UPDATE audit_entries SET version = 'x', at = x'00ff' WHERE number = 10"], "entry 10 changed"),
        (["DELETE FROM audit_entries WHERE number IN (2, 3)"], "entries 2 to 3 removed"),
        (
            [
                f"UPDATE audit_entries SET number = {new} WHERE number = {old}"
                for old, new in ((3, 99), (8, 3), (99, 8))
            ],
            "entry 3 re-ordered: written as entry 8",
        ),
        (["DELETE FROM audit_entries WHERE number > 7"], "entries 8 to 10 cut off"),
        (["DELETE FROM audit_entries"], "entries 1 to 10 cut off"),
    ],
)
def test_what_was_done_to_it_is_said_with_the_entry(
    database: Path, told: Told, tmp_path: Path, statements: list[str], words: str
) -> None:
    (elsewhere := tmp_path / "elsewhere").write_text(told("checkpoint")[1])
    tamper(database, *statements)
    code, said = told("verify", "--checkpoint", str(elsewhere))
    assert code == 1 and words in said
    code, said = told("verify", "--checkpoint", str(elsewhere), "--json")
    found = json.loads(said)
    assert code == 1 and found["checkpoint"] == 10
    assert words in " ".join(fault["words"] for fault in found["faults"])


def test_a_checkpoint_that_was_altered_or_is_of_another_key_is_said(
    database: Path, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, made = told("checkpoint")
    (public := tmp_path / "public.pem").write_text(told("public-key")[1])
    (elsewhere := tmp_path / "elsewhere").write_text(made + made.replace('"number": 10', '"number": 9'))
    code, said = told("verify", "--checkpoint", str(elsewhere))
    assert code == 1 and "the checkpoint of entry 9 is not signed by this key" in said
    elsewhere.write_text(made)
    monkeypatch.setenv("THROUGHCARE_AUDIT_KEY", str(tmp_path / "another.pem"))
    told("checkpoint")
    assert told("verify", "--checkpoint", str(elsewhere))[0] == 1
    assert told("verify", "--checkpoint", str(elsewhere), "--key", str(public))[0] == 0


def test_what_was_seen_and_done_is_shown_by_case_by_person_and_by_day(database: Path, told: Told) -> None:
    def numbers(*said: str) -> list[int]:
        code, printed = told("show", *said, "--json")
        assert code == 0
        return [item["number"] for item in json.loads(printed)["items"]]

    assert numbers("--case", "case-1") == [10, 7, 4, 1]
    assert numbers("--who", "com-1", "--case", "case-1") == [10, 4]
    assert numbers("--since", "2026-03-17") == [] and len(numbers("--since", "2026-03-16")) == 10
    assert numbers("--limit", "2") == [10, 9]
    code, said = told("show", "--case", "case-9")
    assert code == 0 and "No entries match" in said


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (("verify", "--checkpoint", "none-there"), 2, "--checkpoint: the file cannot be read"),
        (("show", "--since", "soon"), 2, "write a date as"),
        (("show", "--limit", "0"), 2, "--limit: give a number"),
        (("verify", "--checkpoint", "CP", "--key", "none-there"), 1, "no public key at none-there"),
    ],
)
def test_wrong_input_is_one_line(
    database: Path, told: Told, tmp_path: Path, said: tuple[str, ...], code: int, words: str
) -> None:
    (elsewhere := tmp_path / "elsewhere").write_text(told("checkpoint")[1])
    found, printed = told(*(str(elsewhere) if one == "CP" else one for one in said))
    assert found == code and words in printed and printed.count("\n") == 1


def test_what_was_found_is_kept_for_whoever_asks_when_that_was(database: Path, told: Told) -> None:
    told("verify")
    tamper(database, "UPDATE audit_entries SET who = 'user:com-9' WHERE number = 4")
    told("verify", "--json")
    with sqlite3.connect(database) as connection:
        kept = connection.execute("SELECT entries, checkpoint, faults, words FROM audit_verifications").fetchall()
    connection.close()
    assert kept == [(10, None, 0, "[]"), (10, None, 1, '["entry 4 changed: not as written"]')]


def test_who_may_only_read_looks_through_the_trail_all_the_same(database: Path, told: Told) -> None:
    tamper(database, "DROP TABLE audit_verifications")
    code, said = told("verify")
    assert code == 0 and "10 entries looked at: each as it was written" in said and "is not kept" in said
