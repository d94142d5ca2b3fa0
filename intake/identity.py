"""Whose message it is: from the numbers it names to the cases they stand for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, text, union
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from intake.told import Person
from models.intake_tables import NumberRow
from models.sentence import Stage
from models.tables import CaseRow

_FOLLOWED = 10
"""A case absorbed into a case absorbed into a case…: so many steps, no more."""


@dataclass(frozen=True)
class Known:
    """A case the records know."""

    case_id: str
    stage: str
    merged_into: str | None
    updated: float

    @property
    def is_open(self) -> bool:
        """Whether supervision under it goes on."""
        return self.stage != Stage.CLOSED.value


class Conflict(Exception):
    """The numbers of one message name different people."""


async def cases_of(connection: AsyncConnection, person: Person) -> list[str]:
    """The cases of the person: every open one; without any, the one closed last. Empty when nobody is known.

    Raises Conflict when the numbers name different people.
    """
    found = [await named(connection, kind, number) for kind, number in person.numbers]
    several = len(person.crns) > 1 or len(person.prison_numbers) > 1
    if several and not all(found):
        raise Conflict
    sets = [set(cases) for cases in found if cases]
    if any(one.isdisjoint(other) for one in sets for other in sets):
        raise Conflict
    return sorted(set().union(*sets))


async def named(connection: AsyncConnection, kind: str, number: str) -> list[str]:
    """The cases known by one number, those absorbed standing for the one they went into."""
    cases = [await _at_the_end(connection, case) for case in await _rows(connection, _known_by(kind, number))]
    still_open = sorted({case.case_id for case in cases if case.is_open})
    if still_open or not cases:
        return still_open
    return [max(cases, key=lambda case: (case.updated, case.case_id)).case_id]


def _known_by(kind: str, number: str) -> Select[str, str, str | None, datetime]:
    own = CaseRow.crn if kind == "crn" else CaseRow.prison_number
    by_own = select(col(CaseRow.case_id)).where(col(own) == number)
    learnt = select(col(NumberRow.case_id)).where(col(NumberRow.kind) == kind, col(NumberRow.number) == number)
    known = col(CaseRow.case_id).in_(union(by_own, learnt))  # each by its own index, as one condition with OR is not
    return _cases().where(known, col(CaseRow.rehearsal).is_(False))


def _cases() -> Select[str, str, str | None, datetime]:
    return select(col(CaseRow.case_id), col(CaseRow.stage), col(CaseRow.merged_into), col(CaseRow.updated_at))


async def _rows(connection: AsyncConnection, statement: Select[str, str, str | None, datetime]) -> list[Known]:
    rows = (await connection.execute(statement)).all()
    return [Known(row[0], row[1], row[2], row[3].timestamp()) for row in rows]


async def _at_the_end(connection: AsyncConnection, case: Known) -> Known:
    for _ in range(_FOLLOWED):
        if case.merged_into is None:
            break
        into = await _rows(connection, _cases().where(col(CaseRow.case_id) == case.merged_into))
        if not into:
            break
        case = into[0]
    return case


async def in_turn(connection: AsyncConnection, people: Iterable[Person]) -> None:
    """One writer at a time for each person, so that the same fact is not taken for new by two processes at once.

    A file-based database locks as a whole already. The locks are taken in one order, and end with the transaction.
    """
    if connection.dialect.name != "postgresql":
        return
    for number in sorted({f"{kind}:{number}" for person in people for kind, number in person.numbers}):
        await connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:n, 7041))"), {"n": number})
