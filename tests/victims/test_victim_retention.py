"""How long victims' contacts are kept: project defaults, since the framework has no term (docs/retention.md)."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from cli import app
from models.key_stages import KeyStages
from models.retention import VictimTerms
from models.victims.messages import Joining, VictimBatch
from records.engine import engine_for, reading, writing
from tests.records.databases import new_database
from tests.victims.test_victim_records import ENTRIES
from victims import retention
from victims.records import hear, join, upgrade, write
from victims.tables import VICTIM_TABLES, ContactRow, VictimRecorded, table_of

TERMS = VictimTerms(contacts=6)
ENDED, LAST, OVER = date(2028, 2, 29), date(2034, 2, 28), date(2034, 3, 2)
NOW = datetime(2034, 3, 2, 3, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    async with new_database(request.param, tmp_path) as url:
        await upgrade(url)
        engine = engine_for(url)
        yield engine
        await engine.dispose()


async def kept(engine: AsyncEngine, contact_id: str, case_id: str, ended_on: date | None) -> None:
    """A contact with all that belongs to one, over since a day or still going on."""
    await write(engine, VictimBatch(contact_id=contact_id, entries=ENTRIES))
    await join(engine, Joining(contact_id=contact_id, case_id=case_id))
    late = {"contact_id": contact_id, "notice_id": "n1", "to_staff": "vlu-1", "about": "late", "duties": [], "at": NOW}
    contacts = table_of(ContactRow)
    async with writing(engine) as connection:
        await connection.execute(
            update(contacts).where(contacts.c.contact_id == contact_id).values(case_id=case_id, ended_on=ended_on)
        )
        await connection.execute(insert(VictimRecorded.metadata.tables["contact_notices"]).values(**late))


async def heard(engine: AsyncEngine, case_id: str, at: str, ended: bool) -> None:
    await hear(engine, KeyStages.model_validate({"case_id": case_id, "sequence": 1, "at": at, "ended": ended}))


async def rows(engine: AsyncEngine, contact_id: str) -> dict[str, int]:
    """How many rows of a contact each table has, the ones that say which cases it hears of too."""
    tables = [*(model.__tablename__ for model in VICTIM_TABLES.values()), "case_contacts"]
    async with reading(engine).connect() as connection:
        found = {}
        for name in tables:
            table = VictimRecorded.metadata.tables[str(name)]
            asked = select(func.count()).select_from(table).where(table.c.contact_id == contact_id)
            found[str(name)] = int(await connection.scalar(asked) or 0)
        return found


async def due(engine: AsyncEngine, today: date) -> list[str]:
    return [one.contact_id for one in (await retention.due(engine, TERMS, today))[0]]


async def test_a_contact_is_due_the_day_after_its_last_and_not_while_it_goes_on(engine: AsyncEngine) -> None:
    await kept(engine, "contact-1", "case-1", ENDED)
    await kept(engine, "contact-2", "case-2", None)
    assert await due(engine, LAST) == []
    assert await due(engine, OVER) == ["contact-1"]
    [one] = (await retention.due(engine, TERMS, OVER))[0]
    assert (one.ended_on, one.kept_until) == (ENDED, LAST)


async def test_what_is_erased_is_gone_from_every_table_and_no_other_contact_is_touched(engine: AsyncEngine) -> None:
    await kept(engine, "contact-1", "case-1", ENDED)
    await kept(engine, "contact-2", "case-1", OVER)
    assert 0 not in (await rows(engine, "contact-1")).values()
    other = await rows(engine, "contact-2")
    assert not await retention.erase(engine, TERMS, OVER, "contact-2"), "its time is not over"
    assert await retention.erase(engine, TERMS, OVER, "contact-1")
    assert not await retention.erase(engine, TERMS, OVER, "contact-1"), "once"
    assert set((await rows(engine, "contact-1")).values()) == {0}
    assert await rows(engine, "contact-2") == other


async def test_nothing_of_a_held_contact_goes(engine: AsyncEngine) -> None:
    await kept(engine, "contact-1", "case-1", ENDED)
    assert not await retention.hold(engine, "contact-9", "inquiry-7", "vlo-3", NOW)
    for why in ("inquiry-7", "claim-1"):
        assert await retention.hold(engine, "contact-1", why, "vlo-3", NOW)
    assert [(one.contact_id, one.why) for one in await retention.holds(engine)] == [("contact-1", "claim-1")]
    assert await due(engine, OVER) == [] and not await retention.erase(engine, TERMS, OVER, "contact-1")
    assert await retention.release(engine, "contact-1") and not await retention.release(engine, "contact-1")
    assert await due(engine, OVER) == ["contact-1"]


async def test_what_was_heard_of_a_case_goes_when_it_is_long_over_and_no_contact_is_kept(engine: AsyncEngine) -> None:
    for case_id, at, ended in (
        ("case-1", "2028-02-29T10:00:00Z", True), ("case-2", "2028-02-29T10:00:00Z", True),
        ("case-3", "2028-02-29T10:00:00Z", False), ("case-4", "2033-02-28T10:00:00Z", True),
    ):  # fmt: skip
        await heard(engine, case_id, at, ended)
    await kept(engine, "contact-2", "case-2", OVER)
    assert await retention.forget_cases(engine, TERMS, OVER) == 1
    stages = VictimRecorded.metadata.tables["case_stages"]
    async with reading(engine).connect() as connection:
        left = await connection.scalars(select(stages.c.case_id).order_by(stages.c.case_id))
        assert list(left) == ["case-2", "case-3", "case-4"]


async def test_page_after_page_each_contact_comes_once(engine: AsyncEngine) -> None:
    for number in range(5):
        await kept(engine, f"contact-{number}", "case-1", ENDED)
    found: list[str] = []
    after: str | None = None
    while True:
        page, after = await retention.due(engine, TERMS, OVER, after=after, limit=2)
        found += [one.contact_id for one in page]
        if after is None:
            break
    assert found == [f"contact-{number}" for number in range(5)]


def test_the_commands_say_what_is_due_hold_it_and_let_it_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/victims.db"

    async def fill() -> None:
        await upgrade(url)
        engine = engine_for(url)
        await kept(engine, "contact-1", "case-1", date(2015, 3, 4))
        await engine.dispose()

    asyncio.run(fill())
    monkeypatch.setenv("THROUGHCARE_DATA", str(tmp_path))
    for name in ("THROUGHCARE_VICTIMS", "THROUGHCARE_RETENTION"):
        monkeypatch.delenv(name, raising=False)
    keeping = ("victim", "retention")

    def said(*more: str) -> tuple[int, str]:
        capsys.readouterr()
        code = int(app([*keeping, *more]))
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    assert json.loads(said("due", "--json")[1])["due"][0]["contact_id"] == "contact-1"
    assert "1 contact to be erased" in said("due")[1]
    assert said("hold", "contact-9", "--why", "inquiry-7", "--by", "vlo-3")[0] == 2
    assert said("hold", "contact-1", "--why", "inquiry-7", "--by", "vlo-3")[0] == 0
    assert "inquiry-7" in said("holds")[1] and "0 contacts to be erased" in said("due")[1]
    assert said("release", "contact-1")[0] == 0 and said("release", "contact-1")[0] == 2
    assert "No contact is held" in said("holds")[1]
    code, words = said("run")
    assert code == 1 and "nothing says how long contacts are kept" in words
