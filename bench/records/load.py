"""Putting invented rows into a database in bulk: tables as the migrations make them, and their indexes at the end."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import psycopg
from sqlalchemy import Column, Connection, Table, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.types import JSON

from bench.records.invented import Invented, as_json
from models.tables import Recorded

TABLES = (
    "cases", "events", "duties", "duty_clauses", "decisions", "orders", "escalations", "escalation_clauses",
)  # fmt: skip


BASE = 1000
"""Cases that are made one by one; the others are these again, with other ids, dates and practitioners."""


async def load(engine: AsyncEngine) -> None:
    """Fill the tables with the first cases. The database must be new and no one else on it."""
    async with engine.connect() as connection:
        await connection.run_sync(_load, Invented(BASE))
        await connection.commit()
    await _look_over(engine)


async def grow(engine: AsyncEngine, before: int, cases: int) -> None:
    """Make ``before`` cases to ``cases``, both multiples of a thousand: the same teams with so many times the cases."""
    tables = [Recorded.metadata.tables[name] for name in TABLES]
    async with engine.connect() as connection:
        await connection.run_sync(_quickly, tables, drop=True)
        for table in tables:
            for copy in range(before // BASE, cases // BASE):
                columns = {c.name: _again(c, copy, engine.dialect.name) for c in table.columns}
                names, values = ", ".join(columns), ", ".join(columns.values())
                first = f"case_id < 'case-{BASE:07}'"
                await connection.exec_driver_sql(
                    f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {table.name} WHERE {first}"
                )
        await connection.run_sync(_quickly, tables, drop=False)
        await connection.commit()
    await _look_over(engine)


def _again(column: Column[Any], copy: int, dialect: str) -> str:
    """What a column of a case is in one of its copies."""
    name, sqlite = column.name, dialect == "sqlite"
    if name == "case_id":
        number = f"CAST(substr(case_id, 6) AS integer) + {copy * BASE}"
        return f"printf('case-%07d', {number})" if sqlite else f"'case-' || lpad(({number})::text, 7, '0')"
    if name in {"held_by", "pom", "community_practitioner"}:
        return f"{name} || '.{copy // 4}'"
    if name in {"due_on", "due_order", "next_due", "release_on", "handover_on", "ends_on", "stage_since"}:
        moved = f"date({name}, '+{copy % 9} days')" if sqlite else f"{name} + {copy % 9}"
        return f"CASE WHEN {name} < '9999-01-01' THEN {moved} ELSE {name} END"
    return name


async def _look_over(engine: AsyncEngine) -> None:
    """Let PostgreSQL look the tables over, as its autovacuum does in time; nobody does so for a SQLite file."""
    if engine.dialect.name == "postgresql":
        async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            await connection.execute(text("VACUUM ANALYZE"))


def _load(connection: Connection, invented: Invented) -> None:
    tables = [Recorded.metadata.tables[name] for name in TABLES]
    _quickly(connection, tables, drop=True)
    for table in tables:
        rows = _columns(table, invented.rows(table.name), connection.dialect.name)
        names = ", ".join(c.name for c in table.columns)
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" for _ in table.columns)
            for some in _together(rows, 20_000):
                connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", some)
        else:
            _copy(connection, f"COPY {table.name} ({names}) FROM STDIN", rows)
    _quickly(connection, tables, drop=False)


def _quickly(connection: Connection, tables: list[Table], *, drop: bool) -> None:
    """Without indexes and without looking at references, until they are made again."""
    for index in (index for table in tables for index in table.indexes):
        if drop:
            index.drop(connection)
        else:
            index.create(connection)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET session_replication_role = {'replica' if drop else 'origin'}")


def _copy(connection: Connection, statement: str, rows: Iterator[tuple[Any, ...]]) -> None:
    url = connection.engine.url.set(drivername="postgresql")
    connection.commit()
    with psycopg.connect(url.render_as_string(hide_password=False)) as own, own.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


def _columns(table: Table, rows: Iterator[dict[str, Any]], dialect: str) -> Iterator[tuple[Any, ...]]:
    kept = [(c.name, isinstance(c.type, JSON)) for c in table.columns]
    for row in rows:
        values = ((as_json(row[name]) if is_json else row[name]) for name, is_json in kept)
        yield tuple(values) if dialect == "postgresql" else tuple(_for_sqlite(v) for v in values)


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _together(rows: Iterator[tuple[Any, ...]], number: int) -> Iterator[list[tuple[Any, ...]]]:
    some: list[tuple[Any, ...]] = []
    for row in rows:
        some.append(row)
        if len(some) == number:
            yield some
            some = []
    if some:
        yield some
