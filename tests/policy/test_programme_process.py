"""The programme from requirement to follow-on work, and what takes its place: sections 12.8 to 12.16, 17.7, 17.8."""

from typing import Any

import pytest

from models.outcome import NoticeClass
from models.roles import Role
from policy.clauses import CLAUSES
from policy.clauses.clause import Kind
from policy.refusal import Refused
from policy.standings import STANDING, expectations
from tests.policy.driving import Driven, clauses, day, kinds, on_licence, order_made, sentenced, settled_order

MAN = {"gender": "man", "heterosexual_relationship": True, "sara_level": "medium"}


def state(case: Driven, process: str = "programme") -> str | None:
    return case.case.processes.get(process)


def on_bbr(at: str = "2026-03-16", **profile: Any) -> Driven:
    """BBR required by an order of 2 March, referred to on the 3rd, and begun."""
    case = settled_order(programme="bbr", profile={**MAN, **profile} if profile else None)
    case.report("programme_started", at, programme="bbr")
    return case


def unable(**profile: Any) -> Driven:
    """Found unable to do BBR on 16 March."""
    case = order_made(programme="bbr", profile=profile or None)
    case.report("programme_suitability", "2026-03-16", programme="bbr", suitable=False, reason="unable")
    return case


def lacks(case: Driven, kind: str, clause: str, at: str = "2026-03-20", **evidence: Any) -> bool:
    """Whether work with this evidence is refused for a clause."""
    with pytest.raises(Refused) as refused:
        case.done(kind, at, **evidence)
    return clause in clauses(refused.value)


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


class TestSessions:
    def absent(self, case: Driven, *days: str) -> Any:
        for at in days:
            outcome = case.report("programme_absence", at, programme="bbr")
        return outcome

    def test_ins_d21_two_missed_sessions_are_warned_of_and_a_third_removes(self) -> None:
        case = on_bbr()
        warned = self.absent(case, "2026-03-23", "2026-03-30")
        assert [n.kind for n in warned.receipt.notices] == [NoticeClass.DIGEST]
        assert not warned.receipt.opened and state(case) == "under way"
        removed = self.absent(case, "2026-04-06")
        assert kinds(removed.receipt.opened) == {"alternative_route"}
        assert Role.SPO in {n.to_role for n in removed.receipt.notices}
        assert not self.absent(case, "2026-04-13").receipt.opened

    def test_ins_d21_who_rejoins_has_a_clean_count(self) -> None:
        case = on_bbr()
        self.absent(case, "2026-03-23", "2026-03-30", "2026-04-06")
        case.done("alternative_route", "2026-04-07", adf="possible", route="bbr")
        assert (state(case), case.case.programme_record.missed) == ("referred", 0)

    def test_ev_63_left_incomplete_another_route_is_chosen(self) -> None:
        case = on_bbr()
        outcome = case.report("programme_completed", "2026-05-04", programme="bbr", finished=False)
        assert kinds(outcome.receipt.opened) == {"alternative_route"}
        assert state(case) == "to choose another route"

    def test_ins_d22_after_the_programme_comes_follow_on_work(self) -> None:
        case = on_bbr()
        outcome = case.report("programme_completed", "2026-08-03", programme="bbr")
        assert not outcome.receipt.opened and "INS-D22" in outcome.receipt.notes[-1]
        assert "follow_on_work" in expectations(case.case, day("2026-08-04"))


class TestWaits:
    def spo(self, case: Driven, words: str) -> list[str]:
        return [at for at, n in case.notices(NoticeClass.DIGEST, Role.SPO) if words in n.about]

    def test_ins_p11_a_programme_that_does_not_start_is_told_at_12_26_and_52_weeks(self) -> None:
        """From Monday 2 March 2026: 25 May is a bank holiday, so the 26th; 31 August too, so 1 September."""
        case = settled_order(programme="bbr")
        case.until("2027-12-01")
        assert self.spo(case, "has not started") == ["2026-05-26 09:00", "2026-09-01 09:00", "2027-03-01 09:00"]

    def test_ins_p11_heard_of_late_the_longest_wait_is_told_once(self) -> None:
        case = settled_order()
        case.until("2026-10-05")
        case.report("programme_required", "2026-10-05", programme="tsp")
        case.until("2026-10-20")
        assert self.spo(case, "has not started") == ["2026-10-05 10:00"]

    def test_ins_p10_a_programme_gone_quiet_for_28_days_is_told_once(self) -> None:
        """The last session on Monday 23 March; 28 days later is 20 April."""
        case = on_bbr("2026-03-16")
        case.report("programme_session", "2026-03-23", programme="bbr")
        case.until("2026-12-01")
        assert self.spo(case, "no session") == ["2026-04-20 09:00"]
        assert not self.spo(case, "has not started")

    def test_no_wait_is_told_of_what_is_finished_unable_or_not_for_referral(self) -> None:
        finished, toolkit, found_unable = on_bbr(), settled_order(programme="srt"), unable()
        finished.report("programme_completed", "2026-03-30", programme="bbr")
        for case in (finished, toolkit, found_unable):
            case.until("2027-06-01")
            assert not self.spo(case, "INS-P1")


class TestComplexNeeds:
    def test_de_36_gu_29_exclusion_needs_evidence_or_a_recorded_reason(self) -> None:
        case = order_made(programme="bbr", profile={"complex_needs": True})
        with pytest.raises(Refused, match=r"\(GU-29\)") as refused:
            case.decided("complex_needs_exclusion", "exclude", "2026-03-04")
        assert clauses(refused.value) == {"PF-12.15a"}
        reasoned = case.copy()
        reasoned.decided("complex_needs_exclusion", "exclude", "2026-03-04", rationale="on the ward until May")
        assert not reasoned.case.programme_record.harm_shown
        case.decided("complex_needs_exclusion", "exclude", "2026-03-04", evidence="report-1")
        assert case.case.programme_record.harm_shown

    def test_de_36_who_is_excluded_gets_another_route(self) -> None:
        case = order_made(programme="bbr")
        case.decided("complex_needs_exclusion", "exclude", "2026-03-04", evidence="report-1")
        assert state(case) == "to choose another route"
        assert "alternative_route" in case.kinds and "programme_referral" not in case.kinds

    def test_de_36_who_is_included_is_referred_as_before(self) -> None:
        case = order_made(programme="bbr")
        case.decided("complex_needs_exclusion", "include", "2026-03-04")
        assert "programme_referral" in case.kinds

    def test_de_36_in_custody_the_referral_falls_away(self) -> None:
        case = sentenced("2028-06-01", profile=MAN)
        case.ask("choose_intervention", "2026-03-16", role="pom", intervention="bbr")
        case.decided("complex_needs_exclusion", "exclude", "2026-03-17", evidence="report-1")
        assert "custody_programme_referral" not in case.kinds and state(case) == "required"

    def test_gu_29_a_report_that_excludes_for_complex_needs_is_answered_with_the_rule(self) -> None:
        case = order_made(programme="bbr")
        outcome = case.report(
            "programme_suitability", "2026-03-16", programme="bbr", suitable=False, reason="complex_needs"
        )
        assert "GU-29" in outcome.receipt.notes[0]


class TestDaso:
    def test_ev_27_pf_17_8c_new_information_is_fed_into_the_plan_promptly(self) -> None:
        case = settled_order(programme="bbr")
        outcome = case.report("daso_information", "2026-03-16", significant=False)
        assert not outcome.receipt.opened
        assert kinds(outcome.receipt.joined) == {"daso_contact"}
        assert case.due("daso_contact") == "2026-03-17"
        assert lacks(case, "daso_contact", "PF-17.8c", "2026-03-17", risk_management_plan=None)
        assert lacks(case, "daso_contact", "PF-17.8d", "2026-03-17", action=None)
        case.done("daso_contact", "2026-03-17")
        assert case.due("daso_contact") == "2026-04-14"  # the usual 28 days again

    def test_ev_27_what_is_significant_is_reviewed_too(self) -> None:
        outcome = settled_order(programme="bbr").report("daso_information", "2026-03-16", significant=True)
        assert kinds(outcome.receipt.opened) == {"review"}

    def test_ev_27_without_an_exchange_the_review_takes_it_in(self) -> None:
        for case in (settled_order(), sentenced("2028-06-01", programme="bbr")):
            outcome = case.report("daso_information", "2026-03-16", significant=False)
            assert kinds(outcome.receipt.opened) == {"review"}

    def test_an_exchange_without_news_asks_for_neither_plan_nor_action(self) -> None:
        case = settled_order(programme="bbr")
        case.done("daso_contact", "2026-03-16", risk_management_plan=None, action=None)

    def test_pf_17_7a_pf_17_8b_what_the_exchange_was_for_is_recorded(self) -> None:
        with pytest.raises(Refused, match=r"PF-17\.7a, PF-17\.8b"):
            settled_order(programme="bbr").done("daso_contact", "2026-03-16", purpose=None)

    @pytest.mark.parametrize("clause", ["PF-17.7b", "PF-17.7c"])
    def test_the_daso_contributes_to_safety_planning_and_to_plans_for_escalation(self, clause: str) -> None:
        with pytest.raises(Refused, match=clause):
            settled_order(programme="bbr").done("daso_contact", "2026-03-16", contribution=None)

    def test_pf_17_8a_the_referral_and_its_process(self) -> None:
        case = order_made(programme="bbr")
        assert "PF-17.8a" in case.duty("daso_referral").clauses
        assert state(case, "daso/victim") == "to refer"
        case.done("daso_referral", "2026-03-10")
        assert state(case, "daso/victim") == "with the DASO"
        case.report("new_relationship", "2026-03-16", partner="partner-1")
        case.done("new_partner", "2026-03-18", daso_referral="referral-9")
        assert state(case, "daso/partner-1") == "with the DASO"


def _shown(name: str) -> Driven:
    """A case on which an expectation holds."""
    match name:
        case "programme_guidance":
            return sentenced("2028-06-01", programme="bbr")
        case "storyboards_with_women":
            woman = unable(gender="woman")
            woman.done("alternative_route", "2026-03-20", local_team_answer="not here")
            return woman
        case "psychology_for_stalking":
            return order_made(profile={"stalking_behaviour": True})
        case _:
            return order_made(programme="bbr")


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        ("PF-12.9d", "motivational_work"),
        ("PF-12.8c", "programme_guidance"),
        ("PF-12.11b", "storyboards_with_women"),
        ("PF-12.17a", "psychology_for_stalking"),
        ("PF-17.7d", "victims_linked_to_services"),
    ],
)
def test_what_is_expected_all_the_time_is_shown_where_it_holds_and_not_elsewhere(clause: str, name: str) -> None:
    assert clause in STANDING[name].clauses
    assert name in expectations(_shown(name).case, day("2026-03-20"))
    assert name not in expectations(order_made().case, day("2026-03-20"))


ASSESSED = ["initial_assessment", "pom_checks"]


@pytest.mark.parametrize("kind", ASSESSED)
@pytest.mark.parametrize(
    ("clause", "profile", "evidence"),
    [
        ("PF-12.11a", {"gender": "woman"}, {"programme_considered": "TSP: not suited"}),
        ("PF-12.12a", {"heterosexual_relationship": False}, {"programme_considered": "asked the treatment manager"}),
        ("PF-12.14b", {"abuse": ["familial"]}, {"programme_considered": "TSP: referred", "programme_suits": True}),
        (
            "PF-12.14c",
            {"abuse": ["familial"]},
            {"programme_considered": "none", "programme_suits": False, "other_work": "stepping stones"},
        ),
        (
            "PF-12.14d",
            {"abuse": ["familial"], "complex_needs": True},
            {"programme_considered": "TSP", "other_work": "treatment first"},
        ),
    ],
)
def test_an_assessment_says_what_interventions_were_considered(
    kind: str, clause: str, profile: dict[str, Any], evidence: dict[str, Any]
) -> None:
    case = order_made(profile=profile)
    if kind == "pom_checks":
        case = sentenced("2028-06-01", profile=profile)
        case.report("received_into_custody", "2026-03-02 12:00", prison="prison-1")
        case.report("practitioner_allocated", "2026-03-03", practitioner="pom-1", holder="pom")
    missing = {k: v for k, v in evidence.items() if k != list(evidence)[-1]} if clause != "PF-12.14b" else {}
    assert lacks(case, kind, clause, "2026-03-05", **missing)
    case.done(kind, "2026-03-05", **evidence)


@pytest.mark.parametrize(("clause", "field"), [("PF-12.14a", "oasys"), ("PF-12.14e", "risk_management_plan")])
def test_familial_abuse_is_assessed_and_the_plan_protects(clause: str, field: str) -> None:
    with pytest.raises(Refused, match=clause):
        order_made(profile={"abuse": ["familial"]}).done("initial_assessment", "2026-03-05", **{field: None})


def test_what_is_found_out_later_counts_from_then() -> None:
    case = order_made(programme="bbr")
    case.report("needs_assessed", "2026-03-04", gender="man", complex_needs=True)
    assert case.case.profile.gender == "man"
    assert lacks(case, "programme_referral", "PF-12.15b", "2026-03-05")


def test_every_row_of_section_12_has_its_home() -> None:
    ours = [c for c in CLAUSES.values() if c.id.startswith(("PF-12.", "IN-"))]
    assert not [c.id for c in ours if c.home.kind is Kind.NOT_YET]
