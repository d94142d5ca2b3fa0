"""Safeguarding children: sections 18.12 to 18.15 and 18.9, in the community and from prison."""

from typing import Any

import pytest

from models.outcome import NoticeClass
from models.roles import Role
from policy.processes import BY_NAME
from policy.refusal import Refused
from policy.standings import STANDING, expectations
from tests.policy.driving import Driven, clauses, day, kinds, order_made, sentenced, settled_order

WITH_A_CHILD = {"people_at_risk": [{"ref": "child-1", "relation": "child", "child": True}]}


def where(case: Driven, process: str, about: str | None = None) -> str | None:
    """The state of a process."""
    return case.case.processes.get(f"{process}/{about}" if about else process)


def at_risk() -> Driven:
    """A child found to be at risk on Monday 16 March."""
    case = settled_order()
    outcome = case.report("children_at_risk", "2026-03-16", children=["child-1"])
    assert kinds(outcome.receipt.opened) == {"children_referral"}
    return case


def referred() -> Driven:
    case = at_risk()
    case.done("children_referral", "2026-03-17")
    return case


class TestJudged:
    """DE-29, PF-18.12a: every case with domestic abuse as a factor."""

    def test_pf_18_12a_judged_at_the_start_of_supervision(self) -> None:
        case = order_made()
        with pytest.raises(Refused) as refused:
            case.done("start_checks", "2026-03-03", child_at_risk=None)
        assert clauses(refused.value) == {"PF-18.12a"}
        case.done("start_checks", "2026-03-03", child_at_risk=True)
        assert where(case, "children_at_risk", "children") == "to refer"
        assert case.due("children_referral") == "2026-03-04"

    def test_nobody_at_risk_opens_nothing(self) -> None:
        assert "children_referral" not in settled_order().kinds

    @pytest.mark.parametrize(("option", "state"), [("yes", "to refer"), ("no", "not at risk")])
    def test_de_29_the_decision_leads_to_a_referral_or_ends(self, option: str, state: str) -> None:
        case = settled_order()
        case.report("contact_with_children", "2026-03-16", children=["child-1"])
        assert where(case, "children_at_risk", "children") == "to judge"
        case.decided("children_at_risk", option, "2026-03-17", rationale="as the social worker says")
        assert where(case, "children_at_risk", "children") == state
        assert ("children_referral" in case.kinds) is (option == "yes")

    @pytest.mark.parametrize(("risk", "state"), [(True, "to refer"), (False, "not at risk")])
    def test_children_of_a_new_partner_are_judged_with_the_details(self, risk: bool, state: str) -> None:
        case = settled_order()
        case.report("new_relationship", "2026-03-16", partner="partner-1")
        case.done("new_partner", "2026-03-17", children=["child-7"], child_at_risk=risk)
        assert where(case, "children_at_risk", "partner-1") == state
        assert case.case.partners["partner-1"].children == ["child-7"]
        assert case.case.people_at_risk["child-7"].child


class TestReferred:
    """EV-44, PF-18.12b to e: the concerns, the outcome, the registers, and no response that is too little."""

    @pytest.mark.parametrize(
        ("field", "clause"),
        [
            ("children", "PF-18.12b"),
            ("childrens_services", "PF-18.12b"),
            ("concerns", "PF-18.12b"),
            ("risk_if_nothing_done", "PF-18.12b"),
            ("reference", "PF-18.12c"),
            ("risk_register", "PF-18.12e"),
        ],
    )
    def test_ev_44_pf_18_12b_pf_18_12c_pf_18_12e_what_a_referral_holds(self, field: str, clause: str) -> None:
        case = at_risk()
        with pytest.raises(Refused) as refused:
            case.done("children_referral", "2026-03-17", **{field: None})
        assert clauses(refused.value) == {clause}
        case.done("children_referral", "2026-03-17")

    def test_ev_44_several_children_are_one_referral(self) -> None:
        case = settled_order()
        case.report("children_at_risk", "2026-03-16", children=["child-1", "child-2"])
        assert case.duty("children_referral").subject is None
        assert {"child-1", "child-2"} <= set(case.case.people_at_risk)

    def test_pf_18_12c_the_outcome_is_owed_too(self) -> None:
        """Referred on Tuesday 17 March: ten working days on is the 31st."""
        case = referred()
        assert case.due("children_referral_outcome") == "2026-03-31"
        assert where(case, "children_at_risk", "child-1") == "outcome awaited"
        with pytest.raises(Refused) as refused:
            case.done("children_referral_outcome", "2026-03-20", outcome=None)
        assert clauses(refused.value) == {"PF-18.12c"}
        case.done("children_referral_outcome", "2026-03-20")
        assert where(case, "children_at_risk", "child-1") == "answered"

    def test_pf_18_12d_a_response_that_leaves_them_at_risk_is_escalated(self) -> None:
        case = referred()
        case.done("children_referral_outcome", "2026-03-20", leaves_at_risk=True)
        assert case.due("children_escalation") == "2026-03-23"
        for field in ("agreed_with", "route"):
            with pytest.raises(Refused) as refused:
                case.done("children_escalation", "2026-03-23", **{field: None})
            assert clauses(refused.value) == {"PF-18.12d"}
        case.done("children_escalation", "2026-03-23")
        assert where(case, "children_at_risk", "child-1") == "escalated"

    def test_ev_45_pf_18_12d_it_may_be_feared_before_the_outcome_is_in(self) -> None:
        case = referred()
        outcome = case.report("children_left_at_risk", "2026-03-18", about="child-1")
        assert kinds(outcome.receipt.opened) == {"children_escalation"}
        case.done("children_escalation", "2026-03-18 12:00")
        assert where(case, "children_at_risk", "child-1") == "outcome awaited"

    def test_none_of_it_may_be_waived(self) -> None:
        case = referred()
        with pytest.raises(Refused, match="may not be waived"):
            case.waive("children_referral_outcome", "2026-03-18", "no answer")

    def test_it_outlives_the_order(self) -> None:
        case = referred()
        case.report("supervision_ended", "2026-03-20", what="order")
        assert "children_referral_outcome" in case.kinds


class TestConferenceAndPlan:
    """EV-46, PF-18.13."""

    def called(self, **fields: Any) -> Driven:
        case = settled_order()
        outcome = case.report("child_protection", "2026-03-16", child="child-1", what="conference_called", **fields)
        assert kinds(outcome.receipt.opened) == {"child_protection_conference"}
        return case

    def test_ev_46_it_is_due_on_the_day_of_the_conference(self) -> None:
        assert self.called(conference_on="2026-04-02").due("child_protection_conference") == "2026-04-02"
        assert self.called().due("child_protection_conference") == "2026-03-23"

    def test_pf_18_13a_attended_or_exceptionally_a_contribution(self) -> None:
        case = self.called()
        for fields in ({"attended": None}, {"attended": "contribution_sent"}):
            with pytest.raises(Refused) as refused:
                case.done("child_protection_conference", "2026-03-20", **fields)
            assert clauses(refused.value) == {"PF-18.13a"}
        case.done("child_protection_conference", "2026-03-20", attended="contribution_sent", reason="in hospital")
        assert where(case, "child_protection", "child-1") == "contributed"

    @pytest.mark.parametrize("what", ["child_protection_plan", "child_in_need_plan"])
    @pytest.mark.parametrize(
        ("field", "clause"),
        [("actions_accepted", "PF-18.13b"), ("risk_management_plan", "PF-18.13c"), ("sentence_plan", "PF-18.13c")],
    )
    def test_ev_46_pf_18_13b_pf_18_13c_its_actions_stand_in_both_our_plans(
        self, what: str, field: str, clause: str
    ) -> None:
        case = settled_order()
        outcome = case.report("child_protection", "2026-03-16", child="child-1", what=what)
        assert kinds(outcome.receipt.opened) == {"child_safeguarding_plan"}
        assert case.due("child_safeguarding_plan") == "2026-03-23"
        with pytest.raises(Refused) as refused:
            case.done("child_safeguarding_plan", "2026-03-17", **{field: None})
        assert clauses(refused.value) == {clause}
        case.done("child_safeguarding_plan", "2026-03-17")
        assert where(case, "child_protection", "child-1") == "in our plans"

    def test_a_plan_made_before_we_said_how_we_contributed_is_not_lost(self) -> None:
        case = self.called()
        case.report("child_protection", "2026-03-17", child="child-1", what="child_protection_plan")
        case.report("child_protection", "2026-03-18", child="child-1", what="conference_called")
        case.done("child_protection_conference", "2026-03-19")
        assert where(case, "child_protection", "child-1") == "actions to take up"


class TestFromPrison:
    """EV-39, PF-18.15: reception, transfer and release address of a continuing risk to children."""

    def received(self, risk: bool = True) -> Driven:
        case = sentenced("2026-06-01")
        case.report("received_into_custody", "2026-03-02 15:00", prison="prison-1")
        case.done("risk_from_custody", "2026-03-03", risk_to_children=risk, child_contact_restricted=risk)
        return case

    @pytest.mark.parametrize(
        ("field", "clause"),
        [
            ("reference", "PF-18.15a"),
            ("probation_office", "PF-18.15b"),
            ("contact_restricted", "PF-18.15c"),
            ("monitoring", "PF-18.15d"),
        ],
    )
    def test_ev_39_pf_18_15a_pf_18_15b_pf_18_15c_pf_18_15d_on_reception(self, field: str, clause: str) -> None:
        case = self.received()
        duty = case.duty("childrens_services_told")
        assert (duty.owner, duty.notes) == (Role.POM, ["tell them of the reception"])
        with pytest.raises(Refused) as refused:
            case.done("childrens_services_told", "2026-03-04", **{field: None})
        assert clauses(refused.value) == {clause}
        case.done("childrens_services_told", "2026-03-04")
        assert where(case, "children_told") == "told"

    def test_ev_39_nothing_where_there_is_no_such_risk(self) -> None:
        case = self.received(risk=False)
        moved = case.report("received_into_custody", "2026-04-01", prison="prison-2", reason="transfer")
        assert "childrens_services_told" not in kinds(moved.receipt.opened)
        released = case.report("released", "2026-06-01")
        assert "childrens_services_told" not in kinds(released.receipt.opened)

    @pytest.mark.parametrize(
        ("event", "fields", "note"),
        [
            ("received_into_custody", {"prison": "prison-2", "reason": "transfer"}, "tell them of the transfer"),
            ("address_changed", {"address": "address-1"}, "tell them the release address"),
            ("released", {"address": "address-1"}, "tell them the release address"),
        ],
    )
    def test_ev_39_pf_18_15a_on_each_later_turn(self, event: str, fields: dict[str, Any], note: str) -> None:
        case = self.received()
        case.done("childrens_services_told", "2026-03-04")
        outcome = case.report(event, "2026-05-01", **fields)
        assert "childrens_services_told" in kinds(outcome.receipt.opened)
        assert case.duty("childrens_services_told").notes == [note]

    def test_after_release_only_the_notice_itself_is_asked_for(self) -> None:
        case = self.received()
        case.done("childrens_services_told", "2026-03-04")
        case.report("released", "2026-06-01")
        case.done("childrens_services_told", "2026-06-02", probation_office=None, contact_restricted=None,
                  monitoring=None)  # fmt: skip

    def test_ev_44_found_at_risk_in_custody_holds_contact_and_tells(self) -> None:
        case = sentenced("2026-06-01")
        outcome = case.report("children_at_risk", "2026-03-16", children=["child-1"])
        assert kinds(outcome.receipt.opened) == {"prison_child_contact_decision", "childrens_services_told"}
        assert any("GU-15" in note for note in outcome.receipt.notes)


class TestContactEnded:
    """EV-65, PF-18.9a."""

    def test_ev_65_pf_18_9a_the_effect_is_weighed_and_coping_supported(self) -> None:
        case = sentenced("2026-06-01")
        outcome = case.report("contact_with_child_ended", "2026-03-16", child="child-1")
        assert kinds(outcome.receipt.opened) == {"contact_loss"}
        assert case.due("contact_loss") == "2026-03-23"
        for field in ("effect", "support"):
            with pytest.raises(Refused) as refused:
                case.done("contact_loss", "2026-03-17", **{field: None})
            assert clauses(refused.value) == {"PF-18.9a"}
        case.done("contact_loss", "2026-03-17")

    def test_ev_65_a_review_where_it_is_significant(self) -> None:
        outcome = settled_order().report("contact_with_child_ended", "2026-03-16", child="child-1", significant=True)
        assert kinds(outcome.receipt.opened) == {"contact_loss", "review"}


@pytest.mark.parametrize(
    ("name", "clause", "always"),
    [
        ("know_the_mash", "PF-18.2a", True),
        ("know_child_safeguarding", "PF-18.8a", False),
        ("oversight_of_child_safeguarding", "PF-18.14a", False),
    ],
)
def test_pf_18_2a_pf_18_8a_pf_18_14a_what_is_always_expected(name: str, clause: str, always: bool) -> None:
    assert STANDING[name].clauses == (clause,)
    assert name in expectations(order_made(profile=WITH_A_CHILD).case, day("2026-03-02"))
    assert (name in expectations(order_made().case, day("2026-03-02"))) is always


def test_every_state_of_these_processes_owes_something_or_ends() -> None:
    for name in ("children_at_risk", "child_protection", "children_told"):
        process = BY_NAME[name]
        assert set(process.states) == set(process.owes) | set(process.ends)


def test_none_of_it_alarms_anybody_while_it_is_done_in_time() -> None:
    case = referred()
    case.done("children_referral_outcome", "2026-03-20")
    case.until("2026-04-20")
    about = {d.id for d in case.case.duties.values() if d.kind.startswith("children")}
    assert not [n for _, n in case.notices(NoticeClass.ESCALATION) if about & set(n.duties)]
