"""The victim records: their own tables, every row once, and who hears of which case."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

from models.batch import Entry
from models.key_stages import KeyStages
from models.tables import TABLES
from models.victims.messages import Joining, VictimBatch
from records.engine import engine_for
from tests.policy.test_victim_contact import joined
from tests.records.databases import new_database
from victims.records import CONFIG, OutOfOrder, Unfit, hear, join, leave, open_duties, upgrade, write
from victims.tables import VICTIM_TABLES, VictimRecorded

ENTRIES = [Entry(sequence=o.receipt.sequence, rows=o.rows) for o in joined(release="2027-09-01").outcomes]
CONTACT = Joining(contact_id="contact-1", case_id="case-1")


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database of either kind."""
    async with new_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    await upgrade(url)
    engine = engine_for(url)
    yield engine
    await engine.dispose()


def open_to_others(folder: Path) -> set[int]:
    """What others may do with the files of a folder."""
    return {path.stat().st_mode & 0o077 for path in folder.iterdir()}


async def migrate(url: str, step: Callable[[Config], None]) -> set[str]:
    """Take one alembic step; the names of the tables after it."""

    def take(connection: Connection) -> set[str]:
        config = Config(CONFIG, stdout=io.StringIO())
        config.attributes["connection"] = connection
        step(config)
        return set(inspect(connection).get_table_names())

    engine = engine_for(url, altering=True)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(take)
    finally:
        await engine.dispose()


async def test_up_down_and_up_again_and_nothing_differs(url: str) -> None:
    tables = {"alembic_version", "case_stages", "case_contacts", "contact_holds", "victim_audit", *VICTIM_TABLES}
    assert await migrate(url, lambda config: command.upgrade(config, "head")) == tables
    assert await migrate(url, lambda config: command.downgrade(config, "base")) == {"alembic_version"}
    await upgrade(url)
    await migrate(url, command.check)


async def test_st_07_its_file_is_for_its_owner_and_shares_no_table_with_the_offender_records(
    url: str, engine: AsyncEngine, tmp_path: Path
) -> None:
    await write(engine, VictimBatch(contact_id="contact-1", entries=ENTRIES))
    if url.startswith("sqlite"):
        assert open_to_others(tmp_path) == {0}
    assert not set(VictimRecorded.metadata.tables) & set(TABLES)


def test_the_tables_hold_exactly_what_policy_gives() -> None:
    own = {"contacts": {"last_sequence"}, "contact_events": {"sequence"}}
    for row in (row for entry in ENTRIES for row in entry.rows):
        columns = set(VictimRecorded.metadata.tables[row["table"]].columns.keys())
        assert set(row) - {"table"} | own.get(row["table"], set()) | {"contact_id"} == columns


async def test_each_entry_counts_once_and_in_order(engine: AsyncEngine) -> None:
    with pytest.raises(OutOfOrder):
        await write(engine, VictimBatch(contact_id="contact-1", entries=ENTRIES[1:]))
    for _ in range(2):
        assert await write(engine, VictimBatch(contact_id="contact-1", entries=ENTRIES)) == len(ENTRIES)
    found = await open_duties(engine, "vlo-3")
    assert [d.kind for d in found] == [
        "release_information", "contact_report", "victim_contact", "views_on_conditions",
    ]  # fmt: skip
    assert await open_duties(engine, "vlo-9") == []


async def test_a_row_that_does_not_fit_says_which_field_and_nothing_else(engine: AsyncEngine) -> None:
    row = {**ENTRIES[0].rows[0], "said": "he waits outside"}
    with pytest.raises(Unfit) as unfit:
        await write(engine, VictimBatch(contact_id="contact-1", entries=[Entry(sequence=1, rows=[row])]))
    assert "said" in str(unfit.value) and "waits" not in str(unfit.value)


def _stages(sequence: int, **more: object) -> KeyStages:
    about = {"case_id": "case-1", "sequence": sequence, "at": "2026-03-02T10:00:00Z"}
    return KeyStages.model_validate({**about, "stages": {"release": "2027-09-01"}, **more})


async def test_am_51_a_contact_that_joins_and_a_notice_at_the_same_time_do_not_miss_each_other(
    engine: AsyncEngine,
) -> None:
    known, told = await asyncio.gather(join(engine, CONTACT), hear(engine, _stages(3)))
    assert (known is not None) or told[1] == ["contact-1"]
    assert await hear(engine, _stages(2)) == (_stages(2), ["contact-1"])
    again = await join(engine, CONTACT)
    assert again is not None and again.sequence == 3
    await leave(engine, CONTACT)
    assert await hear(engine, _stages(4)) == (_stages(4), [])


async def test_contacts_of_an_absorbed_case_hear_of_the_case_it_goes_on_as(engine: AsyncEngine) -> None:
    """Also a contact that is opened afterwards, on the number that went; and telling it again changes nothing."""
    await join(engine, CONTACT)
    surviving = _stages(2, case_id="case-2", stages={"release": "2028-01-10"})
    await hear(engine, surviving)
    for _ in range(2):
        heard, contacts = await hear(engine, _stages(9, merged_into="case-2", in_custody=False))
        assert (heard.stages, heard.in_custody, heard.surviving_sequence) == (surviving.stages, True, 2)
        assert contacts == ["contact-1"]
    late = Joining(contact_id="contact-2", case_id="case-1")
    assert await join(engine, late) == heard
    assert (await hear(engine, _stages(3, case_id="case-2")))[1] == ["contact-1", "contact-2"]
    for contact_id in ("contact-1", "contact-2"):
        await leave(engine, Joining(contact_id=contact_id, case_id="case-2"))
    assert (await hear(engine, _stages(4, case_id="case-2")))[1] == (await hear(engine, _stages(10)))[1] == []
