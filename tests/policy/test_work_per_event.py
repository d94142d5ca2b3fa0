"""No tick-box storm: what an event may open at most, and the page that counts it."""

from typing import Any

import pytest

from commands.work_docs import DOCS, LIMITS, STAGES, every_event, in_stage, opened_by, page
from models.events import EVENT_TYPES
from policy.known_versions import versions

PROFILES: dict[str, dict[str, Any]] = {
    "as it comes": {},
    "high risk": {"rosh": {"known_adult": "very_high", "children": "high"}},
    "familial too": {"abuse": ["intimate_partner", "familial"]},
    "children at risk": {"people_at_risk": [{"ref": "child-9", "relation": "own child", "child": True}]},
    "every trigger": {"triggers": ["new_relationship", "pregnancy", "alcohol"], "marac": True, "mappa_level": 2},
}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
@pytest.mark.parametrize("version", [v.id for v in versions()])
@pytest.mark.parametrize("stage", STAGES)
def test_no_event_opens_more_than_a_practitioner_can_carry(stage: str, version: str, profile: dict[str, Any]) -> None:
    state = in_stage(stage, profile, version)
    told = {type_: forms for type_, forms in every_event() if type_ in LIMITS}
    for type_, most in LIMITS.items():
        for event in told[type_]:
            opened = opened_by(event, state)
            assert len(opened) <= most, f"{type_} in {stage} opens {[line.kind for line in opened]}"


def test_what_is_open_is_joined_and_not_opened_again() -> None:
    state = in_stage("licence")
    event = next(forms[0] for type_, forms in every_event() if type_ == "substance_misuse")
    assert [line.kind for line in opened_by(event, state)] == ["review"]


def test_every_type_of_event_is_counted() -> None:
    assert {type_ for type_, _ in every_event()} == set(EVENT_TYPES)


def test_the_page_is_current() -> None:
    assert DOCS.read_text(encoding="utf-8") == page(), "run make work"
