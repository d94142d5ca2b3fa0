"""Bringing the records database to the tables of this release."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from records.engine import engine_for

CONFIG = Path(__file__).parent / "migrations" / "alembic.ini"


async def upgrade(url: str) -> None:
    """Make the tables, or change them to those of this release, in one transaction; nothing to do is no error.

    Any number of processes may do this at once: the first does the work, the others wait for it. Raises alembic's
    CommandError when the database was made by a later release.
    """
    engine = engine_for(url, altering=True)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_to_head)
    finally:
        await engine.dispose()


def _to_head(connection: Connection) -> None:
    config = Config(CONFIG)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
