"""The commands around notices, as somebody at a terminal meets them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli import app
from records.engine import engine_for
from tests.notices.told import grave, quiet_change, settings, told

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Run ``throughcare`` in a data folder of its own: exit code, output, errors."""
    monkeypatch.setenv("THROUGHCARE_DATA", str(tmp_path))
    monkeypatch.delenv("THROUGHCARE_RECORDS", raising=False)
    monkeypatch.delenv("THROUGHCARE_NOTICES", raising=False)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str) -> tuple[int, str, str]:
        code = app(words)
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
async def some_told(own_records: str) -> None:
    """Two notices to com-1, and one that nobody holds."""
    engine = engine_for(own_records)
    mail = {"host": "127.0.0.1", "port": 9, "security": "none", "sender": "throughcare@example.org"}
    by = settings(smtp=mail, people={"com-1": {"smtp": "com-1@example.org"}})
    await told(engine, by, grave(spo=None))
    await told(engine, by, quiet_change("case-2"))
    await engine.dispose()


def test_an_inbox_is_shown_page_by_page_and_read(some_told: None, command: Command) -> None:
    code, out, _ = command("inbox", "com-1", "--limit", "1")
    assert code == 0
    assert "2 unread notices" in out
    after = out.rpartition("more: --after ")[2].strip()
    code, out, _ = command("inbox", "com-1", "--after", after, "--json")
    page = json.loads(out)
    assert [i["case_id"] for i in page["items"]] == ["case-1"]
    assert command("notices", "read", "com-1", "--case", "case-1") == (0, "1 notice marked as read\n", "")
    assert "No notices match." in command("inbox", "com-1", "--unread", "--case", "case-1")[1]


@pytest.mark.parametrize("words", [["com-1"], ["com-1", "--notice", "n1"]])
def test_reading_wants_to_know_which(some_told: None, command: Command, words: list[str]) -> None:
    code, _, err = command("notices", "read", *words)
    assert code == 2
    assert "say which" in err


def test_a_place_that_is_none_is_refused_in_one_line(some_told: None, command: Command) -> None:
    code, _, err = command("inbox", "com-1", "--after", "nonsense")
    assert (code, len(err.splitlines())) == (2, 1)


def test_what_fails_is_shown_without_an_address(some_told: None, command: Command) -> None:
    code, out, _ = command("notices", "failing")
    assert code == 0
    assert "1 delivery in trouble" in out
    found = json.loads(command("notices", "failing", "--json")[1])
    assert [(d["person"], d["fault"][:33]) for d in found] == [(None, "nobody holds the role on the case")]
    assert not {"subject", "body"} & set(found[0])
    assert command("notices", "retry", "nonsense")[0] == 2


def test_sending_wants_a_way_out_and_records(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _, err = command("notices", "send", "--once")
    assert code == 1
    assert "nothing is sent without [notify] or [smtp]" in err
    file = tmp_path / "notices.toml"
    monkeypatch.setenv("THROUGHCARE_NOTICES", str(file))
    file.write_text('[smtp]\nhost = "localhost"\nsender = "a@example.org"\n')
    assert "no records in" in command("notices", "send", "--once")[2]
    file.write_text("digest_at = 7\nsmtp = 3\n")
    code, _, err = command("notices", "send", "--once")
    assert code == 1
    assert "smtp: " in err


def test_a_file_is_checked_and_its_defaults_are_called_ours(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "some.toml"
    file.write_text('digest_at = "10:00"\n')
    code, out, _ = command("notices", "check", str(file))
    assert code == 0
    assert "digest: 10:00 on working days\n" in out
    assert "at any hour (project default)" in out
    assert command("notices", "check", str(tmp_path / "gone.toml"))[0] == 2
