"""Where a message stands, and why one is in quarantine."""

from enum import StrEnum


class State(StrEnum):
    """Where a message stands."""

    ACCEPTED = "accepted"
    APPLIED = "applied"
    DUPLICATE = "duplicate"
    NOT_FOR_US = "not_for_us"
    QUARANTINED = "quarantined"
    ASKING = "asking"
    DISMISSED = "dismissed"


class Sent(StrEnum):
    """Where a fact on its way to a case stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    REFUSED = "refused"


REASONS: dict[str, str] = {
    "unknown_person": "no case is known by these numbers; taken in by itself when one opens",
    "no_person": "it names nobody by CRN or prison number",
    "conflicting_numbers": "its numbers name different people",
    "contradictory": "it contradicts itself",
    "needs_details": "what it means stands behind its detail address, which could not be asked",
    "unknown_type": "nobody has taught us what this type of event means",
    "unclear": "it says something that can be read in more than one way",
    "needs_judgement": "a person has to decide what follows",
    "no_time": "it does not say when it happened",
    "in_the_future": "it says it happened more than a day from now",
    "unreadable_fields": "its fields have shapes that its type does not have",
    "case_finished": "the case is closed and no longer takes facts",
    "refused": "the case refused the fact",
    "case_full": "the case holds more than any real case: look whether whoever tells it runs away",
    "not_delivered": "it could not be delivered, though the case can be reached",
    "not_text": "not text in UTF-8",
    "not_json": "not JSON",
    "not_an_event": "not one event",
    "empty": "empty",
    "too_deep": "too deep",
    "no_type": "it does not say what kind of event it is",
}
"""Every reason for quarantine, in words."""
