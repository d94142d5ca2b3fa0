"""The list at the top of a form of everything that is wrong, each a link to where it is typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from web.fields.control import first_input
from web.fields.faults import Fault
from web.fields.field import Field

THE_FORM = "the-form"
"""Where a fault leads that is about no one field."""


@dataclass(frozen=True)
class Line:
    """One fault, and the id of the box it leads to."""

    words: str
    to: str
    clause: str


def summed_up(fields: Sequence[Field], faults: Sequence[Fault]) -> list[Line]:
    """Everything there is to mend."""
    places = {one.name: first_input(one) for one in fields}
    return [Line(one.words, places.get(one.field, THE_FORM), one.clause) for one in faults]
