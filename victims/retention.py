"""What may go from the victim records by now, and its erasing. Nothing here is counted, so nothing of it stays."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from models.retention import DueContact, VictimTerms
from policy.retention import years_after
from records.engine import reading, writing
from victims.tables import VICTIM_TABLES, CaseContactRow, CaseStagesRow, ContactHoldRow, ContactRow, table_of

_CONTACTS, _HOLDS = table_of(ContactRow), table_of(ContactHoldRow)
_STAGES, _HEARS = table_of(CaseStagesRow), table_of(CaseContactRow)


async def due(
    engine: AsyncEngine, terms: VictimTerms, today: date, *, after: str | None = None, limit: int = 200
) -> tuple[list[DueContact], str | None]:
    """Contacts whose time is over and that nobody holds, of the next ``limit``; and where to go on, if anywhere."""
    asked = [] if after is None else [_CONTACTS.c.contact_id > after]
    async with reading(engine).connect() as connection:
        found = await _due(connection, terms, today, asked, limit)
    return found, found[-1].contact_id if len(found) == limit else None


async def _due(
    connection: AsyncConnection, terms: VictimTerms, today: date, asked: Sequence[ColumnElement[bool]], limit: int
) -> list[DueContact]:
    over = (_CONTACTS.c.ended_on < years_after(today, -terms.contacts), *asked)
    free = _CONTACTS.c.contact_id.not_in(select(_HOLDS.c.contact_id))
    statement = select(_CONTACTS.c.contact_id, _CONTACTS.c.ended_on).where(*over, free)
    rows = await connection.execute(statement.order_by(_CONTACTS.c.contact_id).limit(limit))
    return [
        DueContact(contact_id=id, ended_on=ended_on, kept_until=years_after(ended_on, terms.contacts))
        for id, ended_on in rows
    ]


async def erase(engine: AsyncEngine, terms: VictimTerms, today: date, contact_id: str) -> bool:
    """Erase a contact whose time is still over, in one transaction; whether it was. Doing it again is safe."""
    async with writing(engine) as connection:
        if not await _due(connection, terms, today, [_CONTACTS.c.contact_id == contact_id], 1):
            return False
        for table in (_HEARS, *map(table_of, reversed(VICTIM_TABLES.values()))):
            await connection.execute(delete(table).where(table.c.contact_id == contact_id))
        return True


async def forget_cases(engine: AsyncEngine, terms: VictimTerms, today: date) -> int:
    """Drop what was last heard of cases that are over for as long and that no contact is kept of; how many."""
    before = years_after(today, -terms.contacts).isoformat()
    ended = or_(_STAGES.c.body["ended"].as_boolean(), _STAGES.c.body["merged_into"].as_string().is_not(None))
    kept = select(_CONTACTS.c.case_id).union(select(_HEARS.c.case_id))
    gone = (ended, _STAGES.c.body["at"].as_string() < before, _STAGES.c.case_id.not_in(kept))
    async with writing(engine) as connection:
        return int((await connection.execute(delete(_STAGES).where(*gone))).rowcount)


async def hold(engine: AsyncEngine, contact_id: str, why: str, by: str, now: datetime) -> bool:
    """Let nothing of a contact be erased from now on; whether there is one."""
    said = {"why": why, "set_by": by, "set_at": now}
    async with writing(engine) as connection:
        there = await connection.scalar(select(_CONTACTS.c.contact_id).where(_CONTACTS.c.contact_id == contact_id))
        if there is None:
            return False
        changed = await connection.execute(update(_HOLDS).where(_HOLDS.c.contact_id == contact_id).values(**said))
        if changed.rowcount == 0:
            await connection.execute(insert(_HOLDS).values(contact_id=contact_id, **said))
        return True


async def release(engine: AsyncEngine, contact_id: str) -> bool:
    """End a hold; whether there was one."""
    async with writing(engine) as connection:
        return (await connection.execute(delete(_HOLDS).where(_HOLDS.c.contact_id == contact_id))).rowcount == 1


async def holds(engine: AsyncEngine) -> list[ContactHoldRow]:
    """The contacts that are held, the oldest hold first."""
    async with reading(engine).connect() as connection:
        rows = await connection.execute(select(_HOLDS).order_by(_HOLDS.c.set_at, _HOLDS.c.contact_id))
        return [ContactHoldRow(**row) for row in rows.mappings()]
