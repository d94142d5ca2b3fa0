"""Whatever comes, nothing is raised but what is promised: arbitrary bytes, arbitrary JSON, and mutated messages."""

import json
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.envelope import split
from intake.facts import Misshapen, fact_of, key_of
from intake.mapping.meaning import MAPPINGS, Facts, Unclear
from intake.reading import Unreadable
from intake.take import clean, understand
from tests.intake.messages import event, raw, received, released, released_by_search, sns, sqs

TYPES = st.sampled_from([t for mapping in MAPPINGS for t in mapping.types])
WORDS = st.sampled_from(
    ["RELEASED", "ADMISSION", "24", "DEC", "CRN", "NOMS", "X700001", "A7001AA", "2026-03-09", "RHRH", "MAPP", "", "{x}"]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20) | WORDS
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
SAMPLES = [
    sns(released()), released_by_search(), sqs(sns(received())), event("recall.inserted", {"recallType": "FTR_28"}),
    event("probation-case.merge.completed", {"sourceCRN": "X1", "targetCRN": "X2"}),
    {"specversion": "1.0", "type": "t", "id": "1", "source": "s", "data": released()},
]  # fmt: skip


def taken_in(said: bytes, details: Any = None) -> None:
    """All of the way but the records."""
    try:
        parts = split(said)
    except Unreadable:
        return
    for part in parts:
        found = understand(part)
        assert found.told is not None or isinstance(found.meaning, Unclear)
        if found.told is None:
            continue
        key_of(found.told)
        clean(found.told.type).encode()
        if isinstance(found.meaning, Facts) and found.told.occurred_at is not None:
            for draft in found.meaning.drafts:
                with suppress(Misshapen):
                    json.dumps(fact_of(draft, found.told.occurred_at, "case-1").event).encode()


@given(st.binary(max_size=400))
def test_any_bytes(said: bytes) -> None:
    taken_in(said)


@given(JSON)
def test_any_json(said: Any) -> None:
    taken_in(raw(said))


@settings(max_examples=300)
@given(TYPES, st.dictionaries(st.text(max_size=10), JSON, max_size=4), JSON)
def test_any_information_under_any_known_type(type_: str, info: dict[str, Any], reference: Any) -> None:
    taken_in(raw(event(type_, info, personReference=reference)))


def _paths(said: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    return [path, *(deeper for key, value in inner for deeper in _paths(value, (*path, key)))]


def _with(said: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copy: Any = dict(said) if isinstance(said, dict) else list(said)
    copy[path[0]] = _with(said[path[0]], path[1:], value)
    return copy


@settings(max_examples=300)
@given(st.data())
def test_a_message_with_any_part_of_it_replaced(data: st.DataObject) -> None:
    said = data.draw(st.sampled_from(SAMPLES))
    for _ in range(data.draw(st.integers(1, 3))):
        paths = _paths(said)
        said = _with(said, data.draw(st.sampled_from(paths)), data.draw(JSON))
    taken_in(raw(said))


@settings(max_examples=200)
@given(st.sampled_from(SAMPLES), st.integers(0, 2000), st.binary(max_size=6))
def test_a_message_with_any_bytes_within_it(said: Any, at: int, more: bytes) -> None:
    whole = raw(said)
    taken_in(whole[:at] + more + whole[at + len(more) :])
