"""Which events of a case were withdrawn, and by which: the first that says so of an event that was told (0069).

It is read from the events themselves, so it holds in whatever order they were told and when a case has been erased.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.tables import CaseRow, EventRow, table_of

WITHDRAWS = "fact_withdrawn"

_EVENTS, _CASES = table_of(EventRow), table_of(CaseRow)


@dataclass(frozen=True)
class Withdrawal:
    """That an event was withdrawn: by which other, by whom, when the case was told, and what was wrong."""

    by: str
    staff: str | None
    at: datetime
    why: str
    sensitivity: str


async def withdrawn(
    connection: AsyncConnection, *conditions: ColumnElement[bool], as_of: datetime | None = None
) -> dict[tuple[str, str], Withdrawal]:
    """The withdrawals of the cases that fit, as they were known then, by case and event."""
    told = and_(_EVENTS.c.type == WITHDRAWS, _EVENTS.c.kind == "reported", *conditions)
    statement = select(_EVENTS).join(_CASES, _CASES.c.case_id == _EVENTS.c.case_id).where(told)
    if as_of is not None:
        statement = statement.where(_EVENTS.c.recorded_at <= as_of)
    found: dict[tuple[str, str], Withdrawal] = {}
    for row in (await connection.execute(statement.order_by(_EVENTS.c.case_id, _EVENTS.c.sequence))).mappings():
        said = _said(row["body"])
        by = Withdrawal(row["event_id"], row["reported_by"], row["recorded_at"], said["why"], row["sensitivity"])
        found.setdefault((row["case_id"], said["withdraws"]), by)
    return found


def _said(body: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = body["event"]
    return said


def can_be(kind: str, type_: str) -> bool:
    """Whether an event of this kind can be withdrawn: the start of a case is not, nor is a withdrawal."""
    return kind == "reported" and type_ != WITHDRAWS
