"""What stands in the records only so that lists are quick: filled with a case's rows, in the same transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, insert, or_, select, update
from sqlalchemy import case as by_value
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from models.decisions import DecisionKind
from models.duties import DutyState
from models.tables import (
    NO_DAY,
    CaseRow,
    DecisionRow,
    DutyClauseRow,
    DutyRow,
    EscalationClauseRow,
    EscalationRow,
    OrderRow,
    Recorded,
    table_of,
)

Values = dict[str, Any]
Rows = Mapping[type[Recorded], Sequence[Values]]

_DUE: dict[type[Recorded], str] = {CaseRow: "next_due", DutyRow: "due_on"}
_OF_A_CASE: tuple[type[DutyRow | OrderRow | EscalationRow], ...] = (DutyRow, OrderRow, EscalationRow)


def holders(case: Mapping[str, Any]) -> dict[str, str]:
    """Who holds which role on the case. Rows of earlier releases have three of them, each in a column."""
    named = {role: case[role] for role in ("pom", "community_practitioner", "spo") if case[role]}
    return named | dict(case["practitioners"] or {})


def fill(rows: Rows, case: Values) -> None:
    """Fill the columns that lists are read by. ``case`` is the case's own row, the last of those written now."""
    for model, due in _DUE.items():
        for row in rows.get(model, ()):
            row["due_order"] = row[due] or NO_DAY
    held = holders(case)
    same = {"team": case["team"], "stage": case["stage"], "rehearsal": case["rehearsal"]}
    for row in rows.get(DutyRow, ()):
        row |= same | {"held_by": held.get(row["owner"])}
    for told in (OrderRow, EscalationRow):
        for row in rows.get(told, ()):
            row |= same | {"held_by": held.get(case["responsible"])}
    for row in rows.get(EscalationRow, ()):
        row["open"] = True  # until settle_escalations finds otherwise


async def follow(connection: AsyncConnection, before: Values | None, case: Values) -> None:
    """Give the case's older rows the team, the stage and the holders it has now, if any of these changed."""
    if before is None or _asked_of(before) == _asked_of(case):
        return
    held = holders(case)
    by_owner = by_value(held, value=col(DutyRow.owner), else_=None) if held else None
    for model in _OF_A_CASE:
        now = {"team": case["team"], "stage": case["stage"], "rehearsal": case["rehearsal"]}
        now["held_by"] = by_owner if model is DutyRow else held.get(case["responsible"])
        differs = [col(getattr(model, name)).is_distinct_from(value) for name, value in now.items()]
        mine: ColumnElement[bool] = col(model.case_id) == case["case_id"]
        await connection.execute(update(model).where(mine, or_(*differs)).values(**now))
    if before["team"] != case["team"]:
        clauses = update(DutyClauseRow).where(col(DutyClauseRow.case_id) == case["case_id"])
        await connection.execute(clauses.values(team=case["team"]))


def _asked_of(case: Mapping[str, Any]) -> tuple[Any, ...]:
    return case["team"], case["stage"], case["rehearsal"], case["responsible"], holders(case)


async def index_clauses(connection: AsyncConnection, rows: Rows) -> None:
    """Write the clauses of the duties and of the escalations, each in a row of its own."""
    duties, escalations = rows.get(DutyRow, ()), rows.get(EscalationRow, ())
    await _replace(connection, table_of(DutyClauseRow), duties, ("case_id", "duty_id"), ("state", "due_order", "team"))
    await _replace(connection, table_of(EscalationClauseRow), escalations, ("case_id", "notice_id"), ("at",))


async def _replace(
    connection: AsyncConnection, table: Table, owners: Sequence[Values], key: tuple[str, str], also: tuple[str, ...]
) -> None:
    if not owners:
        return
    these = [{f"of_{name}": row[name] for name in key} for row in owners]
    await connection.execute(delete(table).where(*(table.c[name] == bindparam(f"of_{name}") for name in key)), these)
    clauses = [{name: row[name] for name in (*key, *also)} | {"clause": c} for row in owners for c in _once(row)]
    if clauses:
        await connection.execute(insert(table), clauses)


def _once(row: Values) -> Iterable[str]:
    return dict.fromkeys(row["clauses"])


async def settle_escalations(connection: AsyncConnection, rows: Rows, case_id: str) -> None:
    """Note which escalations a manager has acknowledged, and which of them are over, after what was written now."""
    looked = [d for d in rows.get(DecisionRow, ()) if d["kind"] == DecisionKind.OVERSIGHT.value]
    ended = any(d["state"] != DutyState.OPEN.value for d in rows.get(DutyRow, ()))
    if not (looked or ended or rows.get(EscalationRow)):
        return
    for made in sorted(looked, key=lambda d: d["decided_at"]):
        unseen = (col(EscalationRow.acknowledged_at).is_(None), col(EscalationRow.at) <= made["decided_at"])
        seen = {"acknowledged_at": made["decided_at"], "acknowledged_by": made["decided_by"]}
        await connection.execute(update(EscalationRow).where(_of(case_id), *unseen).values(**seen))
    await _end(connection, case_id)


async def _end(connection: AsyncConnection, case_id: str) -> None:
    owed = (col(DutyRow.case_id) == case_id, col(DutyRow.state) == DutyState.OPEN.value)
    still_open = set((await connection.scalars(select(col(DutyRow.duty_id)).where(*owed))).all())
    columns = (col(EscalationRow.notice_id), col(EscalationRow.duties), col(EscalationRow.acknowledged_at))
    found = await connection.execute(select(*columns).where(_of(case_id), col(EscalationRow.open).is_(True)))
    over = [id for id, duties, seen in found if not (still_open & set(duties) if duties else seen is None)]
    if over:
        these = col(EscalationRow.notice_id).in_(over)
        await connection.execute(update(EscalationRow).where(_of(case_id), these).values(open=False))


def _of(case_id: str) -> ColumnElement[bool]:
    return col(EscalationRow.case_id) == case_id
