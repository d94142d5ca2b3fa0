"""Protective orders that end soon: what they forbade is allowed from the day after."""

from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from models.tables import OrderRow
from records.lists.page import FIRST_PAGE, Cursors, Key, Page, PageWanted
from records.lists.query import Condition, page_of, real
from records.lists.wanted import OrdersWanted


async def orders_ending(engine: AsyncEngine, wanted: OrdersWanted, page: PageWanted = FIRST_PAGE) -> Page[OrderRow]:
    """Orders in force by the day they end, the soonest first. Raises BadCursor.

    A rehearsed case that is named by its id is asked for.
    """
    cursors = Cursors("orders ending", wanted, (date, Key, Key), frozenset({"today"}))
    return await page_of(engine, OrderRow, ("ends_on", "case_id", "ref"), [ending(wanted)], cursors, page)


def ending(wanted: OrdersWanted) -> list[Condition]:
    """What an order meets that is in the list."""
    until = wanted.today + timedelta(days=wanted.within)
    conditions = real(OrderRow, wanted.rehearsals or wanted.case_id is not None)
    conditions += [col(OrderRow.in_force).is_(True), col(OrderRow.ends_on).between(wanted.today, until)]
    asked = {"team": wanted.team, "held_by": wanted.held_by, "case_id": wanted.case_id}
    return conditions + [col(getattr(OrderRow, name)) == value for name, value in asked.items() if value is not None]
