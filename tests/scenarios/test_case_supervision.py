"""Examples of the guide on case supervision of December 2020 that exercise a rule, of CS-T01 to CS-T15."""

import pytest

from models.roles import Role
from models.sentence import Stage
from policy.refusal import Refused
from tests.policy.driving import ALLOCATED, begun, clauses, kinds
from tests.scenarios.service import SPO, Service, order

START = {
    "residence",
    "start_checks",
    "initial_assessment",
    "home_visit",
    "police_enquiry",
    "childrens_services_enquiry",
}


def test_cs_t01_kate_a_partner_everybody_likes_is_asked_about_all_the_same() -> None:
    case = order("2026-03-02", {"rosh": {"known_adult": "low"}}, length_days=365)
    case.report("found_to_be_victim", "2026-03-02 12:00")
    case.keeps_up("2026-03-30")
    told = case.report("new_relationship", "2026-03-30", partner="partner-1", details_known=True)
    assert {"new_partner", "police_enquiry", "disclosure_decision", "review"} <= kinds(told.receipt.opened)
    case.keeps_up("2026-07-06")
    assert case.alarms() == []


class TestCsT03Rick:
    """On licence from Mon 4 May 2026; whereabouts unknown on Mon 15 June; recalled."""

    @staticmethod
    @begun
    def on_licence() -> Service:
        case = Service("2025-11-03")
        case.open("sentence_passed", "2025-11-03", {"rosh": {"known_adult": "high"}}, kind="determinate",
                  length_days=365,
                  dates={"conditional_release": "2026-05-05", "licence_end": "2026-11-02"})  # fmt: skip
        case.report("received_into_custody", "2025-11-03 15:00", prison="prison-1")
        case.report("practitioner_allocated", "2025-11-04", **ALLOCATED)
        case.keeps_up("2026-05-05")
        case.report("released", "2026-05-05", licence_end="2026-11-02")
        case.keeps_up("2026-06-15")
        return case

    def test_cs_t03_the_person_is_met_before_release_and_nothing_is_late(self) -> None:
        assert self.on_licence().alarms() == []

    def test_cs_t03_recall_is_asked_for_within_a_day_and_not_left(self) -> None:
        """Decided on Mon 15 June; the request is owed by the end of Tue 16, and the SPO hears as soon as it is late."""
        case = self.on_licence()
        case.report("condition_breached", "2026-06-15", condition="whereabouts")
        case.decided("enforcement", "recall", "2026-06-15 11:00", rationale="whereabouts unknown")
        due = case.due("recall_request")
        assert due in {"2026-06-15", "2026-06-16"}
        case.until("2026-06-18")
        assert case.went_up("recall_request")[0][1] is SPO

    def test_cs_t03_after_recall_the_planning_of_the_next_release_opens(self) -> None:
        case = self.on_licence()
        case.report("recalled", "2026-06-15", kind="standard", post_recall_release="2026-11-02")
        case.report("received_into_custody", "2026-06-15 16:00", prison="prison-1", reason="recall")
        assert case.case.stage is Stage.CUSTODY and "pom_allocation" in case.kinds
        case.keeps_up("2026-09-14")
        assert {"first_contact_and_handover", "licence_conditions", "release_plan"} & {
            d.kind for d in case.case.duties.values()
        }
        assert case.alarms() == []


def test_cs_t05_amir_custody_beside_an_order_plans_his_release_and_forgets_no_order() -> None:
    """Twenty-eight weeks from Mon 30 March 2026: release Mon 6 July."""
    case = order("2026-03-02", length_days=183)
    case.keeps_up("2026-03-30")
    case.report("sentence_passed", "2026-03-30", sentence="sentence-2", kind="determinate", length_days=196,
                dates={"conditional_release": "2026-07-06", "licence_end": "2026-10-12"})  # fmt: skip
    case.report("received_into_custody", "2026-03-30 15:00", prison="prison-1")
    assert set(case.case.sentences) == {"sentence-1", "sentence-2"}
    case.keeps_up("2026-07-06")
    planned = {d.kind for d in case.case.duties.values()}
    assert {"first_contact_and_handover", "licence_conditions", "release_plan"} <= planned
    assert case.alarms() == []


def test_cs_t07_wayne_each_transfer_is_allocated_and_looked_at_afresh() -> None:
    case = order("2026-03-02", length_days=730)
    case.keeps_up("2026-05-11")
    moved = case.report("case_transferred", "2026-05-11", team="team-9", spo="spo-9")
    assert "community_allocation" in kinds(moved.receipt.opened)
    new = case.report("practitioner_allocated", "2026-05-12", **{**ALLOCATED, "practitioner": "com-9"})
    assert {"handover_acceptance", "initial_assessment"} <= kinds(new.receipt.opened)
    case.keeps_up("2026-09-07")
    assert case.alarms() == []


def test_cs_t09_david_the_reply_court_never_asked_for_changes_the_level() -> None:
    """Asked on allocation, Mon 2 March; on Tue 10 the reply is four call-outs. Review by Tue 17, five working days."""
    case = order("2026-03-02", {"rosh": {"known_adult": "low"}}, kind="suspended_sentence_order")
    case.done("police_enquiry", "2026-03-03")
    case.report("enquiry_answered", "2026-03-10", agency="police", about="person", significant=True)
    assert case.due("review") == "2026-03-17"
    raised = case.report("rosh_changed", "2026-03-11", level="medium")
    assert "escalation" in kinds(raised.receipt.opened)
    assert {n.to_role for n in raised.receipt.notices} == {SPO}


class TestCsT10Damien:
    """Harassment: released early on home detention curfew to his mother; a partner he hid is pregnant; recalled."""

    @staticmethod
    @begun
    def released_early() -> Service:
        case = Service("2026-01-05")
        case.open("sentence_passed", "2026-01-05", {"rosh": {"known_adult": "high"}, "mappa_level": 1},
                  kind="determinate", length_days=608, markers=["harassment"],
                  dates={"conditional_release": "2026-11-05", "licence_end": "2027-09-05"})  # fmt: skip
        case.report("received_into_custody", "2026-01-05 15:00", prison="prison-1")
        case.report("practitioner_allocated", "2026-01-06", **ALLOCATED)
        case.keeps_up("2026-03-09")
        case.report("hdc_address_proposed", "2026-03-09", address="mother-1")
        case.keeps_up("2026-03-12", leaving={"hdc_address_check"})
        for agency in ("police", "childrens_services"):  # before the check of the address, which waits for both
            case.report("enquiry_answered", "2026-03-19", agency=agency, about="mother-1")
        case.keeps_up("2026-06-08")
        case.report("released", "2026-06-08", kind="hdc", address="mother-1", licence_end="2027-09-05")
        return case

    def test_cs_t10_early_release_starts_supervision_that_day_and_says_what_is_not_ready(self) -> None:
        case = self.released_early()
        assert case.kinds >= START
        assert [a[:2] for a in case.alarms()] == [("2026-06-08", SPO)]

    def test_cs_t10_a_relationship_he_hid_and_a_pregnancy_are_each_acted_on(self) -> None:
        case = self.released_early()
        case.keeps_up("2026-07-06")
        case.report("condition_breached", "2026-07-06", condition="relationships")
        case.decided("enforcement", "warning", "2026-07-07", rationale="the zone, and a relationship he hid")
        told = case.report("partner_pregnant", "2026-07-13", partner="partner-2")
        assert {"children_at_risk_decision", "disclosure_decision", "review"} <= kinds(
            [*told.receipt.opened, *told.receipt.joined]
        )

    def test_cs_t10_the_ladder_of_enforcement_ends_in_recall(self) -> None:
        case = self.released_early()
        case.keeps_up("2026-07-06")
        case.report("condition_breached", "2026-07-06", condition="bbr")
        case.decided("enforcement", "recall", "2026-07-06 12:00", rationale="the programme missed without good reason")
        assert case.duty("recall_request").owner is Role.COMMUNITY_PRACTITIONER


def test_cs_t11_jarrad_signals_that_come_together_open_one_review() -> None:
    case = order("2026-03-02")
    case.keeps_up("2026-05-11")
    case.report("substance_misuse", "2026-05-11", substance="drugs")
    case.report("condition_breached", "2026-05-12", condition="attend")
    case.report("significant_change", "2026-05-13")
    reviews = [d for d in case.case.open_duties if d.kind == "review"]
    assert len(reviews) == 1 and len(reviews[0].triggers) == 3
    assert case.due("review") == "2026-05-18"  # five working days from the first


@pytest.mark.parametrize("level", ["low", "high"])
def test_cs_t12_christopher_low_risk_skips_no_check(level: str) -> None:
    assert order("2026-03-02", {"rosh": {"known_adult": level}}).kinds >= START


def test_cs_t14_michelle_an_order_that_protects_is_checked_and_police_asked_again_at_low_risk() -> None:
    """Checked every 28 days from Mon 2 March: Mon 30. Police asked by Wed 4: again in twelve weeks, Wed 27 May."""
    case = order("2026-03-02", {"rosh": {"known_adult": "low"}}, length_days=365)
    case.report("protective_order_made", "2026-03-02 12:00", order="order-1", protects=["ex-1"])
    case.keeps_up("2026-03-23")
    assert case.due("order_check", "order-1") == "2026-03-30"
    assert case.due("periodic_police_enquiry") == "2026-05-27"
    case.keeps_up("2026-09-07")
    assert case.alarms() == []


class TestCsT15Toby:
    """Low risk, "offence work finished"; given to somebody new in week 8, who asks about the child."""

    @staticmethod
    @begun
    def reallocated() -> Service:
        case = order("2026-03-02", {"rosh": {"known_adult": "low"}}, length_days=365)
        case.keeps_up("2026-04-27")
        case.report("practitioner_allocated", "2026-04-27", **{**ALLOCATED, "practitioner": "com-8"})
        return case

    def test_cs_t15_a_new_holder_assesses_afresh(self) -> None:
        """Accepted within two working days of Mon 27 April: Wed 29; an earlier assessment will not do."""
        case = self.reallocated()
        assert case.due("handover_acceptance") == "2026-04-29" and "initial_assessment" in case.kinds
        with pytest.raises(Refused) as refused:
            case.done("handover_acceptance", "2026-04-28", own_assessment=None)
        assert clauses(refused.value) == {"PF-7.1a"}

    def test_cs_t15_what_the_agencies_know_raises_the_risk_and_tells_the_manager(self) -> None:
        case = self.reallocated()
        case.keeps_up("2026-05-11")
        case.report("contact_with_children", "2026-05-11", children=["child-1"])
        assert "children_at_risk_decision" in case.kinds
        case.report("child_protection", "2026-05-12", child="child-1", what="child_protection_plan")
        raised = case.report("rosh_changed", "2026-05-13", level="medium")
        assert [n.to_role for n in raised.receipt.notices] == [SPO]
        case.keeps_up("2026-08-10")
        assert [a[:2] for a in case.alarms()] == [("2026-05-13", SPO)]
