"""Programmes once begun: sessions, waits, complex needs, the DASO, and what is expected all the time (section 12)."""

from typing import Any

import pytest

from models.outcome import NoticeClass
from models.roles import Role
from policy.clauses import CLAUSES
from policy.clauses.clause import Kind
from policy.refusal import Refused
from policy.standings import STANDING, expectations
from tests.policy.driving import Driven, clauses, day, kinds, order_made, sentenced, settled_order
from tests.policy.on_programmes import MAN, lacks, on_bbr, state, unable


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
