"""Databases for the tests of the records: SQLite files and PostgreSQL databases, with the tables of this release."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncEngine

from models.tables import Recorded
from records.engine import engine_for, writing
from records.upgrade import upgrade
from tests.clusters import Cluster, binaries, session_cluster

KINDS = ("sqlite", "postgresql")

_numbers = count(1)


def postgresql() -> Cluster:
    """The session's PostgreSQL. Where there is none, tests that need it are skipped, and under CI they fail."""
    programs = binaries()
    if programs is not None:
        return session_cluster(programs)
    words = "there is no PostgreSQL on this machine: apt-get install postgresql"
    if os.environ.get("CI"):
        pytest.fail(words)
    pytest.skip(words)


def is_wanted() -> bool:
    """Whether PostgreSQL is to be tested: where it is installed, and under CI in any case."""
    return binaries() is not None or bool(os.environ.get("CI"))


@asynccontextmanager
async def new_database(kind: str, folder: Path) -> AsyncIterator[str]:
    """The URL of an empty database, for a test that makes its tables itself. It is gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{folder / 'records.db'}"
        return
    cluster = postgresql()
    name = f"records_{os.getpid()}_{next(_numbers)}"
    await _carry_out(cluster, f"CREATE DATABASE {name}")
    yield cluster.url(name)
    await _carry_out(cluster, f"DROP DATABASE {name} WITH (FORCE)")


@asynccontextmanager
async def ready_database(kind: str, folder: Path) -> AsyncIterator[AsyncEngine]:
    """A database with the tables of this release and no row."""
    async with new_database(kind, folder) as url:
        await upgrade(url)
        engine = engine_for(url)
        yield engine
        await engine.dispose()


async def _carry_out(cluster: Cluster, statement: str) -> None:
    engine = engine_for(cluster.url("postgres")).execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


async def empty(engine: AsyncEngine) -> None:
    """Delete every row of the records, but for the audit trail's, which nobody can."""
    async with writing(engine) as connection:
        for table in reversed(Recorded.metadata.sorted_tables):
            if table.name == "audit_entries":
                continue
            await connection.execute(delete(table))
