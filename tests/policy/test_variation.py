"""Licence variation: section 9.3 (PH-22, EV-26, DE-12, GU-23)."""

from typing import Any

import pytest

from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, kinds, on_licence, settled_order

WEIGHED = {"rationale": "he moved to another town", "victim_impact": "she asked for the zone; the VLO spoke to her"}


def asked() -> Driven:
    case = on_licence()
    case.report("licence_variation_requested", "2026-03-09", condition="condition-1")
    return case


def process(case: Driven) -> str:
    return case.case.processes["licence_variation/condition-1"]


def test_ev_26_pf_9_3a_b_a_variation_asks_for_one_decision_and_for_liaison() -> None:
    """PF-17.3a: liaise first, where there is an officer to liaise with. Five working days are a project default."""
    case = on_licence()
    outcome = case.report("licence_variation_requested", "2026-03-09", condition="condition-1")
    assert kinds(outcome.receipt.opened) == {"variation_decision"}
    duty = case.duty("variation_decision")
    assert (duty.subject, str(duty.due_on)) == ("condition-1", "2026-03-16")
    assert {"PF-9.3a", "PF-9.3b", "PF-17.3a"} <= set(duty.clauses)
    assert "PF-17.3a" in duty.notes[0]


@pytest.mark.parametrize("option", ["vary", "refuse", "refer_on"])
@pytest.mark.parametrize(("left_out", "clause"), [("rationale", "PF-9.3b"), ("victim_impact", "PF-9.3a")])
def test_gu_23_de_12_each_option_needs_a_rationale_and_the_victim_impact(
    option: str, left_out: str, clause: str
) -> None:
    given: dict[str, Any] = {k: v for k, v in WEIGHED.items() if k != left_out}
    case = asked()
    with pytest.raises(Refused, match="GU-23") as refused:
        case.decided("licence_variation", option, "2026-03-10", **given)
    assert clauses(refused.value) == {clause}
    assert "variation_decision" in case.kinds


@pytest.mark.parametrize(
    ("option", "state"), [("vary", "to be varied"), ("refuse", "refused"), ("refer_on", "referred on")]
)
def test_de_12_a_decision_with_both_is_kept_and_moves_the_variation(option: str, state: str) -> None:
    case = asked()
    assert process(case) == "to decide"
    outcome = case.decided("licence_variation", option, "2026-03-10", **WEIGHED)
    assert kinds(outcome.receipt.closed) == {"variation_decision"}
    decision = next(iter(case.case.decisions.values()))
    assert (decision.rationale, decision.victim_impact) == (WEIGHED["rationale"], WEIGHED["victim_impact"])
    closed = case.closed("variation_decision").closed
    assert closed is not None and closed.evidence["victim_impact"] == WEIGHED["victim_impact"]
    assert process(case) == state


@pytest.mark.parametrize("option", ["vary", "refer_on"])
def test_ph_22_it_is_over_when_the_outcome_is_known(option: str) -> None:
    case = asked()
    case.decided("licence_variation", option, "2026-03-10", **WEIGHED)
    case.report("condition_decided", "2026-03-16", condition="condition-1", outcome="agreed")
    assert process(case) == "outcome known"


def test_ev_26_a_condition_that_protects_no_victim_or_no_licence_asks_for_nothing() -> None:
    for case, protects in ((on_licence(), False), (settled_order(), True)):
        outcome = case.report("licence_variation_requested", "2026-03-09", condition="condition-1",
                              protects_victim=protects)  # fmt: skip
        assert not outcome.receipt.opened
        assert outcome.receipt.notes
