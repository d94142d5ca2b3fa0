"""Requests for information: sections 7.2f, 7.2g, 13.2 and 16.4g (EV-33, EV-34; INS-S07, INS-S08, INS-S20, INS-S21)."""

from typing import Any

import pytest

from models.enquiries import EnquiryState
from models.outcome import NoticeClass
from models.roles import Role
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, kinds, on_licence, order_made, settled_order


def asked(sent: bool = True, elsewhere: bool = True) -> Driven:
    """A new partner of Monday 16 March; the police asked about them the day after."""
    case = settled_order()
    case.report("new_relationship", "2026-03-16", partner="partner-1", elsewhere=elsewhere, details_known=True)
    if sent:
        case.done("police_enquiry", "2026-03-17", subjects=["person", "partner-1"])
    return case


def state(case: Driven, about: str = "partner-1") -> EnquiryState:
    return case.case.enquiries[f"police/{about}"].state


def test_pf_7_2g_a_request_is_not_a_reply_the_reply_is_owed_in_ten_working_days() -> None:
    """Sent on Tuesday 17 March: ten working days later is Tuesday 31 March (INS-P03)."""
    case = asked()
    assert case.due("police_reply") == "2026-03-31"
    assert state(case) is EnquiryState.SENT


def test_ev_33_a_missing_reply_is_chased_half_way_then_goes_up() -> None:
    """Chased five working days before 31 March, on the 24th; SPO on 1 April. Five working days late is the end

    of 9 April (1, 2, then after Easter 7, 8, 9): the head of PDU hears on the morning of the 10th.
    """
    case = asked()
    reply = case.duty("police_reply").id
    case.until("2026-04-20")
    assert [(at, n.kind, n.to_role) for at, n in case.told_about(reply)] == [
        ("2026-03-24 09:00", NoticeClass.DIGEST, Role.COMMUNITY_PRACTITIONER),
        ("2026-04-01 09:00", NoticeClass.ESCALATION, Role.SPO),
        ("2026-04-10 09:00", NoticeClass.ESCALATION, Role.HEAD_OF_PDU),
    ]


def test_an_answer_to_the_question_closes_both_the_asking_and_the_waiting() -> None:
    case = asked()
    outcome = case.report("enquiry_answered", "2026-03-20", agency="police", about="partner-1", area="partner_force",
                          subjects=["partner-1"])  # fmt: skip
    assert kinds(outcome.receipt.closed) == {"police_reply"}
    unsent = asked(sent=False)
    outcome = unsent.report("enquiry_answered", "2026-03-17", agency="police", about="partner-1", area="national")
    assert kinds(outcome.receipt.closed) == {"police_enquiry"}


@pytest.mark.parametrize(
    ("reply", "left"),
    [
        ({"outcome": "nothing_known", "area": "home_force"}, EnquiryState.SCOPE_INSUFFICIENT),  # INS-S07
        ({"outcome": "nothing_known"}, EnquiryState.SCOPE_INSUFFICIENT),
        ({"outcome": "nothing_known", "area": "national"}, EnquiryState.ANSWERED),
        ({"outcome": "nothing_known", "area": "partner_force"}, EnquiryState.ANSWERED),
        ({"outcome": "information", "area": "home_force"}, EnquiryState.ANSWERED),
        ({"subjects": ["person"], "area": "national"}, EnquiryState.INVALID_REPLY),  # INS-S08
        ({"outcome": "refused"}, EnquiryState.REFUSED),  # INS-S20, INS-S21
    ],
)
def test_only_an_answer_to_the_question_asked_settles_it(reply: dict[str, Any], left: EnquiryState) -> None:
    case = asked()
    outcome = case.report("enquiry_answered", "2026-03-20", agency="police", about="partner-1", **reply)
    assert state(case) is left
    assert ("police_reply" in case.kinds) is (left is not EnquiryState.ANSWERED)
    if left is not EnquiryState.ANSWERED:
        assert any(f"({left.value})" in note for note in outcome.receipt.notes)


def test_ins_s20_a_refusal_goes_to_the_manager_the_same_day_and_a_new_concern_asks_again() -> None:
    case = asked()
    refused = case.report("enquiry_answered", "2026-03-20", agency="police", about="partner-1", outcome="refused")
    assert [(n.to_role, n.kind) for n in refused.receipt.notices] == [(Role.SPO, NoticeClass.ESCALATION)]
    again = case.report("domestic_abuse_incident", "2026-03-23", victim="partner-1")
    assert "police_enquiry" in kinds(again.receipt.opened)


def test_an_enquiry_already_sent_is_not_asked_twice_but_is_widened() -> None:
    """Asked of the home force; an incident then asks for any force: nothing known at home settles it no more."""
    case = asked(elsewhere=False)
    again = case.report("domestic_abuse_incident", "2026-03-18", victim="partner-1")
    assert "police_enquiry" not in kinds(again.receipt.opened)
    assert "police already asked about partner-1: reply awaited" in again.receipt.notes
    case.report("enquiry_answered", "2026-03-20", agency="police", about="partner-1", outcome="nothing_known",
                area="home_force")  # fmt: skip
    assert state(case) is EnquiryState.SCOPE_INSUFFICIENT


def test_a_refusal_told_after_the_answer_does_not_undo_it() -> None:
    case = asked()
    case.report("enquiry_answered", "2026-03-20", agency="police", about="partner-1", area="national")
    case.report("enquiry_answered", "2026-03-23", happened="2026-03-18", agency="police", about="partner-1",
                outcome="refused")  # fmt: skip
    assert state(case) is EnquiryState.ANSWERED


def test_an_answer_nobody_asked_for_is_kept_and_flagged() -> None:
    outcome = settled_order().report("enquiry_answered", "2026-03-20", agency="adult_social_care", about="brother-1")
    assert outcome.receipt.flags == ["an answer to something the case did not ask"]


class TestWhoIsAskedAbout:
    """PF-16.4g, INS-S08: a request about the wrong people is refused."""

    def test_the_partner(self) -> None:
        with pytest.raises(Refused, match="partner-1") as refused:
            asked(sent=False).done("police_enquiry", "2026-03-17", subjects=["person"])
        assert clauses(refused.value) == {"PF-16.4g"}

    def test_each_of_the_partners_children(self) -> None:
        case = settled_order()
        case.report("new_relationship", "2026-03-16", partner="partner-1", children=["child-1", "child-2"])
        with pytest.raises(Refused) as refused:
            case.done("childrens_services_enquiry", "2026-03-17", subjects=["partner-1", "child-1"])
        assert [r.words for r in refused.value.reasons] == [
            "the request must ask about child-2, not only the person on the case"
        ]
        case.done("childrens_services_enquiry", "2026-03-17", subjects=["partner-1", "child-1", "child-2"])
        assert "childrens_services_reply" in case.kinds

    def test_children_in_general_are_whoever_is_named(self) -> None:
        case = settled_order()
        case.report("contact_with_children", "2026-03-16", children=["child-1"])
        case.done("childrens_services_enquiry", "2026-03-17", subjects=["child-1"])
        case.report("enquiry_answered", "2026-03-20", agency="childrens_services", about="children",
                    subjects=["child-1"])  # fmt: skip
        assert "childrens_services_reply" not in case.kinds

    def test_a_question_is_always_asked(self) -> None:
        with pytest.raises(Refused):
            order_made().done("police_enquiry", "2026-03-03", question=None)


class TestPeriodic:
    """PF-7.2f, TI-26: throughout the sentence; every 84 days is the project's default (INS-D08)."""

    def test_it_comes_back_and_its_reply_is_awaited_too(self) -> None:
        """Asked on Monday 18 May: the reply by Tuesday 2 June, the bank holiday of the 25th skipped; again on

        10 August, 84 days on."""
        case = settled_order()
        case.done("periodic_police_enquiry", "2026-05-18")
        assert case.due("periodic_police_enquiry") == "2026-08-10"
        assert case.due("police_reply") == "2026-06-02"
        assert state(case, "person") is EnquiryState.SENT
        case.report("enquiry_answered", "2026-05-20", agency="police", about="person", area="home_force")
        assert "police_reply" not in case.kinds

    def test_it_is_no_bar_to_asking_in_between(self) -> None:
        case = settled_order()
        case.done("periodic_police_enquiry", "2026-05-18")
        outcome = case.report("new_relationship", "2026-05-20", partner="partner-1")
        assert "police_enquiry" in kinds(outcome.receipt.opened)

    def test_it_stops_in_custody(self) -> None:
        case = settled_order()
        case.report("sentence_passed", "2026-04-20", sentence="sentence-2", kind="determinate")
        assert "periodic_police_enquiry" not in case.kinds


class TestStillCurrent:
    """Nobody is asked the same question twice while the answer is current."""

    def answered(self) -> Driven:
        """A community order of 2 March whose enquiries on the person were answered on the 4th."""
        return settled_order()

    def test_pf_6_5b_a_routine_check_takes_an_answer_of_the_last_four_weeks(self) -> None:
        case = self.answered()
        outcome = case.report("sentence_passed", "2026-03-30", kind="community_order", sentence="sentence-2")
        assert not kinds(outcome.receipt.opened) & {"police_enquiry", "childrens_services_enquiry"}
        assert sum("still current (project default)" in note for note in outcome.receipt.notes) == 2

    def test_and_not_an_older_one(self) -> None:
        case = self.answered()
        outcome = case.report("sentence_passed", "2026-04-02", kind="community_order", sentence="sentence-2")
        assert {"police_enquiry", "childrens_services_enquiry"} <= kinds(outcome.receipt.opened)

    def test_pf_16_4g_what_happened_since_asks_afresh_however_fresh_the_answer(self) -> None:
        case = self.answered()
        case.report("protective_order_made", "2026-03-05", order="order-1", protects=["victim-1"])
        outcome = case.report("order_revoked", "2026-03-06", order="order-1")
        assert "police_enquiry" in kinds(outcome.receipt.opened)

    def test_an_answer_from_after_it_happened_serves(self) -> None:
        case = self.answered()
        case.report("protective_order_made", "2026-03-05", order="order-1", protects=["victim-1"])
        late = case.report(
            "order_revoked", "2026-03-10", happened="2026-03-03", identified="2026-03-03", order="order-1"
        )
        assert "police_enquiry" not in kinds(late.receipt.opened)


class TestPeriodicPoliceEnquiry:
    """PF-7.2f, TI-26: from the first enquiry on the person on, however that one ended."""

    def test_pf_7_2f_it_runs_from_the_day_the_first_was_sent(self) -> None:
        """3 March + 84 days is 26 May (INS-D08)."""
        case = order_made()
        assert "periodic_police_enquiry" not in case.kinds
        case.done("police_enquiry", "2026-03-03")
        assert case.due("periodic_police_enquiry") == "2026-05-26"

    def test_pf_7_2f_a_manager_who_lets_the_first_go_does_not_let_the_others_go(self) -> None:
        case = order_made()
        case.waive("police_enquiry", "2026-03-04", "asked at court last week")
        assert case.due("periodic_police_enquiry") == "2026-05-27"

    def test_pf_7_2f_an_answer_that_came_unasked_starts_it_too(self) -> None:
        case = order_made()
        case.report("enquiry_answered", "2026-03-04", agency="police", about="person")
        assert case.due("periodic_police_enquiry") == "2026-05-27"

    def test_pf_7_2f_where_the_first_is_answered_already_it_runs_at_once(self) -> None:
        """A new order of 30 March: the answer of the 4th serves, and 30 March + 84 days is 22 June."""
        again = on_licence()
        again.report("enquiry_answered", "2026-03-03", agency="police", about="person")
        again.report("recalled", "2026-03-16", post_recall_release="2026-03-30")
        again.report("released", "2026-03-30", kind="post_recall")
        assert again.due("periodic_police_enquiry") == "2026-06-22"

    def test_pf_7_2f_about_somebody_else_it_is_not(self) -> None:
        case = settled_order()
        case.report("new_relationship", "2026-03-09", partner="partner-1")
        case.done("police_enquiry", "2026-03-10", subjects=["partner-1"])
        assert case.due("periodic_police_enquiry") == "2026-05-26"


def test_pf_6_5e_pf_13_2a_what_was_asked_and_what_came_of_it_are_both_kept() -> None:
    case = Driven()
    case.open("court_report_requested", "2026-03-02")
    sent = case.done("police_enquiry", "2026-03-03")
    asked = case.case.enquiries["police/person"]
    assert (asked.state.value, str(asked.sent_on)) == ("sent", "2026-03-03")
    answered = case.report("enquiry_answered", "2026-03-09", agency="police", about="person", area="national")
    came = case.case.enquiries["police/person"]
    assert (came.state.value, str(came.answered_on)) == ("answered", "2026-03-09")
    written = [row["table"] for outcome in (sent, answered) for row in outcome.rows]
    assert written.count("events") == 2
