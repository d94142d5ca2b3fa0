"""Whose sign-ins were ended, and when: kept here, so that every process that serves knows it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from models.tables import SignInsEndedRow, table_of
from records.engine import reading, writing
from records.write import upsert

_TABLE = table_of(SignInsEndedRow)


async def ended(engine: AsyncEngine) -> Mapping[str, datetime]:
    """Until when the tokens of each subject count for nothing, of those whose sign-ins were ended."""
    async with reading(engine).connect() as connection:
        found = await connection.execute(select(_TABLE.c.subject, _TABLE.c.ended_at))
        return {row.subject: row.ended_at for row in found}


async def end(engine: AsyncEngine, subject: str, by: str, now: datetime) -> None:
    """End whatever somebody is signed in with; told again, the later moment counts."""
    row = {"subject": subject, "ended_at": now, "ended_by": by}
    async with writing(engine) as connection:
        await connection.execute(upsert(_TABLE, connection.dialect.name), [row])
