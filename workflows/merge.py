"""Applying a merge patch (RFC 7396): the one way in which a case's state changes in the workflow."""

from typing import Any


def merged(state: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """The state with the patch applied: null removes, objects merge, everything else replaces. Neither is changed."""
    result = dict(state)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict):
            old = result.get(name)
            result[name] = merged(old if isinstance(old, dict) else {}, value)
        else:
            result[name] = value
    return result
