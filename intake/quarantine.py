"""Messages that a person has to look at: list them, look into one, mend it, have it taken in again, or dismiss it.

Everything done is kept with who did it and when; what came is never changed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col

from intake.facts import key_of
from intake.identity import in_turn
from intake.limits import MAX_BYTES
from intake.settle import settle
from intake.states import REASONS, State
from intake.take import Taken, clean, taken, understand
from models.intake_tables import LookedRow, MessageRow, NamedRow
from records.engine import reading, writing

_LOOKED = "looked"

BY_ITSELF = "intake"
"""Who replays a message when a case opens for its person: nobody but the system."""


class NoSuchMessage(Exception):
    """No message has this number, or it is not in quarantine any more."""


class Changed(Exception):
    """Somebody did something with the message since it was looked at. Nothing was done."""


@dataclass(frozen=True)
class Waiting:
    """A message in quarantine as a list shows it: nothing of what it says."""

    number: int
    came_at: datetime
    channel: str
    type: str | None
    occurred_at: datetime | None
    reason: str
    words: str
    mended: bool


@dataclass(frozen=True)
class Looked:
    """Something a person did with it."""

    at: datetime
    by: str
    did: str
    why: str | None


@dataclass(frozen=True)
class Opened:
    """A message in quarantine with all it says: sensitive, whatever another system put there."""

    waiting: Waiting
    raw: bytes
    mended: bytes | None
    history: tuple[Looked, ...]

    @property
    def version(self) -> int:
        """How often something was done with it; looking is not."""
        return sum(one.did != _LOOKED for one in self.history)


async def waiting(engine: AsyncEngine, *, reason: str | None = None, after: int = 0, limit: int = 100) -> list[Waiting]:
    """What is in quarantine, the oldest first, from the number after ``after``."""
    found = select(MessageRow.__table__).where(  # type: ignore[attr-defined]
        col(MessageRow.state) == State.QUARANTINED.value, col(MessageRow.number) > after
    )
    if reason is not None:
        found = found.where(col(MessageRow.reason) == reason)
    async with reading(engine).connect() as connection:
        rows = (await connection.execute(found.order_by(col(MessageRow.number)).limit(limit))).all()
    return [_waiting(row) for row in rows]


async def open_one(engine: AsyncEngine, number: int, by: str) -> Opened:
    """Look into one. That somebody did is kept. Raises NoSuchMessage."""
    async with writing(engine) as connection:
        row = await _one(connection, number)
        await _did(connection, number, by, _LOOKED)
        history = select(LookedRow.__table__).where(col(LookedRow.message) == number)  # type: ignore[attr-defined]
        rows = (await connection.execute(history.order_by(col(LookedRow.number)))).all()
    done = tuple(Looked(one.at, one.by, one.did, one.why) for one in rows)
    return Opened(_waiting(row), row.raw, row.mended, done)


async def mend(engine: AsyncEngine, number: int, mended: bytes, by: str, *, seen: int | None = None) -> None:
    """Put a mended copy beside what came; taking it in again is another step.

    ``seen`` is the version that was looked at. Raises NoSuchMessage, Changed and ValueError.
    """
    if len(mended) > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES} bytes")
    async with writing(engine) as connection:
        await _one(connection, number, seen)
        await _set(connection, number, mended=mended)
        await _did(connection, number, by, "mended")


async def replay(engine: AsyncEngine, number: int, by: str, *, can_ask: bool = False, seen: int | None = None) -> Taken:
    """Take it in again, as mended if it was. Raises NoSuchMessage and Changed."""
    async with writing(engine) as connection:
        row = await _one(connection, number, seen)
        one = understand(row.mended or row.raw)
        await in_turn(connection, [one.person])
        if one.told is not None:
            known = {"type": clean(one.told.type), "occurred_at": one.told.occurred_at, "envelope": one.told.envelope}
            await _set(connection, number, key=key_of(one.told), **known)
        await _did(connection, number, by, "replayed")
        settled = await settle(connection, number, one.told, one.meaning, datetime.now(UTC), can_ask)
    return taken(number, one, settled)


async def dismiss(engine: AsyncEngine, number: int, by: str, why: str, *, seen: int | None = None) -> None:
    """Let it be, with the reason. It stays where it is, for whoever asks. Raises NoSuchMessage and Changed."""
    async with writing(engine) as connection:
        await _one(connection, number, seen)
        await _set(connection, number, state=State.DISMISSED.value, settled_at=datetime.now(UTC))
        await connection.execute(delete(NamedRow).where(col(NamedRow.message) == number))
        await _did(connection, number, by, "dismissed", why)


async def _one(connection: AsyncConnection, number: int, seen: int | None = None) -> Any:
    found = select(MessageRow.__table__).where(  # type: ignore[attr-defined]
        col(MessageRow.number) == number, col(MessageRow.state) == State.QUARANTINED.value
    )
    row = (await connection.execute(found.with_for_update())).one_or_none()
    if row is None:
        raise NoSuchMessage(f"no message {number} in quarantine: list those that are")
    if seen is not None and seen != await _version(connection, number):
        raise Changed
    return row


async def _version(connection: AsyncConnection, number: int) -> int:
    done = select(func.count()).where(col(LookedRow.message) == number, col(LookedRow.did) != _LOOKED)
    return int(await connection.scalar(done) or 0)


async def _set(connection: AsyncConnection, number: int, **values: Any) -> None:
    await connection.execute(update(MessageRow).where(col(MessageRow.number) == number).values(**values))


async def _did(connection: AsyncConnection, number: int, by: str, did: str, why: str | None = None) -> None:
    values = {"message": number, "at": datetime.now(UTC), "by": by, "did": did, "why": why}
    await connection.execute(insert(LookedRow).values(**values))


def _waiting(row: Any) -> Waiting:
    words = row.words or REASONS.get(row.reason, row.reason)
    return Waiting(
        row.number, row.came_at, row.channel, row.type, row.occurred_at, row.reason, words, row.mended is not None
    )
