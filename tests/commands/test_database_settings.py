"""Where the records are: named in the environment or in a file, never with a password on a screen."""

from pathlib import Path

import pytest

import cli
from commands import settings
from commands.settings import SetUpProblem

URL = "postgresql://app:hunter2@db.example:5432/records"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("THROUGHCARE_RECORDS", "THROUGHCARE_RECORDS_FILE", "THROUGHCARE_VICTIMS", "THROUGHCARE_VICTIMS_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("THROUGHCARE_DATA", str(tmp_path))


def test_in_the_environment_or_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert settings.records_url() == f"sqlite+aiosqlite:///{tmp_path / 'records.db'}"
    secret = tmp_path / "secret"
    secret.write_text(URL + "\n")
    monkeypatch.setenv("THROUGHCARE_RECORDS_FILE", str(secret))
    monkeypatch.setenv("THROUGHCARE_VICTIMS", "sqlite+aiosqlite:///v.db")
    assert (settings.records_url(), settings.victims_url()) == (URL, "sqlite+aiosqlite:///v.db")
    monkeypatch.setenv("THROUGHCARE_RECORDS", URL)
    with pytest.raises(SetUpProblem, match="are both set"):
        settings.records_url()
    monkeypatch.delenv("THROUGHCARE_RECORDS")
    secret.unlink()
    with pytest.raises(SetUpProblem, match="THROUGHCARE_RECORDS_FILE names a file that cannot be read"):
        settings.records_url()


def test_what_is_shown_holds_no_password() -> None:
    assert settings.shown(URL) == "postgresql database records on db.example"
    assert (
        settings.shown("postgresql:///records?host=/run/pg&password=hunter2")
        == "postgresql database records on /run/pg"
    )
    assert settings.shown("sqlite+aiosqlite:////data/records.db") == "/data/records.db"
    with pytest.raises(SetUpProblem) as problem:
        settings.shown("hunter2")
    assert "hunter2" not in str(problem.value)


@pytest.mark.parametrize("command", ["duties", "cases", "escalations"])
def test_a_database_that_is_down_is_said_in_a_line(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("THROUGHCARE_RECORDS", f"postgresql://app:hunter2@/records?host={tmp_path}")
    assert cli.app([command]) == 1
    said = capsys.readouterr()
    assert said.out == "" and "a database cannot be reached" in said.err and said.err.count("\n") == 1
    assert "hunter2" not in said.err and "Traceback" not in said.err


def test_a_cursor_that_is_none_is_said_in_a_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "records.db").touch()
    assert cli.app(["duties", "--after", "x1"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("throughcare: --after: this is no cursor of this list") and "x1" not in said
