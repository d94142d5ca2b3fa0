"""From what a message means to facts for a case: typed events, each with the digests it is known again by."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from intake.mapping.meaning import Draft
from intake.told import Told
from models.events import EVENT

REPORTED_BY = "case-system"


class Misshapen(Exception):
    """A draft is no event: fields of the message have values that its type cannot have."""


@dataclass(frozen=True)
class Fact:
    """An event for one case, ready to be delivered."""

    type: str
    about: str
    value: str
    occurred_at: datetime
    event: dict[str, Any]
    draft: Draft


def fact_of(draft: Draft, occurred_at: datetime, case_id: str) -> Fact:
    """The typed event of a draft. Raises Misshapen."""
    at = draft.at or occurred_at
    about, value = _digest(draft.type, draft.is_about()), _digest(draft.type, draft.known_by())
    said = {
        **draft.fields,
        "type": draft.type,
        "event_id": f"hmpps-{_digest(case_id, value, at.isoformat())[:24]}",
        "occurred_at": at,
        "reported_by": REPORTED_BY,
        "source": draft.source,
        "sensitive": draft.sensitive,
    }
    try:
        event = EVENT.validate_python(said)
    except ValidationError:
        raise Misshapen from None
    return Fact(draft.type, about, value, at, event.model_dump(mode="json", exclude_none=True), draft)


def key_of(told: Told) -> str:
    """What a message is known by when it comes again: who, what, about what, and when. Never its message id."""
    who = sorted(f"{kind}:{number}" for kind, number in told.person.numbers)
    what = {k: v for k, v in told.info.items() if k not in {"publishedAt", "description", "version"}}
    return _digest(who, told.type.lower(), told.occurred_at.isoformat() if told.occurred_at else None, what)


def is_far_off(at: datetime, now: datetime) -> bool:
    """Whether it is said to happen more than a day from now: clocks do not differ by that much."""
    return at > now + timedelta(days=1)


def _digest(*parts: Any) -> str:
    said = json.dumps(parts, sort_keys=True, default=str, ensure_ascii=True)
    return hashlib.sha256(said.encode()).hexdigest()
