"""The programme from requirement to follow-on work, and what takes its place: sections 12.8 to 12.16, 17.7, 17.8."""

from typing import Any

import pytest

from models.roles import Role
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, kinds, on_licence, order_made, sentenced
from tests.policy.on_programmes import MAN, lacks, state, unable


class TestReferral:
    def test_the_programme_goes_from_required_to_follow_on(self) -> None:
        case = order_made(programme="bbr")
        seen = [state(case)]
        case.done("programme_referral", "2026-03-04")
        told: tuple[tuple[str, dict[str, Any]], ...] = (
            ("programme_suitability", {"suitable": True}),
            ("programme_started", {}),
            ("programme_session", {}),
            ("programme_completed", {}),
        )
        for event, fields in told:
            seen.append(state(case))
            case.report(event, "2026-03-10", programme="bbr", **fields)
        assert [*seen, state(case)] == ["to refer", "referred", "suitable", "under way", "under way", "follow-on"]

    @pytest.mark.parametrize(
        "reason",
        ["needs preparatory work first", "not ready yet", "extra work is needed", "motivation is low", "stabilisation"],
    )
    def test_gu_28_in_23_preparatory_work_is_no_reason_to_let_the_referral_go(self, reason: str) -> None:
        with pytest.raises(Refused, match=r"\(GU-28\)") as refused:
            order_made(programme="bbr").waive("programme_referral", "2026-03-04", reason)
        assert clauses(refused.value) == {"PF-12.9b"}

    def test_another_reason_may_let_it_go(self) -> None:
        case = order_made(programme="tsp")
        case.waive("programme_referral", "2026-03-04", "the court removed the requirement")
        assert state(case) == "required"

    def test_pf_12_9b_extra_work_is_discussed_and_the_referral_made(self) -> None:
        case = order_made(programme="bbr")
        assert lacks(case, "programme_referral", "PF-12.9b", "2026-03-04", preparatory_work_first=True)
        case.done("programme_referral", "2026-03-04", preparatory_work_first=True, concerns_discussed="literacy")

    @pytest.mark.parametrize(
        ("clause", "profile", "field"),
        [
            ("PF-12.13a", {"gender": "man", "opd_screened_in": True}, "treatment_manager_discussion"),
            ("PF-12.15b", {"complex_needs": True}, "treatment_manager_discussion"),
            ("PF-12.15c", {"complex_needs": True}, "sequence"),
        ],
    )
    def test_the_referral_holds_what_this_person_needs(self, clause: str, profile: dict[str, Any], field: str) -> None:
        case = order_made(programme="bbr", profile=profile)
        full = {"treatment_manager_discussion": "delivery one to one", "sequence": "detox, then the programme"}
        assert lacks(case, "programme_referral", clause, "2026-03-04", **{**full, field: None})
        case.done("programme_referral", "2026-03-04", **full)

    def test_pf_12_13b_a_man_on_the_opd_pathway_is_referred_in_the_same_week(self) -> None:
        case = order_made(programme="bbr", profile={"gender": "man", "opd_screened_in": True})
        assert "PF-12.13b" in case.duty("programme_referral").clauses

    def test_it_begins_without_word_of_the_referral_and_the_referral_is_settled(self) -> None:
        case = order_made(programme="bbr")
        outcome = case.report("programme_started", "2026-03-20", programme="bbr")
        assert kinds(outcome.receipt.closed) == {"programme_referral"}
        assert state(case) == "under way"

    @pytest.mark.parametrize("programme", ["nms", "bnm_plus", "tsp", "bbr_adf"])
    def test_pf_12_9a_every_accredited_programme_is_referred_to_within_the_week(self, programme: str) -> None:
        assert order_made(programme=programme).due("programme_referral") == "2026-03-09"

    @pytest.mark.parametrize("programme", ["srt", "stepping_stones", "dawn", "firs", "first_steps", "rar"])
    def test_other_interventions_are_not(self, programme: str) -> None:
        case = order_made(programme=programme)
        assert "programme_referral" not in case.kinds
        assert state(case) == "required"

    def test_am_48_alternative_delivery_in_the_community_brings_the_daso(self) -> None:
        assert order_made(programme="bbr_adf").due("daso_referral") == "2026-03-17"


class TestCustody:
    def chosen(self, **profile: Any) -> Driven:
        case = sentenced("2028-06-01", profile={**MAN, **profile})
        case.ask("choose_intervention", "2026-03-16", role="pom", intervention="bbr")
        return case

    def test_pf_12_8b_a_programme_in_the_plan_is_referred_to_the_treatment_manager(self) -> None:
        case = self.chosen()
        duty = case.duty("custody_programme_referral")
        assert (duty.owner, str(duty.due_on)) == (Role.POM, "2026-03-30")
        assert state(case) == "to refer to the treatment manager"
        case.done("custody_programme_referral", "2026-03-17")
        assert state(case) == "referred"

    def test_pf_12_8a_from_a_plan_built_with_oasys_and_sara(self) -> None:
        assert lacks(self.chosen(), "custody_programme_referral", "PF-12.8a", sentence_plan=None)

    def test_pf_12_8d_extra_work_is_discussed_with_programme_staff(self) -> None:
        assert lacks(self.chosen(), "custody_programme_referral", "PF-12.8d", preparatory_work_first=True)

    def test_gu_28_in_custody_too(self) -> None:
        with pytest.raises(Refused, match="GU-28"):
            self.chosen().waive("custody_programme_referral", "2026-03-17", "preparatory work", role="head_of_omd")

    def test_nothing_else_in_custody_opens_it(self) -> None:
        case = sentenced("2028-06-01", programme="bbr")
        assert "custody_programme_referral" not in case.kinds
        assert state(case) == "required"

    def test_release_hands_the_referral_to_the_community(self) -> None:
        case = self.chosen()
        case.report("released", "2028-06-01")
        assert {"programme_referral", "daso_referral"} <= case.kinds
        assert "custody_programme_referral" not in case.kinds

    def test_ev_63_finished_in_custody_nothing_is_left_to_do(self) -> None:
        case = self.chosen()
        case.report("programme_completed", "2027-03-16", programme="bbr")
        assert state(case) == "finished"
        case.report("released", "2028-06-01", programme="bbr")
        assert not {"programme_referral", "daso_referral"} & case.kinds


class TestUnable:
    def test_ev_41_opens_one_choice_of_route_in_place_of_the_referral(self) -> None:
        case = order_made(programme="bbr")
        outcome = case.report("programme_suitability", "2026-03-16", programme="bbr", suitable=False)
        assert kinds(outcome.receipt.opened) == {"alternative_route"}
        assert kinds(outcome.receipt.closed) == {"programme_referral"}
        assert case.due("alternative_route") == "2026-03-30"  # ten working days
        assert state(case) == "to choose another route"
        assert "bbr adf, then srt" in outcome.receipt.notes[0]

    def test_ev_41_of_another_programme_changes_nothing(self) -> None:
        case = order_made(programme="bbr")
        outcome = case.report("programme_suitability", "2026-03-16", programme="tsp", suitable=False)
        assert not outcome.receipt.opened and outcome.receipt.flags

    def test_ev_41_in_custody_another_route_is_asked_for_and_none_of_the_community_opens(self) -> None:
        case = sentenced("2028-06-01", programme="bbr")
        outcome = case.report("programme_suitability", "2026-03-16", programme="bbr", suitable=False)
        assert not outcome.receipt.opened and "PF-12.8c" in outcome.receipt.notes[0]
        case.report("released", "2028-06-01")
        assert "alternative_route" in case.kinds and "programme_referral" not in case.kinds

    def test_ins_d20_a_programme_that_is_not_offered_needs_an_alternative_too(self) -> None:
        case = order_made(programme="bbr")
        case.report("programme_suitability", "2026-03-16", programme="bbr", suitable=False, reason="not_offered")
        assert "alternative_route" in case.kinds

    @pytest.mark.parametrize(("field", "row"), [("adf", "PF-12.9e"), ("considered", "PF-12.4a"), ("route", "DE-28")])
    def test_each_answer_is_needed(self, field: str, row: str) -> None:
        without: dict[str, Any] = {field: None}
        assert lacks(unable(), "alternative_route", row, **without)

    def test_am_26_alternative_delivery_comes_before_the_toolkit(self) -> None:
        assert lacks(unable(), "alternative_route", "PF-12.9f", adf="possible", route="srt")
        assert lacks(unable(), "alternative_route", "PF-12.9e", adf="not_applicable")
        assert lacks(unable(), "alternative_route", "PF-12.9e", adf="not_possible", route="bbr_adf")

    @pytest.mark.parametrize("route", ["structured_intervention", "dawn"])
    def test_pf_12_5a_the_local_interventions_team_is_asked_about_a_structured_intervention(self, route: str) -> None:
        case = unable(gender="woman" if route == "dawn" else "man")
        assert lacks(case, "alternative_route", "PF-12.5a", route=route)
        case.done("alternative_route", "2026-03-20", route=route, local_team_answer="open to this person")

    def test_pf_12_5a_and_about_a_woman_whatever_the_route(self) -> None:
        assert lacks(unable(gender="woman"), "alternative_route", "PF-12.5a")

    def test_pf_12_9h_unsure_of_the_right_work_the_treatment_manager_is_asked(self) -> None:
        assert lacks(unable(), "alternative_route", "PF-12.9h", route="other")
        unable().done("alternative_route", "2026-03-20", route="other", advice="work one to one on attitudes")

    @pytest.mark.parametrize("profile", [{"complex_needs": True}, {"rosh": {"known_adult": "high"}}])
    def test_pf_12_16a_complex_or_high_risk_the_psychologists_are_contacted(self, profile: dict[str, Any]) -> None:
        assert lacks(unable(**profile), "alternative_route", "PF-12.16a", psychology=None)
        unable().done("alternative_route", "2026-03-20", psychology=None)

    def test_kaizen_is_no_route_in_the_community(self) -> None:
        assert lacks(unable(), "alternative_route", "PF-12.8b", route="kaizen")

    def test_pf_12_9f_the_toolkit_is_seen_through(self) -> None:
        case = unable()
        outcome = case.done("alternative_route", "2026-03-20")
        assert kinds(outcome.receipt.opened) == {"other_route"}
        assert state(case) == "to begin another route"
        for field in ("started_on", "ended_on"):
            assert lacks(case, "other_route", "PF-12.9f", "2026-06-02", **{field: None})
        case.done("other_route", "2026-06-02")
        assert state(case) == "follow-on"

    def test_pf_12_9g_a_structured_intervention_is_referred_to_and_has_no_dates_of_its_own(self) -> None:
        case = unable(sara_level="low", gender="man")
        case.done("alternative_route", "2026-03-20", route="structured_intervention", local_team_answer="yes")
        assert lacks(case, "other_route", "PF-12.9g", "2026-03-23", reference=None)
        case.done("other_route", "2026-03-23", started_on=None, ended_on=None)

    def test_am_48_alternative_delivery_goes_on_as_the_programme(self) -> None:
        case = unable()
        case.done("alternative_route", "2026-03-20", adf="possible", route="bbr_adf")
        assert (state(case), case.case.programme) == ("referred", "bbr_adf")
        assert case.case.on_bbr and "daso_referral" in case.kinds

    def test_recall_ends_the_choice_and_release_asks_for_it_again(self) -> None:
        case = on_licence(programme="bbr")
        case.report("programme_suitability", "2026-03-16", programme="bbr", suitable=False)
        case.report("recalled", "2026-03-20", post_recall_release="2026-05-01")
        assert not {"alternative_route", "programme_referral"} & case.kinds
        case.report("released", "2026-05-01")
        assert "alternative_route" in case.kinds
