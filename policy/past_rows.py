"""What the records get of a case's past: a row for each item, marked as told on adoption and not as it happened."""

from datetime import datetime
from typing import Any

from models.case import Case, Flag
from models.messages import Message, Opened, Reported, message_id
from policy.clauses.clause import Sensitivity
from policy.sensitivity import of_message

Row = dict[str, Any]


def past_row(message: Message, at: datetime, case: Case, flags: list[Flag], now: datetime) -> Row:
    """One item that was taken. ``recorded_at`` is the moment of adoption: before that nothing was known here."""
    body = message.model_dump(mode="json", exclude_none=True)
    event = message.event if isinstance(message, Reported) else None
    event = message.start.opening if isinstance(message, Opened) else event
    at = event.occurred_at if event else at
    return {
        "table": "events",
        "event_id": message_id(message),
        "kind": message.kind,
        "type": event.type if event else message.kind,
        "occurred_at": at.isoformat(),
        "identified_at": event.identified_at.isoformat() if event and event.identified_at else None,
        "recorded_at": now.isoformat(),
        "reported_by": event.reported_by if event else None,
        "sensitivity": of_message(message, body, case).value,
        "body": {**body, "adopted": True},
        "led_to": {"flags": [flag.words for flag in flags]},
    }


def unused_row(unread_id: str, came: Any, words: list[str], now: datetime) -> Row:
    """One item that could not be used: kept as it came. It may be anything, and is sensitive."""
    return {
        "table": "events",
        "event_id": unread_id,
        "kind": "unread",
        "type": "unread",
        "occurred_at": now.isoformat(),
        "identified_at": None,
        "recorded_at": now.isoformat(),
        "reported_by": None,
        "sensitivity": Sensitivity.SENSITIVE.value,
        "body": {"kind": "unread", "unread_id": unread_id, "came": came, "adopted": True},
        "led_to": {"notes": words},
    }
