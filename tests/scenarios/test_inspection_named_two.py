"""Named examples of the inspection of July 2023, second half: INS-S09 Ellen to INS-S15 Russ.

The first half says how these are to be read, and names the bank holidays of 2026.
"""

import pytest

from models.risk import OrderState, RiskGroup, RoshLevel
from models.roles import Role
from policy.refusal import Refused
from tests.policy.driving import ALLOCATED, begun, kinds
from tests.scenarios.service import HEAD_OF_PDU, SPO, Service, order


class TestInsS09Ellen:
    """Told the court she has no contact with children; minds two grandchildren, as she says on Tue 10 March."""

    @staticmethod
    @begun
    def minding_them() -> Service:
        case = order("2026-03-02", {"abuse": ["familial"]})
        case.keeps_up("2026-03-10", leaving={"childrens_services_enquiry"})
        case.report("contact_with_children", "2026-03-10", children=["child-1", "child-2"])
        return case

    def test_ins_s09_what_she_says_of_children_does_not_close_the_enquiry(self) -> None:
        """Asked for by Wed 4 March; the SPO hears on Thu 5, before she says anything."""
        case = self.minding_them()
        assert "childrens_services_enquiry" in case.kinds
        assert case.went_up("childrens_services_enquiry")[0] == ("2026-03-05", SPO)

    def test_ins_s09_no_outcome_for_the_children_goes_up(self) -> None:
        """Decided by Thu 12 March: SPO Fri 13; five working days late on Thu 19, head of PDU Fri 20."""
        case = self.minding_them()
        assert case.due("children_at_risk_decision") == "2026-03-12"
        case.until("2026-03-31")
        assert case.went_up("children_at_risk_decision") == [("2026-03-13", SPO), ("2026-03-20", HEAD_OF_PDU)]

    def test_ins_s09_that_she_is_abused_too_leaves_the_children_as_they_are(self) -> None:
        case = self.minding_them()
        case.report("found_to_be_victim", "2026-03-24")
        assert case.case.as_victim == "victim"
        assert {"children_at_risk_decision", "childrens_services_enquiry"} <= case.kinds


class TestInsS10Helen:
    """Assaulted her young daughter, and is a victim herself: contacts are all about her, children's services silent."""

    @staticmethod
    @begun
    def both_roles() -> Service:
        daughter = {"ref": "child-1", "relation": "daughter", "child": True}
        case = order("2026-03-02", {"abuse": ["familial"], "people_at_risk": [daughter]})
        case.report("found_to_be_victim", "2026-03-02 12:00")
        case.keeps_up("2026-03-20", leaving={"purposeful_contact"})
        return case

    def test_ins_s10_work_on_her_own_safety_is_no_contact_with_a_purpose(self) -> None:
        """Twenty-one days from Mon 2 March: Mon 23; the SPO hears that the case drifts on Tue 24."""
        case = self.both_roles()
        case.until("2026-04-20")
        assert case.went_up("purposeful_contact") == [("2026-03-24", SPO)]

    def test_ins_s10_a_change_in_the_contact_asks_childrens_services(self) -> None:
        """Fri 20 March: two working days, Tue 24."""
        case = self.both_roles()
        changed = case.report("contact_with_children", "2026-03-20", children=["child-1"])
        assert "children_at_risk_decision" in kinds(changed.receipt.opened)
        assert case.due("children_at_risk_decision") == "2026-03-24"

    def test_ins_s10_a_child_is_never_out_of_scope_for_age(self) -> None:
        assert self.both_roles().case.people_at_risk["child-1"].child


class TestInsS11Karol:
    """BBR with alcohol treatment; ten absences let pass, the ex-partner's support missed, an arrest."""

    @staticmethod
    @begun
    def on_programme() -> Service:
        case = order("2026-03-02", {"markers": ["harassment"]}, programme="bbr", length_days=548)
        case.keeps_up("2026-03-23", leaving={"daso_referral"})
        return case

    def test_ins_s11_the_missing_referral_to_the_daso_goes_up(self) -> None:
        """Fifteen days from Mon 2 March: Tue 17; the SPO hears on Wed 18."""
        assert self.on_programme().went_up("daso_referral") == [("2026-03-18", SPO)]

    def test_ins_s11_an_absence_without_reason_asks_for_a_decision_and_silence_goes_up(self) -> None:
        """Absent on Mon 23 March: decide by Wed 25, SPO on Thu 26; the third absence is a fortnight away."""
        case = self.on_programme()
        case.report("condition_breached", "2026-03-23", condition="attend")
        case.until("2026-04-07")
        assert case.went_up("enforcement_decision")[0] == ("2026-03-26", SPO)

    def test_ins_s11_a_second_absence_is_not_excused_without_a_reason(self) -> None:
        case = self.on_programme()
        for day in ("2026-03-23", "2026-03-30"):
            case.report("condition_breached", day, condition="attend")
        with pytest.raises(Refused):
            case.decided("enforcement", "none_with_reason", "2026-03-30")
        with pytest.raises(Refused):
            case.decided("enforcement", "warning", "2026-03-30")

    def test_ins_s11_sessions_missed_are_counted_whatever_the_reason(self) -> None:
        """INS-D21: the manager hears at the third of the ten, and another route is chosen."""
        case = self.on_programme()
        for day in ("2026-03-24", "2026-03-31", "2026-04-07"):
            missed = case.report("programme_absence", day, programme="bbr")
        assert [n.to_role for n in missed.receipt.notices] == [SPO] and "alternative_route" in case.kinds

    def test_ins_s11_the_arrest_tells_the_manager_and_the_programme(self) -> None:
        case = self.on_programme()
        arrest = case.report("domestic_abuse_incident", "2026-03-25", kind="arrest", victim="ex-partner-1")
        assert {n.to_role for n in arrest.receipt.notices} == {SPO, Role.TREATMENT_MANAGER, Role.DASO}


class TestInsS12Jay:
    """Pregnancy has set off abuse before; a new partner is pregnant on Mon 22 June, and no longer on Mon 27 July."""

    @staticmethod
    @begun
    def pregnant() -> Service:
        case = order("2026-01-05", {"triggers": ["pregnancy"], "markers": ["order_breach"]}, markers=["order_breach"])
        case.report("protective_order_made", "2026-01-05 12:00", order="order-1", kind="non_molestation_order",
                    protects=["ex-partner-1"])  # fmt: skip
        case.keeps_up("2026-06-22")
        case.report("partner_pregnant", "2026-06-22", partner="partner-2")
        return case

    def test_ins_s12_one_report_is_two_triggers_and_the_review_is_due_sooner(self) -> None:
        """Two working days: Wed 24 June; home visit in ten, Mon 6 July."""
        case = self.pregnant()
        assert case.alarms() == []
        assert case.due("review") == "2026-06-24" and case.due("home_visit") == "2026-07-06"
        assert set(case.duty("review").triggers) == {"new_relationship", "partner_pregnant"}
        assert {"marac_decision", "disclosure_decision", "police_enquiry", "children_at_risk_decision"} <= case.kinds

    def test_ins_s12_the_head_of_pdu_knows_within_three_weeks(self) -> None:
        """SPO Thu 25 June; five working days late on Wed 1 July, head of PDU Thu 2; three weeks are up on Mon 13."""
        case = self.pregnant()
        case.until("2026-07-13")
        assert case.went_up("review") == [("2026-06-25", SPO), ("2026-07-02", HEAD_OF_PDU)]

    def test_ins_s12_the_end_of_the_pregnancy_asks_after_her_and_overwrites_nothing(self) -> None:
        """Mon 27 July: her welfare and the review by Tue 28, though the first review is still open."""
        case = self.pregnant()
        case.report("pregnancy_ended", "2026-07-27", partner="partner-2")
        assert case.due("partner_welfare_check", "partner-2") == "2026-07-28"
        assert "pregnancy_ended" in case.duty("review").triggers and len(case.duty("review").triggers) == 3
        assert "2026-07-28" in {str(clock.due_on) for clock in case.duty("review").clocks}


class TestInsS13Ian:
    """A suspended sentence, a restraining order of Mon 5 January, and a DASO nobody speaks to."""

    @staticmethod
    @begun
    def silent() -> Service:
        case = order("2026-01-05", programme="bbr", kind="suspended_sentence_order")
        case.report("protective_order_made", "2026-01-05 12:00", order="order-1", protects=["partner-1"])
        case.keeps_up("2026-03-16", leaving={"daso_contact", "order_check"})
        return case

    def test_ins_s13_the_silence_reaches_the_manager_by_six_weeks(self) -> None:
        """Contact every 28 days from 5 January: Mon 2 February; 14 days late on Mon 16, the 42nd day."""
        case = self.silent()
        assert case.due("daso_contact") == "2026-02-02"
        assert case.went_up("daso_contact") == [("2026-02-16", SPO)]

    def test_ins_s13_the_check_that_would_find_the_application_is_missed_a_month_before_it(self) -> None:
        """Checked every 28 days: Mon 2 February, SPO Mon 16; she applies four weeks later."""
        assert self.silent().went_up("order_check") == [("2026-02-16", SPO)]

    def test_ins_s13_an_application_changes_nothing_about_what_the_order_forbids(self) -> None:
        """Applied for on Mon 16 March: review by Wed 18. Contact on Mon 30 is a breach, told at once."""
        case = self.silent()
        case.report("order_variation_applied", "2026-03-16", order="order-1")
        assert case.due("review") == "2026-03-18" and "police_enquiry" in case.kinds
        case.report("contact_with_protected_person", "2026-03-30", person="partner-1")
        assert any(role is SPO and "order was breached" in about for _, role, about in case.alarms("2026-03-30"))
        assert {"mappa_decision", "enforcement_decision", "police_enquiry"} <= case.kinds

    def test_ins_s13_contact_the_court_allows_is_no_breach_from_that_day_on(self) -> None:
        case = self.silent()
        case.report("order_varied", "2026-03-16", order="order-1", contact_allowed=True)
        case.report("contact_with_protected_person", "2026-03-17", person="partner-1")
        assert case.case.orders["order-1"].state is OrderState.VARIED and "escalation" not in case.kinds
        case.report("contact_with_protected_person", "2026-03-18", happened="2026-03-10", person="partner-1")
        assert "escalation" in case.kinds


class TestInsS14Nigel:
    """Ten months for coercive control from Mon 12 January; a breach warned at once; risk lowered with its reason."""

    @staticmethod
    @begun
    def on_licence() -> Service:
        case = Service("2026-01-12")
        case.open("sentence_passed", "2026-01-12", {"rosh": {"known_adult": "high"}}, kind="determinate",
                  length_days=304, markers=["coercive_control"],
                  dates={"conditional_release": "2026-06-12", "licence_end": "2026-11-11"})  # fmt: skip
        assert "mappa_decision" in case.kinds
        case.report("received_into_custody", "2026-01-12 15:00", prison="prison-1")
        case.report("practitioner_allocated", "2026-01-13", **ALLOCATED)
        case.keeps_up("2026-06-12")
        case.report("released", "2026-06-12", licence_end="2026-11-11")
        case.keeps_up("2026-07-14")
        case.report("condition_breached", "2026-07-14", condition="social-media")
        return case

    def test_ins_s14_nothing_is_escalated_from_the_sentence_to_its_end(self) -> None:
        case = self.on_licence()
        case.decided("enforcement", "warning", "2026-07-15")
        assert "enforcement_decision" not in case.kinds
        case.keeps_up("2026-10-12")
        case.report("rosh_changed", "2026-10-12", level="medium", justification="four months without a breach")
        assert "justify_lower_risk" not in case.kinds
        assert case.case.rosh[RiskGroup.KNOWN_ADULT] is RoshLevel.MEDIUM
        assert {"periodic_police_enquiry", "purposeful_contact"} <= case.kinds
        case.keeps_up("2026-11-11")
        case.report("supervision_ended", "2026-11-11", what="licence")
        case.keeps_up("2026-11-30")
        assert case.alarms() == []

    def test_ins_s14_lowered_without_a_reason_it_is_asked_for(self) -> None:
        """Mon 12 October: said by the SPO within five working days, Mon 19; the head of PDU hears on Tue 20."""
        case = self.on_licence()
        case.keeps_up("2026-10-12")
        case.report("rosh_changed", "2026-10-12", level="medium")
        assert case.due("justify_lower_risk") == "2026-10-19"
        case.until("2026-10-30")
        assert case.went_up("justify_lower_risk") == [("2026-10-20", HEAD_OF_PDU)]


class TestInsS15Russ:
    """Stalking, poor engagement at first, a refused referral whose advice is used, and Drive."""

    def test_ins_s15_all_kept_up_and_nothing_escalated(self) -> None:
        case = order("2026-03-02", {"markers": ["stalking", "criminal_damage"]}, markers=["stalking"], length_days=548)
        assert "mappa_decision" in case.kinds
        case.keeps_up("2026-04-13")
        case.report("third_party_information", "2026-04-13", agency="prevent", kept_at="contact-1")
        case.keeps_up("2026-06-22")
        case.report("significant_change", "2026-06-22")
        case.keeps_up("2026-11-02")
        assert case.alarms() == []

    def test_ins_s15_leaving_a_voluntary_scheme_is_reviewed_and_not_enforced(self) -> None:
        case = order("2026-03-02", {"markers": ["stalking"]})
        case.keeps_up("2026-06-22")
        left = case.report("significant_change", "2026-06-22")
        assert "review" in kinds(left.receipt.opened) and "enforcement_decision" not in case.kinds

    def test_ins_s15_evidence_of_stalking_that_comes_later_asks_for_mappa(self) -> None:
        case = order("2026-03-02")
        case.report("serial_abuse_or_stalking", "2026-04-13", evidence_of="stalking")
        assert case.due("mappa_decision") == "2026-04-20"  # five working days
