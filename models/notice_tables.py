"""The tables of what was told to whom: inboxes, digests and deliveries. They are no projection of the cases.

A rebuild of the records leaves them alone: what was sent cannot be sent again.
"""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field

from models.tables import Recorded
from models.words import Instant


class InboxRow(Recorded, table=True):
    """A notice in a person's inbox. ``waits`` says that the next digest has still to tell it."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index(None, "person", "at", "case_id", "notice_id"),
        Index("ix_inbox_unread", "person", "read_at", "at"),
        Index(None, "waits", "person"),
    )

    person: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    notice_id: str = Field(primary_key=True)
    at: Instant
    rank: str
    covering: bool
    waits: bool
    told_on: date | None = None
    read_at: Instant | None = None


class DigestRow(Recorded, table=True):
    """The digest of one person and day: there is never a second."""

    __tablename__ = "digests"

    person: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    made_at: Instant


class DeliveryRow(Recorded, table=True):
    """One message to one person by one channel. ``due_at`` is when it is to be looked at next, none when it is done.

    The address is not here: it is looked up when the message is sent. ``fault`` is in words of ours, never a server's.
    """

    __tablename__ = "deliveries"
    __table_args__ = (Index(None, "channel", "due_at"), Index(None, "state", "made_at"))

    id: str = Field(primary_key=True)
    person: str | None
    channel: str
    case_id: str | None = None
    notice_id: str | None = None
    digest_on: date | None = None
    grave: bool
    subject: str
    body: str
    state: str
    made_at: Instant
    due_at: Instant | None
    attempts: int = 0
    claimed_until: Instant | None = None
    handed_over_at: Instant | None = None
    provider_id: str | None = None
    fault: str | None = None
