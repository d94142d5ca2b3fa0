"""The connection to the records database, set up so that no write is lost: one SQLite file, or PostgreSQL."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import URL, Connection, Engine, NullPool, event, func, make_url, select
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
_MIGRATIONS = 8_261_173_529_001
"""The advisory lock under which the tables of a PostgreSQL database are changed; any number of our own."""

AT_ONCE = 10
"""Connections a process keeps to PostgreSQL; as many again for a while, when all are taken (project default)."""

STATEMENT_TAKES = 60.0
"""Seconds after which PostgreSQL gives a statement up (project default): only measures take a second."""

_TURNS: WeakKeyDictionary[Engine, asyncio.Lock] = WeakKeyDictionary()


def engine_for(url: str, *, altering: bool = False, kept: bool = True) -> AsyncEngine:
    """An engine on the database at ``url``: ``sqlite+aiosqlite:///FILE`` or ``postgresql://…``. Dispose of it.

    Without ``kept`` each connection is closed after its use: for what asks seldom, and need not be disposed of then.
    A writer waits up to 10 seconds for the others. With ``altering``, for migrations, it waits up to 5 minutes, no
    statement is given up, and SQLite does not check foreign keys, so that a table may be rebuilt. Errors of the engine
    never show the values of a statement. Raises ArgumentError when ``url`` is not one.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return _served(make_url(url), altering, kept)
    # Transactions are begun by _begin: left to itself, the driver begins them too late.
    connect_args = {"isolation_level": None, "timeout": _LOCK_WAIT_ALTERING if altering else _LOCK_WAIT}
    pool: dict[str, Any] = {} if kept else {"poolclass": NullPool}
    engine = create_async_engine(url, hide_parameters=True, connect_args=connect_args, **pool)
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


def _served(url: URL, altering: bool, kept: bool) -> AsyncEngine:
    """An engine on a server that may restart: a connection is tried before it is used, and none is kept for ever."""
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    limits = {
        "statement_timeout": 0 if altering else STATEMENT_TAKES,
        "lock_timeout": _LOCK_WAIT_ALTERING if altering else _LOCK_WAIT,
        "idle_in_transaction_session_timeout": 0 if altering else 60.0,
    }
    options = " ".join(f"-c {name}={int(seconds * 1000)}" for name, seconds in limits.items())
    connect_args: dict[str, Any] = {"connect_timeout": 10, "options": options, "application_name": "throughcare"}
    pool: dict[str, Any] = {
        "pool_size": AT_ONCE,
        "max_overflow": AT_ONCE,
        "pool_timeout": _LOCK_WAIT,
        "pool_pre_ping": True,
        "pool_recycle": 1800,
    }
    given = {name for name in connect_args if name in url.query}
    return create_async_engine(
        url,
        hide_parameters=True,
        connect_args={name: value for name, value in connect_args.items() if name not in given},
        **(pool if kept else {"poolclass": NullPool}),
    )


def one_at_a_time(connection: Connection) -> None:
    """Wait until no other process changes the tables, until the end of the transaction. A file is locked already."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_MIGRATIONS)))


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
