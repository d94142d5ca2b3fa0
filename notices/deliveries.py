"""The deliveries: claimed by one sender at a time, and where each stands."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col
from sqlmodel import select as entities
from sqlmodel.ext.asyncio.session import AsyncSession

from models.notice_tables import DeliveryRow
from models.notices import Channel, DeliveryState
from records.engine import reading, writing

IN_TROUBLE = 3
"""After so many attempts in vain an operator sees a delivery that is still being tried (project default)."""


async def claim(
    engine: AsyncEngine, channel: Channel, now: datetime, lease: timedelta, *, held_back: frozenset[bool], limit: int
) -> Sequence[DeliveryRow]:
    """Take what is due by a channel and nobody else has taken; for the length of the lease it is this sender's alone.

    Each claim counts as an attempt before anything is sent: whoever claims it next knows that this one may have been
    handed over. ``held_back`` is what is not sent now, grave or not; what became of those sent before is asked all the
    same.
    """
    free = or_(col(DeliveryRow.claimed_until).is_(None), col(DeliveryRow.claimed_until) <= now)
    conditions: list[ColumnElement[bool]] = [col(DeliveryRow.channel) == channel, col(DeliveryRow.due_at) <= now, free]
    if held_back:
        sent_now = col(DeliveryRow.grave).not_in(held_back)
        conditions.append(or_(sent_now, col(DeliveryRow.state) != DeliveryState.WAITING))
    async with reading(engine).connect() as connection:
        # Most looks find nothing, and then nobody waits for the lock of a writer.
        if await connection.scalar(select(col(DeliveryRow.id)).where(*conditions).limit(1)) is None:
            return []
    due = (
        select(col(DeliveryRow.id))
        .where(*conditions)
        .order_by(col(DeliveryRow.grave).desc(), col(DeliveryRow.due_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taking = update(DeliveryRow).where(col(DeliveryRow.id).in_(due))
    taken = taking.values(claimed_until=now + lease, attempts=col(DeliveryRow.attempts) + 1)
    async with writing(engine) as connection:
        found = await connection.execute(taken.returning(*DeliveryRow.__table__.columns))  # type: ignore[attr-defined]
        return [DeliveryRow(**row) for row in found.mappings()]


async def stands(engine: AsyncEngine, delivery: DeliveryRow, **changed: Any) -> bool:
    """Write where a claimed delivery stands; false when another sender has claimed it since, and so will say itself."""
    mine = and_(col(DeliveryRow.id) == delivery.id, col(DeliveryRow.attempts) == delivery.attempts)
    async with writing(engine) as connection:
        done = await connection.execute(update(DeliveryRow).where(mine).values(claimed_until=None, **changed))
    return done.rowcount == 1


async def failing(engine: AsyncEngine, limit: int = 200) -> list[DeliveryRow]:
    """What an operator must look at: given up, or tried in vain for a while; the newest first."""
    tried = and_(
        col(DeliveryRow.state) == DeliveryState.WAITING,
        col(DeliveryRow.attempts) >= IN_TROUBLE,
        col(DeliveryRow.fault).is_not(None),
    )
    statement = entities(DeliveryRow).where(or_(col(DeliveryRow.state) == DeliveryState.FAILED, tried))
    statement = statement.order_by(col(DeliveryRow.made_at).desc(), col(DeliveryRow.id)).limit(limit)
    async with AsyncSession(reading(engine), expire_on_commit=False) as session:
        return list((await session.exec(statement)).all())


async def try_again(engine: AsyncEngine, now: datetime, delivery_id: str | None = None) -> int:
    """Have what failed, or one of it, tried again from now on; how many there are. What cannot go anywhere is not."""
    failed = [
        col(DeliveryRow.state).in_([DeliveryState.FAILED, DeliveryState.WAITING]),
        col(DeliveryRow.fault).is_not(None),
        col(DeliveryRow.channel) != Channel.NOWHERE,
    ]
    if delivery_id is not None:
        failed.append(col(DeliveryRow.id) == delivery_id)
    again = {"state": DeliveryState.WAITING.value, "due_at": now, "made_at": now, "fault": None}
    async with writing(engine) as connection:
        done = await connection.execute(update(DeliveryRow).where(*failed).values(**again))
    return done.rowcount


async def counted(engine: AsyncEngine) -> dict[str, int]:
    """How many deliveries there are in each state."""
    statement = select(col(DeliveryRow.state), func.count()).group_by(col(DeliveryRow.state))
    async with reading(engine).connect() as connection:
        return {row[0]: row[1] for row in await connection.execute(statement)}
