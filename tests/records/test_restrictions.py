"""Restrictions, on both databases."""

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from records.restrictions import allowed, lift, restrict, restrict_from_the_start
from records.write import write
from tests.records.played import ed

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


async def test_a_case_to_come_is_restricted_and_one_that_is_here_keeps_what_it_has(engine: AsyncEngine) -> None:
    await restrict_from_the_start(engine, "ed-1", ["com-8"], "adoption", NOW)
    await restrict_from_the_start(engine, "ed-1", ["com-7"], "adoption", NOW)
    assert await allowed(engine, "ed-1") == ["com-7"], "the case had not come: what is said last holds"
    await write(engine, ed().batch())
    await restrict(engine, "ed-1", ["com-9"], "spo-1", NOW)
    await restrict_from_the_start(engine, "ed-1", [], "adoption", NOW)
    assert await allowed(engine, "ed-1") == ["com-9"]
    await lift(engine, "ed-1")
    await restrict_from_the_start(engine, "ed-1", [], "adoption", NOW)
    assert await allowed(engine, "ed-1") is None
