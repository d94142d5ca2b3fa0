"""How many rows a list has, up to a limit: a count beyond what anybody works through need not be exact, and is slow."""

from collections.abc import Sequence

from sqlalchemy import func, literal
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from records.lists.query import Conditions

COUNTED_TO = 1000
"""A number above this says only that there are more (project default)."""


async def counted(session: AsyncSession, model: type[SQLModel], alternatives: Sequence[Conditions]) -> int:
    """How many rows meet one of the alternatives, of which no two have a row in common; 1,001 stands for any more."""
    found = 0
    for conditions in alternatives:
        up_to = select(literal(1)).select_from(model).where(*conditions).limit(COUNTED_TO + 1).subquery()
        found += (await session.exec(select(func.count()).select_from(up_to))).one()
    return min(found, COUNTED_TO + 1)
