"""How a notice reaches a person: how soon, by which channel, and where its delivery stands."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from models.words import Said, StaffId


class Rank(StrEnum):
    """How soon a notice is sent. Whatever its rank, it is in the inbox at once."""

    GRAVE = "grave"
    """At once, at any hour."""
    PROMPT = "prompt"
    """At once, but not in quiet hours."""
    DIGEST = "digest"
    """In the next working morning's digest."""


class Channel(StrEnum):
    """By what a delivery goes. ``nowhere`` stands for one that cannot go at all, and that an operator must look at."""

    NOTIFY_EMAIL = "notify_email"
    NOTIFY_TEXT = "notify_text"
    SMTP = "smtp"
    NOWHERE = "nowhere"


class DeliveryState(StrEnum):
    """Where a delivery stands. ``handed_over`` is all that a mail server can say; GOV.UK Notify says more later."""

    WAITING = "waiting"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    FAILED = "failed"


class InboxItem(BaseModel):
    """One notice in one person's inbox. ``covering`` says that it was for a colleague who is away."""

    case_id: str
    notice_id: str
    at: datetime
    kind: str
    rank: str
    about: str
    to_role: str
    duties: list[str]
    sensitivity: str
    covering: bool
    read_at: datetime | None


class Place(Said):
    """Where a page of an inbox ended: the key of its last item."""

    at: datetime
    case_id: str
    notice_id: str


class InboxPage(BaseModel):
    """A page of an inbox, the newest first; ``following`` is where the next page begins, if there is one."""

    items: list[InboxItem]
    unread: int
    following: Place | None = None


class DigestsGiven(BaseModel):
    """A run of the daily digest. The run fills in the day and how far it has come; the schedule gives neither."""

    day: date | None = None
    after: StaffId | None = None
    made: int = 0


class DigestPage(BaseModel):
    """Some of the people for whom something waits, in the order of their ids."""

    people: list[StaffId] = Field(default_factory=list)
    more: bool = False


class ToDigest(Said):
    """The people whose digests of a day are to be made."""

    day: date
    people: list[StaffId]
