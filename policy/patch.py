"""The difference between two states of a case, as an RFC 7396 merge patch."""

from typing import Any


def merge_patch(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The patch that turns ``before`` into ``after``. Absent values must never be written as null in either."""
    patch: dict[str, Any] = {name: None for name in before if name not in after}
    for name, value in after.items():
        old = before.get(name)
        if old == value:
            continue
        both_objects = isinstance(old, dict) and isinstance(value, dict)
        patch[name] = merge_patch(old, value) if both_objects else value  # type: ignore[arg-type]
    return patch
