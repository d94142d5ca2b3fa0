"""How many open cases follow each policy version, as the records have it."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from models.tables import CaseRow
from records.engine import reading


async def open_cases_on(engine: AsyncEngine) -> dict[str, int]:
    """Open cases by policy version, without rehearsals. Raises SQLAlchemyError."""
    version = col(CaseRow.policy_version)
    counted = select(version, func.count()).where(col(CaseRow.closed_on).is_(None), col(CaseRow.rehearsal).is_(False))
    async with reading(engine).connect() as connection:
        return {row[0]: row[1] for row in await connection.execute(counted.group_by(version))}
