"""Licence conditions: sections 9.1, 9.2 and 17.3. One process for each; GU-22, DE-11, DE-31."""

from typing import Any

import pytest

from models.licence import CONDITION_6B, ConditionState
from models.roles import Role
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, kinds, on_licence, order_made, sentenced

FOUR = {
    "exclusion_zone": "put forward",
    "residency_restriction": "put forward",
    "location_monitoring": "not needed",
    "specified_residence": "not needed",
}


def planned(**event: Any) -> Driven:
    """Release on 1 June 2026 is so near that planning is open from the sentence on."""
    return sentenced("2026-06-01", **event)


def asked_for() -> Driven:
    case = planned()
    case.report("condition_to_put_forward", "2026-03-09", condition="condition-1", kind="exclusion_zone")
    return case


def state(case: Driven, condition: str) -> ConditionState:
    return case.case.conditions[condition].state


def process(case: Driven, condition: str) -> str:
    return case.case.processes[f"licence_condition/{condition}"]


class TestPutForward:
    def test_pf_17_3b_each_condition_asked_for_is_one_piece_of_work(self) -> None:
        """The victim side's trigger says which condition, and not who asked or why (AM-51)."""
        case = asked_for()
        case.report("condition_to_put_forward", "2026-03-10", condition="condition-2")
        assert {d.subject for d in case.case.open_duties if d.kind == "put_condition_forward"} == {
            "condition-1", "condition-2",
        }  # fmt: skip
        duty = case.duty("put_condition_forward", "condition-1")
        assert (duty.owner, str(duty.due_on)) == (Role.COMMUNITY_PRACTITIONER, "2026-03-16")
        assert "PF-9.2b2" in duty.clauses and "liaise" in duty.notes[0]
        assert process(case, "condition-1") == "requested"

    def test_de_31_support_is_stated_and_the_condition_goes_forward_without_it_too(self) -> None:
        case = asked_for()
        with pytest.raises(Refused) as refused:
            case.done("put_condition_forward", "2026-03-10", supported=None)
        assert clauses(refused.value) == {"DE-31"}
        with pytest.raises(Refused) as refused:
            case.done("put_condition_forward", "2026-03-10", put_forward=False)
        assert clauses(refused.value) == {"PF-17.3b"}
        case.done("put_condition_forward", "2026-03-10", supported=False)
        condition = case.case.conditions["condition-1"]
        assert (condition.state, condition.supported) == (ConditionState.PUT_FORWARD, False)
        assert process(case, "condition-1") == "put forward"

    def test_gu_22_it_is_never_waived_or_dropped(self) -> None:
        case = asked_for()
        with pytest.raises(Refused, match="may not be waived"):
            case.waive("put_condition_forward", "2026-03-10", "thought disproportionate")
        with pytest.raises(Refused, match="GU-22") as refused:
            case.ask("drop_condition", "2026-03-10", condition="condition-1", reason="thought disproportionate")
        assert clauses(refused.value) == {"PF-17.3b"}
        assert state(case, "condition-1") is ConditionState.REQUESTED

    def test_gu_22_nor_are_the_licence_conditions_done_without_it(self) -> None:
        case = asked_for()
        with pytest.raises(Refused, match="GU-22") as refused:
            case.done("licence_conditions", "2026-03-10")
        assert clauses(refused.value) == {"PF-17.3b"}
        case.done("put_condition_forward", "2026-03-10")
        case.done("licence_conditions", "2026-03-10 12:00")

    @pytest.mark.parametrize("outcome", ["agreed", "refused"])
    def test_whoever_sets_the_licence_decides(self, outcome: str) -> None:
        case = asked_for()
        case.done("put_condition_forward", "2026-03-10")
        case.report("condition_decided", "2026-04-01", condition="condition-1", outcome=outcome)
        assert (state(case, "condition-1").value, process(case, "condition-1")) == (outcome, outcome)

    def test_what_is_decided_on_was_put_forward(self) -> None:
        case = asked_for()
        decided = case.report("condition_decided", "2026-04-01", condition="condition-1", outcome="agreed")
        assert kinds(decided.receipt.closed) == {"put_condition_forward"}
        assert (state(case, "condition-1"), process(case, "condition-1")) == (ConditionState.AGREED, "agreed")

    def test_told_as_put_forward_elsewhere_nothing_is_owed(self) -> None:
        case = asked_for()
        case.report("condition_put_forward", "2026-03-10", condition="condition-1", kind="exclusion_zone")
        assert "put_condition_forward" not in case.kinds
        assert process(case, "condition-1") == "put forward"
        again = case.report("condition_to_put_forward", "2026-03-11", condition="condition-1")
        assert not again.receipt.opened

    def test_am_32_after_a_recall_it_is_asked_for_again_and_the_practitioners_own_are_not(self) -> None:
        case = asked_for()
        case.done("put_condition_forward", "2026-03-10")
        case.report("condition_put_forward", "2026-03-10", condition="condition-3")
        case.report("condition_decided", "2026-04-01", condition="condition-1", outcome="agreed")
        case.report("released", "2026-06-01")
        case.report("recalled", "2026-07-01", kind="fixed_term_28")
        assert set(case.case.conditions) == {"condition-1"}
        assert case.duty("put_condition_forward").subject == "condition-1"
        assert process(case, "condition-1") == "requested"

    def test_one_asked_for_before_there_is_a_licence_waits_for_the_planning(self) -> None:
        case = order_made()
        told = case.report("condition_to_put_forward", "2026-03-09", condition="condition-1")
        assert not told.receipt.opened
        case.report("sentence_passed", "2026-04-01", sentence="sentence-2", kind="determinate",
                    dates={"conditional_release": "2026-09-01"})  # fmt: skip
        assert case.duty("put_condition_forward").subject == "condition-1"


class TestDropped:
    """A condition of the practitioner's own may turn out not to be needed; 6b never does."""

    def test_not_needed_with_a_reason(self) -> None:
        case = planned()
        case.report("condition_put_forward", "2026-03-09", condition="condition-3", kind="location_monitoring")
        case.ask("drop_condition", "2026-03-10", condition="condition-3", reason="no device can be fitted")
        condition = case.case.conditions["condition-3"]
        assert (condition.state, condition.reason) == (ConditionState.NOT_NEEDED, "no device can be fitted")
        assert process(case, "condition-3") == "not needed"

    def test_pf_9_2a_telling_of_relationships_is_asked_for_in_every_case(self) -> None:
        case = planned()
        case.done("licence_conditions", "2026-03-09")
        assert (state(case, CONDITION_6B), process(case, CONDITION_6B)) == (ConditionState.PUT_FORWARD, "put forward")
        with pytest.raises(Refused) as refused:
            case.ask("drop_condition", "2026-03-10", condition=CONDITION_6B, reason="he is single")
        assert clauses(refused.value) == {"PF-9.2a"}

    def test_an_unknown_or_decided_one_is_refused(self) -> None:
        case = planned()
        with pytest.raises(Refused, match="knows of no condition"):
            case.ask("drop_condition", "2026-03-10", condition="condition-3", reason="not needed")
        case.report("condition_decided", "2026-03-10", condition="condition-3", outcome="agreed")
        with pytest.raises(Refused, match="ask for a variation"):
            case.ask("drop_condition", "2026-03-11", condition="condition-3", reason="not needed")

    @pytest.mark.parametrize(("on_it", "state_after"), [(True, "agreed"), (False, "refused")])
    def test_the_licence_itself_says_whether_6b_is_on_it(self, on_it: bool, state_after: str) -> None:
        case = planned()
        case.done("licence_conditions", "2026-03-09")
        case.report("released", "2026-06-01", relationship_condition=on_it)
        assert (state(case, CONDITION_6B).value, process(case, CONDITION_6B)) == (state_after, state_after)


class TestEvidence:
    @pytest.mark.parametrize(
        ("field", "clause"),
        [
            ("relationship_condition_requested", "PF-9.2a"),
            ("meaning_explained", "PF-9.2a2"),
            ("meaning", "DE-11"),
            ("victim_protection_considered", "PF-9.2b"),
            ("orders_mirrored", "PF-9.1a"),
            ("programme_condition", "PF-9.2c"),
        ],
    )
    def test_without_its_evidence_it_is_refused_with_the_clause(self, field: str, clause: str) -> None:
        case = planned()
        with pytest.raises(Refused) as refused:
            case.done("licence_conditions", "2026-03-03", **{field: None})
        assert clauses(refused.value) == {clause}
        case.done("licence_conditions", "2026-03-03")
        assert "licence_conditions" not in case.kinds

    def test_pf_16_16a_the_person_is_told_what_the_condition_lets_be_disclosed(self) -> None:
        case = planned()
        with pytest.raises(Refused):
            case.done("licence_conditions", "2026-03-03", meaning_explained=None)
        assert case.done("licence_conditions", "2026-03-03", meaning_explained=True).receipt.closed

    @pytest.mark.parametrize("left_out", sorted(FOUR))
    def test_pf_9_2b_each_of_the_four_has_an_outcome(self, left_out: str) -> None:
        considered = {kind: said for kind, said in FOUR.items() if kind != left_out}
        with pytest.raises(Refused, match=left_out.replace("_", " ")) as refused:
            planned().done("licence_conditions", "2026-03-03", victim_protection_considered=considered)
        assert clauses(refused.value) == {"PF-9.2b"}

    def test_pf_9_2d_a_new_relationship_in_custody_asks_whether_to_disclose(self) -> None:
        outcome = planned().report("new_relationship", "2026-03-09", partner="partner-1")
        assert "disclosure_decision" in kinds(outcome.receipt.opened)


class TestOrders:
    """PF-9.1a, EV-36: each protective order is mirrored by a condition, or there is a reason."""

    def protected(self) -> Driven:
        case = planned()
        case.done("licence_conditions", "2026-03-03")
        case.report("protective_order_made", "2026-03-09", order="order-1", protects=["victim-1"])
        return case

    def test_ev_36_an_order_while_release_is_planned_asks_for_a_condition_and_harassment_measures(self) -> None:
        case = planned()
        case.report("received_into_custody", "2026-03-02 15:00", prison="prison-1")
        case.done("risk_from_custody", "2026-03-03")
        outcome = case.report("protective_order_made", "2026-03-09", order="order-1", protects=["victim-1"])
        assert kinds(outcome.receipt.opened) == {"order_check", "risk_from_custody"}  # PF-6.8c, PF-7.5b
        assert kinds(outcome.receipt.joined) == {"licence_conditions"}
        assert "licence_conditions" in self.protected().kinds

    def test_ev_36_protective_bail_needs_neither(self) -> None:
        outcome = planned().report("protective_order_made", "2026-03-09", order="order-1", protects=["victim-1"],
                                   kind="protective_bail")  # fmt: skip
        assert kinds(outcome.receipt.opened) == {"order_check"}
        assert not outcome.receipt.joined

    def test_pf_9_1a_an_order_without_condition_or_reason_refuses_and_either_will_do(self) -> None:
        case = self.protected()
        with pytest.raises(Refused, match="order-1") as refused:
            case.done("licence_conditions", "2026-03-10")
        assert clauses(refused.value) == {"PF-9.1a"}
        reason = case.copy()
        reason.done("licence_conditions", "2026-03-10", orders_mirrored=False,
                    orders_without_condition={"order-1": "it ends before the release"})  # fmt: skip
        case.report("condition_put_forward", "2026-03-10", condition="condition-4", kind="no_contact",
                    mirrors_order="order-1")  # fmt: skip
        case.done("licence_conditions", "2026-03-10 12:00")

    def test_pf_9_1a_a_condition_that_was_refused_backs_nothing(self) -> None:
        case = self.protected()
        case.report("condition_put_forward", "2026-03-10", condition="condition-4", mirrors_order="order-1")
        case.report("condition_decided", "2026-03-11", condition="condition-4", outcome="refused")
        with pytest.raises(Refused) as refused:
            case.done("licence_conditions", "2026-03-12")
        assert clauses(refused.value) == {"PF-9.1a"}

    def test_ev_08_where_a_condition_mirrors_the_order_the_licence_is_broken_too(self) -> None:
        """The licence's breach as well, and still one decision on enforcement and one review; at most seven duties."""
        case = on_licence()
        case.report("protective_order_made", "2026-03-03", order="order-1", protects=["victim-1"])
        case.report("condition_put_forward", "2026-03-03", condition="condition-4", mirrors_order="order-1")
        for happened in ("order_breached", "contact_with_protected_person"):
            about = {"order": "order-1"} if happened == "order_breached" else {"person": "victim-1"}
            twin = case.copy()
            outcome = twin.report(happened, "2026-03-09", **about)
            assert any("the licence is broken too" in note for note in outcome.receipt.notes)
            assert {"enforcement_decision", "review"} <= {*kinds(outcome.receipt.opened)}
            assert len(outcome.receipt.opened) <= 7


class TestReady:
    """GU-22: a release is not called ready while a condition waits; and no release ever waits for it."""

    STEPS = ("first_contact_and_handover", "licence_conditions", "release_address_check", "release_plan")

    def test_gu_22_not_while_a_condition_has_not_been_put_forward(self) -> None:
        case = planned()
        for kind in self.STEPS:
            case.done(kind, "2026-03-03")
        case.report("condition_to_put_forward", "2026-03-09", condition="condition-1")
        with pytest.raises(Refused, match=r"condition-1 was asked for and has not been put forward \(GU-22\)"):
            case.ask("call_release_ready", "2026-03-10")
        case.done("put_condition_forward", "2026-03-10")
        assert case.ask("call_release_ready", "2026-03-10 12:00").receipt.notes == ["call release ready: allowed"]

    def test_nor_with_a_step_open(self) -> None:
        with pytest.raises(Refused) as refused:
            planned().ask("call_release_ready", "2026-03-10")
        assert clauses(refused.value) == {"project rule"}
        assert len(refused.value.reasons) == len(self.STEPS)

    def test_nor_where_no_release_is_planned(self) -> None:
        for case in (on_licence(), sentenced("2029-03-01")):
            with pytest.raises(Refused, match="no release is being planned"):
                case.ask("call_release_ready", "2026-03-10")

    def test_gu_22_the_release_goes_ahead_all_the_same(self) -> None:
        case = asked_for()
        with pytest.raises(Refused, match="GU-22"):
            case.ask("call_release_ready", "2026-03-10")
        outcome = case.report("released", "2026-06-01")
        assert outcome.receipt.stage == "licence"
        assert "put_condition_forward" in case.kinds
        assert any("steps still open" in n.about for n in outcome.receipt.notices)
