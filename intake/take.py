"""The one way in: a message is read, understood and durably kept before anybody is told that it was accepted."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import insert, text
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from intake.envelope import read, split
from intake.facts import key_of
from intake.identity import in_turn
from intake.limits import MAX_BYTES
from intake.mapping import meaning_of
from intake.mapping.meaning import Meaning, Unclear
from intake.reading import Unreadable
from intake.settle import Settled, settle
from intake.told import Person, Told
from models.intake_tables import MessageRow
from records.engine import reading, writing

LOG = structlog.get_logger("throughcare.intake")

DOWN = (OperationalError, InterfaceError, NoConnection, OSError)
"""What is said when the records are down; a database says some of it of a single message too."""

_STUMBLED = Unclear("unreadable_fields", "its fields have shapes that no event has")


@dataclass(frozen=True)
class Taken:
    """What became of one message. ``number`` names it from now on; ``words`` never show what it said."""

    number: int
    state: str
    type: str | None
    reason: str | None = None
    words: str | None = None
    duplicate_of: int | None = None
    facts: int = 0


@dataclass(frozen=True)
class Understood:
    """A message as far as it could be read."""

    raw: bytes
    told: Told | None
    meaning: Meaning

    @property
    def person(self) -> Person:
        """Whom it names."""
        return self.told.person if self.told else Person()


async def take(
    engine: AsyncEngine,
    raw: bytes,
    content_type: str | None = None,
    *,
    channel: str,
    headers: Mapping[str, str] | None = None,
    now: datetime | None = None,
    can_ask: bool = False,
) -> list[Taken]:
    """Take in what was sent: one message or several. When this returns, every one of them is stored.

    ``can_ask`` says that detail addresses can be asked: such messages then wait for their details. Raises Unreadable
    when it is too large or too many to be taken, and SQLAlchemyError when the records fail; nothing is stored then.
    """
    if len(raw) > MAX_BYTES:
        raise Unreadable("too_large", f"larger than {MAX_BYTES} bytes: send fewer events at a time")
    parts = split(raw, content_type)
    return await take_parts(engine, parts, content_type, channel=channel, headers=headers, now=now, can_ask=can_ask)


async def take_parts(
    engine: AsyncEngine,
    parts: Sequence[bytes],
    content_type: str | None = None,
    *,
    channel: str,
    headers: Mapping[str, str] | None = None,
    now: datetime | None = None,
    can_ask: bool = False,
) -> list[Taken]:
    """Take in messages that are already apart: all in one transaction, or each in its own where one stumbles.

    Raises SQLAlchemyError when the records fail.
    """
    at = now or datetime.now(UTC)

    async def store(some: Sequence[Understood]) -> list[Taken]:
        async with writing(engine) as connection:
            await in_turn(connection, (one.person for one in some))
            return [await _store(connection, one, content_type, channel, at, can_ask) for one in some]

    understood = [understand(part, headers if len(parts) == 1 else None) for part in parts]
    try:
        return await store(understood)
    except Exception as error:
        if await no_message_is_to_blame(engine, error):
            raise
        LOG.error("a message could not be stored as it was understood", error=type(error).__name__)
    return [await _store_alone(engine, store, one) for one in understood]


async def _store_alone(
    engine: AsyncEngine, store: Callable[[Sequence[Understood]], Awaitable[list[Taken]]], one: Understood
) -> Taken:
    """Store one; if it is this one that stumbles, keep it for a person to look at, in nobody's way."""
    try:
        return (await store([one]))[0]
    except Exception as error:
        if await no_message_is_to_blame(engine, error):
            raise
    return (await store([Understood(one.raw, None, _STUMBLED)]))[0]


async def no_message_is_to_blame(engine: AsyncEngine, error: Exception) -> bool:
    """Whether the records are down: they say so, and do not answer a question about nothing either."""
    if not isinstance(error, DOWN):
        return False
    try:
        async with reading(engine).connect() as connection:
            await connection.execute(text("SELECT 1"))
    except (*DOWN, SQLAlchemyError):
        return True
    return False


def understand(raw: bytes, headers: Mapping[str, str] | None = None, details: Any = None) -> Understood:
    """Read a message and find what it means, with its details if they were asked for. Never raises."""
    try:
        told = replace(read(raw, headers), details=details)
        return Understood(raw, told, meaning_of(told))
    except Unreadable as error:
        return Understood(raw, None, Unclear(error.reason, str(error)))
    except Exception:
        # Whatever stumbled, the message is kept for a person to look at: nothing that came may be lost.
        return Understood(raw, None, _STUMBLED)


async def _store(
    connection: AsyncConnection, one: Understood, content_type: str | None, channel: str, now: datetime, can_ask: bool
) -> Taken:
    values = {"came_at": now, "channel": channel, "content_type": (content_type or "")[:100] or None, "raw": one.raw}
    values |= {"state": "accepted", "facts": 0, "tries": 0}
    if one.told is not None:
        values |= {"envelope": one.told.envelope, "type": clean(one.told.type), "occurred_at": one.told.occurred_at}
        values |= {"key": key_of(one.told)}
    table = MessageRow.__table__  # type: ignore[attr-defined]
    stored = await connection.execute(insert(table).values(**values).returning(table.c.number))
    number: int = stored.scalar_one()
    settled = await settle(connection, number, one.told, one.meaning, now, can_ask)
    return taken(number, one, settled)


def taken(number: int, one: Understood, settled: Settled) -> Taken:
    """What the sender is told."""
    type_ = clean(one.told.type) if one.told else None
    return Taken(number, settled.state.value, type_, settled.reason, settled.words, settled.duplicate_of, settled.facts)


def clean(text: str) -> str:
    """A name that came from outside, fit to be stored and shown: what is no plain sign is a question mark."""
    return "".join(sign if " " <= sign <= "~" else "?" for sign in text)[:120]
