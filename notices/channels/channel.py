"""What every way out has in common: how one message is handed over, and what may go wrong."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from pydantic import SecretStr


@dataclass(frozen=True)
class Outgoing:
    """One message. ``again`` says that an earlier attempt may have handed it over, and died before saying so."""

    id: str
    to: SecretStr
    subject: str
    body: str
    again: bool


class NotNow(Exception):
    """It did not work, and may later. The text is a word of ours; ``after`` is how long the other side asks to wait."""

    def __init__(self, fault: str, after: timedelta | None = None) -> None:
        super().__init__(fault)
        self.after = after


class Refused(Exception):
    """This message will not be taken, however often it is tried: its address is wrong. The text is a word of ours."""


class WayOut(Protocol):
    """A channel."""

    async def hand_over(self, message: Outgoing) -> str | None:
        """Hand a message over; the other side's id of it, by which it can be asked for later, if it has one.

        Raises NotNow and Refused.
        """
        ...

    async def delivered(self, provider_id: str) -> bool | None:
        """Whether it reached the person; none while that is not known. Raises NotNow, or Refused if it never will."""
        ...
