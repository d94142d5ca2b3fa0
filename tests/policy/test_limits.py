"""How much a case may hold: far more than any real one, said by name, and never in the way of what is grave."""

from typing import Any

import pytest

from commands.work_docs import STAGES, TOLD, every_event, in_stage
from models.duties import DutyState
from models.events import EVENT
from policy.gravity import is_grave
from policy.limits import CAUSES, OPEN_DUTIES, THINGS, beyond
from policy.stages.chart import MOVES


def _event(**said: Any) -> Any:
    return EVENT.validate_python({"event_id": "told", "occurred_at": TOLD.isoformat(), **said})


def _with_open(state: dict[str, Any], duties: int, causes: int = 1) -> dict[str, Any]:
    one = {"state": DutyState.OPEN.value, "clocks": [{}] * causes}
    return {**state, "duties": {f"d{number}": one for number in range(duties)}}


@pytest.mark.parametrize("stage", STAGES)
def test_no_event_is_too_much_for_a_case_as_cases_are(stage: str) -> None:
    state = in_stage(stage)
    for _, told in every_event():
        for said in told:
            assert beyond(_with_open(state, OPEN_DUTIES // 5, CAUSES // OPEN_DUTIES), _event(**said)) == []


@pytest.mark.parametrize(("duties", "causes", "words"), [(OPEN_DUTIES, 1, "200 open"), (5, CAUSES // 5, "2000 causes")])
def test_of_a_case_with_too_much_work_no_more_is_told_but_what_is_grave_moves_or_ends(
    duties: int, causes: int, words: str
) -> None:
    full = _with_open(in_stage("licence"), duties, causes)
    refused, taken = set[str](), set[str]()
    for type_, told in every_event():
        for said in told:
            found = beyond(full, _event(**said))
            assert all(words in str(one) and "project default" in str(one) for one in found)
            (refused if found else taken).add(type_)
            if is_grave(said) or type_ in MOVES:
                assert found == []
    assert {"significant_change", "new_relationship", "concern_identified"} <= refused
    assert {"order_breached", "imminent_risk", "recalled", "released", "order_revoked", "died"} <= taken


@pytest.mark.parametrize(
    ("where", "said", "field"),
    [
        ("partners", {"type": "new_relationship", "partner": "another"}, "partner"),
        ("orders", {"type": "protective_order_made", "order": "another", "protects": ["p"]}, "order"),
        ("people_at_risk", {"type": "children_at_risk", "children": ["another"]}, "children"),
        ("addresses", {"type": "address_changed", "address": "another"}, "address"),
        (
            "conditions",
            {"type": "condition_to_put_forward", "condition": "another", "kind": "exclusion_zone"},
            "condition",
        ),
    ],
)
def test_of_a_hundred_of_a_kind_another_is_refused_by_its_field_and_a_known_one_is_not(
    where: str, said: dict[str, Any], field: str
) -> None:
    full = {**in_stage("licence"), where: {f"known-{number}": {} for number in range(THINGS)}}
    (refusal,) = beyond(full, _event(**said))
    assert (refusal.field, f"at most {THINGS}" in refusal.words) == (field, True)
    known = ["known-1"] if isinstance(said[field], list) else "known-1"
    assert beyond(full, _event(**{**said, field: known})) == []
