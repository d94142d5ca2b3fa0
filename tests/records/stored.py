"""What the records hold of one case."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from models.tables import TABLES, Recorded
from records.engine import reading

Tables = dict[str, list[dict[str, Any]]]


async def stored(engine: AsyncEngine, case_id: str) -> Tables:
    """Every row of the case, table by table, without the case's id."""
    found: Tables = {}
    async with reading(engine).connect() as connection:
        for name in TABLES:
            table = Recorded.metadata.tables[name]
            statement = select(table).where(table.c.case_id == case_id).order_by(*table.primary_key)
            rows = (await connection.execute(statement)).mappings()
            found[name] = [{column: value for column, value in row.items() if column != "case_id"} for row in rows]
    return found
