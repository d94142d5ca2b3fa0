"""Every list is read in the order of an index: neither database goes through a whole table, however many cases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.records.asked import full_scans
from bench.records.invented import Invented
from bench.records.load import BASE
from models.tables import EscalationRow, table_of
from records.engine import engine_for, writing
from tests.records.databases import KINDS, ready_database


@pytest.fixture(params=KINDS)
async def planning(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """An empty database, of which PostgreSQL would rather read the one page there is: told not to if it can."""
    async with ready_database(request.param, tmp_path) as engine:
        url = engine.url.render_as_string(hide_password=False)
        if request.param == "postgresql":
            url += "&options=-c%20enable_seqscan%3Doff"
        planning = engine_for(url)
        yield planning
        await planning.dispose()


async def test_no_list_goes_through_a_whole_table(planning: AsyncEngine) -> None:
    assert await full_scans(planning, Invented(BASE)) == []


async def test_one_that_does_would_be_found(planning: AsyncEngine) -> None:
    async with writing(planning) as connection:
        for index in table_of(EscalationRow).indexes:
            await connection.execute(text(f"DROP INDEX {index.name}"))
    assert "escalations: to me" in await full_scans(planning, Invented(BASE))
