"""What is due to go from the records, on both databases."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from models.intake_tables import MessageRow
from models.notice_tables import DeliveryRow, InboxRow
from models.retention import CaseTerms, Dropped, MessageTerms
from models.tables import CaseRow, Recorded, table_of
from records import retention
from records.engine import reading, writing
from records.erase import erase
from records.write import insert_unless_there, write
from tests.records.played import START, Played, ed

TODAY = date(2034, 1, 10)
NOW = datetime(2034, 1, 10, 9, tzinfo=UTC)
TERMS = CaseTerms()


async def closed(engine: AsyncEngine, case_id: str, on: date, **columns: object) -> None:
    """A case that was closed on a day, in custody."""
    case = Played(case_id)
    case.report("died", START + timedelta(days=3))
    await write(engine, case.batch())
    cases = table_of(CaseRow)
    async with writing(engine) as connection:
        await connection.execute(update(cases).where(cases.c.case_id == case_id).values(closed_on=on, **columns))


async def test_closed_cases_whose_time_is_over_and_no_others(engine: AsyncEngine) -> None:
    await write(engine, ed("open-1").batch())
    await closed(engine, "old-1", date(2027, 1, 1))
    await closed(engine, "old-2", date(2028, 1, 9))
    await closed(engine, "last-day", date(2028, 1, 10))
    await closed(engine, "new-1", date(2033, 1, 1))
    found, after = await retention.due(engine, TERMS, TODAY)
    assert [(one.case_id, one.ended_in, one.kept_until) for one in found] == [
        ("old-1", "custody", date(2033, 1, 1)), ("old-2", "custody", date(2034, 1, 9)),
    ]  # fmt: skip
    assert after is None
    some, after = await retention.due(engine, TERMS, TODAY, limit=2)
    rest, _ = await retention.due(engine, TERMS, TODAY, limit=10, after=after)
    assert [one.case_id for one in some + rest] == ["old-1", "old-2"]
    assert await retention.is_due(engine, TERMS, TODAY, "old-1")
    assert not await retention.is_due(engine, TERMS, TODAY, "open-1")
    assert not await retention.is_due(engine, CaseTerms(custody=8), TODAY, "old-1")


async def test_a_hold_keeps_a_case_and_an_absorbed_case_stays_with_the_one_that_goes_on(engine: AsyncEngine) -> None:
    await closed(engine, "old-1", date(2020, 1, 1))
    await closed(engine, "old-2", date(2020, 1, 1), merged_into="old-1")
    assert [one.case_id for one in (await retention.due(engine, TERMS, TODAY))[0]] == ["old-1"]
    assert await retention.hold(engine, "old-1", "inquiry-7", "spo-1", NOW)
    assert not await retention.hold(engine, "nobody", "inquiry-7", "spo-1", NOW)
    assert (await retention.due(engine, TERMS, TODAY))[0] == []
    assert [(one.case_id, one.why) for one in await retention.holds(engine)] == [("old-1", "inquiry-7")]
    assert await retention.release(engine, "old-1") and not await retention.release(engine, "old-1")
    await erase(engine, "old-1")
    assert [one.case_id for one in (await retention.due(engine, TERMS, TODAY))[0]] == ["old-2"]


async def test_messages_of_long_ago_go_and_others_stay(engine: AsyncEngine) -> None:
    old, new = NOW - timedelta(days=400), NOW - timedelta(days=10)
    await _insert(engine, InboxRow, [_notice("n1", old, old), _notice("n2", old, None), _notice("n3", new, new)])
    sent = [("d1", "handed_over", old), ("d2", "failed", None), ("d3", "delivered", new)]
    await _insert(engine, DeliveryRow, [_delivery(id, state, at) for id, state, at in sent])
    await _insert(engine, MessageRow, [_message(1, old), _message(2, None), _message(3, new)])
    gone = await retention.drop_messages(engine, MessageTerms(), NOW)
    assert gone == Dropped(read_notices=1, sent_notices=1, received_messages=1)
    assert not (await retention.drop_messages(engine, MessageTerms(), NOW)).any
    messages = table_of(MessageRow)
    async with reading(engine).connect() as connection:
        left = (await connection.execute(select(messages.c.number, messages.c.raw, messages.c.key))).all()
        assert [await connection.scalar(select(func.count()).select_from(table_of(t))) for t in (InboxRow, DeliveryRow)]
    assert sorted((number, bytes(raw), key) for number, raw, key in left) == [
        (1, b"", "key-1"), (2, b"said", "key-2"), (3, b"said", "key-3"),
    ], "what it is known by if it comes again stays"  # fmt: skip


async def _insert(engine: AsyncEngine, model: type[Recorded], rows: list[dict[str, object]]) -> None:
    async with writing(engine) as connection:
        await connection.execute(insert_unless_there(table_of(model), connection.dialect.name), rows)


def _notice(id: str, at: datetime, read_at: datetime | None) -> dict[str, object]:
    about = {"person": "com-1", "case_id": "case-1", "rank": "grave", "covering": False, "waits": False}
    return {**about, "notice_id": id, "at": at, "read_at": read_at, "told_on": None}


def _delivery(id: str, state: str, at: datetime | None) -> dict[str, object]:
    row = dict.fromkeys(table_of(DeliveryRow).columns.keys())
    return {**row, "id": id, "channel": "smtp", "grave": False, "subject": "s", "body": "b", "state": state,
            "made_at": NOW, "attempts": 1, "handed_over_at": at}  # fmt: skip


def _message(number: int, settled: datetime | None) -> dict[str, object]:
    row = dict.fromkeys(table_of(MessageRow).columns.keys())
    return {**row, "number": number, "came_at": NOW, "channel": "http", "raw": b"said", "key": f"key-{number}",
            "state": "applied", "facts": 0, "tries": 0, "settled_at": settled}  # fmt: skip
