"""Writing and reading the victim records, and who hears of which case."""

import os
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from pydantic import ValidationError
from sqlalchemy import Connection, delete, func, insert, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.duties import DutyState
from models.key_stages import KeyStages
from models.victims.messages import Joining, VictimBatch
from records.engine import engine_for, one_at_a_time, reading, writing
from victims.tables import (
    VICTIM_TABLES,
    CaseContactRow,
    CaseStagesRow,
    ContactDutyRow,
    ContactEventRow,
    ContactRow,
    VictimRecorded,
    table_of,
)

CONFIG = Path(__file__).parent / "migrations" / "alembic.ini"

_NUMBERED: dict[type[VictimRecorded], str] = {ContactRow: "last_sequence", ContactEventRow: "sequence"}


_WHO_HEARS = 8_261_173_529_002
"""The advisory lock under which contacts join and hear of cases on PostgreSQL; any number of our own."""


class OutOfOrder(Exception):
    """An entry came before the one it follows was written; nothing of its batch is written."""


class Unfit(Exception):
    """A row that the tables cannot hold. Says which field, never what is in it."""


async def upgrade(url: str) -> None:
    """Make the victim tables, or change them to those of this release. A file is made for its owner's eyes only."""
    database = make_url(url).database
    if make_url(url).get_backend_name() == "sqlite" and database:
        os.close(os.open(database, os.O_RDONLY | os.O_CREAT, 0o600))  # the files beside it take its mode
    engine = engine_for(url, altering=True)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(one_at_a_time)
            await connection.run_sync(_to_head)
    finally:
        await engine.dispose()


def _to_head(connection: Connection) -> None:
    config = Config(CONFIG)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def write(engine: AsyncEngine, batch: VictimBatch) -> int:
    """Write what is not yet written of one contact, in one transaction; its last sequence. Doing it again is safe.

    Raises OutOfOrder and Unfit, and SQLAlchemyError when the database fails; nothing is written then.
    """
    async with writing(engine) as connection:
        found = select(col(ContactRow.last_sequence)).where(col(ContactRow.contact_id) == batch.contact_id)
        written = await connection.scalar(found.with_for_update()) or 0
        for entry in batch.entries:
            if entry.sequence <= written:
                continue
            if entry.sequence != written + 1:
                raise OutOfOrder(f"contact {batch.contact_id}: {written + 1} is to be written next")
            for row in entry.rows:
                await _put(connection, *_fit(batch.contact_id, entry.sequence, row))
            written = entry.sequence
        return written


def _fit(contact_id: str, sequence: int, row: dict[str, Any]) -> tuple[type[VictimRecorded], dict[str, Any]]:
    model = VICTIM_TABLES.get(str(row.get("table")))
    if model is None:
        raise Unfit(f"sequence {sequence}: a row of no known table")
    values = {name: value for name, value in row.items() if name != "table"} | {"contact_id": contact_id}
    if number := _NUMBERED.get(model):
        values[number] = sequence
    try:
        return model, model.model_validate(values).model_dump()
    except ValidationError as error:
        fields = sorted({str(e["loc"][0]) for e in error.errors(include_input=False)})
        raise Unfit(f"sequence {sequence}: a row does not fit: {', '.join(fields)}") from None


async def _put(connection: AsyncConnection, model: type[VictimRecorded], values: dict[str, Any]) -> None:
    """Put a row in the place of the one with its key. Foreign keys are checked when the transaction ends."""
    table = table_of(model)
    keys = [column == values[column.name] for column in table.primary_key]
    changed = await connection.execute(table.update().where(*keys).values(**values))
    if changed.rowcount == 0:
        await connection.execute(insert(table).values(**values))


async def _in_turn(connection: AsyncConnection) -> None:
    """Wait until nobody else joins, leaves or hears, to the end of the transaction. A file is locked already."""
    if connection.dialect.name == "postgresql":
        await connection.execute(select(func.pg_advisory_xact_lock(_WHO_HEARS)))


async def join(engine: AsyncEngine, joining: Joining) -> KeyStages | None:
    """From now on the contact hears of the case; what was last heard of it, if anything."""
    async with writing(engine) as connection:
        await _in_turn(connection)
        known = CaseContactRow(case_id=joining.case_id, contact_id=joining.contact_id)
        await _put(connection, CaseContactRow, known.model_dump())
        last = await _last_heard(connection, joining.case_id)
        if last is None or last.merged_into is None:
            return last
        await _put(connection, CaseContactRow, {"case_id": last.merged_into, "contact_id": joining.contact_id})
        return await _as_it_goes_on(connection, last)


async def _last_heard(connection: AsyncConnection, case_id: str) -> KeyStages | None:
    body = await connection.scalar(select(col(CaseStagesRow.body)).where(col(CaseStagesRow.case_id) == case_id))
    return KeyStages.model_validate(body) if body is not None else None


async def _as_it_goes_on(connection: AsyncConnection, heard: KeyStages) -> KeyStages:
    """An absorbed case with the key stages of the case that it goes on as, as far as that was heard of."""
    surviving = await _last_heard(connection, heard.merged_into) if heard.merged_into else None
    if surviving is None:
        return heard
    as_now = {"stages": surviving.stages, "in_custody": surviving.in_custody, "ended": surviving.ended}
    return heard.model_copy(update={**as_now, "surviving_sequence": surviving.sequence})


async def hear(engine: AsyncEngine, heard: KeyStages) -> tuple[KeyStages, list[str]]:
    """Keep what was heard of a case, unless something later was; what its contacts are to hear, and which they are.

    A contact that joins and a notice that comes at the same time cannot miss each other: one waits for the other.
    Contacts of an absorbed case hear of the case it goes on as from then on.
    """
    async with writing(engine) as connection:
        await _in_turn(connection)
        known = select(col(CaseStagesRow.sequence)).where(col(CaseStagesRow.case_id) == heard.case_id)
        if (await connection.scalar(known) or 0) < heard.sequence:
            body = heard.model_dump(mode="json")
            row = CaseStagesRow(case_id=heard.case_id, sequence=heard.sequence, body=body)
            await _put(connection, CaseStagesRow, row.model_dump())
        found = select(col(CaseContactRow.contact_id)).where(col(CaseContactRow.case_id) == heard.case_id)
        contacts = list((await connection.scalars(found.order_by(col(CaseContactRow.contact_id)))).all())
        if heard.merged_into is None:
            return heard, contacts
        for contact_id in contacts:
            await _put(connection, CaseContactRow, {"case_id": heard.merged_into, "contact_id": contact_id})
        return await _as_it_goes_on(connection, heard), contacts


async def leave(engine: AsyncEngine, joining: Joining) -> None:
    """The contact is over: it hears no more of the case, nor of one that was absorbed into it."""
    async with writing(engine) as connection:
        await _in_turn(connection)
        mine = col(CaseContactRow.contact_id) == joining.contact_id
        await connection.execute(delete(table_of(CaseContactRow)).where(mine))


async def open_duties(engine: AsyncEngine, vlo: str | None = None) -> list[ContactDutyRow]:
    """Open work, the first due first; of one officer's contacts, or of all."""
    statement = select(ContactDutyRow).join(ContactRow, col(ContactRow.contact_id) == col(ContactDutyRow.contact_id))
    statement = statement.where(col(ContactDutyRow.state) == DutyState.OPEN.value)
    if vlo is not None:
        statement = statement.where(col(ContactRow.vlo) == vlo)
    order = (col(ContactDutyRow.due_on), col(ContactDutyRow.contact_id), col(ContactDutyRow.duty_id))
    async with AsyncSession(reading(engine), expire_on_commit=False) as session:
        return list((await session.exec(statement.order_by(*order))).all())


async def contacts_of(engine: AsyncEngine, vlo: str, limit: int = 500) -> list[ContactRow]:
    """An officer's contacts, those with work due first and those that are over last; ``limit`` at most."""
    order = (col(ContactRow.ended_on).is_not(None), col(ContactRow.next_due).is_(None), col(ContactRow.next_due))
    statement = select(ContactRow).where(col(ContactRow.vlo) == vlo)
    async with AsyncSession(reading(engine), expire_on_commit=False) as session:
        return list((await session.exec(statement.order_by(*order, col(ContactRow.contact_id)).limit(limit))).all())


async def told_of(engine: AsyncEngine, contact_id: str, limit: int = 100) -> list[ContactEventRow]:
    """What a contact was told, the newest first; ``limit`` at most."""
    statement = select(ContactEventRow).where(col(ContactEventRow.contact_id) == contact_id)
    newest = statement.order_by(col(ContactEventRow.sequence).desc()).limit(limit)
    async with AsyncSession(reading(engine), expire_on_commit=False) as session:
        return list((await session.exec(newest)).all())
