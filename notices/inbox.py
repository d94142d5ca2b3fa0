"""One person's inbox: the newest first, page by page; and marking as read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col

from models.notice_tables import InboxRow
from models.notices import InboxItem, InboxPage, Place
from models.tables import NoticeRow
from records.engine import reading, writing

PAGE = 50
"""Items on a page (project default)."""

_COLUMNS = (
    col(InboxRow.case_id),
    col(InboxRow.notice_id),
    col(InboxRow.at),
    col(NoticeRow.kind),
    col(InboxRow.rank),
    col(NoticeRow.about),
    col(NoticeRow.to_role),
    col(NoticeRow.duties),
    col(NoticeRow.sensitivity),
    col(InboxRow.covering),
    col(InboxRow.read_at),
)
_SAME = and_(col(NoticeRow.case_id) == col(InboxRow.case_id), col(NoticeRow.notice_id) == col(InboxRow.notice_id))


async def inbox(
    engine: AsyncEngine,
    person: str,
    *,
    unread: bool | None = None,
    case_id: str | None = None,
    after: Place | None = None,
    limit: int = PAGE,
) -> InboxPage:
    """A page of a person's inbox. ``unread`` keeps only the unread, or if false only the read."""
    conditions = [col(InboxRow.person) == person]
    if unread is not None:
        conditions.append(col(InboxRow.read_at).is_(None) if unread else col(InboxRow.read_at).is_not(None))
    if case_id is not None:
        conditions.append(col(InboxRow.case_id) == case_id)
    async with reading(engine).connect() as connection:
        here = conditions if after is None else [*conditions, _beyond(after)]
        found = await items(connection, here, limit + 1)
        count = select(func.count()).where(col(InboxRow.person) == person, col(InboxRow.read_at).is_(None))
        waiting = await connection.scalar(count) or 0
    page = found[:limit]
    last = page[-1] if len(found) > limit else None
    following = Place(at=last.at, case_id=last.case_id, notice_id=last.notice_id) if last else None
    return InboxPage(items=page, unread=waiting, following=following)


async def items(
    connection: AsyncConnection, conditions: Sequence[ColumnElement[bool]], limit: int | None = None
) -> list[InboxItem]:
    """The items of inboxes that meet the conditions, the newest first."""
    order = (col(InboxRow.at).desc(), col(InboxRow.case_id).desc(), col(InboxRow.notice_id).desc())
    statement = select(*_COLUMNS).join(NoticeRow, _SAME).where(*conditions).order_by(*order).limit(limit)
    return [InboxItem.model_validate(dict(row)) for row in (await connection.execute(statement)).mappings()]


def _beyond(after: Place) -> ColumnElement[bool]:
    at, case_id, notice_id = col(InboxRow.at), col(InboxRow.case_id), col(InboxRow.notice_id)
    same_case = and_(case_id == after.case_id, notice_id < after.notice_id)
    return and_(at <= after.at, or_(at < after.at, case_id < after.case_id, same_case))


async def mark_read(
    engine: AsyncEngine,
    person: str,
    now: datetime,
    *,
    case_id: str | None = None,
    notice_id: str | None = None,
    until: datetime | None = None,
) -> int:
    """Mark as read: one notice, all of a case, all up to a moment, or all there is; how many had not been read.

    What is read is in no digest any more.
    """
    conditions = [col(InboxRow.person) == person, col(InboxRow.read_at).is_(None)]
    if case_id is not None:
        conditions.append(col(InboxRow.case_id) == case_id)
    if notice_id is not None:
        conditions.append(col(InboxRow.notice_id) == notice_id)
    if until is not None:
        conditions.append(col(InboxRow.at) <= until)
    async with writing(engine) as connection:
        done = await connection.execute(update(InboxRow).where(*conditions).values(read_at=now, waits=False))
    return done.rowcount
