"""Examples of the effective practice guide on domestic abuse of July 2023: EP-T01 to EP-T18.

Most are of good practice: with all work done on its last day, nothing is escalated but what is listed.
"""

import pytest

from models.outcome import NoticeClass
from models.roles import Role
from models.sentence import Stage
from policy.refusal import Refused
from tests.policy.driving import ALLOCATED, begun, clauses, kinds
from tests.scenarios.service import SPO, Service, order


@begun
def in_custody(at: str, release: str, days: int, end: str, *markers: str, mappa: int = 0) -> Service:
    """Sentenced and received on one day, with a practitioner in the community from the next."""
    case = Service(at)
    case.open("sentence_passed", at, {"mappa_level": mappa, "rosh": {"known_adult": "high"}}, kind="determinate",
              length_days=days, markers=list(markers),
              dates={"conditional_release": release, "licence_end": end})  # fmt: skip
    case.report("received_into_custody", f"{at} 15:00", prison="prison-1")
    case.report("practitioner_allocated", f"{at} 16:00", **ALLOCATED)
    return case


@begun
def on_licence(at: str, release: str, days: int, end: str, *markers: str) -> Service:
    """The same, all kept up, and released."""
    case = in_custody(at, release, days, end, *markers)
    case.keeps_up(release)
    case.report("released", release, licence_end=end)
    return case


class TestEpT01Nathan:
    """Coercive control of his mother: 14 months from Mon 2 March 2026, release Fri 2 October."""

    def test_ep_t01_mappa_is_asked_at_sentence_and_nothing_goes_late(self) -> None:
        case = in_custody("2026-03-02", "2026-10-02", 426, "2027-05-01", "coercive_control")
        assert "mappa_decision" in case.kinds
        case.keeps_up("2026-10-02")
        case.report("released", "2026-10-02", licence_end="2027-05-01", to_approved_premises=True)
        case.keeps_up("2027-01-04")
        case.report("rosh_changed", "2027-01-04", level="medium", justification="steady progress; the VLO was heard")
        case.keeps_up("2027-05-01")
        assert case.alarms() == []

    def test_ep_t01_no_sara_is_asked_for_where_the_abuse_is_of_family(self) -> None:
        case = order("2026-03-02", {"abuse": ["familial"]})
        case.done("initial_assessment", "2026-03-10", sara=None, programme_considered="by need: none fits")
        assert "initial_assessment" not in case.kinds


class TestEpT02Harry:
    """A two-year order with BBR: relationships told as they change, then a pregnancy."""

    def test_ep_t02_each_change_asks_again_and_none_is_late(self) -> None:
        case = order("2026-03-02", programme="bbr", length_days=730)
        for day, event in (("2026-04-20", "new_relationship"), ("2026-06-15", "partner_pregnant")):
            case.keeps_up(day)
            told = case.report(event, day, partner="partner-1", details_known=True)
            assert {"police_enquiry", "childrens_services_enquiry", "review"} <= kinds(told.receipt.opened)
        assert "children_at_risk_decision" in case.kinds
        case.keeps_up("2026-10-05")
        assert case.alarms() == []


class TestEpT03C:
    """Licence shared with Drive: contact by either, and information from the victim's side."""

    def test_ep_t03_silence_of_both_is_drift(self) -> None:
        """Released Mon 13 July 2026: no contact by Mon 3 August, the SPO on Tue 4."""
        case = on_licence("2026-03-02", "2026-07-13", 266, "2026-11-23")
        case.keeps_up("2026-08-10", leaving={"purposeful_contact"})
        assert case.alarms() == [("2026-08-04", SPO, case.alarms()[0][2])]

    def test_ep_t03_a_condition_to_be_varied_is_a_decision(self) -> None:
        case = on_licence("2026-03-02", "2026-07-13", 266, "2026-11-23")
        asked = case.report("licence_variation_requested", "2026-07-20", condition="exclusion-zone")
        assert "variation_decision" in kinds(asked.receipt.opened)


class TestEpT04Ed:
    """Thirteen weeks from Mon 2 March 2026, serial abuse: release Thu 16 April (half of 91 days, our assumption)."""

    @staticmethod
    @begun
    def short() -> Service:
        return in_custody("2026-03-02", "2026-04-16", 91, "2026-06-01", "order_breach")

    def test_ep_t04_every_date_of_the_planning_falls_before_release(self) -> None:
        case = self.short()
        planning = {"first_contact_and_handover", "licence_conditions", "release_plan", "release_address_check"}
        assert planning <= case.kinds
        assert all("2026-03-02" < case.due(kind) < "2026-04-16" for kind in planning)

    def test_ep_t04_a_second_relationship_opens_a_second_set_and_reuses_nothing(self) -> None:
        case = self.short()
        case.keeps_up("2026-04-16")
        case.report("released", "2026-04-16", licence_end="2026-06-01")
        first = case.report("new_relationship", "2026-04-20", partner="partner-1")
        second = case.report("new_relationship", "2026-04-21", partner="partner-2")
        each = {"new_partner", "police_enquiry", "childrens_services_enquiry", "disclosure_decision"}
        assert each <= kinds(first.receipt.opened) and each <= kinds(second.receipt.opened)

    def test_ep_t04_marac_is_decided_for_each_person(self) -> None:
        case = self.short()
        for person in ("ex-partner-1", "partner-1"):
            case.report("high_risk_to_person", "2026-03-05", person=person)
        assert {d.subject for d in case.case.open_duties if d.kind == "marac_decision"} == {"ex-partner-1", "partner-1"}

    def test_ep_t04_serial_abuse_asks_for_mappa_whatever_the_category(self) -> None:
        case = self.short()
        case.keeps_up("2026-03-20")
        told = case.report("serial_abuse_or_stalking", "2026-03-20", evidence_of="serial_abuse")
        assert "mappa_decision" in kinds(told.receipt.opened)


class TestEpT05Adrian:
    """Breach of an order; contact with her from prison; a new relationship after recall."""

    @staticmethod
    @begun
    def recalled() -> Service:
        case = on_licence("2026-01-05", "2026-03-06", 122, "2026-05-06", "order_breach")
        case.report("protective_order_made", "2026-03-06 12:00", order="order-1", protects=["ex-partner-1"])
        case.keeps_up("2026-04-07")
        case.report("recalled", "2026-04-07", kind="fixed_term_14", post_recall_release="2026-04-21")
        case.report("received_into_custody", "2026-04-07 16:00", prison="prison-1", reason="recall")
        return case

    def test_ep_t05_contact_from_prison_is_told_at_once(self) -> None:
        case = self.recalled()
        case.keeps_up("2026-04-10")
        case.report("contact_with_protected_person", "2026-04-10", person="ex-partner-1")
        assert [a[:2] for a in case.alarms("2026-04-10", "2026-04-11")] == [("2026-04-10", SPO)]
        assert {"escalation", "review", "mappa_decision"} <= case.kinds

    def test_ep_t05_a_relationship_in_recall_opens_what_it_would_outside_but_the_visit(self) -> None:
        case = self.recalled()
        told = case.report("new_relationship", "2026-04-10", partner="partner-2")
        assert {"new_partner", "police_enquiry", "disclosure_decision"} <= kinds(told.receipt.opened)
        assert "home_visit" not in kinds(told.receipt.opened)


def test_ep_t06_eryk_that_she_declines_the_daso_lets_nobody_off_the_referral() -> None:
    """BBR on a suspended sentence: the referral is owed whatever the victim says, and no manager waives it."""
    case = order("2026-03-02", programme="bbr", kind="suspended_sentence_order")
    with pytest.raises(Refused):
        case.waive("daso_referral", "2026-03-09", "she declined")
    assert "daso_referral" in case.kinds


class TestEpT07LatePapers:
    """Release Mon 2 November 2026: no handover papers; the visitor list shows an unknown woman."""

    def test_ep_t07_a_handover_that_does_not_come_goes_up_twelve_weeks_before_release(self) -> None:
        """Twelve weeks before 2 November: Mon 10 August; the SPO on Tue 11."""
        case = in_custody("2026-03-02", "2026-11-02", 490, "2027-07-05")
        case.keeps_up("2026-08-20", leaving={"first_contact_and_handover"})
        assert case.went_up("first_contact_and_handover")[0] == ("2026-08-11", SPO)

    def test_ep_t07_a_visitor_nobody_knows_is_asked_about(self) -> None:
        case = in_custody("2026-03-02", "2026-11-02", 490, "2027-07-05")
        case.report("new_relationship", "2026-08-10", partner="visitor-1", certainty="suspected", role="keyworker")
        assert {("police_enquiry", "visitor-1"), ("new_partner", "visitor-1")} <= {d.key for d in case.case.open_duties}


def test_ep_t08_frank_the_late_change_is_the_only_alarm_and_moving_on_is_looked_at_again() -> None:
    """Released to approved premises on Mon 18 May 2026, moved on Mon 10 August; the practitioner changed 3 March."""
    case = in_custody("2024-05-20", "2026-05-18", 1460, "2028-05-18", "serious_violence", mappa=3)
    case.keeps_up("2026-03-03")
    case.report("practitioner_allocated", "2026-03-03", **{**ALLOCATED, "practitioner": "com-9"})
    case.keeps_up("2026-05-18")
    case.report("released", "2026-05-18", licence_end="2028-05-18", to_approved_premises=True)
    case.keeps_up("2026-08-10")
    moved = case.report("approved_premises_left", "2026-08-10", address="address-2")
    assert "review" in kinds(moved.receipt.opened)
    checked = case.report("address_changed", "2026-08-10", address="address-2")
    assert "address_check" in kinds(checked.receipt.opened)
    case.keeps_up("2026-11-02")
    assert [a[:2] for a in case.alarms()] == [("2026-03-03", SPO)]


class TestEpT09Femi:
    """A restraining order of seven years, which outlives the licence."""

    def test_ep_t09_conditions_that_do_not_back_the_order_are_refused(self) -> None:
        case = in_custody("2026-03-02", "2026-11-02", 490, "2027-07-05")
        case.report("protective_order_made", "2026-03-03", order="order-1", protects=["ex-1"], ends_on="2033-03-02")
        case.keeps_up("2026-08-03")
        with pytest.raises(Refused) as refused:
            case.done("licence_conditions", "2026-08-03", orders_mirrored=False)
        assert "PF-9.1a" in clauses(refused.value)

    def test_ep_t09_the_order_is_checked_to_the_last_day_of_supervision_and_nothing_is_late(self) -> None:
        case = on_licence("2026-03-02", "2026-07-13", 266, "2026-11-23")
        case.report("protective_order_made", "2026-07-14", order="order-1", protects=["ex-1"], ends_on="2033-03-02")
        case.keeps_up("2026-11-23")
        assert "order_check" in case.kinds
        assert case.alarms() == []


def test_ep_t10_craig_where_no_programme_suits_the_plan_names_what_does() -> None:
    case = order("2026-03-02", length_days=365)
    with pytest.raises(Refused) as refused:
        case.done("initial_assessment", "2026-03-10", alternative_intervention=None)
    assert "PF-4.1g" in clauses(refused.value)
    case.done("initial_assessment", "2026-03-10", alternative_intervention="one-to-one work on domestic abuse")


class TestEpT11David:
    """A short sentence with no court report, after several breaches; a daughter handed over at the door."""

    def test_ep_t11_what_court_did_not_show_stands_as_gaps(self) -> None:
        case = in_custody("2026-03-02", "2026-05-04", 126, "2026-07-06", "order_breach")
        assert any("SARA at court" in gap for gap in case.case.gaps)
        assert "mappa_decision" in case.kinds

    def test_ep_t11_handing_over_a_child_asks_for_her_safety(self) -> None:
        case = on_licence("2026-03-02", "2026-05-05", 126, "2026-07-06", "order_breach")
        told = case.report("contact_with_children", "2026-05-11", children=["child-1"])
        assert {"children_at_risk_decision", "childrens_services_enquiry"} <= kinds(
            [*told.receipt.opened, *told.receipt.joined]
        )


def test_ep_t12_fran_found_to_be_a_victim_too_she_is_protected_and_stays_a_perpetrator() -> None:
    case = order("2026-03-02", {"abuse": ["familial"]}, kind="suspended_sentence_order")
    case.keeps_up("2026-04-20")
    case.report("found_to_be_victim", "2026-04-20")
    assert "own_protection" in case.kinds
    case.keeps_up("2026-07-20")
    assert case.alarms() == []


class TestEpT13Gary:
    """Recalled, released again, then on post-sentence supervision with a new practitioner."""

    @staticmethod
    @begun
    def after_recall() -> Service:
        case = on_licence("2026-01-05", "2026-03-30", 168, "2026-06-22")
        case.report("new_relationship", "2026-04-13", partner="partner-1")
        case.report("recalled", "2026-04-14", kind="standard")
        case.report("received_into_custody", "2026-04-14 16:00", prison="prison-1", reason="recall")
        return case

    def test_ep_t13_recall_loses_nothing_owed_to_the_partner(self) -> None:
        assert {"disclosure_decision", "new_partner", "police_enquiry"} <= self.after_recall().kinds

    def test_ep_t13_on_post_sentence_supervision_there_is_no_recall(self) -> None:
        case = self.after_recall()
        case.report("released", "2026-06-22", kind="post_recall", supervision_end="2027-03-30")
        if case.case.stage is Stage.LICENCE:
            case.report("supervision_ended", "2026-06-23", what="licence",
                        followed_by_post_sentence_supervision=True, supervision_end="2027-03-30")  # fmt: skip
        assert case.case.stage is Stage.POST_SENTENCE_SUPERVISION
        case.report("condition_breached", "2026-07-06", condition="attend")
        with pytest.raises(Refused) as refused:
            case.decided("enforcement", "recall", "2026-07-07", rationale="no contact")
        assert clauses(refused.value) == {"PF-16.17a"}


def test_ep_t14_ray_stalking_five_years_after_the_break_up_still_asks_for_mappa() -> None:
    case = order("2026-03-02", {"markers": ["stalking"]}, programme="bbr", length_days=548)
    assert {"mappa_decision", "programme_referral", "daso_referral"} <= case.kinds
    case.keeps_up("2026-07-20")
    assert case.alarms() == []


def test_ep_t15_sam_a_second_order_starts_supervision_afresh_on_the_same_case() -> None:
    """Convicted of assaulting his mother on Mon 8 June: an order beside the first, the later end governs."""
    case = order("2026-03-02", {"markers": ["stalking"]}, length_days=548)
    case.keeps_up("2026-06-08")
    again = case.report("sentence_passed", "2026-06-08", sentence="sentence-2", kind="community_order", length_days=365)
    assert {"initial_assessment", "start_checks", "home_visit"} <= kinds(again.receipt.opened)
    assert set(case.case.sentences) == {"sentence-1", "sentence-2"}
    case.keeps_up("2026-10-05")
    assert case.alarms() == []


def test_ep_t16_alek_missed_unpaid_work_is_decided_on_and_closed_in_time() -> None:
    """Missed on Mon 13 April: decided by Wed 15."""
    case = order("2026-03-02", {"abuse": ["familial"], "triggers": ["alcohol"]}, length_days=365)
    case.keeps_up("2026-04-13")
    case.report("condition_breached", "2026-04-13", condition="unpaid-work")
    assert case.due("enforcement_decision") == "2026-04-15"
    case.keeps_up("2026-07-13")
    assert case.alarms() == []


def test_ep_t17_meredith_what_she_says_reaches_the_practitioner_as_a_reference_and_is_acknowledged() -> None:
    case = order("2026-03-02")
    case.report("liaise_with_vlo", "2026-03-09", contact="contact-7")
    told = case.report("risk_information_from_vlo", "2026-03-16", information="information-7")
    assert "vlo_information" in kinds(told.receipt.opened)
    assert not [n for _, n in case.told if "information-7" in n.about or "contact-7" in n.about]
    with pytest.raises(Refused) as refused:
        case.done("vlo_information", "2026-03-17", acknowledged=None)
    assert clauses(refused.value) == {"PF-17.2b"}


def test_ep_t18_refusing_drive_is_looked_at_and_stops_nothing_that_protects() -> None:
    case = order("2026-03-02", {"rosh": {"known_adult": "high"}})
    case.report("high_risk_to_person", "2026-03-09", person="ex-1")
    case.report("significant_change", "2026-03-10")
    assert {"review", "marac_decision"} <= case.kinds and "enforcement_decision" not in case.kinds


def test_ep_t05_ep_t11_only_what_is_grave_interrupts() -> None:
    """Everything an ordinary run tells waits for the digest."""
    case = order("2026-03-02")
    case.keeps_up("2026-09-07")
    assert {n.kind for _, n in case.told} <= {NoticeClass.DIGEST} and Role.HEAD_OF_PDU not in {
        n.to_role for _, n in case.told
    }
