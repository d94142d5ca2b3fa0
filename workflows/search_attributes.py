"""The search attributes of a case: typed, and nothing personal in any of them."""

from datetime import datetime
from typing import Any

from temporalio.common import SearchAttributeKey, SearchAttributePair, SearchAttributeUpdate, TypedSearchAttributes

STAGE = SearchAttributeKey.for_keyword("ThroughcareStage")
ROSH = SearchAttributeKey.for_keyword("ThroughcareRiskOfSeriousHarm")
PRACTITIONER = SearchAttributeKey.for_keyword("ThroughcarePractitioner")
TEAM = SearchAttributeKey.for_keyword("ThroughcareTeam")
NEXT_DUE = SearchAttributeKey.for_datetime("ThroughcareNextDue")
OVERDUE = SearchAttributeKey.for_int("ThroughcareOverdue")
OPEN_REVIEWS = SearchAttributeKey.for_int("ThroughcareOpenReviews")

KEYS: dict[str, SearchAttributeKey[Any]] = {
    "stage": STAGE,
    "rosh": ROSH,
    "practitioner": PRACTITIONER,
    "team": TEAM,
    "next_due": NEXT_DUE,
    "overdue": OVERDUE,
    "open_reviews": OPEN_REVIEWS,
}
"""Each by the name policy gives it."""


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[SearchAttributeUpdate[Any]]:
    """The updates that take the old values to the new, in a fixed order; none when nothing changed."""
    found: list[SearchAttributeUpdate[Any]] = []
    for name, key in KEYS.items():
        if old.get(name) == new.get(name):
            continue
        found.append(key.value_set(_value(name, new[name])) if name in new else key.value_unset())
    return found


def typed(values: dict[str, Any]) -> TypedSearchAttributes:
    """All values at once, for a new run."""
    pairs = [SearchAttributePair(key, _value(name, values[name])) for name, key in KEYS.items() if name in values]
    return TypedSearchAttributes(pairs)


def _value(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name == "next_due" else value
