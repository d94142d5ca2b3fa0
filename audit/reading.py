"""Reading the trail: all of it in order, its last entry, or what somebody did and what was done on a case."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncEngine

from audit.chain import Link
from audit.entry import Entry
from audit.trail import TABLE
from records.engine import reading

_AT_ONCE = 2000
_FIELDS = [field.name for field in fields(Entry)]


@dataclass(frozen=True)
class Wanted:
    """Which entries: of a case, of somebody (as the token names them, with or without the kind), of an action, of an
    outcome, from a moment on and before another, and before the entry of a number."""

    case_id: str | None = None
    who: str | None = None
    since: str | None = None
    limit: int = 100
    action: str | None = None
    outcome: str | None = None
    until: str | None = None
    before: int | None = None


async def whole(engine: AsyncEngine) -> AsyncIterator[Link]:
    """Every entry, in the order of their numbers. Raises SQLAlchemyError."""
    after: int | None = None
    while True:
        page = select(TABLE).order_by(TABLE.c.number).limit(_AT_ONCE)
        if after is not None:
            page = page.where(TABLE.c.number > after)
        async with reading(engine).connect() as connection:
            rows = (await connection.execute(page)).all()
        for row in rows:
            yield _link(row)
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1].number


async def last(engine: AsyncEngine) -> Link | None:
    """The last entry; none when there is none. Raises SQLAlchemyError."""
    async with reading(engine).connect() as connection:
        row = (await connection.execute(select(TABLE).order_by(TABLE.c.number.desc()).limit(1))).one_or_none()
    return None if row is None else _link(row)


async def found(engine: AsyncEngine, wanted: Wanted) -> list[Link]:
    """The newest entries that are wanted, the newest first. Raises SQLAlchemyError."""
    query = select(TABLE).order_by(TABLE.c.number.desc()).limit(wanted.limit)
    same = {"case_id": wanted.case_id, "action": wanted.action, "outcome": wanted.outcome}
    for name, value in same.items():
        if value is not None:
            query = query.where(TABLE.c[name] == value)
    if wanted.who is not None:
        query = query.where(TABLE.c.who.in_([wanted.who, f"user:{wanted.who}", f"client:{wanted.who}"]))
    if wanted.since is not None:
        query = query.where(TABLE.c.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(TABLE.c.at < wanted.until)
    if wanted.before is not None:
        query = query.where(TABLE.c.number < wanted.before)
    async with reading(engine).connect() as connection:
        return [_link(row) for row in await connection.execute(query)]


def _link(row: Row[Any]) -> Link:
    entry = Entry(**{name: getattr(row, name) for name in _FIELDS})
    return Link(row.number, entry, row.previous, row.hash)
