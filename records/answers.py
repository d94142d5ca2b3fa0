"""Answers kept under their Idempotency-Key: who claims a key does the work; who comes later gets the answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col

from models.tables import AnswerRow
from records.engine import writing
from records.write import insert_unless_there

KEPT = timedelta(hours=24)
"""How long an answer is kept (project default)."""

ABANDONED = timedelta(minutes=2)
"""A claim without an answer for so long was left by a process that died: another may take it (project default)."""


@dataclass(frozen=True)
class Claim:
    """A key of one principal, and a digest of the request it came with."""

    principal: str
    key: str
    fingerprint: str


@dataclass(frozen=True)
class Kept:
    """An answer as it was given."""

    status: int
    body: dict[str, Any] | None
    etag: str | None


Standing = Literal["claimed", "under way", "another request"] | Kept
"""What a claim finds: the key is now ours, somebody is at it, it was used otherwise, or the answer is there."""


async def claim(engine: AsyncEngine, asked: Claim, now: datetime) -> Standing:
    """Claim a key, or find what is there. What is older than a day counts as not there."""
    values = {"principal": asked.principal, "key": asked.key, "fingerprint": asked.fingerprint, "claimed_at": now}
    async with writing(engine) as connection:
        for _ in range(2):
            if (await connection.execute(insert_unless_there(_TABLE, connection.dialect.name), values)).rowcount:
                return "claimed"
            found = (await connection.execute(select(_TABLE).where(*_is(asked)))).one_or_none()
            if found is None or found.claimed_at > now - (KEPT if found.status is not None else ABANDONED):
                break
            await _forget(connection, asked)
    if found is None:  # given up by the other in this very moment
        return "under way"
    if found.fingerprint != asked.fingerprint:
        return "another request"
    return Kept(found.status, found.body, found.etag) if found.status is not None else "under way"


async def answer(engine: AsyncEngine, asked: Claim, kept: Kept) -> None:
    """Keep the answer under a claimed key."""
    values = {"status": kept.status, "body": kept.body, "etag": kept.etag}
    async with writing(engine) as connection:
        await connection.execute(update(_TABLE).where(*_is(asked)).values(**values))


async def give_up(engine: AsyncEngine, asked: Claim) -> None:
    """Let a claimed key go: nothing was done under it."""
    async with writing(engine) as connection:
        await _forget(connection, asked)


async def forget_old(engine: AsyncEngine, now: datetime) -> int:
    """Delete what was kept for longer than a day, and say how many it were."""
    async with writing(engine) as connection:
        return (await connection.execute(delete(_TABLE).where(_TABLE.c.claimed_at <= now - KEPT))).rowcount


async def _forget(connection: AsyncConnection, asked: Claim) -> None:
    await connection.execute(delete(_TABLE).where(*_is(asked)))


_TABLE = AnswerRow.__table__  # type: ignore[attr-defined]


def _is(asked: Claim) -> tuple[Any, Any]:
    return col(AnswerRow.principal) == asked.principal, col(AnswerRow.key) == asked.key
