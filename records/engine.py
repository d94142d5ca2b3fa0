"""The connection to the records database: one SQLite file, set up so that no write is lost."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

EMBEDDED = "sqlite+aiosqlite:///throughcare-records.db"
"""The records in one file in the working directory, on a local disk."""

# The driver's own debug lines show the values of every statement.
logging.getLogger("aiosqlite").setLevel(logging.INFO)

_LOCK_WAIT = 10.0
_LOCK_WAIT_ALTERING = 300.0
_BEGIN = "records_begin"
_TURNS: WeakKeyDictionary[Engine, asyncio.Lock] = WeakKeyDictionary()


def engine_for(url: str, *, altering: bool = False) -> AsyncEngine:
    """An engine on the database at ``url``, an SQLAlchemy URL with an asynchronous driver. Dispose of it at the end.

    A writer waits up to 10 seconds for the others. With ``altering``, for migrations, it waits up to 5 minutes, and
    foreign keys are not checked, so that a table may be rebuilt. Errors of the engine never show the values of a
    statement. Raises ArgumentError when ``url`` is not one.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(url, hide_parameters=True)
    # Transactions are begun by _begin: left to itself, the driver begins them too late.
    connect_args = {"isolation_level": None, "timeout": _LOCK_WAIT_ALTERING if altering else _LOCK_WAIT}
    engine = create_async_engine(url, hide_parameters=True, connect_args=connect_args)
    event.listen(engine.sync_engine, "connect", _set_up_altering if altering else _set_up)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that may write; it is committed at the end of the block and undone when the block raises.

    Where the database is a file, those of one process take turns, first come first served: the file's own lock is had
    by whoever happens to ask at the right moment, and under load some would wait too long.
    """
    if engine.dialect.name != "sqlite":
        async with engine.begin() as connection:
            yield connection
        return
    async with _TURNS.setdefault(engine.sync_engine, asyncio.Lock()), engine.begin() as connection:
        yield connection


def reading(engine: AsyncEngine) -> AsyncEngine:
    """The same engine for transactions that only read: they neither wait for writers nor hold them up."""
    return engine.execution_options(**{_BEGIN: "BEGIN"})


def _begin(connection: Connection) -> None:
    """Take the write lock at once: a transaction that reads first and then writes fails if another wrote between."""
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN IMMEDIATE"))


def _set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # WAL: readers and one writer at a time. FULL: what is committed survives a power cut.
    # trusted_schema off: functions with side effects cannot be smuggled into the schema of a file.
    _carry_out(connection, "journal_mode=WAL", "synchronous=FULL", "trusted_schema=OFF", "foreign_keys=ON")


def _set_up_altering(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    _set_up(connection, entry)
    _carry_out(connection, "foreign_keys=OFF")


def _carry_out(connection: DBAPIConnection, *pragmas: str) -> None:
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
