"""Making the records again from the workflows, and saying where the two differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col
from temporalio.client import Client

from models.tables import (
    TABLES,
    CaseRow,
    DutyClauseRow,
    EscalationClauseRow,
    EventRow,
    Recorded,
    table_of,
)
from records import listed
from records.engine import reading, writing
from records.histories import sent
from records.write import lock, rows_of, write_rows

Values = dict[str, Any]
Key = tuple[Any, ...]

_SETTLED_LATER = frozenset({"open", "acknowledged_at", "acknowledged_by"})
"""Columns of escalations that follow from other rows."""

_OWN: tuple[type[Recorded], ...] = (
    DutyClauseRow,
    EscalationClauseRow,
    *(t for t in TABLES.values() if t is not CaseRow),
)
"""A case's rows beside its own, those that refer to others first."""


class Made(StrEnum):
    """How far a case's records could be made again."""

    WHOLE = "made again"
    IN_PART = "made again from the first message that its workflow still holds; what was recorded before is kept"
    KEPT = "kept as it is: it has no workflow any more, or has sent nothing yet"


@dataclass(frozen=True)
class Rebuilt:
    """What became of one case's records. ``first`` is the first message its workflow still holds."""

    case_id: str
    made: Made
    first: int = 0
    last: int = 0


async def rebuild(engine: AsyncEngine, temporal: Client, case_id: str) -> Rebuilt:
    """Make one case's records again, in one transaction. Doing it again is safe, and so is doing it while it works.

    The case is locked before its history is read: whatever is in the records by then is in the history too. Raises
    RPCError and SQLAlchemyError, and Unfit when the history holds a row that the tables of this release cannot hold.
    """
    async with writing(engine) as connection:
        before = await lock(connection, case_id)
        told = await sent(temporal, case_id)
        if told is None:
            return Rebuilt(case_id, Made.KEPT)
        await _clear(connection, case_id, told.first)
        await write_rows(connection, before, rows_of(case_id, told.entries))
        return Rebuilt(case_id, Made.WHOLE if told.first == 1 else Made.IN_PART, told.first, told.last)


async def _clear(connection: AsyncConnection, case_id: str, first: int) -> None:
    """Delete what will be written again. Of what came before the first message there is, nothing is deleted."""
    if first > 1:
        table = table_of(EventRow)
        await connection.execute(delete(table).where(table.c.case_id == case_id, table.c.sequence >= first))
        return
    for row in _OWN:
        table = table_of(row)
        await connection.execute(delete(table).where(table.c.case_id == case_id))


async def recorded_cases(engine: AsyncEngine) -> list[str]:
    """The cases that the records have."""
    async with reading(engine).connect() as connection:
        return list((await connection.scalars(select(col(CaseRow.case_id)).order_by(col(CaseRow.case_id)))).all())


async def differences(engine: AsyncEngine, temporal: Client, case_id: str) -> list[str]:
    """In words, where a case's records are not what its workflow sent: never what is in them. Empty when they agree.

    A case whose workflow is past the server's retention has nothing to be compared with. Raises RPCError and
    SQLAlchemyError.
    """
    held = await _stored(engine, case_id)  # before the history: that then has whatever was written by now
    told = await sent(temporal, case_id)
    if told is None:
        return []
    case = next(iter(held[CaseRow].values()), None)
    if case is None:
        return [f"sequence: the records hold none of its {told.last} messages"] if told.confirmed else []
    sequence = case["last_sequence"]
    if not told.confirmed <= sequence <= told.last:
        return [f"sequence: the records hold {sequence} messages, its workflow sent {told.last}"]
    entries = [entry for entry in told.entries if entry.sequence <= sequence]
    wanted = rows_of(case_id, entries)
    listed.fill(wanted, wanted[CaseRow][0])
    return list(_compare(wanted, held, whole=told.first == 1))


async def _stored(engine: AsyncEngine, case_id: str) -> dict[type[Recorded], dict[Key, Values]]:
    found: dict[type[Recorded], dict[Key, Values]] = {}
    async with reading(engine).connect() as connection:
        for row in TABLES.values():
            table = table_of(row)
            rows = (await connection.execute(select(table).where(table.c.case_id == case_id))).mappings()
            found[row] = {_key(table, r): dict(r) for r in rows}
    return found


def _compare(
    wanted: Mapping[type[Recorded], Sequence[Values]], held: Mapping[type[Recorded], Mapping[Key, Values]], whole: bool
) -> Iterator[str]:
    for row in TABLES.values():
        table = table_of(row)
        by_key = {_key(table, values): values for values in wanted.get(row, ())}
        for key, values in by_key.items():
            there = held[row].get(key)
            columns = [n for n, v in values.items() if there and n not in _SETTLED_LATER and there[n] != v]
            if there is None:
                yield f"{_named(table, key)}: missing"
            elif columns:
                yield f"{_named(table, key)}: {', '.join(columns)} differ"
        if whole:
            yield from (f"{_named(table, key)}: not of its workflow" for key in held[row] if key not in by_key)


def _key(table: Table, values: Mapping[Any, Any]) -> Key:
    return tuple(values[c.name] for c in table.primary_key)


def _named(table: Table, key: Key) -> str:
    own = " ".join(str(part) for part in key[1:])
    return f"{table.name} {own}".rstrip()
