"""What a case takes with it when its workflow starts, and when it continues as new."""

from typing import Any

from pydantic import ConfigDict, Field

from models.batch import Entry
from models.case import CaseStart
from models.past import Past
from models.words import Held, Instant

State = dict[str, Any]
"""A case as plain JSON data: the workflow holds it, and only policy reads it."""


class DecideInput(Held):
    """One message for policy to decide on. ``state`` is absent when the case is being opened."""

    model_config = ConfigDict(hide_input_in_errors=True)

    state: State | None = None
    message: dict[str, Any]
    now: Instant
    sequence: int


class Carried(Held):
    """Everything that survives continue-as-new: nothing waiting is lost, and repeats are still known."""

    state: State
    sequence: int
    seen: dict[str, int] = Field(description="message id to the sequence it was handled under")
    outbox: list[Entry] = Field(default_factory=list)
    undecided: list[dict[str, Any]] = Field(default_factory=list)
    wake_at: Instant | None = None
    wake_for: str = ""
    attributes: dict[str, Any] = Field(default_factory=dict)
    summary: str = ""
    ahead_seconds: float = 0.0


class Given(Held):
    """How a case workflow starts: anew, or carrying on. An error about it never shows what is in it."""

    model_config = ConfigDict(hide_input_in_errors=True)

    start: CaseStart | None = None
    past: Past | None = Field(default=None, description="of a case that is adopted in mid-life")
    carried: Carried | None = None
