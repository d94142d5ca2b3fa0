"""Cases driven through policy and written to a real file of records, and what a measure is expected to find in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from models.batch import Batch, Entry
from records.measures.catalogue import ask
from records.measures.measure import Asked, Result
from records.write import write
from tests.policy.driving import ALLOCATED, Driven, moment


@dataclass(frozen=True)
class Databases:
    """Records on SQLite and on PostgreSQL with the same cases in them: driving these takes most of a test's time."""

    engines: tuple[AsyncEngine, ...]


async def record(records: Databases, cases: Mapping[str, Driven]) -> None:
    """Write each case under its name. A case's team is what its allocation said."""
    for name, case in cases.items():
        entries = [Entry(sequence=n, rows=outcome.rows) for n, outcome in enumerate(case.outcomes, 1)]
        for engine in records.engines:
            await write(engine, Batch(case_id=name, entries=entries))


def allocate(case: Driven, team: str, at: str, practitioner: str = "com-1") -> Driven:
    """Give the case to a practitioner of a team."""
    case.report("practitioner_allocated", at, **{**ALLOCATED, "practitioner": practitioner, "team": team})
    return case


@dataclass(frozen=True)
class Found:
    """What a measure finds at a moment: the cases counted, the others of the base, and how many are not yet due."""

    at: str
    counted: Sequence[str] = ()
    others: Sequence[str] = ()
    pending: int = 0
    groups: Mapping[str, str] = field(default_factory=dict)


async def answer(records: Databases, id: str, at: str, **asked: object) -> Result:
    """The answer of one measure at a moment of London time: the same of either database."""
    found = [await ask(engine, Asked(moment(at), **asked), id) for engine in records.engines]  # type: ignore[arg-type]
    assert all(same == found[0] for same in found)
    return found[0][0]


async def check(records: Databases, id: str, teams: Mapping[str, str], *expected: Found) -> None:
    """At each moment the measure finds what is expected, for everyone and for each team by itself."""
    for want in expected:
        for team in (None, *sorted(set(teams.values()))):
            found = await answer(records, id, want.at, team=team)
            mine = [c for c in teams if team in {None, teams[c]}]
            counted = sorted(c for c in want.counted if c in mine)
            others = sorted(c for c in want.others if c in mine)
            assert sorted(line.case_id for line in found.counted) == counted, (id, want.at, team, found)
            assert sorted(line.case_id for line in found.others) == others, (id, want.at, team, found)
            assert (found.figure.numerator, found.figure.base) == (len(counted), len(counted) + len(others))
            if team is None:
                assert found.pending == want.pending, (id, want.at, found)
                assert {name: str(found.groups[name]) for name in want.groups} == dict(want.groups), (id, found.groups)


def day(text: str) -> date:
    """A date."""
    return date.fromisoformat(text)
