"""The event that says of an earlier one that it was wrong and never was."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from models.events.fact import Fact
from models.words import Ref, Text


class Wrong(StrEnum):
    """What was wrong with the earlier event."""

    WRONG_CASE = "wrong_case"
    MISTAKEN_IDENTITY = "mistaken_identity"
    SENT_IN_ERROR = "sent_in_error"
    NOT_TRUE = "not_true"


WRONG_WORDS: dict[Wrong, str] = {
    Wrong.WRONG_CASE: "recorded on the wrong case",
    Wrong.MISTAKEN_IDENTITY: "a mistaken identity",
    Wrong.SENT_IN_ERROR: "sent in error",
    Wrong.NOT_TRUE: "found not to be true",
}


class FactWithdrawn(Fact):
    """An earlier event was wrong and never was. It stays on the case, marked; what hung on it alone is undone.

    Something that was so and is no longer is no withdrawal: report what is so now.
    """

    type: Literal["fact_withdrawn"] = "fact_withdrawn"
    withdraws: Ref = Field(description="which earlier event it was, by its id")
    why: Wrong = Field(description="what was wrong with it")
    explanation: Text | None = None
