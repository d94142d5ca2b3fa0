"""The short scenarios of the inspection of July 2023, built from findings about nobody named: INS-S16 to INS-S27."""

from typing import Any

import pytest

from models.enquiries import EnquiryState
from models.outcome import NoticeClass
from models.roles import Role
from policy.refusal import Refused
from tests.policy.driving import begun, clauses, kinds
from tests.scenarios.service import HEAD_OF_PDU, SPO, Service, order


@begun
def with_partner() -> Service:
    """An order of Mon 2 March 2026, all done; a new partner in another force area on Mon 13 April."""
    case = order("2026-03-02")
    case.keeps_up("2026-04-13")
    case.report("new_relationship", "2026-04-13", partner="partner-1", elsewhere=True)
    return case


class TestInsS16ToldWithTheAbuserInTheRoom:
    def test_ins_s16_a_disclosure_nobody_planned_reaches_the_manager_at_once(self) -> None:
        told = with_partner().report("disclosure_made", "2026-04-14", partner="partner-1", police_involved=False)
        assert [(n.to_role, n.kind) for n in told.receipt.notices] == [(SPO, NoticeClass.IMMEDIATE)]

    def test_ins_s16_her_safety_is_dated_work(self) -> None:
        """Told on Tue 14 April: in two working days, Thu 16; no safety plan, no completion."""
        case = with_partner()
        case.report("disclosure_made", "2026-04-14", partner="partner-1", police_involved=False)
        assert case.due("after_disclosure", "partner-1") == "2026-04-16"
        with pytest.raises(Refused):
            case.done("after_disclosure", "2026-04-15", disclosed_by="police")


def test_ins_s18_supervision_does_not_begin_on_registrations_that_are_not_active() -> None:
    with pytest.raises(Refused):
        order("2026-03-02").done("start_checks", "2026-03-04", registrations_active=False)


class TestInsS18RegistrationRemoved:
    """INS-D23: the history marker takes the place of the registration; it is never just removed."""

    @staticmethod
    @begun
    def removed(**marker: Any) -> Service:
        case = order("2026-03-02")
        case.keeps_up("2026-05-18")
        case.report("registration_removed", "2026-05-18", **marker)
        return case

    def test_ins_s18_without_the_marker_it_is_owed_until_it_is_set(self) -> None:
        case = self.removed()
        assert case.due("history_marker") == "2026-05-26"
        with pytest.raises(Refused, match="may not be waived"):
            case.waive("history_marker", "2026-05-19", "no longer of interest")
        case.done("history_marker", "2026-05-20")
        assert case.case.history_marker
        assert case.case.processes["history_marker"] == "set"

    def test_ins_s18_a_late_marker_goes_up(self) -> None:
        """Mon 18 May: five working days with the bank holiday of the 25th is Tue 26; the SPO on Wed 27."""
        case = self.removed()
        case.until("2026-06-01")
        assert case.went_up("history_marker") == [("2026-05-27", SPO)]

    def test_ins_s18_set_with_it_nothing_is_owed(self) -> None:
        case = self.removed(history_marker=True)
        assert case.case.history_marker and "history_marker" not in case.kinds

    def test_ins_s18_told_later_that_it_was_set_settles_it(self) -> None:
        case = self.removed()
        case.report("registration_removed", "2026-05-19", history_marker=True)
        assert "history_marker" not in case.kinds


class TestInsS19RiskLoweredPartWay:
    @staticmethod
    @begun
    def lowered() -> Service:
        case = order("2026-03-02", {"rosh": {"known_adult": "high"}}, programme="bbr")
        case.keeps_up("2026-05-18")
        case.report("rosh_changed", "2026-05-18", level="medium")
        return case

    def test_ins_s19_the_manager_owes_the_reason(self) -> None:
        """Mon 18 May: five working days with the bank holiday of the 25th is Tue 26; the head of PDU on Wed 27."""
        case = self.lowered()
        assert case.duty("justify_lower_risk").owner is SPO and case.due("justify_lower_risk") == "2026-05-26"
        case.until("2026-06-05")
        assert case.went_up("justify_lower_risk") == [("2026-05-27", HEAD_OF_PDU)]

    def test_ins_s19_no_date_is_put_off_by_it(self) -> None:
        assert not self.lowered().outcomes[-1].receipt.moved


class TestInsS20ToS22RefusedEnquiries:
    @staticmethod
    @begun
    def asked(agency: str) -> Service:
        case = with_partner()
        case.done(f"{agency}_enquiry", "2026-04-14", "partner-1", subjects=["partner-1"])
        case.report("enquiry_answered", "2026-04-16", agency=agency, about="partner-1", outcome="refused")
        return case

    @pytest.mark.parametrize("agency", ["police", "childrens_services"])
    def test_ins_s20_ins_s21_ins_s22_a_refusal_closes_nothing_and_goes_up_the_same_day(self, agency: str) -> None:
        """Twelve weeks not passed, no known violence, no consent of both parents: whatever the reason given."""
        case = self.asked(agency)
        assert case.case.enquiries[f"{agency}/partner-1"].state is EnquiryState.REFUSED
        assert f"{agency}_reply" in case.kinds
        assert case.alarms("2026-04-16", "2026-04-17")[0][:2] == ("2026-04-16", SPO)

    @pytest.mark.parametrize("agency", ["police", "childrens_services"])
    def test_ins_s21_ins_s22_left_there_it_reaches_the_head_of_pdu(self, agency: str) -> None:
        """Sent Tue 14 April, owed by Tue 28; five working days late on Wed 6 May (the 4th is a bank holiday)."""
        case = self.asked(agency)
        case.until("2026-05-15")
        assert case.went_up(f"{agency}_reply", "partner-1") == [("2026-04-29", SPO), ("2026-05-07", HEAD_OF_PDU)]

    def test_ins_s22_a_threshold_of_childrens_services_reaches_the_head_of_pdu_the_same_day(
        self,
    ) -> None:
        told = {(role, day) for day, role, *_ in self.asked("childrens_services").alarms("2026-04-16", "2026-04-17")}
        assert told == {(SPO, "2026-04-16"), (HEAD_OF_PDU, "2026-04-16")}

    def test_ins_s22_no_notice_sends_anybody_to_the_victim(self) -> None:
        case = self.asked("childrens_services")
        case.until("2026-05-15")
        assert not [n for _, n in case.told if "victim" in n.about.lower() or "consent" in n.about.lower()]


def test_ins_s23_a_toolkit_is_not_complete_until_it_has_begun_and_ended() -> None:
    case = order("2026-03-02", programme="bbr")
    case.report("programme_suitability", "2026-03-09", programme="bbr", suitable=False, adf_possible=False)
    case.done("alternative_route", "2026-03-11", adf="not_possible", route="srt")
    with pytest.raises(Refused) as refused:
        case.done("other_route", "2026-03-16", started_on=None, ended_on=None)
    assert clauses(refused.value) == {"PF-12.9f"}


class TestInsS24AYearsWaitForTheProgramme:
    def test_ins_s24_the_manager_hears_after_12_26_and_52_weeks_and_nothing_interrupts(self) -> None:
        """From Mon 2 March 2026: Mon 25 May (a bank holiday), Mon 31 August (another) and Mon 1 March 2027."""
        case = order("2026-03-02", programme="bbr", length_days=730)
        case.keeps_up("2027-03-08")
        waits = [(at[:10], n.about) for at, n in case.notices(NoticeClass.DIGEST, SPO) if "has not started" in n.about]
        assert [words.partition("after ")[2].partition(" ")[0] for _, words in waits] == ["12", "26", "52"]
        assert "2026-05-25" <= waits[0][0] <= "2026-05-26" and "2026-08-31" <= waits[1][0] <= "2026-09-01"
        assert case.alarms() == []

    def test_ins_s24_withdrawn_by_demand_management_it_leaves_no_gap(self) -> None:
        case = order("2026-03-02", programme="bbr", length_days=730)
        case.keeps_up("2026-06-01")
        case.report("programme_suitability", "2026-06-01", programme="bbr", suitable=False, reason="not_offered")
        assert "alternative_route" in case.kinds


def test_ins_s25_an_assessment_without_a_sara_is_refused_whatever_the_grade() -> None:
    with pytest.raises(Refused) as refused:
        order("2026-03-02").done("initial_assessment", "2026-03-10", sara=None)
    assert clauses(refused.value) == {"PF-7.2b"}


class TestInsS26IncidentFromAFeed:
    def test_ins_s26_the_same_incident_twice_is_one_piece_of_work(self) -> None:
        """Mon 13 April: decided on within one working day, Tue 14."""
        case = order("2026-03-02")
        case.keeps_up("2026-04-13")
        incident = {"kind": "police_call_out", "incident_ref": "incident-7"}
        case.report("domestic_abuse_incident", "2026-04-13", **incident)
        assert case.due("review") == "2026-04-14"
        again = case.report("domestic_abuse_incident", "2026-04-13 15:00", happened="2026-04-13", **incident)
        assert not (again.receipt.opened or again.receipt.joined) and again.receipt.flags


class TestInsS27TheOrderIsVaried:
    def test_ins_s27_the_relationship_is_resumed_by_leave_of_the_court(self) -> None:
        """A review by Mon 20 April, five working days; no breach, and nothing goes up while it is done in time."""
        case = order("2026-03-02", programme="bbr")
        case.report("protective_order_made", "2026-03-02 12:00", order="order-1", protects=["partner-1"])
        case.keeps_up("2026-04-13")
        varied = case.report("order_varied", "2026-04-13", order="order-1", contact_allowed=True)
        assert "review" in kinds(varied.receipt.opened) and case.due("review") == "2026-04-20"
        case.report("new_relationship", "2026-04-14", partner="partner-1", details_known=True)
        case.report("contact_with_protected_person", "2026-04-15", person="partner-1")
        assert not {"escalation", "enforcement_decision"} & case.kinds
        case.keeps_up("2026-07-13")
        assert case.alarms() == []


def test_every_alarm_of_these_goes_to_somebody_who_can_act() -> None:
    """INS-P18: the SPO at the due date and the head of PDU five working days later, and nobody outside."""
    case = with_partner()
    case.until("2026-06-01")
    assert {role for _, role, _ in case.alarms()} == {Role.SPO, Role.HEAD_OF_PDU}
