"""Pages of lists: together they are the whole list, each row once, whatever the page's length and whatever is added."""

import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from models.tables import NO_DAY, CaseRow, DutyRow, EscalationRow
from records import lists
from records.engine import writing
from records.lists import BadCursor, CaseOrder, Page, PageWanted
from records.write import write
from tests.records.databases import KINDS, ready_database
from tests.records.played import RELEASE, ed

TODAY = date(2026, 4, 20)
CLAUSE = next(row["clauses"][0] for row in ed().entries[-1].rows if row["table"] == "duties")
EVERY: dict[str, tuple[Callable[..., Awaitable[Page[Any]]], Any]] = {
    "duties": (lists.duties, lists.DutiesWanted()),
    "duties in any state": (lists.duties, lists.DutiesWanted(state=None)),
    "duties by clause": (lists.duties, lists.DutiesWanted(clause=CLAUSE)),
    "escalations": (lists.escalations, lists.EscalationsWanted()),
    "cases": (lists.cases, lists.CasesWanted()),
    "cases of one": (lists.cases, lists.CasesWanted(held_by="cp-1", by=CaseOrder.STAGE_SINCE)),
    "releases": (lists.releases, lists.AheadWanted(today=TODAY, within=30)),
    "without practitioner": (lists.without_practitioner, lists.UnheldWanted()),
    "orders": (lists.orders_ending, lists.OrdersWanted(today=TODAY, within=30)),
    "timeline": (lists.timeline, lists.TimelineWanted(case_id="ed-1")),
    "timeline from its beginning": (lists.timeline, lists.TimelineWanted(case_id="ed-1", newest_first=False)),
}


@pytest.fixture(scope="module", params=KINDS)
async def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[AsyncEngine]:
    """Six cases, some of which are alike in all that lists are sorted by."""
    async with ready_database(request.param, tmp_path_factory.mktemp("records")) as engine:
        for number in range(1, 7):
            case = ed(f"ed-{number}")
            made = {"order": "order-1", "protects": ["partner-1"], "ends_on": TODAY + timedelta(days=number % 3)}
            case.report("protective_order_made", RELEASE, **made)
            await write(engine, case.batch())
        async with writing(engine) as connection:
            for number in range(1, 7):
                ahead = {
                    "release_on": TODAY + timedelta(days=number % 3),
                    "missing_role": ("pom", "community_practitioner")[number % 2],
                }
                mine = col(CaseRow.case_id) == f"ed-{number}"
                await connection.execute(update(CaseRow).where(mine).values(**ahead))
        yield engine


async def whole(engine: AsyncEngine, name: str, limit: int) -> list[Any]:
    """Every row of a list, page by page."""
    read, wanted = EVERY[name]
    found: list[Any] = []
    after: str | None = None
    while True:
        page = await read(engine, wanted, PageWanted(limit=limit, after=after))
        assert len(page.items) <= limit and (page.items or after is None)
        found += page.items
        after = page.next
        if after is None:
            return found
        assert len(page.items) == limit


@pytest.mark.parametrize("name", EVERY)
async def test_pages_together_are_the_list(engine: AsyncEngine, name: str) -> None:
    at_once = await whole(engine, name, 500)
    assert len(at_once) > 3, "or this test shows nothing"
    for limit in (2, 7, len(at_once) - 1, len(at_once)):
        assert await whole(engine, name, limit) == at_once, (name, limit)


async def test_what_is_added_before_or_after_does_not_shift_a_page(engine: AsyncEngine) -> None:
    first = await lists.duties(engine, lists.DutiesWanted(), PageWanted(limit=3))
    row = first.items[0].model_dump() | {"due_order": date(2020, 1, 1), "duty_id": "early"}
    async with writing(engine) as connection:
        await connection.execute(insert(DutyRow).values(**row))
    rest = await lists.duties(engine, lists.DutiesWanted(), PageWanted(limit=500, after=first.next))
    again = await lists.duties(engine, lists.DutiesWanted(), PageWanted(limit=500))
    assert again.items[0].duty_id == "early"
    assert list(again.items)[1:] == [*first.items, *rest.items]
    async with writing(engine) as connection:
        await connection.execute(delete(DutyRow).where(col(DutyRow.duty_id) == "early"))


async def test_without_a_due_date_last(engine: AsyncEngine) -> None:
    page = await lists.duties(engine, lists.DutiesWanted(), PageWanted(limit=1))
    row = page.items[0].model_dump() | {"due_on": None, "due_order": NO_DAY, "duty_id": "undated"}
    async with writing(engine) as connection:
        await connection.execute(insert(DutyRow).values(**row))
    assert (await whole(engine, "duties", 5))[-1].duty_id == "undated"
    async with writing(engine) as connection:
        await connection.execute(delete(DutyRow).where(col(DutyRow.duty_id) == "undated"))


class TestLimit:
    async def test_as_said(self, engine: AsyncEngine) -> None:
        assert PageWanted().limit == 100 and PageWanted(limit=10_000).limit == 500
        for limit in (0, -1):
            with pytest.raises(ValidationError, match="greater than or equal to 1"):
                PageWanted(limit=limit)


class TestCursors:
    async def cursor(self, engine: AsyncEngine) -> str:
        """A good cursor of the open duties."""
        page = await lists.duties(engine, lists.DutiesWanted(), PageWanted(limit=2))
        assert page.next is not None
        return page.next

    async def refused(self, engine: AsyncEngine, cursor: str, **asked: Any) -> None:
        with pytest.raises(BadCursor, match="no cursor of this list") as refused:
            await lists.duties(engine, lists.DutiesWanted(**asked), PageWanted(after=cursor))
        assert refused.value.__cause__ is None and (not cursor or cursor not in str(refused.value))

    async def test_of_another_list_or_other_filters(self, engine: AsyncEngine) -> None:
        cursor = await self.cursor(engine)
        await self.refused(engine, cursor, team="team-1")
        await self.refused(engine, cursor, state=None)
        with pytest.raises(BadCursor):
            await lists.cases(engine, lists.CasesWanted(), PageWanted(after=cursor))
        with pytest.raises(BadCursor):
            await lists.escalations(engine, lists.EscalationsWanted(), PageWanted(after=cursor))

    async def test_of_the_next_moment(self, engine: AsyncEngine) -> None:
        """Time goes on between two pages: what is overdue then is a matter of the list, not of the cursor."""
        first = await lists.duties(engine, lists.DutiesWanted(overdue_at=RELEASE), PageWanted(limit=2))
        later = lists.DutiesWanted(overdue_at=RELEASE + timedelta(days=1))
        rest = await lists.duties(engine, later, PageWanted(limit=500, after=first.next))
        assert rest.items and not {(d.case_id, d.duty_id) for d in first.items} & {
            (d.case_id, d.duty_id) for d in rest.items
        }

    async def test_altered_or_made_up(self, engine: AsyncEngine) -> None:
        cursor = await self.cursor(engine)
        raw = bytearray(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        for place in range(len(raw)):
            altered = bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
            await self.refused(engine, base64.urlsafe_b64encode(altered).decode().rstrip("="))
        for made_up in ("", "x", "AAAA", "not base64!", "é", cursor[:-3], cursor + "AAAA", "\x00", "a" * 10_000):
            await self.refused(engine, made_up)


async def test_the_rows_of_a_page_are_the_tables_own(engine: AsyncEngine) -> None:
    page = await lists.escalations(engine, lists.EscalationsWanted(), PageWanted(limit=1))
    assert isinstance(page.items[0], EscalationRow)
    assert "due_order" not in (await lists.duties(engine, lists.DutiesWanted())).items[0].model_dump()
