"""The commands around messages of other systems, as somebody at a terminal meets them."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli import app
from records.engine import engine_for
from records.write import write
from tests.intake.messages import event, released, sns
from tests.records.played import Played

Command = Callable[..., tuple[int, str, str]]
SECRET_WORDS = "Words-of-another-system"


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Run ``throughcare`` in a data folder of its own: exit code, output, errors."""
    monkeypatch.setenv("THROUGHCARE_DATA", str(tmp_path))
    for name in ("THROUGHCARE_RECORDS", "THROUGHCARE_DETAILS", "THROUGHCARE_SUBSCRIPTIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str) -> tuple[int, str, str]:
        code = app(words)
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
async def records(own_records: str) -> None:
    """One case in the records."""
    engine = engine_for(own_records)
    await write(engine, Played("case-1", crn="X700001", prison_number="A7001AA").batch())
    await engine.dispose()


def file_of(tmp_path: Path, *said: object, name: str = "events.jsonl") -> str:
    file = tmp_path / name
    file.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in said))
    return str(file)


@pytest.mark.usefixtures("records")
def test_a_file_is_taken_in_and_summed_up(command: Command, tmp_path: Path) -> None:
    file = file_of(tmp_path, sns(released()), released(), event("prison-visit.booked"))
    code, said, _ = command("ingest", file)
    assert code == 0
    assert "accepted, on their way" in said and "told before" in said and "not for us" in said
    assert command("ingest", file, "--json")[0] == 0


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("how", ["array", "pretty", "stdin"])
def test_every_form_of_file(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    said = [released(), event("brand.new", {"note": SECRET_WORDS})]
    text = json.dumps(said[0], indent=2) if how == "pretty" else json.dumps(said, indent=2 if how == "array" else None)
    if how == "stdin":
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    (tmp_path / "file.json").write_text(text)
    code, out, _ = command("ingest", "-" if how == "stdin" else str(tmp_path / "file.json"), "--json")
    counts = {line["state"]: line["messages"] for line in json.loads(out)}
    assert (code, counts) == ((0, {"accepted": 1}) if how == "pretty" else (3, {"accepted": 1, "quarantined": 1}))
    assert SECRET_WORDS not in out


@pytest.mark.usefixtures("records")
def test_the_quarantine_is_looked_after(command: Command, tmp_path: Path) -> None:
    unknown = event("brand.new", {"note": SECRET_WORDS})
    assert command("ingest", file_of(tmp_path, unknown, "nonsense", "{"))[0] == 3
    _, listed, _ = command("quarantine", "list")
    assert "unknown type" in listed and "not json" in listed and SECRET_WORDS not in listed
    assert SECRET_WORDS in command("quarantine", "show", "1", "--by", "ops-1")[1]
    mended = file_of(tmp_path, released(), name="mended.json")
    assert "accepted" in command("quarantine", "mend", "1", mended, "--by", "ops-1")[1]
    assert "1 taken in again" in command("quarantine", "replay", "2", "--by", "ops-1")[1]
    assert "2 taken in again" in command("quarantine", "replay", "--reason", "not_json", "--by", "ops-1")[1]
    assert command("quarantine", "dismiss", "2", "--why", "a test", "--by", "ops-1")[0] == 0
    assert len(json.loads(command("quarantine", "list", "--json")[1])) == 1
    code, _, error = command("quarantine", "show", "1", "--by", "ops-1")
    assert code == 2 and "no message 1 in quarantine" in error
    assert command("quarantine", "replay", "--by", "ops-1")[0] == 2


def test_what_is_not_there_is_said(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _, error = command("ingest", str(tmp_path / "none.json"))
    assert code == 1 and "cannot be read" in error and "Traceback" not in error
    code, _, error = command("ingest", file_of(tmp_path, released()))
    assert code == 1 and "no records" in error
    code, _, error = command("webhooks", "run")
    assert code == 1 and "THROUGHCARE_SUBSCRIPTIONS" in error
    monkeypatch.setenv("THROUGHCARE_SUBSCRIPTIONS", str(tmp_path / "none.toml"))
    code, _, error = command("webhooks", "run")
    assert code == 1 and "none.toml" in error
