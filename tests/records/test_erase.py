"""Erasing a case: nothing that was said of it is left, and what is counted of practice comes out the same."""

import re
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from models.batch import Batch, Entry
from models.messages import MESSAGE
from models.tables import CaseRow, Recorded, table_of
from policy.calendar import CURRENT
from policy.decide import decide
from policy.refusal import Refused
from records import restrictions
from records.engine import reading
from records.erase import ERASED, Marks, erase
from records.measures.catalogue import MEASURES, ask
from records.measures.measure import Asked, Result
from records.write import write
from tests.lives.life import lived
from tests.records.played import ed
from workflows.merge import merged

AS_OF = datetime(2040, 1, 2, 9, tzinfo=UTC)
LIVES = 14
SAMPLE = "INS-Q56"
"""Draws cases by their ids, to be looked at by somebody: no figure of practice."""

CRN, PRISON_NUMBER = "X987123", "A9871BC"


@cache
def _lived() -> tuple[Batch, ...]:
    """What the records get of some random lives; one whose opening was refused has nothing to give."""
    return tuple(batch for n in range(LIVES) if (batch := _batch(n)).entries)


def _batch(n: int) -> Batch:
    start = {
        "case_id": f"case-{n}",
        "crn": CRN,
        "prison_number": PRISON_NUMBER,
        "team": f"team-{n % 2}",
        "spo": "spo-1",
    }
    told, state, entries = lived(f"erase-{n}", every=1000, **start), dict[str, Any](), list[Entry]()
    for now, message in told.log:
        try:
            outcome = decide(state or None, MESSAGE.validate_python(message), now, len(entries) + 1, CURRENT)
        except Refused:
            continue
        state = merged(state, outcome.change)
        entries.append(Entry(sequence=len(entries) + 1, rows=outcome.rows))
    return Batch(case_id=f"case-{n}", entries=entries)


async def test_every_measure_comes_out_the_same(engine: AsyncEngine) -> None:
    for batch in _lived():
        await write(engine, batch)
    before = await _counted(engine)
    for batch in _lived():
        new = await erase(engine, batch.case_id)
        assert new is not None and re.fullmatch(f"{ERASED}[0-9a-f]{{16}}", new)
    assert await _counted(engine) == before
    assert len([answer for answer in before if answer[1]]) > 20, "there was something to count"
    assert await _counted(engine, team="team-0") != await _counted(engine, team="team-1")


async def test_nothing_that_came_from_others_is_left(engine: AsyncEngine) -> None:
    for batch in _lived():
        await write(engine, batch)
        await restrictions.restrict(engine, batch.case_id, ["com-9"], "spo-1", AS_OF)
    said = {"partner-1", "child-1", "com-1", "spo-1", CRN, PRISON_NUMBER, *(batch.case_id for batch in _lived())}
    there = await _everything(engine)
    assert {word for word in said if word in there} > {CRN, PRISON_NUMBER, "spo-1"}, "it was there before"
    for batch in _lived():
        await erase(engine, batch.case_id)
    there = await _everything(engine)
    left = {word for word in said if re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w-])", there)}
    assert left == set()


def test_a_sentence_a_reference_and_a_number_each_have_one_mark() -> None:
    said = {"type": "new_relationship", "partner": "partner-1", "children": ["child-1"], "words": "Edward at number 9",
            "new_partner/partner-1": "partner-1", "2026-03-04": "2026-03-04", "age": 7, "unheard": True}  # fmt: skip
    assert Marks("x").of(said) == {
        "type": "new_relationship", "partner": "x.1", "children": ["x.2"], "words": "x.3", "new_partner/x.1": "x.1",
        "2026-03-04": "2026-03-04", "age": 7, "x.4": True,
    }  # fmt: skip
    assert Marks("x").of("partner-1") != Marks("y").of("partner-1"), "no mark joins two cases"


async def test_only_the_case_that_is_named_and_once(engine: AsyncEngine) -> None:
    await write(engine, ed().batch())
    await write(engine, ed("other-1", crn="X111111").batch())
    assert await erase(engine, "ed-1") is not None
    assert await erase(engine, "ed-1") is None
    async with reading(engine).connect() as connection:
        crns = (await connection.scalars(select(table_of(CaseRow).c.crn))).all()
    assert set(crns) == {None, "X111111"}


async def _counted(engine: AsyncEngine, team: str | None = None) -> list[tuple[Any, ...]]:
    """The figures of every measure, without the cases and the staff they are of."""
    found = await ask(engine, Asked(AS_OF, team=team, rehearsals=True), *(MEASURES.keys() - {SAMPLE}))
    return [(r.id, r.figure.base, r.figure.numerator, r.pending, _groups(r)) for r in found]


def _groups(result: Result) -> list[tuple[str, int, int]]:
    """Each group; those that are a member of staff together, as nobody is named any more."""
    found: dict[str, tuple[int, int]] = {}
    for name, share in result.groups.items():
        group = "somebody" if re.search(r"\d", name) else name
        numerator, base = found.get(group, (0, 0))
        found[group] = numerator + share.numerator, base + share.base
    return sorted((name, *share) for name, share in found.items())


async def _everything(engine: AsyncEngine) -> str:
    async with reading(engine).connect() as connection:
        tables = [table.name for table in Recorded.metadata.sorted_tables]
        found = [(await connection.execute(text(f'SELECT * FROM "{name}"'))).all() for name in tables]
    return "\n".join(map(str, found))
