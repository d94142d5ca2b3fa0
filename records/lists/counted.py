"""How many rows a list has, up to a limit: a count beyond what anybody works through need not be exact, and is slow."""

from collections.abc import Sequence
from functools import reduce
from operator import add

from sqlalchemy import ColumnElement, func, literal
from sqlmodel import SQLModel, select

from records.lists.query import Conditions

COUNTED_TO = 1000
"""A number above this says only that there are more (project default)."""


def count_of(model: type[SQLModel], alternatives: Sequence[Conditions]) -> ColumnElement[int]:
    """How many rows meet one of the alternatives, of which no two have a row in common; 1,001 of one stand for more."""
    return reduce(add, [_up_to(model, conditions) for conditions in alternatives])


def _up_to(model: type[SQLModel], conditions: Conditions) -> ColumnElement[int]:
    found = select(literal(1)).select_from(model).where(*conditions).limit(COUNTED_TO + 1).subquery()
    return select(func.count()).select_from(found).scalar_subquery()
