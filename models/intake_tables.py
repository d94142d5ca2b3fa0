"""The intake's tables: every message as it came, the facts made of it, and what else a case is known by.

What came is kept whole, for whoever has to look at it: it may hold anything another system put there, names included.
It is read through the quarantine alone, and never shown in a list, a log or an error.
"""

from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer
from sqlmodel import Field

from models.tables import Recorded
from models.words import Instant

_NUMBER = BigInteger().with_variant(Integer, "sqlite")


class MessageRow(Recorded, table=True):
    """One message of another system, from when it was accepted. ``number`` is the order in which they came.

    ``key`` is what it is known by when it comes again: person, type, what it is about, and when. ``raw`` is never
    changed; what a person mended stands beside it.
    """

    __tablename__ = "intake_messages"
    __table_args__ = (Index(None, "state", "reason"),)

    number: int | None = Field(default=None, primary_key=True, sa_type=_NUMBER)
    came_at: Instant
    channel: str
    content_type: str | None
    raw: bytes
    mended: bytes | None = None
    envelope: str | None = None
    type: str | None = Field(default=None, index=True)
    occurred_at: Instant | None = None
    key: str | None = Field(default=None, index=True)
    state: str
    reason: str | None = None
    words: str | None = None
    duplicate_of: int | None = Field(default=None, sa_type=_NUMBER)
    facts: int = 0
    tries: int = 0
    next_try_at: Instant | None = None
    settled_at: Instant | None = None


class DeliveryRow(Recorded, table=True):
    """A fact on its way to a case. ``about`` and ``value`` are digests by which the same fact is known again."""

    __tablename__ = "intake_deliveries"
    __table_args__ = (
        Index(None, "case_id", "state", "number"),
        Index(None, "state", "next_try_at"),
        Index(None, "state", "type"),
    )

    number: int | None = Field(default=None, primary_key=True, sa_type=_NUMBER)
    message: int = Field(foreign_key="intake_messages.number", index=True, sa_type=_NUMBER)
    case_id: str
    type: str
    about: str
    value: str
    occurred_at: Instant
    event: dict[str, Any] = Field(sa_type=JSON)
    state: str
    words: str | None = None
    tries: int = 0
    next_try_at: Instant
    claimed_by: str | None = None
    claimed_until: Instant | None = None
    settled_at: Instant | None = None


class NumberRow(Recorded, table=True):
    """A number of a person that a case is known by besides its own: learnt from a merge or an identifier added."""

    __tablename__ = "intake_numbers"

    kind: str = Field(primary_key=True)
    number: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    message: int = Field(sa_type=_NUMBER)


class NamedRow(Recorded, table=True):
    """A number that a message in quarantine names its person by: it is replayed when a case is known by it."""

    __tablename__ = "intake_named"
    __table_args__ = (Index(None, "kind", "number"),)

    message: int = Field(primary_key=True, foreign_key="intake_messages.number", sa_type=_NUMBER)
    kind: str = Field(primary_key=True)
    number: str = Field(primary_key=True)


class LookedRow(Recorded, table=True):
    """What a person did with a message in quarantine: looked at it, mended, replayed or dismissed it."""

    __tablename__ = "intake_looked"

    number: int | None = Field(default=None, primary_key=True, sa_type=_NUMBER)
    message: int = Field(foreign_key="intake_messages.number", index=True, sa_type=_NUMBER)
    at: Instant
    by: str
    did: str
    why: str | None = None
