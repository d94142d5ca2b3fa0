"""The cases' keys in the records: made once, remembered, wrapped anew, destroyed; on both databases."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from models.key_tables import DataKeyRow
from models.tables import table_of
from records.engine import engine_for, reading
from sealing import data_keys
from sealing.data_keys import REMEMBERED, DataKeys
from sealing.master import MasterKeyFile, add_master_key, remove_master_key, use_master_key
from sealing.problems import KeyProblem, KeysAway, Shredded

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


def keys(engine: AsyncEngine, file: Path, at: list[float] | None = None) -> DataKeys:
    """The keys as another process sees them; ``at`` is its clock."""
    return DataKeys(engine, MasterKeyFile(file), (lambda: at[0]) if at else lambda: 0.0)


async def test_each_owner_has_one_key_however_many_ask_at_once(engine: AsyncEngine, file: Path) -> None:
    processes = [keys(engine, file) for _ in range(8)]
    found = await asyncio.gather(*(p.sealing(f"case-{n}") for p in processes for n in range(3)))
    assert len({key_id for key_id, _ in found}) == 3
    key_id, cipher = await processes[0].sealing("case-1")
    sealed = cipher.encrypt(b"n" * 12, b"what was said", None)
    assert (await keys(engine, file).opening(key_id)).decrypt(b"n" * 12, sealed, None) == b"what was said"


async def test_the_records_hold_no_key_that_can_be_used(engine: AsyncEngine, file: Path) -> None:
    await keys(engine, file).sealing("case-1")
    [row] = await _rows(engine)
    with pytest.raises(KeyProblem, match="no master key"):
        await keys(engine, _another(file)).opening(row.key_id)
    with pytest.raises(KeyProblem, match="the records do not have"):
        await keys(engine, file).opening("unheard-of")


async def test_every_key_is_wrapped_anew_and_opens_what_it_sealed(
    engine: AsyncEngine, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_keys, "AT_ONCE", 2)
    mine = keys(engine, file)
    before = {n: (await mine.sealing(f"case-{n}"))[0] for n in range(5)}
    [old] = await mine.wrapped_by()
    new = add_master_key(file)
    use_master_key(file, new)
    assert [done async for done in mine.rewrap()] == [2, 4, 5]
    assert [done async for done in mine.rewrap()] == []
    assert await mine.wrapped_by() == {new: 5}
    remove_master_key(file, old)
    assert {n: (await keys(engine, file).sealing(f"case-{n}"))[0] for n in range(5)} == before


async def test_what_is_shredded_opens_no_more_anywhere_and_is_not_made_again(engine: AsyncEngine, file: Path) -> None:
    at = [0.0]
    mine, other = keys(engine, file), keys(engine, file, at)
    key_id, _ = await other.sealing("case-1")
    kept, _ = await other.sealing("case-2")
    assert await mine.shred("case-1", NOW) and not await mine.shred("case-1", NOW)
    with pytest.raises(Shredded):
        await mine.sealing("case-1")
    await other.opening(key_id)
    at[0] = REMEMBERED.total_seconds() + 1
    for _ in range(2):
        with pytest.raises(Shredded):
            await other.opening(key_id)
        with pytest.raises(Shredded):
            await other.sealing("case-1")
    await other.opening(kept)
    row = next(row for row in await _rows(engine) if row.owner == "case-1")
    assert (row.wrapped, row.master) == (None, None)


async def test_one_that_never_had_a_key_gets_none_after_it_was_shredded(engine: AsyncEngine, file: Path) -> None:
    assert not await keys(engine, file).shred("case-1", NOW)
    with pytest.raises(Shredded):
        await keys(engine, file).sealing("case-1")


async def test_while_the_records_are_away_what_is_remembered_serves(own_records: str, file: Path) -> None:
    at, database = [0.0], Path(own_records.split("///")[1])
    mine = keys(engine_for(own_records, kept=False), file, at)
    key_id, _ = await mine.sealing("case-1")
    away = _moved(database, database.with_suffix(".away"))
    at[0] = REMEMBERED.total_seconds() + 1
    assert (await mine.sealing("case-1"))[0] == key_id
    await mine.opening(key_id)
    for other in (mine.sealing("case-2"), mine.opening("unheard-of"), mine.shred("case-1", NOW), mine.wrapped_by()):
        with pytest.raises(KeysAway, match="cannot be reached"):
            await other
    _moved(away, database)
    assert (await mine.sealing("case-2"))[0] != key_id


def _moved(database: Path, to: Path) -> Path:
    return database.replace(to)


def _another(file: Path) -> Path:
    other = file.with_name("other.key")
    other.write_text(f"other {file.read_text().split()[1]}\n")
    other.chmod(0o600)
    return other


async def _rows(engine: AsyncEngine) -> list[DataKeyRow]:
    async with reading(engine).connect() as connection:
        return [DataKeyRow(**row._mapping) for row in await connection.execute(select(table_of(DataKeyRow)))]
