"""The officer's commands: wrong input gives one line and exit code 2; what is not there, 1."""

from pathlib import Path

import pytest

from cli import app

OPEN = (
    "victim",
    "open",
    "contact-1",
    "--case",
    "case-1",
    "--by",
    "vlo-3",
    "--offence",
    "other",
    "--custody-months",
    "24",
)


@pytest.fixture(autouse=True)
def _nothing_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THROUGHCARE_DATA", str(tmp_path))
    monkeypatch.setenv("TEMPORAL_ADDRESS", "localhost:1")
    for name in ("THROUGHCARE_VICTIMS", "THROUGHCARE_VICTIM_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (("victim", "tell", "contact-1", "unwanted", "--by", "vlo-3"), "did you mean unwanted_contact?"),
        (("victim", "tell", "contact-1", "risk_information", "--by", "vlo-3"), "words: Field required"),
        (("victim", "tell", "contact-1", "risk_information", "words", "--by", "vlo-3"), "write it as field=value"),
        (("victim", "complete", "contact-1", "v1", "--by", "vlo-3", "--at", "soon"), "write a date as"),
        ((*OPEN, "--victim", "Jane Smith"), "never a name"),
    ],
)
def test_wrong_input_is_one_line_and_2(said: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app(said) == 2
    told = capsys.readouterr().err
    assert words in told and told.count("\n") == 1 and "Jane" not in told


@pytest.mark.parametrize(
    "said", [("victim", "duties"), ("victim", "show", "contact-1"), (*OPEN, "--victim", "victim-9")]
)
def test_without_the_key_nothing_is_shown_or_made(
    said: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert app(said) == 1
    assert "victim key: no key file" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
