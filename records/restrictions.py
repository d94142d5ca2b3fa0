"""Cases under restriction: who may look into each beside those it names. Kept here, and not rebuilt from cases."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from models.tables import CaseRow, RestrictionRow, table_of
from records.engine import reading, writing
from records.write import upsert

_TABLE = table_of(RestrictionRow)


async def allowed(engine: AsyncEngine, case_id: str) -> Sequence[str] | None:
    """The staff who may look into a restricted case beside those it names; none when the case is not restricted."""
    return (await among(engine, [case_id])).get(case_id)


async def among(engine: AsyncEngine, case_ids: Iterable[str]) -> dict[str, Sequence[str]]:
    """Those of several cases that are restricted, and the staff who may look into each."""
    wanted = sorted(set(case_ids))
    if not wanted:
        return {}
    found = select(_TABLE.c.case_id, _TABLE.c.allowed).where(col(RestrictionRow.case_id).in_(wanted))
    async with reading(engine).connect() as connection:
        return {row.case_id: row.allowed for row in await connection.execute(found)}


async def found(engine: AsyncEngine, case_id: str) -> RestrictionRow | None:
    """The restriction of a case, if it has one."""
    wanted = select(_TABLE).where(col(RestrictionRow.case_id) == case_id)
    async with reading(engine).connect() as connection:
        row = (await connection.execute(wanted)).mappings().first()
    return RestrictionRow.model_validate(dict(row)) if row is not None else None


async def restrict(
    engine: AsyncEngine, case_id: str, staff: Sequence[str], by: str, now: datetime, reason: str | None = None
) -> None:
    """Put a case under restriction, or change who may look into it."""
    row = {"case_id": case_id, "allowed": sorted(set(staff)), "reason": reason, "set_by": by, "set_at": now}
    async with writing(engine) as connection:
        await connection.execute(upsert(_TABLE, connection.dialect.name), [row])


async def restrict_from_the_start(
    engine: AsyncEngine, case_id: str, staff: Sequence[str], by: str, now: datetime
) -> None:
    """Put a case that is still to come under restriction, before anybody can look into it.

    One that the records have keeps what it has: a restriction that was ended since does not come back.
    """
    there = select(table_of(CaseRow).c.case_id).where(col(CaseRow.case_id) == case_id)
    async with reading(engine).connect() as connection:
        if (await connection.execute(there)).first() is not None:
            return
    await restrict(engine, case_id, staff, by, now)


async def lift(engine: AsyncEngine, case_id: str) -> None:
    """End the restriction of a case; one that is not restricted stays so."""
    async with writing(engine) as connection:
        await connection.execute(delete(_TABLE).where(col(RestrictionRow.case_id) == case_id))
