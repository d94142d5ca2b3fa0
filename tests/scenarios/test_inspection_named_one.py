"""Named examples of the inspection of July 2023, first half: INS-S01 Arnold to INS-S08 Fraser.

Each poor example must show the alarm that would have helped, to the role that could act and on a day on which it would
have helped; each good one must raise none but what is listed. Days are worked out by hand in the docstrings: work is
escalated on the morning of the next working day after its due date, and to the head of PDU once it is five working days
late. Good Friday 2026 is 3 April and Easter Monday 6 April; 4 May and 25 May are bank holidays.
"""

from typing import Any, ClassVar

import pytest

from models.enquiries import EnquiryState
from models.roles import Role
from models.sentence import Stage
from policy.refusal import Refused
from tests.policy.driving import ALLOCATED, begun, clauses, kinds
from tests.scenarios.service import HEAD_OF_PDU, SPO, Service, order

COURT_WORK = {"court_report", "adjournment_decision", "curfew_checks"}


class TestInsS01Arnold:
    """Harassment of an ex-partner, not named as domestic abuse; no enquiry. Report Fri 6, order Mon 16 March."""

    @staticmethod
    @begun
    def at_court() -> Service:
        case = Service("2026-03-06")
        case.open("court_report_requested", "2026-03-06", {"markers": ["harassment"]}, hearing="2026-03-16")
        return case

    def test_ins_s01_the_report_asks_police_and_childrens_services_from_the_start(self) -> None:
        """With only the offence and the relationship told: report and both enquiries. Two working days: Tue 10."""
        case = self.at_court()
        assert case.kinds == {"court_report", "police_enquiry", "childrens_services_enquiry"}
        assert case.due("police_enquiry") == "2026-03-10" and case.due("court_report") == "2026-03-16"

    def test_ins_s01_a_report_without_sara_or_anything_verified_is_refused(self) -> None:
        with pytest.raises(Refused) as refused:
            self.at_court().done("court_report", "2026-03-13", sara=None, verified_by=None)
        assert clauses(refused.value) == {"PF-6.5c", "PF-6.5d"}

    def test_ins_s01_the_manager_hears_of_the_missing_enquiry_before_the_sentence(self) -> None:
        """Due Tue 10 March: the SPO hears on Wed 11, three working days before the court sits."""
        case = self.at_court()
        case.until("2026-03-16")
        assert case.went_up("police_enquiry") == [("2026-03-11", SPO)]

    def test_ins_s01_what_court_left_is_carried_into_the_order_and_is_overdue_on_its_first_day(self) -> None:
        """Home visit within 15 working days while the risk is unknown: 16 March to Wed 8 April, past Easter."""
        case = self.at_court()
        case.report("sentence_passed", "2026-03-16", kind="community_order", length_days=365)
        assert not COURT_WORK & case.kinds
        assert {"police_enquiry", "start_checks", "initial_assessment", "residence"} <= case.kinds
        assert case.due("police_enquiry") == "2026-03-10" and case.due("home_visit") == "2026-04-08"


class TestInsS02Chris:
    """Breach of a restraining order after twelve years of abuse: 16 months on Mon 2 March. All done well."""

    @staticmethod
    @begun
    def sentenced() -> Service:
        case = Service("2026-02-09")
        case.open("court_report_requested", "2026-02-09", {"markers": ["order_breach"]}, hearing="2026-03-02")
        case.keeps_up("2026-03-02 09:00")
        case.report("sentence_passed", "2026-03-02", kind="determinate", length_days=486, markers=["order_breach"],
                    dates={"conditional_release": "2026-11-02", "licence_end": "2027-07-01"})  # fmt: skip
        return case

    def test_ins_s02_no_court_work_is_left_and_mappa_is_to_be_decided(self) -> None:
        case = self.sentenced()
        assert not COURT_WORK & case.kinds and "mappa_decision" in case.kinds

    def test_ins_s02_nothing_is_escalated_from_the_report_to_the_release(self) -> None:
        case = self.sentenced()
        case.report("received_into_custody", "2026-03-02 15:00", prison="prison-1")
        case.keeps_up("2026-11-02")
        assert case.alarms() == []

    def test_ins_s02_contact_from_custody_that_the_order_forbids_is_told_at_once(self) -> None:
        case = self.sentenced()
        case.report("received_into_custody", "2026-03-02 15:00", prison="prison-1")
        case.report("protective_order_made", "2026-03-02 16:00", order="order-1", protects=["victim-1"])
        case.keeps_up("2026-04-20")
        outcome = case.report("contact_with_protected_person", "2026-04-20", person="victim-1")
        assert {"escalation", "review", "mappa_decision"} <= kinds([*outcome.receipt.opened, *outcome.receipt.joined])
        assert len(case.alarms(since="2026-04-20", until="2026-04-21")) == 1


class TestInsS03Ed:
    """Fourteen weeks from Mon 2 March, release Mon 20 April. A new relationship on 16 March that nobody follows."""

    @staticmethod
    @begun
    def in_custody() -> Service:
        case = Service("2026-03-02")
        case.open("sentence_passed", "2026-03-02", {"triggers": ["alcohol"], "rosh": {"known_adult": "high"}},
                  kind="determinate", length_days=98, markers=["order_breach"],
                  dates={"conditional_release": "2026-04-20", "licence_end": "2026-06-08"})  # fmt: skip
        case.report("received_into_custody", "2026-03-02 15:00", prison="prison-1")
        case.report("practitioner_allocated", "2026-03-02 16:00", **ALLOCATED)
        return case

    def test_ins_s03_first_contact_is_due_in_five_working_days_and_goes_up_long_before_release(self) -> None:
        """Mon 9 March; the SPO on Tue 10, the head of PDU after Mon 16, five weeks before release."""
        case = self.in_custody()
        assert case.due("first_contact_and_handover") == "2026-03-09"
        case.until("2026-03-20")
        assert case.went_up("first_contact_and_handover") == [("2026-03-10", SPO), ("2026-03-17", HEAD_OF_PDU)]

    def test_ins_s03_the_relationship_that_custody_notices_is_the_work_of_the_community_at_once(self) -> None:
        """Mon 16 March: enquiries and disclosure by Wed 18; on Thu 19 the SPO hears, a month before release."""
        case = self.in_custody()
        case.report("new_relationship", "2026-03-16", partner="partner-1", certainty="suspected")
        assert case.due("police_enquiry", "partner-1") == case.due("disclosure_decision", "partner-1") == "2026-03-18"
        case.until("2026-03-20")
        assert ("2026-03-19", SPO) in case.went_up("disclosure_decision", "partner-1")

    def test_ins_s03_release_goes_ahead_and_the_manager_hears_that_it_was_not_ready(self) -> None:
        case = self.in_custody()
        released = case.report("released", "2026-04-20", licence_end="2026-06-08")
        assert case.case.stage is Stage.LICENCE
        assert any(n.to_role is SPO and "still open" in n.about for n in released.receipt.notices)

    def test_ins_s03_each_of_three_moves_is_checked_and_drift_reaches_the_manager(self) -> None:
        """Released 20 April, no contact with a purpose: due Mon 11 May, the SPO hears on Tue 12."""
        case = self.in_custody()
        case.report("released", "2026-04-20", licence_end="2026-06-08")
        for number, day in enumerate(("2026-04-21", "2026-05-05", "2026-05-19"), 2):
            case.report("address_changed", day, address=f"address-{number}", with_permission=False)
        checks = [d.subject for d in case.case.open_duties if d.kind == "address_check"]
        assert checks == ["address-2", "address-3", "address-4"]
        assert case.went_up("purposeful_contact") == [("2026-05-12", SPO)]

    def test_ins_s03_drinking_matches_a_trigger_and_asks_for_a_visit(self) -> None:
        """Tue 5 May, ten working days: Tue 19 May."""
        case = self.in_custody()
        case.report("released", "2026-04-20", licence_end="2026-06-08")
        case.done("home_visit", "2026-04-30")
        case.report("substance_misuse", "2026-05-05", substance="alcohol")
        assert case.due("home_visit") == "2026-05-19"


class TestInsS04Brendan:
    """The false-alarm control: MAPPA level 3, release on Mon 18 May 2026; a new practitioner on 18 February."""

    def test_ins_s04_one_escalation_in_the_whole_run_the_late_change_itself(self) -> None:
        """Thirteen weeks before 18 May 2026 is 16 February: a change on the 18th is late, and all else is in time."""
        case = Service("2025-03-03")
        profile = {"mappa_level": 3, "rosh": {"known_adult": "very_high"}, "markers": ["serious_violence"]}
        case.open("court_report_requested", "2025-03-03", profile, hearing="2025-03-24")
        case.keeps_up("2025-03-24 09:00")
        case.report("sentence_passed", "2025-03-24", kind="determinate", length_days=840, markers=["serious_violence"],
                    dates={"conditional_release": "2026-05-18", "licence_end": "2027-07-12"})  # fmt: skip
        case.report("received_into_custody", "2025-03-24 15:00", prison="prison-2")
        case.report("practitioner_allocated", "2025-03-25", **ALLOCATED)
        case.keeps_up("2026-02-18")
        case.report("practitioner_allocated", "2026-02-18", **{**ALLOCATED, "practitioner": "com-5"})
        assert "handover_acceptance" in case.kinds
        case.keeps_up("2026-05-18")
        case.report("released", "2026-05-18", licence_end="2027-07-12", to_approved_premises=True)
        case.keeps_up("2026-08-18")
        ((day, role, about),) = case.alarms()
        assert (day, role) == ("2026-02-18", SPO) and "13 weeks" in about


class TestInsS05Dev:
    """Violence against his father: assessment four months late, and a return to the family home on Thu 2 July."""

    @staticmethod
    @begun
    def on_order() -> Service:
        profile = {"abuse": ["familial"], "triggers": ["alcohol"],
                   "people_at_risk": [{"ref": "father-1", "relation": "father"}]}  # fmt: skip
        case = order("2026-03-02", profile, length_days=365)
        case.keeps_up("2026-07-02", leaving={"initial_assessment"})
        return case

    def test_ins_s05_the_late_assessment_reaches_two_managers_in_the_first_month(self) -> None:
        """Fifteen working days: Mon 23 March. SPO Tue 24; five working days late on Mon 30, head of PDU Tue 31."""
        case = self.on_order()
        assert case.due("initial_assessment") == "2026-03-23"
        assert case.went_up("initial_assessment") == [("2026-03-24", SPO), ("2026-03-31", HEAD_OF_PDU)]

    def test_ins_s05_nothing_but_the_late_assessment_is_escalated(self) -> None:
        assert {about.partition(": ")[2] for _, _, about in self.on_order().alarms()} == {
            "Assess afresh: OASys, SARA, people at risk, risk management plan"
        }

    def test_ins_s05_the_return_home_raises_its_own_review_though_the_assessment_is_open(self) -> None:
        """Thu 2 July: review in two working days, Mon 6; visit in ten, Thu 16; the manager is told at once."""
        case = self.on_order()
        home = case.report("address_changed", "2026-07-02", address="address-1", shared_with=["father-1"])
        assert "initial_assessment" in case.kinds
        assert case.due("review") == "2026-07-06" and case.due("home_visit") == "2026-07-16"
        assert {"police_enquiry", "address_check"} <= kinds(home.receipt.opened)
        assert SPO in {n.to_role for n in home.receipt.notices}


class TestInsS06Greg:
    """Criminal damage at his partner's home, a child there. Four contingencies, each of which comes about."""

    EVENTS: ClassVar[dict[str, dict[str, Any]]] = {
        "new_relationship": {"partner": "partner-2"},
        "relationship_ended": {"partner": "partner-1"},
        "address_changed": {"address": "address-2", "with_permission": False},
        "significant_change": {},
    }

    def test_ins_s06_all_done_in_time_raises_no_alarm_whatever_comes_about(self) -> None:
        """+8, +12, +16 and +20 weeks after Mon 2 March: each opens work, none of which goes late."""
        case = order("2026-03-02", {"rosh": {"known_adult": "medium"}}, length_days=365)
        days = ("2026-04-27", "2026-05-26", "2026-06-22", "2026-07-20")
        for day, (event, fields) in zip(days, self.EVENTS.items(), strict=True):
            case.keeps_up(day)
            outcome = case.report(event, day, **fields)
            assert "review" in kinds([*outcome.receipt.opened, *outcome.receipt.joined]) or event == "address_changed"
        case.keeps_up("2026-11-02")
        assert case.alarms() == []

    def test_ins_s06_a_rise_in_risk_activates_the_contingency_plan_that_there_is(self) -> None:
        case = order("2026-03-02", {"rosh": {"known_adult": "medium"}}, length_days=365)
        case.keeps_up("2026-04-27")
        case.report("risk_rising", "2026-04-27")
        with pytest.raises(Refused) as refused:
            case.done("escalation", "2026-04-28", contingency_plan="none_exists")
        assert clauses(refused.value) == {"PF-11.5e"}

    def test_ins_s06_a_plan_needs_its_change_work(self) -> None:
        with pytest.raises(Refused) as refused:
            order("2026-03-02").done("initial_assessment", "2026-03-10", alternative_intervention=None)
        assert "PF-4.1g" in clauses(refused.value)


class TestInsS07Logan:
    """BBR, and a new partner in another force area on Mon 1 June; arrested on Wed 1 July. Nothing is done about her."""

    @staticmethod
    @begun
    def with_partner() -> Service:
        case = order("2026-01-12", {"markers": ["assault"]}, programme="bbr", length_days=730)
        case.keeps_up("2026-06-01")
        case.report("new_relationship", "2026-06-01", partner="partner-2", elsewhere=True)
        return case

    def test_ins_s07_both_managers_know_weeks_before_the_arrest(self) -> None:
        """Due Wed 3 June: SPO Thu 4; five working days late on Wed 10, head of PDU Thu 11; D + 3 weeks is the 22nd."""
        case = self.with_partner()
        assert case.alarms(until="2026-06-01") == []
        case.until("2026-07-01")
        for kind in ("police_enquiry", "disclosure_decision"):
            assert case.went_up(kind, "partner-2") == [("2026-06-04", SPO), ("2026-06-11", HEAD_OF_PDU)]

    def test_ins_s07_nothing_known_to_the_local_force_settles_nothing(self) -> None:
        case = self.with_partner()
        case.done("police_enquiry", "2026-07-03", "partner-2", subjects=["partner-2"])
        case.report("enquiry_answered", "2026-07-06", agency="police", about="partner-2", outcome="nothing_known",
                    area="home_force")  # fmt: skip
        assert case.case.enquiries["police/partner-2"].state is EnquiryState.SCOPE_INSUFFICIENT
        assert "police_reply" in case.kinds

    def test_ins_s07_the_arrest_is_told_at_once_and_only_once(self) -> None:
        case = self.with_partner()
        arrest = {"kind": "charge", "victim": "partner-2", "incident_ref": "crime-1"}
        first = case.report("domestic_abuse_incident", "2026-07-01", **arrest)
        assert {"marac_decision", "mappa_decision", "enforcement_decision"} <= kinds(first.receipt.opened)
        assert {SPO, Role.TREATMENT_MANAGER, Role.DASO} == {n.to_role for n in first.receipt.notices}
        again = case.report("domestic_abuse_incident", "2026-07-03", happened="2026-07-01", **arrest)
        assert not (again.receipt.opened or again.receipt.notices)


class TestInsS08Fraser:
    """A suspected relationship on Tue 26 May, taken at his word; her children are on a plan from 16 June."""

    @staticmethod
    @begun
    def suspected() -> Service:
        case = order("2026-03-02", length_days=548)
        case.keeps_up("2026-05-26")
        case.report("new_relationship", "2026-05-26", partner="partner-2", certainty="suspected", elsewhere=True)
        return case

    def test_ins_s08_a_maybe_is_dated_work_at_once(self) -> None:
        """Details in seven days, Tue 2 June; both enquiries in two working days, Thu 28 May."""
        case = self.suspected()
        assert case.due("new_partner", "partner-2") == "2026-06-02"
        assert case.due("childrens_services_enquiry", "partner-2") == "2026-05-28"

    def test_ins_s08_the_managers_hear_before_her_children_are_found(self) -> None:
        """Due Thu 28 May: SPO Fri 29; five working days late on Thu 4 June, head of PDU Fri 5."""
        case = self.suspected()
        case.until("2026-06-16")
        assert case.went_up("childrens_services_enquiry", "partner-2") == [
            ("2026-05-29", SPO), ("2026-06-05", HEAD_OF_PDU),
        ]  # fmt: skip

    def test_ins_s08_asking_with_his_details_only_is_refused(self) -> None:
        case = self.suspected()
        case.report("new_relationship", "2026-06-16", partner="partner-2", elsewhere=True, children=["child-3"])
        with pytest.raises(Refused) as refused:
            case.done("childrens_services_enquiry", "2026-06-18", "partner-2", subjects=["person"])
        assert clauses(refused.value) == {"PF-16.4g"}
        assert {r.words for r in refused.value.reasons} >= {
            "the request must ask about child-3, not only the person on the case"
        }

    def test_ins_s08_a_search_for_him_alone_is_no_reply(self) -> None:
        case = self.suspected()
        case.done("childrens_services_enquiry", "2026-05-28", "partner-2", subjects=["person", "partner-2"])
        case.report("enquiry_answered", "2026-06-18", agency="childrens_services", about="partner-2",
                    outcome="nothing_known", subjects=["person"])  # fmt: skip
        assert case.case.enquiries["childrens_services/partner-2"].state is EnquiryState.INVALID_REPLY
        assert "childrens_services_reply" in case.kinds

    def test_ins_s08_a_police_form_without_a_question_is_refused(self) -> None:
        with pytest.raises(Refused):
            self.suspected().done("police_enquiry", "2026-05-27", "partner-2", subjects=["partner-2"], question=None)
