"""Which events are grave: at the least all that open grave work, or have somebody told at once, wherever a case is."""

from typing import Any

import pytest

from commands.work_docs import STAGES, TOLD, every_event, in_stage
from models.events import EVENT, EVENT_TYPES
from models.messages import Reported
from models.outcome import NoticeClass, Outcome
from policy.calendar import CURRENT
from policy.decide import decide
from policy.gravity import GRAVE_EVENTS, is_grave

GRAVER: dict[str, dict[str, Any]] = {
    "suicide_or_self_harm": {"kind": "attempted"},
    "risk_information_from_vlo": {"grave": True},
    "domestic_abuse_incident": {"kind": "charge"},
    "address_changed": {"address": "address-2", "shared_with": ["partner-2"]},
}
"""Forms that are graver than the plainest."""


def _leads_to(said: dict[str, Any], state: dict[str, Any]) -> Outcome:
    event = EVENT.validate_python({"event_id": "told", "occurred_at": TOLD.isoformat(), **said})
    return decide(state, Reported(event=event), TOLD, 99, CURRENT)


@pytest.mark.parametrize("stage", STAGES)
def test_whatever_opens_grave_work_or_has_somebody_told_at_once_is_grave(stage: str) -> None:
    state = in_stage(stage)
    missed, found = set[str](), set[str]()
    for type_, told in every_event():
        for said in (*told, *([{**told[0], **GRAVER[type_]}] if type_ in GRAVER else [])):
            outcome = _leads_to(said, state)
            opened = {line.id for line in outcome.receipt.opened}
            duties = outcome.change.get("duties") or {}
            grave = any(duty and duty.get("grave") for id, duty in duties.items() if id in opened)
            at_once = any(notice.kind is NoticeClass.IMMEDIATE for notice in outcome.receipt.notices)
            if grave or at_once:
                (found if is_grave(said) else missed).add(type_)
    assert missed == set()
    assert {"order_breached", "imminent_risk", "domestic_abuse_incident"} <= found


def test_a_grave_event_is_one_that_there_is() -> None:
    assert set(EVENT_TYPES) > GRAVE_EVENTS


def test_a_move_is_grave_where_somebody_lives_there_too() -> None:
    assert is_grave({"type": "address_changed", "shared_with": ["partner-1"]})
    assert not is_grave({"type": "address_changed", "address": "address-1"})
    assert not is_grave({"type": ["order_breached"]})
    assert not is_grave({})
