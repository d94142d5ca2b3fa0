"""Writing to the records: every row once and in order, whatever is repeated, interrupted or done at the same time."""

import asyncio
import multiprocessing
import re
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.record import RECORD_OPTIONS, Records
from models.batch import Batch, Entry
from models.key_stages import KEY_STAGES
from models.tables import TABLES, Recorded
from records.engine import engine_for, reading, writing
from records.write import OutOfOrder, Unfit, write
from tests.records.played import RELEASE, ed
from tests.records.stored import stored
from tests.records.writers import write_all

CASE = ed()
LAST = len(CASE.entries)
NOTHING: dict[str, list[object]] = {name: [] for name in TABLES}
OF_A_CASE = {"team", "stage", "held_by", "rehearsal"}
WRITERS = 8


def of(case_id: str, first: int = 1, last: int | None = None) -> Batch:
    """The same entries under the name of another case."""
    return Batch(case_id=case_id, entries=CASE.entries[first - 1 : last])


def with_row(entry: Entry, **changes: object) -> Entry:
    """The entry with its first row changed."""
    return Entry(sequence=entry.sequence, rows=[entry.rows[0] | changes, *entry.rows[1:]])


class TestTables:
    def test_hold_exactly_what_policy_gives(self) -> None:
        own = {
            "cases": {"case_id", "last_sequence", "due_order"},
            "events": {"case_id", "sequence"},
            "duties": {"case_id", "due_order", *OF_A_CASE},
            "escalations": {"case_id", "open", "acknowledged_at", "acknowledged_by", *OF_A_CASE},
            "orders": {"case_id", *OF_A_CASE},
        }
        seen = set[str]()
        with_order = ed("order-1")
        with_order.report("protective_order_made", RELEASE, order="order-1", protects=["partner-1"])
        for row in (row for entry in with_order.entries for row in entry.rows):
            table = row["table"]
            if table == KEY_STAGES:
                continue
            seen.add(table)
            assert set(row) - {"table"} | own.get(table, {"case_id"}) == set(
                Recorded.metadata.tables[table].columns.keys()
            )
        assert seen == set(TABLES)

    async def test_give_back_what_was_written(self, engine: AsyncEngine) -> None:
        await write(engine, CASE.batch())
        kept = await stored(engine, CASE.case_id)
        last_case = CASE.entries[-1].rows[0]
        assert kept["cases"][0]["last_sequence"] == LAST
        assert kept["cases"][0]["updated_at"].isoformat() == last_case["updated_at"]
        assert kept["cases"][0]["next_due"].isoformat() == last_case["next_due"]
        for table, key in (("events", "event_id"), ("duties", "duty_id"), ("notices", "notice_id")):
            latest = {row[key]: row for entry in CASE.entries for row in entry.rows if row["table"] == table}
            assert {row[key] for row in kept[table]} == set(latest)
            json_fields = [
                name for name, value in latest[kept[table][0][key]].items() if isinstance(value, dict | list)
            ]
            assert all(row[name] == latest[row[key]][name] for row in kept[table] for name in json_fields)


class TestOnce:
    async def test_the_same_batch_twice(self, engine: AsyncEngine) -> None:
        assert await write(engine, CASE.batch()) == LAST
        kept = await stored(engine, CASE.case_id)
        assert await write(engine, CASE.batch()) == LAST
        assert await stored(engine, CASE.case_id) == kept

    async def test_an_old_batch_changes_nothing(self, engine: AsyncEngine) -> None:
        await write(engine, CASE.batch())
        kept = await stored(engine, CASE.case_id)
        assert await write(engine, CASE.batch(1, 1)) == LAST
        assert await stored(engine, CASE.case_id) == kept

    async def test_overlapping_batches(self, engine: AsyncEngine) -> None:
        assert await write(engine, CASE.batch(1, 5)) == 5
        assert await write(engine, CASE.batch(3)) == LAST
        await write(engine, of("whole"))
        assert await stored(engine, CASE.case_id) == await stored(engine, "whole")

    async def test_a_batch_of_nothing(self, engine: AsyncEngine) -> None:
        assert await write(engine, Batch(case_id="empty", entries=[])) == 0
        assert await stored(engine, "empty") == NOTHING


class TestOrder:
    async def test_the_first_is_one(self, engine: AsyncEngine) -> None:
        with pytest.raises(OutOfOrder, match="case ed-1: sequence 1 is to be written next, not 2"):
            await write(engine, CASE.batch(2))
        assert await stored(engine, CASE.case_id) == NOTHING
        with pytest.raises(ValidationError):
            Entry(sequence=0, rows=[])

    async def test_a_gap_between_batches(self, engine: AsyncEngine) -> None:
        await write(engine, CASE.batch(1, 3))
        kept = await stored(engine, CASE.case_id)
        with pytest.raises(OutOfOrder, match="sequence 4 is to be written next, not 5"):
            await write(engine, CASE.batch(5))
        assert await stored(engine, CASE.case_id) == kept

    async def test_a_gap_within_a_batch(self, engine: AsyncEngine) -> None:
        first, _, third, *_ = CASE.entries
        with pytest.raises(OutOfOrder, match="sequence 2 is to be written next, not 3"):
            await write(engine, Batch(case_id="gap", entries=[first, third]))
        assert await stored(engine, "gap") == NOTHING


class TestNothingHalfDone:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"stage_since": "Edward Smith"}, "sequence 2: a row of cases does not fit: stage_since"),
            ({"nickname": "Eddie"}, "sequence 2: a row of cases does not fit: nickname"),
            ({"updated_at": "2026-03-02T10:00:00"}, "sequence 2: a row of cases does not fit: updated_at"),
            ({"table": "Eddie"}, "sequence 2: no row of cases"),
        ],
    )
    async def test_a_row_that_does_not_fit(self, engine: AsyncEngine, changes: dict[str, str], words: str) -> None:
        entries = [CASE.entries[0], with_row(CASE.entries[1], **changes)]
        with pytest.raises(Unfit) as refused:
            await write(engine, Batch(case_id="odd", entries=entries))
        assert str(refused.value) == words
        assert await stored(engine, "odd") == NOTHING

    async def test_a_row_of_no_known_table(self, engine: AsyncEngine) -> None:
        entry = Entry(sequence=1, rows=[*CASE.entries[0].rows, {"table": "nicknames"}])
        with pytest.raises(Unfit, match="sequence 1: a row of no known table"):
            await write(engine, Batch(case_id="odd", entries=[entry]))
        assert await stored(engine, "odd") == NOTHING

    async def test_a_database_that_fails_half_way_and_works_again_later(self, engine: AsyncEngine) -> None:
        await write(engine, CASE.batch(1, 1))
        kept = await stored(engine, CASE.case_id)
        async with _no_notices(engine):
            with pytest.raises(ApplicationError) as failed:
                await ActivityEnvironment().run(Records(engine).record, CASE.batch())
        assert re.fullmatch(r"(\w+Error): the records could not be written: \1", str(failed.value))
        assert failed.value.__cause__ is None and not failed.value.non_retryable
        assert await stored(engine, CASE.case_id) == kept
        assert await ActivityEnvironment().run(Records(engine).record, CASE.batch()) == LAST

    async def test_a_character_that_postgresql_cannot_hold(self, engine: AsyncEngine) -> None:
        entry = Entry(sequence=1, rows=[*CASE.entries[0].rows])
        told = next(n for n, row in enumerate(entry.rows) if row["table"] == "events")
        entry.rows[told] = entry.rows[told] | {"reported_by": "a\0b", "body": {"came": ["a\0b"]}}
        assert await write(engine, Batch(case_id="odd", entries=[entry])) == 1
        [event] = (await stored(engine, "odd"))["events"]
        assert (event["reported_by"], event["body"]) == ("a\ufffdb", {"came": ["a\0b"]})


@asynccontextmanager
async def _no_notices(engine: AsyncEngine) -> AsyncIterator[None]:
    """Meanwhile the database refuses a notice, in words that nobody may see."""
    make, drop = _TRIGGERS[engine.dialect.name]
    async with writing(engine) as connection:
        for statement in make:
            await connection.execute(text(statement))
    try:
        yield
    finally:
        async with writing(engine) as connection:
            await connection.execute(text(drop))


_TRIGGERS = {
    "sqlite": (
        ["CREATE TRIGGER no_notices BEFORE INSERT ON notices BEGIN SELECT RAISE(ABORT, 'Edward Smith'); END"],
        "DROP TRIGGER no_notices",
    ),
    "postgresql": (
        [
            "CREATE OR REPLACE FUNCTION no_notices() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'Edward Smith'; END $$",
            "CREATE TRIGGER no_notices BEFORE INSERT ON notices FOR EACH ROW EXECUTE FUNCTION no_notices()",
        ],
        "DROP TRIGGER no_notices ON notices",
    ),
}


class TestActivity:
    async def test_out_of_order_is_tried_again(self, engine: AsyncEngine) -> None:
        with pytest.raises(ApplicationError, match="sequence 1 is to be written next") as failed:
            await ActivityEnvironment().run(Records(engine).record, CASE.batch(2))
        assert failed.value.type == "OutOfOrder" and not failed.value.non_retryable

    async def test_a_failure_shows_no_content(self, engine: AsyncEngine) -> None:
        entry = with_row(CASE.entries[0], stage_since="Edward Smith")
        with pytest.raises(ApplicationError) as failed:
            await ActivityEnvironment().run(Records(engine).record, Batch(case_id="odd", entries=[entry]))
        assert failed.value.__cause__ is None
        assert "Smith" not in f"{failed.value}{failed.value.details}"

    def test_a_batch_that_cannot_be_read_shows_no_content(self) -> None:
        with pytest.raises(ValidationError) as refused:
            Batch.model_validate({"case_id": "Edward Smith", "entries": [{"sequence": 1, "rows": ["Edward Smith"]}]})
        assert "Smith" not in str(refused.value)

    def test_it_is_never_given_up(self) -> None:
        retry = RECORD_OPTIONS["retry_policy"]
        assert retry is not None and retry.maximum_attempts == 0 and not retry.non_retryable_error_types


class TestProperty:
    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(pieces=st.lists(st.tuples(st.integers(1, LAST), st.integers(1, LAST)), max_size=12))
    async def test_any_split_and_repetition_gives_the_same_tables(
        self, engine: AsyncEngine, pieces: list[tuple[int, int]]
    ) -> None:
        case_id = f"split-{next(_numbers)}"
        written = 0
        for first, length in pieces:
            batch = of(case_id, first, first + length - 1)
            if first > written + 1:
                with pytest.raises(OutOfOrder):
                    await write(engine, batch)
                continue
            written = max(written, batch.entries[-1].sequence)
            assert await write(engine, batch) == written
        await write(engine, of(case_id))
        await write(engine, of("whole"))
        assert await stored(engine, case_id) == await stored(engine, "whole")


_numbers = count()


class TestAtTheSameTime:
    async def test_one_process_with_many_writers(self, engine: AsyncEngine) -> None:
        async def one(case_id: str) -> None:
            for sequence in range(1, LAST + 1):
                await write(engine, of(case_id, sequence, sequence))

        names = [f"case-{n}" for n in range(5)]
        await asyncio.gather(*(one(name) for name in names), *(one("case-0") for _ in range(3)))
        await write(engine, of("whole"))
        whole = await stored(engine, "whole")
        assert all([await stored(engine, name) == whole for name in names])

    async def test_a_reader_does_not_wait_for_a_writer(self, engine: AsyncEngine) -> None:
        async with writing(engine) as connection:
            await connection.execute(text("DELETE FROM proofs"))
            async with asyncio.timeout(5), reading(engine).connect() as reader:
                assert await reader.scalar(text("SELECT count(*) FROM proofs")) == 0

    @pytest.mark.slow
    async def test_eight_processes(self, url: str) -> None:
        """All start on no database at all; each writes a case of its own, and all of them one case together."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["__main__", "tests.records.writers"])
        with ProcessPoolExecutor(WRITERS, context) as processes:
            waiting = [processes.submit(write_all, url, _work(writer)) for writer in range(WRITERS)]
            await asyncio.gather(*map(asyncio.wrap_future, waiting))
        engine = engine_for(url)
        await write(engine, of("whole"))
        whole = await stored(engine, "whole")
        names = ["shared", *(f"own-{writer}" for writer in range(WRITERS))]
        assert all([await stored(engine, name) == whole for name in names])
        if engine.dialect.name == "sqlite":
            async with reading(engine).connect() as connection:
                assert await connection.scalar(text("PRAGMA integrity_check")) == "ok"
                assert (await connection.execute(text("PRAGMA foreign_key_check"))).all() == []
        await engine.dispose()


def _work(writer: int) -> list[Batch]:
    """Its own case in pairs of entries, and between those the shared case in overlapping fours, each from elsewhere."""
    work: list[Batch] = []
    for sequence in range(1, LAST + 1, 2):
        work.append(of(f"own-{writer}", sequence, sequence + 1))
        if sequence // 2 % WRITERS == writer or sequence + 2 > LAST:
            work.append(of("shared", sequence, sequence + 3))
    return work
