"""The version of July 2023: disclosure through police and children's services (INS-D12, EP-D75, EP-D76)."""

from typing import Any

import pytest

from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, kinds
from tests.policy.under_versions import DISCLOSURE, FRAMEWORK, WHY, order


class TestDisclosureThroughOthers:
    """INS-D12: the practitioner decides with police and specialists, and asks; the framework's duties are kept."""

    @pytest.fixture
    def case(self) -> Driven:
        case = order(DISCLOSURE)
        case.report("new_relationship", "2026-03-09", partner="partner-1")
        return case

    def test_ins_d12_the_same_work_opens_and_is_due_when_it_was(self, case: Driven) -> None:
        before = order(FRAMEWORK)
        before.report("new_relationship", "2026-03-09", partner="partner-1")
        assert case.kinds == before.kinds
        assert case.due("disclosure_decision") == before.due("disclosure_decision") == "2026-03-11"
        assert "specialists" in case.duty("disclosure_decision").title
        assert "INS-D12" in case.duty("disclosure_decision").clauses

    @pytest.mark.parametrize("others", [[], ["police"], ["idva"], ["idva", "specialist"]])
    def test_ins_d12_no_decision_without_police_and_a_specialist(self, case: Driven, others: list[str]) -> None:
        with pytest.raises(Refused) as refused:
            case.decided("disclosure", "request_disclosure", "2026-03-10", decided_with=others, **WHY)
        assert clauses(refused.value) == {"INS-D12"}

    @pytest.mark.parametrize(
        "said", [{"decided_with": ["police", "idva"]}, {"decided_without_reason": "a risk to life, at night"}]
    )
    def test_ins_d12_with_them_or_in_an_exceptional_case_with_the_reason(
        self, case: Driven, said: dict[str, Any]
    ) -> None:
        outcome = case.decided("disclosure", "request_disclosure", "2026-03-10", **WHY, **said)
        assert kinds(outcome.receipt.opened) == {"make_disclosure"}
        (decision,) = case.case.decisions.values()
        assert (decision.option, decision.means, decision.policy_version) == (
            "request_disclosure", "disclose", DISCLOSURE,
        )  # fmt: skip
        assert case.case.processes["disclosure/partner-1"] == "to disclose"

    def test_ep_c01_the_duty_to_weigh_and_to_say_why_is_kept(self, case: Driven) -> None:
        with pytest.raises(Refused) as refused:
            case.decided("disclosure", "request_disclosure", "2026-03-10", decided_with=["police", "daso"])
        assert {"PF-16.6a", "PF-16.6c"} <= clauses(refused.value)
        with pytest.raises(Refused) as refused:
            case.decided("disclosure", "do_not_disclose", "2026-03-10", decided_with=["police", "daso"])
        assert {"PF-16.6c", "PF-16.15a"} <= clauses(refused.value)

    @pytest.mark.parametrize(
        ("kind", "option"),
        [("disclosure", "disclose"), ("disclosure_method", "informal"), ("disclosure_method", "immediate")],
    )
    def test_ins_d12_the_practitioner_cannot_choose_to_disclose(self, case: Driven, kind: str, option: str) -> None:
        with pytest.raises(Refused, match="choose one of"):
            case.decided(kind, option, "2026-03-10", subject="partner-1", rationale="why")

    @pytest.mark.parametrize("option", ["dvds", "police_request", "childrens_services_request"])
    def test_ins_d12_it_is_asked_for_through_the_police_childrens_services_or_the_scheme(
        self, case: Driven, option: str
    ) -> None:
        case.decided("disclosure_method", option, "2026-03-10", subject="partner-1", rationale="the quickest")
        assert [d.option for d in case.case.decisions.values()] == [option]

    def test_ep_d75_a_request_says_of_whom_it_was_made(self, case: Driven) -> None:
        others = ["police", "childrens_services"]
        case.decided("disclosure", "request_disclosure", "2026-03-10", decided_with=others, **WHY)
        with pytest.raises(Refused) as refused:
            case.done("make_disclosure", "2026-03-11")
        assert "INS-D12" in clauses(refused.value)
        case.done("make_disclosure", "2026-03-11", asked=["police"])

    def test_ep_d76_what_follows_a_disclosure_has_a_safety_plan_and_who_disclosed(self, case: Driven) -> None:
        case.report("disclosure_made", "2026-03-12", partner="partner-1")
        for missing, clause in (("safety_plan", "EP-D76"), ("disclosed_by", "INS-D12")):
            said = {"safety_plan": "plan-9", "disclosed_by": "police"}
            with pytest.raises(Refused) as refused:
                case.done("after_disclosure", "2026-03-12", **{k: v for k, v in said.items() if k != missing})
            assert clauses(refused.value) == {clause}
        with pytest.raises(Refused):
            case.done("after_disclosure", "2026-03-12", safety_plan="plan-9", disclosed_by="com-1")
        case.done("after_disclosure", "2026-03-12", safety_plan="plan-9", disclosed_by="police")

    def test_ins_d12_at_imminent_risk_the_police_are_asked_at_once(self, case: Driven) -> None:
        case.report("imminent_risk", "2026-03-12", person="partner-1")
        with pytest.raises(Refused) as refused:
            case.done("immediate_disclosure", "2026-03-12", disclosed_by="police")
        assert clauses(refused.value) == {"INS-D12"}
        case.done("immediate_disclosure", "2026-03-12", disclosed_by="police", police_asked=True, disclosed=True)
        assert "after_disclosure" in case.kinds

    def test_ins_d12_a_practitioner_cannot_record_having_disclosed_in_a_conversation(self, case: Driven) -> None:
        case.report("partner_in_contact", "2026-03-17", partner="partner-1", how="attended")
        with pytest.raises(Refused) as refused:
            case.done("informal_conversation", "2026-03-18", disclosed=True, signposting_offered=True)
        assert clauses(refused.value) == {"INS-D12"}
        case.done("informal_conversation", "2026-03-18", disclosed=False, signposting_offered=True)
        earlier = order()
        earlier.report("partner_in_contact", "2026-03-17", partner="partner-1", how="attended")
        earlier.done("informal_conversation", "2026-03-18", disclosed=True)

    @pytest.mark.parametrize(("involved", "told"), [(False, 1), (True, 0)])
    def test_ins_d12_a_disclosure_without_the_police_is_kept_and_the_manager_hears(
        self, case: Driven, involved: bool, told: int
    ) -> None:
        told_of = {"partner": "partner-1", "route": "informal"}
        outcome = case.report("disclosure_made", "2026-03-12", police_involved=involved, **told_of)
        heard = [n for n in outcome.receipt.notices if "INS-D12" in n.about]
        assert len(heard) == told
        assert "after_disclosure" in kinds(outcome.receipt.opened)
