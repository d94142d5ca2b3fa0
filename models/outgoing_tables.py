"""Our own events on their way out: what happened, once, and where each subscriber stands with it."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer
from sqlmodel import Field

from models.tables import Recorded
from models.words import Instant

_NUMBER = BigInteger().with_variant(Integer, "sqlite")


class OutgoingRow(Recorded, table=True):
    """One event of ours, in the order in which they were made. ``shared_out`` once every subscriber has it to come."""

    __tablename__ = "outgoing_events"
    __table_args__ = (Index(None, "shared_out", "number"), Index(None, "case_id"))

    number: int | None = Field(default=None, primary_key=True, sa_type=_NUMBER)
    event_id: str = Field(unique=True)
    case_id: str
    type: str
    at: Instant
    body: dict[str, Any] = Field(sa_type=JSON)
    shared_out: bool = False


class WebhookRow(Recorded, table=True):
    """One event on its way to one subscriber. ``answer`` is the status it answered last; what it said is not kept."""

    __tablename__ = "outgoing_webhooks"
    __table_args__ = (Index(None, "state", "next_try_at"), Index(None, "subscriber", "case_id", "state", "event"))

    subscriber: str = Field(primary_key=True)
    event: int = Field(primary_key=True, foreign_key="outgoing_events.number", sa_type=_NUMBER)
    case_id: str
    state: str
    tries: int = 0
    next_try_at: Instant
    claimed_until: Instant | None = None
    answer: str | None = None
    settled_at: Instant | None = None
