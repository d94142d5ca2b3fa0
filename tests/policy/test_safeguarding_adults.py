"""Safeguarding adults: sections 18.4 to 18.6. An adult in the person's care, and the person as a victim themselves."""

import json

import pytest

from models.case import Case
from models.events import EVENT
from policy.processes import BY_NAME
from policy.refusal import Refused
from policy.standings import STANDING, expectations
from tests.policy.driving import Driven, clauses, day, kinds, order_made, settled_order


def caring() -> Driven:
    """Found on Monday 16 March to be the carer of an adult with needs."""
    case = settled_order()
    outcome = case.report("carer_of_adult", "2026-03-16", adult="father-1")
    assert kinds(outcome.receipt.opened) == {"adult_referral"}
    return case


class TestCarer:
    """EV-47, PF-18.4."""

    def test_ev_47_pf_18_4a_the_adult_is_referred(self) -> None:
        case = caring()
        assert case.due("adult_referral") == "2026-03-18"
        assert case.case.people_at_risk["father-1"].relation == "adult in the person's care"
        with pytest.raises(Refused) as refused:
            case.done("adult_referral", "2026-03-17", reference=None)
        assert clauses(refused.value) == {"PF-18.4a"}

    @pytest.mark.parametrize(
        ("field", "clause"),
        [
            ("information", "PF-18.4b"),
            ("flags", "PF-18.4c"),
            ("risk_management_plan", "PF-18.4d"),
            ("sentence_plan", "PF-18.4d"),
        ],
    )
    def test_ev_47_pf_18_4b_pf_18_4c_pf_18_4d_what_comes_of_it(self, field: str, clause: str) -> None:
        case = caring()
        case.done("adult_referral", "2026-03-17")
        assert case.due("adult_safeguarding") == "2026-03-31"
        with pytest.raises(Refused) as refused:
            case.done("adult_safeguarding", "2026-03-20", **{field: None})
        assert clauses(refused.value) == {clause}
        case.done("adult_safeguarding", "2026-03-20")
        assert case.case.processes["adult_at_risk/father-1"] == "safeguarded"


@pytest.mark.parametrize(
    ("field", "clause"),
    [("actions_accepted", "PF-18.6a"), ("risk_management_plan", "PF-18.6b"), ("sentence_plan", "PF-18.6b")],
)
def test_ev_48_pf_18_6a_pf_18_6b_an_adults_plan_stands_in_both_of_ours(field: str, clause: str) -> None:
    case = settled_order()
    outcome = case.report("adult_safeguarding_plan", "2026-03-16", adult="father-1")
    assert kinds(outcome.receipt.opened) == {"adult_safeguarding_plan"}
    assert case.due("adult_safeguarding_plan") == "2026-03-23"
    with pytest.raises(Refused) as refused:
        case.done("adult_safeguarding_plan", "2026-03-17", **{field: None})
    assert clauses(refused.value) == {clause}
    case.done("adult_safeguarding_plan", "2026-03-17")
    assert case.case.processes["adult_plan/father-1"] == "in our plans"


class TestAsVictim:
    """Section 18.5."""

    def test_pf_18_5a_an_answer_is_held(self) -> None:
        case = order_made()
        name = "identified_as_victim_or_not"
        assert STANDING[name].clauses == ("PF-18.5a",)
        assert expectations(case.case, day("2026-03-02"))[name] is False
        outcome = case.report("found_to_be_victim", "2026-03-03", found="neither")
        assert not outcome.receipt.opened
        assert expectations(case.case, day("2026-03-03"))[name] is True

    @pytest.mark.parametrize("found", ["victim", "at_risk"])
    @pytest.mark.parametrize("field", ["protection", "risk_management_plan", "sentence_plan"])
    def test_ev_49_pf_18_5c_protection_in_both_plans(self, found: str, field: str) -> None:
        case = settled_order()
        outcome = case.report("found_to_be_victim", "2026-03-16", found=found)
        assert kinds(outcome.receipt.opened) == {"own_protection"}
        assert case.due("own_protection") == "2026-03-23"
        with pytest.raises(Refused) as refused:
            case.done("own_protection", "2026-03-17", **{field: None})
        assert clauses(refused.value) == {"PF-18.5c"}
        case.done("own_protection", "2026-03-17")

    def test_the_name_that_it_had_in_older_histories_is_read_as_this_event(self) -> None:
        said = {"type": "person_as_victim", "event_id": "event-1", "occurred_at": "2026-03-03T10:00:00Z",
                "found": "at_risk"}  # fmt: skip
        read = EVENT.validate_python(said)
        assert (read.type, EVENT.validate_json(json.dumps(said))) == ("found_to_be_victim", read)
        held = {**order_made().case.model_dump(mode="json"), "is_victim": True}
        assert Case.model_validate(held).as_victim is None

    def test_at_court_the_curfew_is_thought_of(self) -> None:
        case = Driven()
        case.open("court_report_requested", "2026-03-02")
        outcome = case.report("found_to_be_victim", "2026-03-03")
        assert any("GU-03" in note for note in outcome.receipt.notes)

    def test_pf_18_5b_womens_needs_are_expected_in_the_womens_estate(self) -> None:
        assert STANDING["needs_of_women"].clauses == ("PF-18.5b",)
        woman = order_made(profile={"women_estate": True}).case
        assert "needs_of_women" in expectations(woman, day("2026-03-02"))
        assert "needs_of_women" not in expectations(order_made().case, day("2026-03-02"))


def test_every_state_of_these_processes_owes_something_or_ends() -> None:
    for name in ("adult_at_risk", "adult_plan"):
        process = BY_NAME[name]
        assert set(process.states) == set(process.owes) | set(process.ends)
