"""What each event says about the case, taken in before anything is demanded. Odd facts are kept, and flagged."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from models.case import Case
from models.events import Fact
from policy.calendar import london_date
from policy.facts import (  # noqa: F401  # each registers what it absorbs
    agencies,
    custody,
    enquiries,
    homicide_review,
    identification,
    licence,
    life,
    orders,
    plans,
    programmes,
    registers,
    safeguarding,
    sentence,
)
from policy.facts.absorb import Odd, absorb

LATE_AFTER = timedelta(days=2)
"""A fact heard of this long after it happened is flagged as late (project default)."""

SLACK = timedelta(minutes=5)
"""How far apart two systems' clocks may be before a fact counts as told ahead of time."""


def take_in(case: Case, event: Fact, now: datetime) -> list[Odd]:
    """Put what the event says onto the case, and return what is odd about it."""
    return [*timing(event, now), *absorb(event, case, london_date(event.occurred_at))]


def timing(event: Fact, now: datetime) -> Iterator[Odd]:
    """What is odd about when it happened, was known and was told."""
    if event.occurred_at > now + SLACK:
        yield "future", "said to have happened after it was reported"
    if now - event.occurred_at > LATE_AFTER:
        days = (london_date(now) - london_date(event.occurred_at)).days
        yield "late", f"happened {days} days before it was recorded"
    if event.identified_at and event.identified_at < event.occurred_at:
        yield "contradictory", "known before it happened"
    if event.identified_at and event.identified_at > now + SLACK:
        yield "future", "said to have been known after it was reported"
