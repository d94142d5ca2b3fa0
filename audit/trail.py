"""Adding to the trail: one chain, however many processes write, and one transaction for those who write together."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Table, func, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from audit.chain import GENESIS, Link, linked
from audit.entry import Entry
from models.audit_tables import AuditRow
from models.tables import table_of
from records.engine import writing

TABLE = table_of(AuditRow)

_ONE_CHAIN = 8_261_173_529_002
"""The advisory lock under which PostgreSQL adds to the chain; any number of our own. A SQLite file is locked whole."""


class NotWritten(Exception):
    """An entry could not be written. It may still be there: the answer of the database was lost."""


class Trail:
    """The audit trail, to be added to by one process. Others may add to the same at the same time."""

    def __init__(self, engine: AsyncEngine, table: Table = TABLE) -> None:
        self._engine = engine
        self._table = table
        self._turn = asyncio.Lock()
        self._waiting: list[tuple[Entry, asyncio.Future[bool]]] = []

    async def append(self, entry: Entry) -> None:
        """Add an entry; once this returns it is durable. Raises NotWritten.

        Who comes while another writes waits, and is written together with all who waited: the wait for the disk is
        shared, so that more requests at once cost no more transactions.
        """
        written: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, written))
        async with self._turn:
            if not written.done():
                await self._write_all_who_wait()
        if not written.result():
            raise NotWritten

    async def _write_all_who_wait(self) -> None:
        batch, self._waiting = self._waiting, []
        done = False
        try:
            async with writing(self._engine) as connection:
                await add(connection, [entry for entry, _ in batch], self._table)
            done = True
        except (SQLAlchemyError, OSError):
            pass
        finally:  # whoever waited with us is told, even when we are stopped ourselves
            for _, written in batch:
                if not written.done():
                    written.set_result(done)


async def add(connection: AsyncConnection, entries: Sequence[Entry], table: Table = TABLE) -> None:
    """Add entries within a transaction that may write. Nobody else adds until it ends. Raises SQLAlchemyError."""
    if connection.dialect.name == "postgresql":
        await connection.execute(select(func.pg_advisory_xact_lock(_ONE_CHAIN)))
    last = select(table.c.number, table.c.hash).order_by(table.c.number.desc()).limit(1)
    found = (await connection.execute(last)).one_or_none()
    number, previous = (found.number, found.hash) if found else (0, GENESIS)
    await connection.execute(insert(table), [_row(link) for link in linked(entries, number, previous)])


def _row(link: Link) -> dict[str, object]:
    return {"number": link.number, **asdict(link.entry), "previous": link.previous, "hash": link.hash}
