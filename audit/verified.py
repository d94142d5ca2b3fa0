"""What looking through the whole trail found, kept beside it for whoever asks when that was last done."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from models.audit_tables import VerificationRow
from models.tables import table_of
from records.engine import reading, writing

TABLE = table_of(VerificationRow)

WORDS_KEPT = 50
"""Faults of which the words are kept; all are counted."""


@dataclass(frozen=True)
class Verified:
    """One look through the trail: how many entries there were, up to which a checkpoint vouched, and what was wrong."""

    at: datetime
    entries: int
    checkpoint: int | None
    faults: int
    words: list[str]


async def keep(engine: AsyncEngine, found: Verified) -> None:
    """Keep what was found. Raises SQLAlchemyError."""
    async with writing(engine) as connection:
        await connection.execute(insert(TABLE), [{**asdict(found), "words": found.words[:WORDS_KEPT]}])


async def latest(engine: AsyncEngine) -> Verified | None:
    """The last look; none when nobody looked yet. Raises SQLAlchemyError."""
    async with reading(engine).connect() as connection:
        row = (await connection.execute(select(TABLE).order_by(TABLE.c.number.desc()).limit(1))).one_or_none()
    return None if row is None else Verified(**{one.name: getattr(row, one.name) for one in fields(Verified)})
