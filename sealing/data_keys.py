"""The cases' keys: one each, made when it is first needed, kept in the records, wrapped by a master key.

A key is looked up once and then remembered for a while: a key that was shredded elsewhere is used no longer than that.
While the records are away, what is remembered goes on being used.
"""

import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from models.key_tables import DataKeyRow
from models.tables import table_of
from records.engine import reading, writing
from records.write import insert_unless_there
from sealing.keyring import KEY_BYTES
from sealing.master import MasterKeys, Wrapped
from sealing.problems import KeysAway, Shredded, Unreadable

REMEMBERED = timedelta(minutes=5)
"""How long a key is used before it is looked up again (project default)."""

MOST_REMEMBERED = 20_000
"""Keys that a process holds at a time (project default): one is half a kilobyte."""

AT_ONCE = 500
"""Keys wrapped again in one transaction."""

_KEYS = table_of(DataKeyRow)


@dataclass(frozen=True)
class _Remembered:
    owner: str
    key_id: str
    cipher: AESGCM
    until: float


class DataKeys:
    """The keys in the records that ``engine`` reaches. ``clock`` counts seconds."""

    def __init__(self, engine: AsyncEngine, masters: MasterKeys, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine, self._masters, self._clock = engine, masters, clock
        self._of_owner: dict[str, _Remembered] = {}
        self._by_id: dict[str, _Remembered] = {}

    async def sealing(self, owner: str) -> tuple[str, AESGCM]:
        """The key to seal with what is an owner's: its id and its cipher. Raises KeyProblem, Shredded and KeysAway."""
        there = self._of_owner.get(owner)
        if there is None or there.until < self._clock():
            there = await self._looked_up(there, _KEYS.c.owner == owner, owner)
            assert there is not None
        return there.key_id, there.cipher

    async def owner(self, key_id: str) -> str:
        """Whose the key with that id is. Raises KeyProblem, Shredded and KeysAway."""
        return (await self._known(key_id)).owner

    async def opening(self, key_id: str) -> AESGCM:
        """The key with that id. Raises KeyProblem, Shredded and KeysAway."""
        return (await self._known(key_id)).cipher

    async def _known(self, key_id: str) -> _Remembered:
        there = self._by_id.get(key_id)
        if there is None or there.until < self._clock():
            there = await self._looked_up(there, _KEYS.c.key_id == key_id, None)
        if there is None:
            raise Unreadable("sealed with a key that the records do not have: do they belong to this Temporal server?")
        return there

    async def shred(self, owner: str, now: datetime) -> bool:
        """Destroy an owner's key for good, one that was never made too; whether there was one. Raises KeysAway.

        Another process may use it for as long as keys are remembered.
        """
        gone = {"master": None, "wrapped": None, "shredded_at": now}
        async with self._writing() as connection:
            row = {"key_id": secrets.token_hex(8), "owner": owner, "made_at": now, **gone}
            made = await connection.execute(insert_unless_there(_KEYS, connection.dialect.name), [row])
            if made.rowcount != 1:
                where = (_KEYS.c.owner == owner) & _KEYS.c.shredded_at.is_(None)
                made = await connection.execute(update(_KEYS).where(where).values(**gone))
                found = made.rowcount == 1
            else:
                found = False
        if (known := self._of_owner.pop(owner, None)) is not None:
            self._by_id.pop(known.key_id, None)
        return found

    async def wrapped_by(self) -> dict[str, int]:
        """How many keys each master key wraps. Raises KeysAway."""
        asked = select(_KEYS.c.master, func.count()).where(_KEYS.c.master.is_not(None)).group_by(_KEYS.c.master)
        async with self._reading() as connection:
            return {row[0]: row[1] for row in await connection.execute(asked)}

    async def rewrap(self) -> AsyncIterator[int]:
        """Wrap every key with the current master key; after each some, how many so far. Safe to stop and do again.

        Raises KeyProblem and KeysAway.
        """
        done, current = 0, await self._masters.current()
        old = (
            select(_KEYS.c.key_id, _KEYS.c.owner, _KEYS.c.master, _KEYS.c.wrapped)
            .where(_KEYS.c.master.is_not(None), _KEYS.c.master != current)
            .limit(AT_ONCE)
        )
        while True:
            async with self._writing() as connection:
                rows = (await connection.execute(old)).all()
                for row in rows:
                    key = await self._masters.unwrap(Wrapped(row.master, row.wrapped), row.owner)
                    wrapped = await self._masters.wrap(key, row.owner)
                    # Shredded meanwhile, it stays so.
                    mine = (_KEYS.c.key_id == row.key_id) & (_KEYS.c.master == row.master)
                    values = {"master": wrapped.master, "wrapped": wrapped.data}
                    await connection.execute(update(_KEYS).where(mine).values(**values))
            if not rows:
                return
            done += len(rows)
            yield done

    async def _looked_up(self, before: _Remembered | None, where: Any, owner: str | None) -> _Remembered | None:
        """A key from the records, made for ``owner`` if need be. What is remembered serves while they are away."""
        try:
            row = await self._row(where)
            if row is None and owner is not None:
                await self._make(owner)
                row = await self._row(where)
        except KeysAway:
            if before is None:
                raise
            return before
        if row is None:
            return None
        if row.wrapped is None:
            self._of_owner.pop(row.owner, None)
            self._by_id.pop(row.key_id, None)
            raise Shredded()
        key = await self._masters.unwrap(Wrapped(row.master, row.wrapped), row.owner)
        found = _Remembered(row.owner, row.key_id, AESGCM(key), self._clock() + REMEMBERED.total_seconds())
        if len(self._by_id) >= MOST_REMEMBERED:
            self._of_owner.clear()
            self._by_id.clear()
        self._of_owner[row.owner] = self._by_id[row.key_id] = found
        return found

    async def _row(self, where: Any) -> Any:
        async with self._reading() as connection:
            return (await connection.execute(select(_KEYS).where(where))).first()

    async def _make(self, owner: str) -> None:
        """Two processes may do so at once: one key stays, and both then find that."""
        wrapped = await self._masters.wrap(secrets.token_bytes(KEY_BYTES), owner)
        row = {"key_id": secrets.token_hex(8), "owner": owner, "master": wrapped.master, "wrapped": wrapped.data}
        async with self._writing() as connection:
            statement = insert_unless_there(_KEYS, connection.dialect.name)
            await connection.execute(statement, [{**row, "made_at": datetime.now(UTC), "shredded_at": None}])

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with reading(self._engine).connect() as connection:
                yield connection
        except (SQLAlchemyError, OSError):
            raise KeysAway() from None

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with writing(self._engine) as connection:
                yield connection
        except (SQLAlchemyError, OSError):
            raise KeysAway() from None
