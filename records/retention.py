"""What may go from the records by now: closed cases, and messages of long ago. Holds keep a case."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from models.intake_tables import MessageRow
from models.notice_tables import DeliveryRow, InboxRow
from models.notices import DeliveryState
from models.retention import CaseTerms, Dropped, DueCase, MessageTerms
from models.sentence import Stage
from models.tables import CaseRow, EventRow, HoldRow, table_of
from policy.retention import ended_in, kept_until, shortest
from records.engine import reading, writing
from records.erase import ERASED
from records.write import upsert

AT_ONCE = 500
"""Messages that go in one transaction."""

_CASES, _EVENTS, _HOLDS = table_of(CaseRow), table_of(EventRow), table_of(HoldRow)


async def due(
    engine: AsyncEngine, terms: CaseTerms, today: date, *, after: str | None = None, limit: int = 200
) -> tuple[list[DueCase], str | None]:
    """Closed cases whose time is over, of the next ``limit`` closed long enough ago; and where to go on, if anywhere.

    An absorbed case stays as long as the case that goes on: its history is part of that.
    """
    closed_by = today.replace(year=today.year - shortest(terms), day=min(today.day, 28))
    asked = _closed(closed_by).order_by(_CASES.c.case_id).limit(limit)
    if after is not None:
        asked = asked.where(_CASES.c.case_id > after)
    async with reading(engine).connect() as connection:
        rows = (await connection.execute(asked)).all()
        found = await _due_among(connection, [(row.case_id, row.closed_on) for row in rows], terms, today)
    return found, rows[-1].case_id if len(rows) == limit else None


async def is_due(engine: AsyncEngine, terms: CaseTerms, today: date, case_id: str) -> bool:
    """Whether one case may go."""
    async with reading(engine).connect() as connection:
        rows = (await connection.execute(_closed(today).where(_CASES.c.case_id == case_id))).all()
        return bool(await _due_among(connection, [(row.case_id, row.closed_on) for row in rows], terms, today))


def _closed(by: date) -> Select[Any]:
    closed = (_CASES.c.stage == Stage.CLOSED.value, _CASES.c.closed_on <= by)
    followed = or_(_CASES.c.merged_into.is_(None), _CASES.c.merged_into.startswith(ERASED))
    free = _CASES.c.case_id.not_in(select(_HOLDS.c.case_id))
    left = ~_CASES.c.case_id.startswith(ERASED)
    return select(_CASES.c.case_id, _CASES.c.closed_on).where(*closed, followed, free, left)


async def _due_among(
    connection: AsyncConnection, closed: Sequence[tuple[str, date]], terms: CaseTerms, today: date
) -> list[DueCase]:
    stages = await _stages(connection, [case_id for case_id, _ in closed])
    found = []
    for case_id, closed_on in closed:
        stage = ended_in(stages.get(case_id, []))
        until = kept_until(closed_on, stage, terms)
        if until < today:
            found.append(DueCase(case_id=case_id, closed_on=closed_on, ended_in=stage.value, kept_until=until))
    return found


async def _stages(connection: AsyncConnection, case_ids: Sequence[str]) -> dict[str, list[str]]:
    """The stages of each case, in order."""
    came = _EVENTS.c.led_to["stage"].as_string()
    asked = (
        select(_EVENTS.c.case_id, came.label("stage"))
        .where(_EVENTS.c.case_id.in_(case_ids), came.is_not(None))
        .order_by(_EVENTS.c.case_id, _EVENTS.c.sequence)
    )
    found: dict[str, list[str]] = {}
    for row in await connection.execute(asked):
        found.setdefault(row.case_id, []).append(row.stage)
    return found


async def hold(engine: AsyncEngine, case_id: str, why: str, by: str, now: datetime) -> bool:
    """Let nothing of a case be erased from now on; whether the records have the case."""
    row = {"case_id": case_id, "why": why, "set_by": by, "set_at": now}
    async with writing(engine) as connection:
        there = (await connection.execute(select(_CASES.c.case_id).where(_CASES.c.case_id == case_id))).first()
        if there is not None:
            await connection.execute(upsert(_HOLDS, connection.dialect.name), [row])
    return there is not None


async def release(engine: AsyncEngine, case_id: str) -> bool:
    """End a hold; whether there was one."""
    async with writing(engine) as connection:
        return (await connection.execute(delete(_HOLDS).where(_HOLDS.c.case_id == case_id))).rowcount == 1


async def holds(engine: AsyncEngine) -> list[HoldRow]:
    """The cases that are held, the oldest hold first."""
    async with reading(engine).connect() as connection:
        rows = await connection.execute(select(_HOLDS).order_by(_HOLDS.c.set_at, _HOLDS.c.case_id))
        return [HoldRow(**row) for row in rows.mappings()]


async def drop_messages(engine: AsyncEngine, terms: MessageTerms, now: datetime) -> Dropped:
    """Let some messages of long ago go. Done again until none is left, it lets all of them go."""
    inbox, sent, received = table_of(InboxRow), table_of(DeliveryRow), table_of(MessageRow)
    handed_over = (DeliveryState.HANDED_OVER.value, DeliveryState.DELIVERED.value)
    gone_by = {name: now - timedelta(days=days) for name, days in terms.model_dump().items()}
    async with writing(engine) as connection:
        return Dropped(
            read_notices=await _delete(connection, inbox, inbox.c.read_at < gone_by["read_notices"]),
            sent_notices=await _delete(
                connection, sent, sent.c.state.in_(handed_over), sent.c.handed_over_at < gone_by["sent_notices"]
            ),
            received_messages=await _empty(
                connection, received, received.c.settled_at < gone_by["received_messages"], received.c.raw != b""
            ),
        )


async def _some(connection: AsyncConnection, table: Table, *where: ColumnElement[bool]) -> list[tuple[Any, ...]]:
    keys = list(table.primary_key)
    return [tuple(row) for row in await connection.execute(select(*keys).where(*where).limit(AT_ONCE))]


async def _delete(connection: AsyncConnection, table: Table, *where: ColumnElement[bool]) -> int:
    found = await _some(connection, table, *where)
    for key in found:
        same = (column == value for column, value in zip(table.primary_key, key, strict=True))
        await connection.execute(delete(table).where(*same))
    return len(found)


async def _empty(connection: AsyncConnection, table: Table, *where: ColumnElement[bool]) -> int:
    """What came goes; that it came, and by what it is known if it comes again, stays."""
    found = await _some(connection, table, *where)
    numbers = [number for (number,) in found]
    await connection.execute(update(table).where(table.c.number.in_(numbers)).values(raw=b"", mended=None))
    return len(found)
