"""The inbox: the newest first, by pages that neither skip nor repeat; unread, read and by case."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from models.notices import InboxPage, Place
from notices.inbox import inbox, mark_read
from notices.settings import NoticeSettings
from tests.notices.told import TUESDAY, ordered, quiet_change, told

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


async def busy(engine: AsyncEngine) -> None:
    """Eleven notices to com-1 on two cases, several of them at one moment."""
    for name, times in (("case-1", 6), ("case-2", 5)):
        case = ordered(name)
        for n in range(times):
            where = ("wing", "probation_reception", "elsewhere")[n % 3]
            case.report("worrying_behaviour", TUESDAY + timedelta(days=n // 3), where=where)
        await told(engine, NoticeSettings(), case)


async def all_pages(engine: AsyncEngine, limit: int) -> list[InboxPage]:
    pages, after = list[InboxPage](), None
    while True:
        pages.append(await inbox(engine, "com-1", after=after, limit=limit))
        after = pages[-1].following
        if after is None:
            return pages


async def test_pages_neither_skip_nor_repeat(engine: AsyncEngine) -> None:
    await busy(engine)
    whole = (await inbox(engine, "com-1", limit=100)).items
    assert len(whole) == 11
    assert [i.at for i in whole] == sorted((i.at for i in whole), reverse=True)
    for limit in (1, 2, 3, 5, 11):
        pages = await all_pages(engine, limit)
        assert [i for page in pages for i in page.items] == whole
        assert {len(page.items) for page in pages[:-1]} <= {limit}


async def test_what_comes_while_somebody_reads_does_not_disturb_the_pages_to_come(engine: AsyncEngine) -> None:
    await busy(engine)
    first = await inbox(engine, "com-1", limit=4)
    later = ordered("case-3")
    later.report("worrying_behaviour", TUESDAY + timedelta(days=1), where="wing")
    await told(engine, NoticeSettings(), later)
    rest = await inbox(engine, "com-1", after=first.following, limit=100)
    assert len(first.items) + len(rest.items) == 11


async def test_an_inbox_is_one_person_s(engine: AsyncEngine) -> None:
    await busy(engine)
    assert (await inbox(engine, "com-2")).items == []
    assert (await inbox(engine, "com-2")).unread == 0


async def test_reading_one_a_case_or_everything(engine: AsyncEngine) -> None:
    await busy(engine)
    newest = (await inbox(engine, "com-1")).items[0]
    assert await mark_read(engine, "com-1", NOW, case_id=newest.case_id, notice_id=newest.notice_id) == 1
    assert await mark_read(engine, "com-1", NOW, case_id=newest.case_id, notice_id=newest.notice_id) == 0
    assert (await inbox(engine, "com-1")).unread == 10
    assert [i.read_at for i in (await inbox(engine, "com-1", unread=False)).items] == [NOW]
    assert await mark_read(engine, "com-1", NOW, case_id="case-2") == 5 - (newest.case_id == "case-2")
    assert {i.case_id for i in (await inbox(engine, "com-1", unread=True)).items} == {"case-1"}
    assert await mark_read(engine, "com-1", NOW, until=TUESDAY) == 3
    await mark_read(engine, "com-1", NOW)
    assert (await inbox(engine, "com-1", unread=True)).items == []
    assert (await inbox(engine, "com-1")).unread == 0


async def test_nobody_reads_for_somebody_else(engine: AsyncEngine) -> None:
    await told(engine, NoticeSettings(), quiet_change())
    assert await mark_read(engine, "spo-1", NOW, case_id="case-1") == 0
    assert (await inbox(engine, "com-1")).unread == 1


async def test_by_case(engine: AsyncEngine) -> None:
    await busy(engine)
    page = await inbox(engine, "com-1", case_id="case-2", limit=100)
    assert {i.case_id for i in page.items} == {"case-2"}
    assert len(page.items) == 5


async def test_a_place_before_everything_gives_an_empty_page(engine: AsyncEngine) -> None:
    await busy(engine)
    page = await inbox(engine, "com-1", after=Place(at=TUESDAY - timedelta(days=9), case_id="case-1", notice_id="n1"))
    assert page.items == []
    assert page.following is None
