"""Where each kind of fact says what it tells of the case: one registered function a type of event."""

from datetime import date
from functools import singledispatch

from models.case import Case
from models.events import Fact

Odd = tuple[str, str]
"""A flag's code and its words."""


@singledispatch
def absorb(event: Fact, case: Case, day: date) -> list[Odd]:
    """Put what the event says onto the case; ``day`` is the London day it happened. Returns what is odd about it."""
    return []
