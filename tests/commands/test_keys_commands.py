"""`throughcare keys`: what a person on call does with master keys, and what they are kept from."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit.reading import whole
from cli import app
from records.engine import engine_for
from sealing.data_keys import DataKeys
from sealing.keyring import load, load_or_make
from sealing.master import MasterKeyFile, add_master_key, use_master_key

Told = Callable[..., tuple[int, str]]


@pytest.fixture
def file(tmp_path: Path, own_records: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with records, three cases' keys in them, and the master key that wraps them."""
    monkeypatch.setenv("THROUGHCARE_DATA", str(tmp_path))
    for name in ("THROUGHCARE_RECORDS", "THROUGHCARE_MASTER_KEY"):
        monkeypatch.delenv(name, raising=False)
    load_or_make(tmp_path / "master.key")
    asyncio.run(_use(own_records, tmp_path / "master.key"))
    return tmp_path / "master.key"


async def _use(records: str, file: Path) -> set[str]:
    keys = DataKeys(engine_for(records, kept=False), MasterKeyFile(file))
    return {(await keys.sealing(f"case-{n}"))[0] for n in range(3)}


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """Runs a command: its exit code and everything it says."""

    def run(*said: str) -> tuple[int, str]:
        capsys.readouterr()
        code = app(["keys", *said])
        printed = capsys.readouterr()
        return int(code), printed.out + printed.err

    return run


def test_a_master_key_is_changed_and_the_old_one_taken_out(file: Path, own_records: str, told: Told) -> None:
    before, old = asyncio.run(_use(own_records, file)), load(file).current
    assert told("show") == (0, f"{old}  in use, wraps 3 keys\n")
    code, said = told("retire", old)
    assert code == 2 and "still wraps 3 keys" in said
    code, said = told("rotate")
    new = load(file).current
    assert code == 0 and new != old and f"{new} is in use" in said and "3 keys wrapped anew" in said
    assert json.loads(told("show", "--json")[1]) == {"current": new, "wraps": {new: 3, old: 0}}
    assert told("retire", old)[0] == 0 and list(load(file).keys) == [new]
    assert asyncio.run(_use(own_records, file)) == before
    assert asyncio.run(_audited(own_records)) == [
        ("rotate_master_key", "begun"), ("rotate_master_key", "done"), ("retire_master_key", "begun"),
        ("retire_master_key", "done"),
    ]  # fmt: skip


def test_where_processes_see_the_file_late_a_key_is_added_first_and_then_put_to_use(file: Path, told: Told) -> None:
    old = load(file).current
    assert told("add")[0] == 0
    [_, added] = load(file).keys
    assert load(file).current == old, "nothing is wrapped with it before every process has it"
    assert told("rotate", "--to", added)[0] == 0 and list(load(file).keys) == [added, old]
    assert told("rotate")[0] == 0
    assert load(file).current not in {added, old}, "an old one does not come back into use by itself"
    assert told("rotate", "--to", "unheard-of")[0] == 1


def test_a_rotation_that_was_stopped_goes_on_with_the_same_master_key(file: Path, told: Told) -> None:
    new = add_master_key(file)
    use_master_key(file, new)
    assert told("rotate")[0] == 0 and load(file).current == new
    assert f"{new}  in use, wraps 3 keys" in told("show")[1]


def test_the_one_in_use_and_one_that_is_lost_are_named(file: Path, told: Told) -> None:
    old = load(file).current
    asyncio.run(_shred(file))
    code, said = told("retire", old)
    assert code == 1 and "is the master key in use" in said
    assert told("retire", "unheard-of")[0] == 1
    file.unlink()
    code, said = told("show")
    assert code == 1 and "no key file at" in said and "THROUGHCARE_MASTER_KEY" in said


async def _shred(file: Path) -> None:
    records = f"sqlite+aiosqlite:///{file.with_name('records.db')}"
    keys = DataKeys(engine_for(records, kept=False), MasterKeyFile(file))
    for n in range(3):
        await keys.shred(f"case-{n}", datetime.now(UTC))


def test_a_master_key_that_is_missing_is_said(file: Path, told: Told) -> None:
    old = load(file).current
    file.write_text(f"another {file.read_text().split()[1]}\n")
    code, said = told("show")
    assert code == 0 and f"{old}  NOT IN THE FILE, wraps 3 keys" in said
    code, said = told("rotate")
    assert code == 1 and f"has no master key {old}" in said and "Traceback" not in said


async def _audited(records: str) -> list[tuple[str, str]]:
    engine = engine_for(records)
    found = [(link.entry.action, link.entry.outcome) async for link in whole(engine)]
    await engine.dispose()
    return found
