"""All that the records hold on one person: the rows of each of their cases, table by table."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from models.intake_tables import DeliveryRow, NumberRow
from models.tables import CaseRow, DecisionRow, DutyRow, EventRow, OrderRow, Recorded, table_of
from policy.clauses.clause import Sensitivity
from records.engine import reading
from records.withdrawn import can_be, withdrawn

TABLES: Mapping[str, type[Recorded]] = {
    "cases": CaseRow, "events": EventRow, "duties": DutyRow, "decisions": DecisionRow, "orders": OrderRow,
}  # fmt: skip

_KEYS = {"cases": "case_id", "events": "event_id", "duties": "duty_id", "decisions": "key", "orders": "ref"}


async def cases_of(engine: AsyncEngine, number: str) -> list[str]:
    """The cases known by a CRN or a prison number, those told of later among them."""
    cases, numbers = table_of(CaseRow), table_of(NumberRow)
    own = select(cases.c.case_id).where(or_(cases.c.crn == number, cases.c.prison_number == number))
    learnt = select(numbers.c.case_id).where(numbers.c.number == number)
    async with reading(engine).connect() as connection:
        return sorted({*(await connection.scalars(own)), *(await connection.scalars(learnt))})


async def held(engine: AsyncEngine, case_id: str) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """The rows of one case by table, each with what it is known by within the case; events say if withdrawn."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    async with reading(engine).connect() as connection:
        for name, model in TABLES.items():
            table = table_of(model)
            rows = (await connection.execute(select(table).where(table.c.case_id == case_id))).mappings()
            found[name] = [(str(row[_KEYS[name]]), dict(row)) for row in rows]
        gone = await withdrawn(connection, table_of(EventRow).c.case_id == case_id)
    for key, row in found["events"]:
        by = gone.get((case_id, key)) if can_be(row["kind"], row["type"]) else None
        if by is not None and by.sensitivity == Sensitivity.ORDINARY.value:
            row |= {"withdrawn_because": by.why, "withdrawn_at": by.at}
    return found


async def messages(engine: AsyncEngine, case_id: str) -> list[int]:
    """The numbers of the messages of other systems that facts of this case were taken from."""
    facts = table_of(DeliveryRow)
    asked = select(facts.c.message).where(facts.c.case_id == case_id).distinct().order_by(facts.c.message)
    async with reading(engine).connect() as connection:
        return list(await connection.scalars(asked))
