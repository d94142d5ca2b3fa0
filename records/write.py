"""Writing a case's rows: in order, each exactly once."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Insert, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col

from models.batch import Batch, Entry
from models.key_stages import KEY_STAGES
from models.tables import TABLES, CaseRow, EventRow, Recorded, table_of
from records import listed
from records.engine import writing

Values = dict[str, Any]

_NUMBERED: dict[type[Recorded], str] = {CaseRow: "last_sequence", EventRow: "sequence"}
_INSERTS: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


class OutOfOrder(Exception):
    """An entry came before the one it follows was written. Nothing of its batch is written; try again later."""

    def __init__(self, case_id: str, expected: int, got: int) -> None:
        super().__init__(f"case {case_id}: sequence {expected} is to be written next, not {got}")


class Unfit(Exception):
    """A row that the tables of this release cannot hold. Says which field, never what is in it."""


async def write(engine: AsyncEngine, batch: Batch) -> int:
    """Write the entries that are not yet written, in one transaction; the sequence of the case's last written entry.

    Entries at or below the case's last sequence are passed over. Raises OutOfOrder when the next is not the one that
    follows it, Unfit when a row has not the fields of its table, and SQLAlchemyError when the database fails; nothing
    is written then.
    """
    async with writing(engine) as connection:
        before = await lock(connection, batch.case_id)
        written = before["last_sequence"] if before else 0
        entries = _not_yet_written(batch, written)
        if not entries:
            return written
        await write_rows(connection, before, rows_of(batch.case_id, entries))
        return entries[-1].sequence


async def lock(connection: AsyncConnection, case_id: str) -> Values | None:
    """The case's row, which no other writer changes from now on; none before the first is written."""
    found = select(table_of(CaseRow)).where(col(CaseRow.case_id) == case_id).with_for_update()
    row = (await connection.execute(found)).mappings().first()
    if row is None and connection.dialect.name == "postgresql":
        # A row that is not there cannot be locked: of two first writers, one waits here and then finds it.
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(case_id, 0))))
        row = (await connection.execute(found)).mappings().first()
    return dict(row) if row is not None else None


async def write_rows(
    connection: AsyncConnection, before: Values | None, latest: dict[type[Recorded], list[Values]]
) -> None:
    [case] = latest[CaseRow]
    listed.fill(latest, case)
    for model, rows in latest.items():
        await connection.execute(upsert(table_of(model), connection.dialect.name), rows)
    await listed.index_clauses(connection, latest)
    await listed.follow(connection, before, case)
    await listed.settle_escalations(connection, latest, case["case_id"])


def _not_yet_written(batch: Batch, written: int) -> list[Entry]:
    found: list[Entry] = []
    for entry in batch.entries:
        expected = written + len(found) + 1
        if entry.sequence < expected:
            continue
        if entry.sequence > expected:
            raise OutOfOrder(batch.case_id, expected, entry.sequence)
        found.append(entry)
    return found


def rows_of(case_id: str, entries: Sequence[Entry]) -> dict[type[Recorded], list[Values]]:
    """The rows to write, table by table: of several with the same key, the last."""
    found: dict[type[Recorded], dict[tuple[Any, ...], Values]] = {model: {} for model in TABLES.values()}
    for entry in entries:
        if not any(row.get("table") == "cases" for row in entry.rows):
            raise Unfit(f"sequence {entry.sequence}: no row of cases")
        for row in entry.rows:
            if row.get("table") == KEY_STAGES:
                continue
            model, values = _fit(case_id, entry.sequence, row)
            key = tuple(values[c.name] for c in table_of(model).primary_key)
            found[model][key] = values
    return {model: list(rows.values()) for model, rows in found.items() if rows}


def _fit(case_id: str, sequence: int, row: Values) -> tuple[type[Recorded], Values]:
    model = TABLES.get(str(row.get("table")))
    if model is None:
        raise Unfit(f"sequence {sequence}: a row of no known table")
    values = {name: value for name, value in row.items() if name != "table"} | {"case_id": case_id}
    if number := _NUMBERED.get(model):
        values[number] = sequence
    try:
        return model, {name: _storable(value) for name, value in model.model_validate(values).model_dump().items()}
    except ValidationError as error:
        fields = sorted({str(e["loc"][0]) for e in error.errors(include_input=False)})
        raise Unfit(f"sequence {sequence}: a row of {row['table']} does not fit: {', '.join(fields)}") from None


def inserting(table: Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    """A statement that inserts rows and may say what happens when one is there already."""
    return _INSERTS[dialect](table)


def _storable(value: Any) -> Any:
    """A text without the one character that PostgreSQL cannot hold: the case would try to write it for ever."""
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value


@cache
def upsert(table: Table, dialect: str) -> Insert:
    """A statement that writes rows of a table, over those that have the same key."""
    statement = inserting(table, dialect)
    rest = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=rest)


@cache
def insert_unless_there(table: Table, dialect: str) -> Insert:
    """A statement that writes a row of a table unless one with the same key is there; its row count says which."""
    return _INSERTS[dialect](table).on_conflict_do_nothing(index_elements=list(table.primary_key))
