"""What the records of a case mean to subscribers: events made of its entries, each kept exactly once.

It is called with each batch after that is written, again until it succeeds: an entry that is recorded is announced, or
will be. What is announced twice has the same id, and is kept once.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col

from models.batch import Batch, Entry
from models.outgoing_tables import OutgoingRow
from models.roles import Role
from models.sentence import Stage
from models.tables import EventRow
from outgoing.events import (
    TYPES,
    CaseClosed,
    CaseOpened,
    DomainEvent,
    EscalationRaised,
    Identifier,
    Information,
    OfDuty,
    PersonReference,
    StageChanged,
)
from policy.clauses.clause import Sensitivity
from policy.ladder import PASSED
from records.engine import writing
from records.write import inserting

_NAMESPACE = uuid.UUID("5a1b8a0e-3c1e-4b52-9a6b-6f0c5b7f2d11")

Row = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """One event of ours, with the id it is known by."""

    event_id: str
    event: DomainEvent


async def announce(engine: AsyncEngine, batch: Batch, api: str | None = None) -> int:
    """Keep the events that a written batch means; how many. ``api`` is where the API answers, for detail addresses.

    Raises SQLAlchemyError.
    """
    async with writing(engine) as connection:
        stage = await _stage_before(connection, batch)
        made = list(events_of(batch, stage, api))
        rows = [
            {
                "event_id": one.event_id,
                "case_id": batch.case_id,
                "type": one.event.eventType,
                "at": one.event.occurredAt,
                "body": one.event.model_dump(mode="json", exclude_none=True),
                "shared_out": False,
            }
            for one in made
        ]
        if rows:
            table = OutgoingRow.__table__  # type: ignore[attr-defined]
            once = inserting(table, connection.dialect.name).on_conflict_do_nothing(index_elements=["event_id"])
            await connection.execute(once, rows)
    return len(made)


async def _stage_before(connection: AsyncConnection, batch: Batch) -> str | None:
    """The stage the case was in before the batch, by the last message before it; none when it begins with the batch."""
    if not batch.entries or batch.entries[0].sequence == 1:
        return None
    before = select(col(EventRow.led_to)).where(
        col(EventRow.case_id) == batch.case_id, col(EventRow.sequence) < batch.entries[0].sequence
    )
    led_to = await connection.scalar(before.order_by(col(EventRow.sequence).desc()).limit(1))
    return str(led_to["stage"]) if led_to and "stage" in led_to else None


def events_of(batch: Batch, stage: str | None, api: str | None = None) -> Iterator[Made]:
    """The events a batch means, in order. ``stage`` is the one before it. A rehearsal means none."""
    for entry in batch.entries:
        case = next((row for row in entry.rows if row.get("table") == "cases"), None)
        if case is None or case["rehearsal"]:
            continue
        for type_, key, information in _informations(batch.case_id, entry, case, stage):
            yield _made(batch.case_id, type_, key, information, case, api)
        stage = str(case["stage"])


def _informations(case_id: str, entry: Entry, case: Row, before: str | None) -> Iterator[tuple[str, str, Information]]:
    yield from _moves(case_id, entry, case, before)
    led_to: Row = next((row["led_to"] for row in entry.rows if row.get("table") == "events"), {})
    opened = {line["id"] for line in led_to.get("opened", [])}
    for row in (row for row in entry.rows if row.get("table") == "duties"):
        duty = _duty(case_id, row)
        if row["duty_id"] in opened:
            yield "throughcare.duty.opened", row["duty_id"], duty
        if row["state"] != "open":
            yield f"throughcare.duty.{row['state']}", row["duty_id"], duty
        elif PASSED in row["body"].get("rungs_fired", []):
            yield "throughcare.duty.overdue", f"{row['duty_id']}/{row['due_on']}", duty
    for row in (row for row in entry.rows if row.get("table") == "escalations"):
        told = EscalationRaised(
            caseId=case_id, escalationId=row["notice_id"], toRole=Role(row["to_role"]), dutyIds=row["duties"]
        )
        yield "throughcare.escalation.raised", row["notice_id"], told


def _moves(case_id: str, entry: Entry, case: Row, before: str | None) -> Iterator[tuple[str, str, Information]]:
    now = Stage(case["stage"])
    if entry.sequence == 1:
        yield "throughcare.case.opened", "", CaseOpened(caseId=case_id, stage=now)
    if before is None or before == now.value:
        return
    key = str(entry.sequence)
    yield "throughcare.stage.changed", key, StageChanged(caseId=case_id, stage=now, previousStage=Stage(before))
    if now is Stage.CLOSED:
        closed = CaseClosed(caseId=case_id, previousStage=Stage(before), mergedInto=case.get("merged_into"))
        yield "throughcare.case.closed", key, closed


def _duty(case_id: str, row: Row) -> OfDuty:
    sensitive = row["sensitivity"] != Sensitivity.ORDINARY.value
    what = {} if sensitive else {"kind": row["kind"], "clauses": row["clauses"]}
    said = {"caseId": case_id, "dutyId": row["duty_id"], "owner": row["owner"], "dueOn": row["due_on"]}
    return OfDuty.model_validate({**said, **what, "sensitive": sensitive})


def _made(case_id: str, type_: str, key: str, information: Information, case: Row, api: str | None) -> Made:
    numbers = (("CRN", case["crn"]), ("NOMS", case["prison_number"]))
    identifiers = [Identifier.model_validate({"type": kind, "value": value}) for kind, value in numbers if value]
    event = DomainEvent(
        eventType=type_,
        description=TYPES[type_][1],
        occurredAt=datetime.fromisoformat(case["updated_at"]),
        detailUrl=f"{api.rstrip('/')}/v1/cases/{case_id}" if api else None,
        additionalInformation=information,
        personReference=PersonReference(identifiers=identifiers),
    )
    return Made(str(uuid.uuid5(_NAMESPACE, f"{case_id}/{type_}/{key}")), event)
