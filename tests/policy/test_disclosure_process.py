"""Disclosure as a process, one a partner: decided, talked about, referred, followed up (sections 16.2 to 16.17)."""

import pytest

from policy.guards.register import GUARDS
from policy.refusal import Refused
from policy.standings import STANDING, expectations
from tests.policy.disclosing import DISCLOSE, NOT, on_pss, to_disclose, told_of_her, where
from tests.policy.driving import Driven, clauses, day, kinds, on_licence, sentenced, settled_order


class TestNoStorm:
    """A new relationship opens at most six duties, whatever the stage, the programme and the children."""

    @pytest.mark.parametrize("programme", [{}, {"programme": "bbr"}])
    @pytest.mark.parametrize("children", [[], ["child-1", "child-2"]])
    @pytest.mark.parametrize("stage", ["order", "licence", "pss", "custody"])
    def test_ev_06_at_most_six(self, stage: str, children: list[str], programme: dict[str, str]) -> None:
        case = self.at(stage, programme)
        outcome = case.report(
            "new_relationship", "2026-03-16", partner="partner-1", children=children, role="keyworker"
        )
        assert len(outcome.receipt.opened) <= 6
        about_her = {line.kind for line in outcome.receipt.opened if line.subject == "partner-1"}
        assert {"new_partner", "police_enquiry", "childrens_services_enquiry", "disclosure_decision"} <= about_her

    def at(self, stage: str, programme: dict[str, str]) -> Driven:
        match stage:
            case "order":
                return settled_order(**programme)
            case "licence":
                return on_licence(**programme)
            case "pss":
                return on_pss()
            case _:
                return sentenced("2027-03-01", **programme)

    def test_pf_16_4e_the_review_is_among_them_or_joined(self) -> None:
        outcome = settled_order().report("new_relationship", "2026-03-16", partner="partner-1")
        (review,) = [line for line in outcome.receipt.opened if line.kind == "review"]
        assert "PF-16.4e" in review.clauses


class TestGathering:
    def test_pf_16_4a_what_a_keyworker_was_told_is_referred_to(self) -> None:
        case = sentenced("2027-03-01")
        case.report("new_relationship", "2026-03-16", partner="partner-1", role="keyworker")
        with pytest.raises(Refused) as refused:
            case.done("new_partner", "2026-03-17")
        assert clauses(refused.value) == {"PF-16.4a"}
        case.done("new_partner", "2026-03-17", session_note="note-7")

    @pytest.mark.parametrize(
        ("field", "clause"), [("details", "PF-16.4c"), ("measures", "PF-16.4d"), ("told", "PF-16.4f")]
    )
    def test_pf_16_4c_pf_16_4d_de_37_pf_16_4f_details_measures_and_decisions(self, field: str, clause: str) -> None:
        case = told_of_her()
        with pytest.raises(Refused) as refused:
            case.done("new_partner", "2026-03-17", **{field: None})
        assert clauses(refused.value) == {clause}
        if field == "measures":
            assert "DE-37" in str(refused.value)
        case.done("new_partner", "2026-03-17")

    def test_pf_16_3a_pf_16_10b_what_is_always_expected_is_shown_and_is_no_task(self) -> None:
        case = told_of_her()
        shown = expectations(case.case, day("2026-03-16"))
        for name, clause in (("curious_about_relationships", "PF-16.3a"), ("know_the_disclosure_scheme", "PF-16.10b")):
            assert name in shown and STANDING[name].clauses == (clause,)


class TestWeighing:
    """DE-18, DE-21: harm both ways, the manager, the reasons."""

    @pytest.mark.parametrize("option", ["disclose", "do_not_disclose"])
    @pytest.mark.parametrize(("field", "clause"), [("harm_if_not_told", "PF-16.6a"), ("harm_if_told", "PF-16.6b")])
    def test_pf_16_6a_pf_16_6b_harm_is_weighed_both_ways(self, option: str, field: str, clause: str) -> None:
        with pytest.raises(Refused) as refused:
            told_of_her().decided("disclosure", option, "2026-03-17", **{**DISCLOSE, **NOT, field: None})
        assert clauses(refused.value) == {clause}

    def test_pf_16_6a2_whoever_is_unsure_asks_the_manager(self) -> None:
        case = told_of_her()
        with pytest.raises(Refused) as refused:
            case.decided("disclosure", "disclose", "2026-03-17", **DISCLOSE, unsure=True)
        assert clauses(refused.value) == {"PF-16.6a2"}
        case.decided("disclosure", "disclose", "2026-03-17", **DISCLOSE, unsure=True, manager_discussed_with="spo-1")
        assert where(case) == "to disclose"

    @pytest.mark.parametrize(
        ("option", "lacks", "guard"),
        [
            ("do_not_disclose", "manager_discussed_with", "GU-24"),
            ("do_not_disclose", "rationale", "GU-24"),
            ("disclose", "rationale", "GU-26"),
            ("disclose", "privacy_outweighed", "GU-27"),
        ],
    )
    def test_gu_24_gu_26_gu_27_the_refusal_names_its_guard(self, option: str, lacks: str, guard: str) -> None:
        fields = {**DISCLOSE, **NOT, lacks: None}
        with pytest.raises(Refused) as refused:
            told_of_her().decided("disclosure", option, "2026-03-17", **fields)
        assert any(reason.words.endswith(f"({guard})") for reason in refused.value.reasons)
        assert guard in GUARDS

    def test_de_21_pf_16_15a_pf_16_15b_not_to_disclose_is_recorded_with_the_manager_and_the_reasons(self) -> None:
        case = told_of_her()
        with pytest.raises(Refused) as refused:
            case.decided("disclosure", "do_not_disclose", "2026-03-17", subject="partner-1")
        assert {"PF-16.15a", "PF-16.15b"} <= clauses(refused.value)
        case.decided("disclosure", "do_not_disclose", "2026-03-17", **NOT)
        (made,) = case.case.decisions.values()
        assert (made.option, made.manager_discussed_with, made.rationale) == (
            "do_not_disclose", "spo-1", "she knows already",
        )  # fmt: skip
        assert where(case) == "not disclosed"

    def test_am_56_one_process_for_each_partner_and_none_closes_another(self) -> None:
        case = to_disclose()
        case.report("new_relationship", "2026-03-18", partner="partner-2")
        case.decided("disclosure", "do_not_disclose", "2026-03-18 12:00", **{**NOT, "subject": "partner-2"})
        assert (where(case), where(case, about="partner-2")) == ("to disclose", "not disclosed")


class TestMethod:
    """DE-19, AM-59: the scheme unless another method is chosen."""

    def test_pf_16_10a_the_scheme_is_the_default(self) -> None:
        case = to_disclose()
        assert case.duty("make_disclosure").title == "Refer to the domestic violence disclosure scheme"
        with pytest.raises(Refused):
            case.done("make_disclosure", "2026-03-18", reference=None)
        case.done("make_disclosure", "2026-03-18")
        assert where(case) == "panel awaited"

    def test_de_19_pf_16_7a_an_informal_conversation_comes_first(self) -> None:
        case = to_disclose()
        outcome = case.decided("disclosure_method", "informal", "2026-03-17 12:00", subject="partner-1")
        assert kinds(outcome.receipt.opened) == {"informal_conversation"}
        assert kinds(outcome.receipt.closed) == {"make_disclosure"}
        assert where(case) == "to talk"

    def test_de_19_pf_16_7a_back_to_the_scheme(self) -> None:
        case = to_disclose()
        case.decided("disclosure_method", "informal", "2026-03-17 12:00", subject="partner-1")
        case.decided("disclosure_method", "dvds", "2026-03-17 13:00", subject="partner-1")
        assert where(case) == "to disclose"

    def test_am_59_at_once_only_for_imminent_risk(self) -> None:
        case = to_disclose()
        with pytest.raises(Refused) as refused:
            case.decided("disclosure_method", "immediate", "2026-03-17 12:00", subject="partner-1")
        assert clauses(refused.value) == {"AM-59"}
        case.decided("disclosure_method", "immediate", "2026-03-17 12:00", subject="partner-1", rationale="threats")
        assert where(case) == "to disclose at once"
        assert case.duty("immediate_disclosure").grave
        assert "make_disclosure" not in case.kinds

    def test_am_56_a_method_is_chosen_for_somebody(self) -> None:
        with pytest.raises(Refused) as refused:
            to_disclose().decided("disclosure_method", "dvds", "2026-03-17 12:00")
        assert clauses(refused.value) == {"PF-16.7a"}


class TestConversation:
    """EV-42, PF-16.9: the partner is aware, partly aware or not aware."""

    def talking(self) -> Driven:
        case = to_disclose()
        outcome = case.report("partner_in_contact", "2026-03-18", partner="partner-1", how="attended")
        assert kinds(outcome.receipt.opened) == {"informal_conversation"}
        return case

    def test_ev_42_it_opens_the_conversation_and_nothing_else(self) -> None:
        case = told_of_her()
        outcome = case.report("partner_in_contact", "2026-03-18", partner="partner-1", how="said_to_know")
        assert kinds(outcome.receipt.opened) == {"informal_conversation"}
        assert not outcome.receipt.closed
        assert case.due("informal_conversation") == "2026-03-25"
        assert where(case) == "to decide"

    def test_ev_42_somebody_unknown_is_flagged(self) -> None:
        outcome = settled_order().report("partner_in_contact", "2026-03-18", partner="partner-9", how="made_contact")
        assert outcome.receipt.flags == ["in contact with somebody the case does not know as a partner"]

    def test_pf_16_9a_what_the_partner_knows_is_recorded(self) -> None:
        for field in ("outcome", "discussed"):
            with pytest.raises(Refused) as refused:
                self.talking().done("informal_conversation", "2026-03-19", **{field: None})
            assert clauses(refused.value) == {"PF-16.9a"}

    def test_pf_16_9b_limited_knowledge_needs_a_next_route(self) -> None:
        for fields in (
            {"outcome": "partly_aware"},
            {"outcome": "not_aware"},
            {"outcome": "not_aware", "next_route": "none"},
        ):
            with pytest.raises(Refused) as refused:
                self.talking().done("informal_conversation", "2026-03-19", **fields)
            assert clauses(refused.value) == {"PF-16.9b"}

    def test_pf_16_9b_am_59_not_aware_leads_to_the_scheme(self) -> None:
        case = self.talking()
        case.done("informal_conversation", "2026-03-19", outcome="not_aware", next_route="dvds", disclosed=False,
                  signposting_offered=True)  # fmt: skip
        assert where(case) == "to disclose"
        assert case.due("make_disclosure") == "2026-03-26"

    @pytest.mark.parametrize(("route", "duty"), [("marac", "marac_decision"), ("mappa", "mappa_decision")])
    def test_pf_16_9b_or_to_marac_or_mappa(self, route: str, duty: str) -> None:
        case = self.talking()
        case.done("informal_conversation", "2026-03-19", outcome="partly_aware", next_route=route, disclosed=False,
                  signposting_offered=True)  # fmt: skip
        assert where(case) == "taken elsewhere"
        assert duty in case.kinds

    def test_am_54_what_was_confirmed_is_followed_up(self) -> None:
        case = self.talking()
        case.done("informal_conversation", "2026-03-19")
        assert where(case) == "to follow up"
        assert {"after_disclosure"} <= case.kinds and "make_disclosure" not in case.kinds

    def test_am_54_part_disclosed_and_more_to_tell_leads_to_both(self) -> None:
        case = self.talking()
        case.done("informal_conversation", "2026-03-19", outcome="partly_aware", next_route="dvds")
        assert {"after_disclosure", "make_disclosure"} <= case.kinds
        case.done("after_disclosure", "2026-03-20")
        assert where(case) == "to disclose"

    def test_am_54_nothing_disclosed_signposting_is_offered(self) -> None:
        case = self.talking()
        with pytest.raises(Refused) as refused:
            case.done("informal_conversation", "2026-03-19", disclosed=False)
        assert clauses(refused.value) == {"AM-54"}
        case.done("informal_conversation", "2026-03-19", disclosed=False, signposting_offered=True)
        assert where(case) == "already known"

    def test_it_may_be_let_go_and_the_scheme_takes_its_place(self) -> None:
        case = self.talking()
        case.waive("informal_conversation", "2026-03-19", "she did not come back")
        assert where(case) == "to disclose"
