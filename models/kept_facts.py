"""Facts as the case keeps them, so that one can be taken back: what each said, and where it found the case."""

from typing import Any

from pydantic import Field

from models.enquiries import Enquiry
from models.roles import Role
from models.sentence import Stage
from models.words import Held, Ref


class Was(Held):
    """A value of the case before a fact, by the names that lead to it; absent where there was none."""

    path: list[str]
    value: Any = None


class Changed(Held):
    """A request for information before a fact and after it; absent where there was none."""

    before: Enquiry | None = None
    after: Enquiry | None = None


class KeptFact(Held):
    """One fact. ``said`` is the event without its id and without what it left at its usual value.

    ``moved_to`` is the stage it took the case to, where it moved the case; ``aside`` marks one that changed nothing.
    """

    said: dict[str, Any]
    stage: Stage
    moved_to: Stage | None = None
    opens: bool | None = None
    aside: bool | None = None
    same_as: Ref | None = Field(default=None, description="the fact that told of the same before it")
    was: list[Was] | None = Field(default=None, description="each value of the case that it changed")
    enquiries: dict[str, Changed] | None = None
    processes: dict[str, tuple[str, str]] | None = Field(default=None, description="from which state to which")
    told_at_once: list[Role] | None = Field(default=None, description="who was interrupted for it")
    withdrawn: Ref | None = Field(default=None, description="the event that withdrew it")

    @property
    def stands(self) -> bool:
        """Whether what it says is part of what the case knows."""
        return self.withdrawn is None and not self.aside and self.same_as is None
