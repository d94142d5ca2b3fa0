"""What deciding on one message gives: the change to the case, a receipt for the caller, and rows for the records."""

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field

from models.past import NotUsed
from models.roles import Role
from models.words import Held, Noted


class NoticeClass(StrEnum):
    """How a notice reaches someone. Only grave things interrupt; everything else waits for the daily digest."""

    DIGEST = "digest"
    IMMEDIATE = "immediate"
    ESCALATION = "escalation"


class Notice(Held):
    """Something one role is told about one case. It never holds a name, an address or victim information."""

    id: str
    kind: NoticeClass
    to_role: Role
    to_staff: str | None = None
    about: str
    duties: list[str] = Field(default_factory=list)
    event: str | None = None
    at: Noted


class DutyLine(Held):
    """One duty as a receipt and a list show it."""

    id: str
    kind: str
    title: str
    clauses: list[str]
    owner: Role
    subject: str | None = None
    due_on: date | None = None
    why: str = ""
    state: str = "open"


class Receipt(Held):
    """What the reported thing led to: the answer the caller gets."""

    case_id: str
    message: str
    sequence: int
    at: Noted
    duplicate: bool = False
    stage: str
    opened: list[DutyLine] = Field(default_factory=list)
    joined: list[DutyLine] = Field(default_factory=list)
    moved: list[DutyLine] = Field(default_factory=list)
    closed: list[DutyLine] = Field(default_factory=list)
    notices: list[Notice] = Field(default_factory=list)
    flags: list[str] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    not_used: list[NotUsed] = Field(default_factory=list)


class Outcome(Held):
    """The recorded answer of one decision. The workflow applies it and never computes it again.

    ``change`` is an RFC 7396 merge patch on the case; ``rows`` are what the records are to hold, in order;
    ``wake_at`` is the next moment that matters.
    """

    change: dict[str, Any]
    receipt: Receipt
    rows: list[dict[str, Any]]
    wake_at: Noted | None = None
    wake_for: str = ""
    attributes: dict[str, Any] = Field(default_factory=dict)
    summary: str = ""
    finished: bool = False
