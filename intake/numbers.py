"""Numbers of people that change: one absorbed by another, parted again, or added to a case."""

from dataclasses import dataclass, field

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from intake.identity import Conflict, cases_of, named
from intake.mapping.meaning import Draft, NumberChanged, NumberParted
from intake.told import Person
from models.intake_tables import NumberRow
from records.write import upsert


@dataclass(frozen=True)
class Found:
    """What a change of numbers leads to: facts for cases, or a reason for quarantine."""

    words: str
    reason: str | None = None
    facts: list[tuple[str, Draft]] = field(default_factory=list)


async def changed(connection: AsyncConnection, message: int, change: NumberChanged) -> Found:
    """One number gave way to another: two cases become one, or one case goes on under the other number."""
    old = await named(connection, change.kind, change.gone)
    new = await named(connection, change.kind, change.stays)
    if not old and not new:
        return Found("no case is known by either number; taken in by itself when one opens", "unknown_person")
    if len(old) > 1 or len(new) > 1:
        return Found("more than one open case of the same number: say which goes into which", "needs_judgement")
    survives = (new or old)[0]
    await _learn(connection, message, survives, [(change.kind, change.gone), (change.kind, change.stays)])
    crn = {"crn": change.stays} if change.kind == "crn" else {}
    if not new:
        return Found("the case goes on under the other number", facts=[(survives, _merged(crn))])
    if not old:
        return Found("the case of the number that stays is known by the other too")
    if old == new:
        return Found("one case already")
    absorbed = old[0]
    goes_on = _merged({"absorbed_case": absorbed, **crn})
    closes = _merged({"surviving_case": survives, **crn})
    return Found("two cases become one", facts=[(survives, goes_on), (absorbed, closes)])  # told in this order


def _merged(fields: dict[str, str]) -> Draft:
    return Draft("records_merged", dict(fields))


async def parted(connection: AsyncConnection, change: NumberParted) -> Found:
    """A merge was undone: from now on the number that returns is nobody's here until a case opens for it."""
    gone = delete(NumberRow).where(col(NumberRow.kind) == change.kind, col(NumberRow.number) == change.returns)
    await connection.execute(gone)
    words = "records were parted again: open a case for the number that returns, and see which facts belong to whom"
    return Found(words, "needs_judgement")


async def of_one(connection: AsyncConnection, message: int, person: Person) -> Found:
    """These numbers name one person: the case known by one of them is known by all."""
    try:
        cases = await cases_of(connection, person)
    except Conflict:
        return Found("its numbers name people of different cases", "conflicting_numbers")
    if not cases:
        return Found("no case is known by these numbers; taken in by itself when one opens", "unknown_person")
    for case in cases:
        await _learn(connection, message, case, person.numbers)
    return Found("the case is known by these numbers")


async def _learn(connection: AsyncConnection, message: int, case: str, numbers: list[tuple[str, str]]) -> None:
    table = NumberRow.__table__  # type: ignore[attr-defined]
    rows = [{"kind": kind, "number": number, "case_id": case, "message": message} for kind, number in numbers]
    if rows:
        await connection.execute(upsert(table, connection.dialect.name), rows)
