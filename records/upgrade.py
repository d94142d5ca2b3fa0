"""Bringing the records database to the tables of this release."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from records.engine import engine_for, one_at_a_time, reading

CONFIG = Path(__file__).parent / "migrations" / "alembic.ini"


async def upgrade(url: str) -> None:
    """Make the tables, or change them to those of this release, in one transaction; nothing to do is no error.

    Any number of processes may do this at once: the first does the work, the others wait for it. Raises alembic's
    CommandError when the database was made by a later release.
    """
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


async def is_current(engine: AsyncEngine) -> bool:
    """Whether the database has the tables of this release: no fewer, no later ones. Raises SQLAlchemyError."""
    async with reading(engine).connect() as connection:
        return await connection.run_sync(_at_head)


def _at_head(connection: Connection) -> bool:
    return set(MigrationContext.configure(connection).get_current_heads()) == _heads()


@cache
def _heads() -> frozenset[str]:
    return frozenset(ScriptDirectory.from_config(Config(CONFIG)).get_heads())
