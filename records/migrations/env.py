"""How alembic reaches the records: on the connection it is given, or on one to ``-x url=…``."""

import asyncio
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from models import audit_tables as audit_tables  # its table is among Recorded's
from models import intake_tables as intake_tables
from models import key_tables as key_tables
from models import notice_tables as notice_tables
from models import outgoing_tables as outgoing_tables
from models.tables import Recorded
from records.engine import engine_for, one_at_a_time


def _in_sql_words(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Name SQLAlchemy's own types, so that an old migration does not hang on SQLModel's."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Recorded.metadata,
        render_item=_in_sql_words,
        render_as_batch=True,  # SQLite changes a column by rebuilding its table
    )
    with context.begin_transaction():
        context.run_migrations()


async def _connect_and_migrate(url: str) -> None:
    engine = engine_for(url, altering=True)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(one_at_a_time)
            await connection.run_sync(_migrate)
    finally:
        await engine.dispose()


given = context.config.attributes.get("connection")
if given is None:
    asyncio.run(_connect_and_migrate(context.get_x_argument(as_dictionary=True)["url"]))
else:
    _migrate(given)
