"""No tick-box storm: what an event may open at most, and the page that counts it."""

from itertools import product
from typing import Any

import pytest

from commands.work_docs import DOCS, KNOWN, LIMITS, STAGES, after, every_event, in_stage, opened_by, page
from models.events import EVENT_TYPES
from policy.known_versions import versions

PROFILES: list[dict[str, Any]] = [
    {"killed_partner": killed, **at_risk, **grave}
    for killed, at_risk, grave in product(
        (False, True),
        ({}, {"people_at_risk": [{"ref": "child-9", "relation": "own child", "child": True}]}),
        (
            {},
            {
                "abuse": ["intimate_partner", "familial"],
                "rosh": {"known_adult": "very_high", "children": "high"},
                "triggers": ["new_relationship", "pregnancy", "alcohol"],
                "marac": True,
                "mappa_level": 2,
            },
        ),
    )
]
"""The facts of a person on which it depends what an event opens, in every combination."""

FOR_LIFE = {"type": "sentence_passed", "kind": "indeterminate", "programme": "bbr"}
IN_PRISON = {"type": "received_into_custody", "prison": "prison-1"}
ANOTHER_PARTNER = {"type": "new_relationship", "partner": "partner-3", "certainty": "found"}
NOBODY_ALLOCATED = tuple(each for each in KNOWN if each["type"] != "practitioner_allocated")

SITUATIONS: dict[str, tuple[dict[str, Any], ...]] = {
    **{stage: (*begun, *KNOWN) for stage, begun in STAGES.items()},
    **{f"{stage}, nobody allocated": (*begun, *NOBODY_ALLOCATED) for stage, begun in STAGES.items()},
    "for life": (FOR_LIFE, IN_PRISON, *KNOWN, ANOTHER_PARTNER),
    "for life, nobody allocated": (FOR_LIFE, IN_PRISON, *NOBODY_ALLOCATED, ANOTHER_PARTNER),
    "life licence": (FOR_LIFE, *STAGES["licence"][1:], *KNOWN),
    "life licence, held": (FOR_LIFE, *STAGES["licence"][1:], IN_PRISON, *KNOWN),
}

EVENTS: dict[str, tuple[dict[str, Any], ...]] = {
    "new_relationship": (
        {"partner": "partner-1"},
        {"partner": "partner-1", "children": ["child-1"]},
        {"partner": "partner-1", "children": ["child-1", "child-2"], "certainty": "suspected", "elsewhere": True},
    ),
    "released": ({"programme": "bbr"}, {"programme": "bbr", "to_approved_premises": True, "address": "address-1"}),
    "order_breached": ({"order": "order-1"}, {"order": "order-1", "victim": "partner-2"}),
}


@pytest.mark.parametrize("version", [v.id for v in versions()])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_event_opens_more_than_a_practitioner_can_carry(situation: str, version: str) -> None:
    for profile in PROFILES:
        state = after(SITUATIONS[situation], profile, version)
        for type_, most in LIMITS.items():
            for fields in EVENTS[type_]:
                opened = [line.kind for line in opened_by({"type": type_, **fields}, state)]
                assert len(opened) <= most, f"{type_} {fields}, {situation}, {profile} opens {opened}"


def test_what_is_open_is_joined_and_not_opened_again() -> None:
    state = in_stage("licence")
    event = next(forms[0] for type_, forms in every_event() if type_ == "substance_misuse")
    assert [line.kind for line in opened_by(event, state)] == ["review"]


def test_every_type_of_event_is_counted() -> None:
    assert {type_ for type_, _ in every_event()} == set(EVENT_TYPES)


def test_the_page_is_current() -> None:
    assert DOCS.read_text(encoding="utf-8") == page(), "run make work"
