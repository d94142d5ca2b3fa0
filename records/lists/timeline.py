"""A case's timeline: what it was told, what was decided, work opened and closed, and what was escalated, in order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from typing import Any

from pydantic import AwareDatetime
from sqlalchemy import ColumnElement, Integer, Select, String, cast, literal, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from models.duties import DutyState
from models.tables import DecisionRow, DutyRow, EscalationRow, EventRow, Recorded, table_of
from records.engine import reading
from records.lists.page import FIRST_PAGE, Cursors, Key, Page, PageWanted
from records.lists.query import beyond
from records.lists.wanted import TimelineWanted
from records.withdrawn import WITHDRAWS, Withdrawal, withdrawn


class What(IntEnum):
    """What an entry is, in the order in which things of one instant come about."""

    EVENT = 0
    DECISION = 1
    DUTY_OPENED = 2
    DUTY_CLOSED = 3
    ESCALATION = 4


@dataclass(frozen=True)
class TimelineRow:
    """One entry. ``at`` is when the case came to know it; ``happened_at`` when it happened, where an event says so.

    ``id`` is the event's, the decision's key, the duty's id or the notice's id. ``kind`` is the event's type, the
    decision's or the duty's kind, or the notice's. ``words`` are the duty's title, the decision's option, what the
    escalation is about, or what was wrong with what is withdrawn, whose id ``subject`` then is. ``role`` and ``staff``
    are who reported, decided, owes the work, or was told.
    """

    at: datetime
    what: What
    id: str
    kind: str
    words: str | None
    role: str | None
    staff: str | None
    subject: str | None
    state: str | None
    happened_at: datetime | None
    sensitivity: str
    withdrawn: Withdrawal | None = None
    can_be_withdrawn: bool = False
    rests_on_withdrawn: bool = False


_KEY = ("at", "what", "id")


async def timeline(engine: AsyncEngine, wanted: TimelineWanted, page: PageWanted = FIRST_PAGE) -> Page[TimelineRow]:
    """What happened on a case, in order. Raises BadCursor; an unknown case has an empty timeline."""
    cursors = Cursors("timeline", wanted, (AwareDatetime, What, Key))
    told = union_all(*_parts(wanted.case_id)).subquery()
    key = [told.c[name] for name in _KEY]
    statement = select(told)
    if page.after is not None:
        statement = statement.where(beyond(key, cursors.position(page.after), wanted.newest_first))
    order = [c.desc() if wanted.newest_first else c for c in key]
    async with reading(engine).connect() as connection:
        found = (await connection.execute(statement.order_by(*order).limit(page.limit + 1))).mappings().all()
        gone = await withdrawn(connection, table_of(EventRow).c.case_id == wanted.case_id)
        resting = await _resting(connection, wanted.case_id) if gone else frozenset()
    marks = {event: withdrawal for (_, event), withdrawal in gone.items()}
    rows = [_marked(TimelineRow(**(dict(row) | {"what": What(row["what"])})), marks, resting) for row in found]
    items = rows[: page.limit]
    more = len(rows) > page.limit
    return Page(items, cursors.after([getattr(items[-1], name) for name in _KEY]) if more else None)


async def _resting(connection: AsyncConnection, case_id: str) -> frozenset[tuple[What, str]]:
    """Work that was done, and decisions that completed it, where all that asked for it was withdrawn."""
    table = table_of(DutyRow)
    ended = (DutyState.DONE.value, DutyState.WAIVED.value)
    rows = await connection.execute(
        select(table.c.duty_id, table.c.body).where(table.c.case_id == case_id, table.c.state.in_(ended))
    )
    found = set[tuple[What, str]]()
    for duty_id, body in rows:
        if all("withdrawn" in clock for clock in body["clocks"]):
            decided = body["closed"].get("evidence", {}).get("decision")
            found |= {(What.DUTY_CLOSED, duty_id), (What.DECISION, str(decided))}
    return frozenset(found)


def _marked(row: TimelineRow, gone: Mapping[str, Withdrawal], resting: Collection[tuple[What, str]]) -> TimelineRow:
    """The entry, with its withdrawal if it was withdrawn; a withdrawal says what it withdraws, and why."""
    if row.what is not What.EVENT:
        return replace(row, rests_on_withdrawn=(row.what, row.id) in resting)
    if row.kind == WITHDRAWS:
        mine = next(((event, by) for event, by in gone.items() if by.by == row.id), None)
        return replace(row, state=None, subject=mine[0], words=mine[1].why) if mine else replace(row, state=None)
    can_be = row.state == "reported"
    mark = gone.get(row.id) if can_be else None
    return replace(row, state="withdrawn" if mark else None, withdrawn=mark, can_be_withdrawn=can_be and not mark)


def _parts(case_id: str) -> Sequence[Select[Any]]:
    event, made, duty, told = (table_of(row).c for row in (EventRow, DecisionRow, DutyRow, EscalationRow))
    return [
        _part(case_id, EventRow, What.EVENT, event.recorded_at, event.event_id, event.type,
              staff=event.reported_by, state=event.kind, happened_at=event.occurred_at),
        _part(case_id, DecisionRow, What.DECISION, made.decided_at, made.key, made.kind,
              words=made.option, role=made.role, staff=made.decided_by, subject=made.subject),
        _part(case_id, DutyRow, What.DUTY_OPENED, duty.opened_at, duty.duty_id, duty.kind,
              words=duty.title, role=duty.owner, subject=duty.subject),
        _part(case_id, DutyRow, What.DUTY_CLOSED, duty.closed_at, duty.duty_id, duty.kind,
              words=duty.title, role=duty.owner, subject=duty.subject, state=duty.state),
        _part(case_id, EscalationRow, What.ESCALATION, told.at, told.notice_id, told.kind,
              words=told.about, role=told.to_role, staff=told.to_staff),
    ]  # fmt: skip


def _part(
    case_id: str,
    row: type[Recorded],
    what: What,
    at: ColumnElement[datetime],
    id: ColumnElement[str],
    kind: ColumnElement[str],
    **more: ColumnElement[Any],
) -> Select[Any]:
    table = table_of(row)
    columns: dict[str, ColumnElement[Any]] = {
        "at": at,
        "what": literal(what.value, Integer),
        "id": id,
        "kind": kind,
        **{name: cast(null(), String) for name in ("words", "role", "staff", "subject", "state")},
        "happened_at": cast(null(), at.type),
        "sensitivity": table.c.sensitivity,
        **more,
    }
    labelled = [column.label(name) for name, column in columns.items()]
    return select(*labelled).where(table.c.case_id == case_id, at.isnot(None))
