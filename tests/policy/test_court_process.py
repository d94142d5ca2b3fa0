"""The court as a process: report, adjournment, protection, papers (PF-6.5, PF-6.7; DE-01 to DE-06; TR-01, TR-03)."""

from typing import Any

import pytest

from models.outcome import NoticeClass
from models.roles import Role
from policy.guards.register import GUARDS
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, kinds, moment, order_made, sentenced


def requested(profile: dict[str, Any] | None = None, **event: Any) -> Driven:
    """A report asked for on Monday 2 February 2026, both agencies asked the next day."""
    case = Driven()
    case.open("court_report_requested", "2026-02-02", profile, **event)
    for kind in ("police_enquiry", "childrens_services_enquiry"):
        case.done(kind, "2026-02-03")
    return case


def answered(case: Driven, at: str, about: str = "person") -> Driven:
    for agency in ("police", "childrens_services"):
        case.report("enquiry_answered", at, agency=agency, about=about, area="national")
    return case


def court(case: Driven) -> str:
    return case.case.processes["court"]


class TestReport:
    def test_gu_17_pf_6_5d_self_report_alone_passes_only_with_a_reason(self) -> None:
        case = requested()
        with pytest.raises(Refused, match="GU-17") as refused:
            case.done("court_report", "2026-02-16", verified_by=None)
        assert clauses(refused.value) == {"PF-6.5d"}
        assert not GUARDS["GU-17"].hard
        case.done("court_report", "2026-02-16", verified_by=None, unverified_reason="no records exist")
        assert "court_report" not in case.kinds

    @pytest.mark.parametrize(
        ("given", "clause"),
        [
            ({"programme_suitable": True, "proposal": "rar"}, "PF-6.5h"),
            ({"programme_suitable": True, "proposal": "other"}, "PF-6.5h"),
            ({"programme_suitable": False, "proposal": "programme"}, "PF-6.5i"),
            ({"programme_suitable": False, "proposal": "other"}, "PF-6.5i"),
            ({"length_leaves_time": None}, "PF-6.5h2"),
        ],
    )
    def test_de_02_pf_12_7b_the_proposal_follows_what_the_person_is_suitable_for(
        self, given: dict[str, Any], clause: str
    ) -> None:
        with pytest.raises(Refused) as refused:
            requested().done("court_report", "2026-02-16", **given)
        assert clauses(refused.value) == {clause}

    @pytest.mark.parametrize(
        "given",
        [
            {"programme_suitable": False, "proposal": "rar", "length_leaves_time": None},
            {"programme_suitable": False, "proposal": "other", "other_proposal_reason": "custody likely"},
            {"restrictive_requirements": []},
        ],
    )
    def test_pf_6_5h2_pf_6_5i_pf_6_5j_what_does_not_apply_is_not_asked_for(self, given: dict[str, Any]) -> None:
        case = requested()
        case.done("court_report", "2026-02-16", **given)
        assert "court_report" not in case.kinds

    @pytest.mark.parametrize(
        ("field", "value"), [("report_type", "long"), ("proposal", "nothing"), ("restrictive_requirements", ["curfew"])]
    )
    def test_de_01_de_02_de_05_only_the_options_there_are(self, field: str, value: Any) -> None:
        with pytest.raises(Refused):
            requested().done("court_report", "2026-02-16", **{field: value})


class TestAdjournment:
    """A hearing on Friday 20 February: three working days before is Tuesday the 17th."""

    def test_pf_6_5b2_tr_01_replies_still_out_near_the_hearing_raise_the_question_by_date_alone(self) -> None:
        case = requested(hearing="2026-02-20")
        case.until("2026-02-17 08:59")
        assert "adjournment_decision" not in case.kinds
        case.strike("2026-02-17 09:00")
        duty = case.duty("adjournment_decision")
        assert (duty.owner, str(duty.due_on)) == (Role.COURT_STAFF, "2026-02-20")
        assert court(case) == "adjournment to decide"

    def test_nothing_is_asked_when_everything_came_in_time(self) -> None:
        case = answered(requested(hearing="2026-02-20"), "2026-02-10")
        case.strike("2026-02-19")
        assert "adjournment_decision" not in case.kinds

    def test_pf_6_5b2_information_that_comes_after_all_takes_the_question_away(self) -> None:
        case = requested(hearing="2026-02-20")
        case.strike("2026-02-17 09:00")
        answered(case, "2026-02-18")
        assert "adjournment_decision" not in case.kinds
        assert court(case) == "being written"
        case.strike("2026-02-19")
        assert "adjournment_decision" not in case.kinds

    def test_de_03_asked_for_the_report_is_written_again_for_the_new_hearing(self) -> None:
        case = requested(hearing="2026-02-20")
        case.done("court_report", "2026-02-16")
        assert court(case) == "adjournment to decide"  # done without the replies
        with pytest.raises(Refused) as refused:
            case.decided("adjournment", "ask", "2026-02-17")
        assert clauses(refused.value) == {"PF-6.5b2"}
        outcome = case.decided("adjournment", "ask", "2026-02-17", rationale="children may live there")
        assert kinds(outcome.receipt.opened) == {"court_report"}
        assert court(case) == "adjourned"
        case.report("dates_changed", "2026-02-20", dates={"hearing": "2026-03-13"})
        assert (court(case), case.due("court_report")) == ("being written", "2026-03-13")
        case.strike("2026-03-10 09:00")
        assert court(case) == "adjournment to decide"  # still out: the question comes once for each hearing

    def test_de_03_not_asked_for_the_reason_is_kept_and_nobody_is_asked_again(self) -> None:
        case = requested(hearing="2026-02-20")
        case.strike("2026-02-17 09:00")
        case.decided("adjournment", "do_not_ask", "2026-02-17 11:00", rationale="it would not change the sentence")
        assert court(case) == "being written"
        case.done("court_report", "2026-02-18")
        assert court(case) == "given to the court"
        case.strike("2026-02-19")
        assert "adjournment_decision" not in case.kinds
        (decision,) = case.case.decisions.values()
        assert decision.rationale == "it would not change the sentence"

    def test_pf_6_5b2_after_sentence_there_is_nothing_to_adjourn(self) -> None:
        case = requested(hearing="2026-02-20")
        case.strike("2026-02-17 09:00")
        outcome = case.report("sentence_passed", "2026-02-20", kind="community_order")
        assert {"adjournment_decision", "court_report"} <= kinds(outcome.receipt.closed)
        with pytest.raises(Refused, match="before sentence"):
            case.decided("adjournment", "ask", "2026-02-23", rationale="late")

    def test_pf_6_7a_an_unanswered_curfew_address_is_no_reason_to_adjourn(self) -> None:
        """It has a guard of its own: no reply, no curfew."""
        case = answered(requested(hearing="2026-02-20"), "2026-02-10")
        case.report("curfew_considered", "2026-02-11", address="address-7")
        case.strike("2026-02-19")
        assert "adjournment_decision" not in case.kinds


class TestCurfew:
    def considered(self) -> Driven:
        case = answered(requested(), "2026-02-05")
        case.report("curfew_considered", "2026-02-06", address="address-7")
        return case

    def state(self, case: Driven, address: str = "address-7") -> str:
        return case.case.processes[f"curfew/{address}"]

    def propose(self, case: Driven, **answers: Any) -> None:
        case.ask("propose_curfew", "2026-02-16", address="address-7", **answers)

    def test_ev_52_pf_6_7a_opens_both_enquiries_and_the_checks_of_that_address(self) -> None:
        case = self.considered()
        opened = case.outcomes[-1].receipt.opened
        assert {(d.kind, d.subject) for d in opened} == {
            ("police_enquiry", "address-7"),
            ("childrens_services_enquiry", "address-7"),
            ("curfew_checks", "address-7"),
        }
        duty = case.duty("curfew_checks")
        assert (duty.owner, str(duty.due_on)) == (Role.COURT_STAFF, "2026-02-20")  # ten working days after the 6th

    def test_de_04_checked_and_answered_it_may_be_proposed_on_what_the_checks_found(self) -> None:
        case = self.considered()
        case.done("curfew_checks", "2026-02-10")
        assert self.state(case) == "may be proposed"
        with pytest.raises(Refused, match="GU-01"):
            self.propose(case)
        answered(case, "2026-02-12", "address-7")
        self.propose(case)
        assert self.state(case) == "proposed"

    @pytest.mark.parametrize(
        ("given", "clause", "guard"),
        [
            ({"would_live_with_victim": True}, "PF-6.7d", "GU-02"),
            ({"confined_with_abuser": True}, "PF-6.7d", "GU-03"),
            ({"address_suitable": False}, "PF-6.7c", "not suitable"),
        ],
    )
    def test_gu_02_gu_03_pf_6_7c_the_checks_cannot_say_yes_over_what_rules_it_out(
        self, given: dict[str, Any], clause: str, guard: str
    ) -> None:
        with pytest.raises(Refused, match=guard) as refused:
            self.considered().done("curfew_checks", "2026-02-10", **given)
        assert clauses(refused.value) == {clause}

    @pytest.mark.parametrize(
        ("field", "clause"),
        [("occupier_told", "PF-6.7b"), ("address_suitable", "PF-6.7c"), ("would_live_with_victim", "GU-02"),
         ("confined_with_abuser", "GU-03")],
    )  # fmt: skip
    def test_pf_6_7b_pf_6_7c_each_check_is_evidence(self, field: str, clause: str) -> None:
        with pytest.raises(Refused) as refused:
            self.considered().done("curfew_checks", "2026-02-10", **{field: None})
        assert clauses(refused.value) == {clause}

    def test_pf_6_7d_tr_02_ruled_out_with_the_reason_and_no_request_brings_it_back(self) -> None:
        case = answered(self.considered(), "2026-02-12", "address-7")
        found: dict[str, Any] = {"would_live_with_victim": True, "outcome": "not_proposed"}
        with pytest.raises(Refused) as refused:
            case.done("curfew_checks", "2026-02-13", **found)
        assert clauses(refused.value) == {"PF-6.7d"}
        case.done("curfew_checks", "2026-02-13", **found, ruled_out_because="his mother, a victim, lives there")
        assert self.state(case) == "ruled out"
        clear = {"would_live_with_victim": False, "confined_with_abuser": False, "occupier_spoken_to": True,
                 "address_suitable": True}  # fmt: skip
        with pytest.raises(Refused, match="GU-02"):
            self.propose(case, **clear)

    def test_gu_03_ev_49_an_address_where_somebody_harms_the_person_is_refused_whatever_is_answered(self) -> None:
        case = self.considered()
        outcome = case.report("found_to_be_victim", "2026-02-09", unsafe_addresses=["address-7"])
        assert kinds(outcome.receipt.opened) == {"own_protection"}
        assert case.case.as_victim == "victim"
        case.done("curfew_checks", "2026-02-10")
        answered(case, "2026-02-12", "address-7")
        with pytest.raises(Refused, match="GU-03"):
            self.propose(case, confined_with_abuser=False)

    def test_pf_6_7a_each_address_is_a_process_of_its_own(self) -> None:
        case = self.considered()
        case.report("curfew_considered", "2026-02-09", address="address-8")
        case.done("curfew_checks", "2026-02-10", "address-8", outcome="not_proposed", ruled_out_because="too far")
        assert (self.state(case), self.state(case, "address-8")) == ("being checked", "ruled out")
        case.report("sentence_passed", "2026-02-20", kind="community_order")
        assert "curfew_checks" not in case.kinds
        assert self.state(case) == "overtaken"

    def test_ev_52_after_sentence_a_curfew_opens_no_checks(self) -> None:
        outcome = order_made().report("curfew_considered", "2026-03-04", address="address-7")
        assert "curfew_checks" not in kinds(outcome.receipt.opened)


class TestProtectionNeverWaits:
    def test_pf_6_5k_ev_35_tr_03_bail_that_ends_while_the_case_is_adjourned_is_acted_on_at_once(self) -> None:
        case = requested(hearing="2026-02-20")
        case.decided("adjournment", "ask", "2026-02-16", rationale="police information matters")
        outcome = case.report("protective_bail_ended", "2026-02-20")
        assert kinds(outcome.receipt.opened) == {"residence_after_bail"}
        duty = case.duty("residence_after_bail")
        assert (duty.grave, str(duty.due_on)) == (True, "2026-02-23")
        assert court(case) == "adjourned"

    def test_ev_19_imminent_risk_at_court_waits_for_no_report(self) -> None:
        outcome = requested().report("imminent_risk", "2026-02-09", person="victim-1")
        assert kinds(outcome.receipt.opened) == {"immediate_disclosure"}
        assert NoticeClass.IMMEDIATE in {n.kind for n in outcome.receipt.notices}

    def test_pf_4_1c_residence_says_what_protects_those_at_risk(self) -> None:
        with pytest.raises(Refused) as refused:
            order_made().done("residence", "2026-03-03", protective_action=None)
        assert clauses(refused.value) == {"PF-4.1c"}


class TestPapers:
    def test_ev_59_a_sentence_opens_the_papers_and_they_end_with_the_acknowledgement(self) -> None:
        case = answered(requested(), "2026-02-10")
        case.done("court_report", "2026-02-16")
        outcome = case.report("sentence_passed", "2026-03-02", kind="determinate",
                              dates={"conditional_release": "2027-03-01"}, protective_bail_ended=True)  # fmt: skip
        assert {"post_sentence_papers", "residence_after_bail"} <= kinds(outcome.receipt.opened)
        assert court(case) == "papers to pass on"
        with pytest.raises(Refused) as refused:
            case.done("post_sentence_papers", "2026-03-03", registers_set=None, uploaded=None, acknowledged_by=None)
        assert clauses(refused.value) == {"PF-6.7e", "PF-6.7f", "PF-6.7g"}
        case.done("post_sentence_papers", "2026-03-03")
        assert court(case) == "papers acknowledged"

    def test_pf_6_7g_replies_that_came_go_with_the_papers(self) -> None:
        case = answered(requested(), "2026-02-10")
        case.report("sentence_passed", "2026-03-02", kind="community_order")
        with pytest.raises(Refused) as refused:
            case.done("post_sentence_papers", "2026-03-03", replies_included=False)
        assert clauses(refused.value) == {"PF-6.7g"}
        straight = order_made()
        straight.done("post_sentence_papers", "2026-03-03", replies_included=False)
        assert court(straight) == "papers acknowledged"

    def test_pf_6_7e_no_register_needs_a_reason(self) -> None:
        case = order_made()
        with pytest.raises(Refused) as refused:
            case.done("post_sentence_papers", "2026-03-03", registers_set=False)
        assert clauses(refused.value) == {"PF-6.7e"}
        case.done("post_sentence_papers", "2026-03-03", registers_set=False, no_register_reason="set at bail")


def test_am_38_a_case_straight_from_sentencing_shows_what_the_court_stage_never_gave() -> None:
    case = sentenced("2027-03-01")
    assert len(case.case.gaps) == 5
    assert court(case) == "papers to pass on"


def test_ev_33_pf_7_2g_a_reply_that_does_not_come_is_chased_half_way_and_blocks_the_curfew() -> None:
    """Sent on 3 February, due ten working days later on the 17th: the chaser comes before, then the manager."""
    case = requested()
    reply = case.duty("police_reply")
    assert "PF-7.2g" in reply.clauses
    case.until("2026-02-17 09:01")
    assert [n.kind for _, n in case.told_about(reply.id)][:1] == [NoticeClass.DIGEST]
    case.until("2026-02-19")
    assert case.escalations()


def test_tr_01_the_case_sleeps_until_the_question_and_no_longer() -> None:
    case = requested(hearing="2026-05-20")
    due = {str(case.due(k)) for k in ("police_reply", "childrens_services_reply")}
    assert due == {"2026-02-17"}
    case.waive("police_reply", "2026-02-04", "asked by telephone", role="spo")
    case.waive("childrens_services_reply", "2026-02-04", "asked by telephone", role="spo")
    case.done("court_report", "2026-02-05")
    case.decided("adjournment", "do_not_ask", "2026-02-05 11:00", rationale="not significant")
    assert case.wake_at == moment("2026-05-15 09:00")  # three working days before Wednesday 20 May
