"""One way of reading a page: the rows after a position, in the order of an index, and one more to see if there are."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, literal, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from models.tables import CaseRow
from records.engine import reading
from records.lists.page import Cursors, Page, PageWanted

Found = TypeVar("Found", bound=SQLModel)
Condition = ColumnElement[bool]
Conditions = Sequence[Condition]


async def page_of(
    engine: AsyncEngine,
    model: type[Found],
    key: Sequence[str],
    alternatives: Sequence[Conditions],
    cursors: Cursors,
    page: PageWanted,
    *,
    newest_first: bool = False,
    led_by: type[SQLModel] | None = None,
) -> Page[Found]:
    """A page of rows that meet one of the alternatives, sorted by ``key``, which no two rows share.

    Each alternative is read by itself, in the order of its index, and they are merged: no two may have a row in common.
    ``led_by`` is another table with the same key, which the conditions join, whose index is to be followed. Raises
    BadCursor.
    """
    after = cursors.position(page.after) if page.after is not None else None
    order = _columns(led_by or model, key)
    parts = [_part(model, order, conditions, after, newest_first, page.limit + 1) for conditions in alternatives]
    statement = parts[0] if len(parts) == 1 else _merged(model, key, parts, newest_first, page.limit + 1)
    async with AsyncSession(reading(engine), expire_on_commit=False) as session:
        found = (await session.exec(statement)).all()
    return cut(found, key, cursors, page)


def cut(found: Sequence[Found], key: Sequence[str], cursors: Cursors, page: PageWanted) -> Page[Found]:
    """The page out of its rows and the one that may follow."""
    items = found[: page.limit]
    more = len(found) > page.limit
    return Page(items, cursors.after([getattr(items[-1], name) for name in key]) if more else None)


def _part(
    model: type[Found],
    order: Sequence[ColumnElement[Any]],
    conditions: Conditions,
    after: tuple[Any, ...] | None,
    newest_first: bool,
    limit: int,
) -> SelectOfScalar[Found]:
    statement = select(model).where(*conditions)
    if after is not None:
        statement = statement.where(beyond(order, after, newest_first))
    return _sorted(statement, order, newest_first).limit(limit)


def beyond(columns: Sequence[ColumnElement[Any]], after: tuple[Any, ...], newest_first: bool) -> Condition:
    """Past a position in the order of a list."""
    here, there = tuple_(*columns), tuple_(*(literal(v, c.type) for v, c in zip(after, columns, strict=True)))
    return here < there if newest_first else here > there


def _merged(
    model: type[Found], key: Sequence[str], parts: Sequence[SelectOfScalar[Found]], newest_first: bool, limit: int
) -> SelectOfScalar[Found]:
    together = union_all(*(select(part.subquery()) for part in parts)).subquery()
    row = aliased(model, together)
    return _sorted(select(row), _columns(row, key), newest_first).limit(limit)


def _sorted(
    statement: SelectOfScalar[Found], order: Sequence[ColumnElement[Any]], newest_first: bool
) -> SelectOfScalar[Found]:
    return statement.order_by(*(c.desc() if newest_first else c for c in order))


def _columns(row: Any, key: Sequence[str]) -> list[ColumnElement[Any]]:
    return [getattr(row, name) for name in key]


def real(row: Any, rehearsals: bool) -> list[Condition]:
    """Without the rehearsed cases, unless they are asked for."""
    return [] if rehearsals else [col(row.rehearsal).is_(False)]


def cases_held_by(staff: str) -> list[Conditions]:
    """Cases on which somebody is POM, and those on which they are the community practitioner only."""
    pom, community = col(CaseRow.pom), col(CaseRow.community_practitioner)
    return [[pom == staff], [community == staff, pom.is_distinct_from(staff)]]
