"""The merge patch between two states of a case (RFC 7396): applied, it gives the second state whole."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.case import Case
from policy.patch import merge_patch
from tests.policy.driving import on_licence
from workflows.merge import merged

NAMES = st.sampled_from(["a", "b", "c", "duties"])
PLAIN = st.none() | st.booleans() | st.integers(-3, 3) | st.text("xy", max_size=2)


def states(plain: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    values = st.recursive(
        plain, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
    )
    return st.dictionaries(NAMES, values, max_size=4)


def without_null(value: Any) -> Any:
    """What a case's state is: absent things are left out, in objects and in the objects of lists."""
    if isinstance(value, dict):
        return {k: without_null(v) for k, v in value.items() if v is not None}
    return [without_null(v) for v in value if v is not None] if isinstance(value, list) else value


@settings(max_examples=300, derandomize=True, deadline=None)
@given(before=states(PLAIN).map(without_null), after=states(PLAIN).map(without_null))
def test_applied_to_the_first_it_gives_the_second(before: dict[str, Any], after: dict[str, Any]) -> None:
    kept = json.dumps(before)
    patch = merge_patch(before, after)
    assert merged(before, patch) == after
    assert json.dumps(before) == kept
    assert merge_patch(after, after) == {}
    assert not patch or before != after


def test_nothing_in_the_state_of_a_case_is_ever_null() -> None:
    """A null would be taken for a removal: fields that may be absent are left out, at every depth."""
    case = on_licence(programme="bbr")
    case.report("new_relationship", "2026-03-09", partner="partner-1", children=["child-1"])
    case.report("protective_order_made", "2026-03-09", order="order-1", protects=["partner-1"])
    case.report("recalled", "2026-03-16")
    assert "null" not in json.dumps(case.state)


def test_every_field_that_may_be_absent_is_absent_by_default() -> None:
    """Otherwise leaving it out would bring its default back."""
    todo: list[Any] = [Case]
    seen: set[Any] = set()
    while todo:
        model = todo.pop()
        if model in seen:
            continue
        seen.add(model)
        for name, field in model.model_fields.items():
            assert not (_optional(field.annotation) and field.default is not None), f"{model.__name__}.{name}"
            todo += [m for m in _models(field.annotation) if m not in seen]
    assert len(seen) > 15


def _optional(annotation: Any) -> bool:
    return type(None) in getattr(annotation, "__args__", ())


def _models(annotation: Any) -> list[Any]:
    found = [annotation] if hasattr(annotation, "model_fields") else []
    return found + [m for part in getattr(annotation, "__args__", ()) for m in _models(part)]
