"""Changes in the person's life: section 11.3's list (EV-03, EV-05, EV-07, EV-09, EV-11; INS-S03, INS-S05, INS-S12)."""

from models.outcome import NoticeClass
from models.roles import Role
from tests.policy.driving import kinds, moment, on_licence, sentenced, settled_order


class TestMoves:
    def test_ins_s03_each_move_leaves_an_address_to_check_and_none_overwrites_another(self) -> None:
        case = on_licence()
        for number, at in enumerate(("2026-03-09", "2026-03-23", "2026-04-06"), 1):
            case.report("address_changed", at, address=f"address-{number}", with_permission=False)
        checks = [(d.subject, str(d.due_on)) for d in case.case.open_duties if d.kind == "address_check"]
        assert checks == [("address-1", "2026-03-11"), ("address-2", "2026-03-25"), ("address-3", "2026-04-08")]

    def test_ins_p17_a_move_without_permission_is_an_enforcement_decision(self) -> None:
        allowed = on_licence().report("address_changed", "2026-03-09", address="address-1")
        assert kinds(allowed.receipt.opened) == {"address_check"}
        case = on_licence()
        case.report("address_changed", "2026-03-09", address="address-1", with_permission=False)
        assert case.due("enforcement_decision") == "2026-03-11"

    def test_ins_s05_back_with_somebody_at_risk_is_told_at_once_reviewed_and_visited(self) -> None:
        at_risk = {"people_at_risk": [{"ref": "father-1", "relation": "father"}]}
        case = settled_order(profile=at_risk)
        outcome = case.report("address_changed", "2026-03-09", address="address-1", shared_with=["father-1"])
        assert {"review", "home_visit", "police_enquiry", "childrens_services_enquiry"} <= kinds(outcome.receipt.opened)
        assert case.due("review") == "2026-03-11"
        assert case.due("home_visit") == "2026-03-23"
        assert [(n.to_role, n.kind) for n in outcome.receipt.notices] == [(Role.SPO, NoticeClass.IMMEDIATE)]

    def test_back_in_custody_there_is_no_address_to_check(self) -> None:
        case = on_licence()
        case.report("address_changed", "2026-03-09", address="address-1", with_permission=False)
        outcome = case.report("recalled", "2026-03-10")
        assert {"address_check", "enforcement_decision"} <= kinds(outcome.receipt.closed)


class TestPregnancy:
    def test_ev_05_the_partner_the_unborn_child_and_the_risk_are_each_looked_at(self) -> None:
        case = settled_order()
        case.report("new_relationship", "2026-03-05", partner="partner-1", details_known=True)
        case.decided("disclosure", "disclose", "2026-03-06", rationale="her safety", privacy_outweighed=True)
        outcome = case.report("partner_pregnant", "2026-03-16", partner="partner-1", details_known=True)
        assert kinds(outcome.receipt.opened) == {"children_at_risk_decision", "disclosure_decision"}
        assert {"review", "home_visit"} <= kinds(outcome.receipt.joined)
        assert case.case.partners["partner-1"].pregnant

    def test_ev_05_both_agencies_are_asked_again_about_the_partner(self) -> None:
        case = settled_order()
        case.report("new_relationship", "2026-03-05", partner="partner-1")
        for agency in ("police", "childrens_services"):
            case.report("enquiry_answered", "2026-03-06", agency=agency, about="partner-1", area="national")
        outcome = case.report("partner_pregnant", "2026-03-16", partner="partner-1")
        assert {"police_enquiry", "childrens_services_enquiry"} <= kinds(outcome.receipt.opened)

    def test_ins_s12_an_unknown_partner_is_a_new_relationship_too(self) -> None:
        case = settled_order()
        outcome = case.report("partner_pregnant", "2026-03-16", partner="partner-1")
        assert {"new_partner", "disclosure_decision", "children_at_risk_decision", "review", "home_visit"} <= kinds(
            outcome.receipt.opened
        )

    def test_ins_s12_a_known_trigger_makes_it_graver(self) -> None:
        """Review in two working days in place of five, and a MARAC decision (PF-15.14b)."""
        case = settled_order(profile={"triggers": ["pregnancy"]})
        case.report("partner_pregnant", "2026-03-16", partner="partner-1")
        assert case.due("review") == "2026-03-18"
        assert case.duty("marac_decision").subject == "partner-1"

    def test_ins_s12_its_end_asks_after_her_welfare_even_while_the_first_review_is_open(self) -> None:
        case = settled_order()
        case.report("partner_pregnant", "2026-03-16", partner="partner-1")
        case.report("pregnancy_ended", "2026-03-18", partner="partner-1")
        assert case.due("partner_welfare_check") == "2026-03-19"
        assert case.due("review") == "2026-03-19"
        assert case.duty("review").triggers == ["new_relationship", "partner_pregnant", "pregnancy_ended"]

    def test_ins_s12_with_no_action_the_head_of_pdu_is_reached_within_three_weeks(self) -> None:
        case = settled_order()
        case.report("partner_pregnant", "2026-03-16", partner="partner-1")
        case.until("2026-04-06")
        reached = [at for at, n in case.escalations(Role.HEAD_OF_PDU) if case.duty("review").id in n.duties]
        assert reached
        assert moment(reached[0]) < moment("2026-04-06")

    def test_an_end_of_a_pregnancy_nobody_told_us_of_is_kept_flagged_and_acted_on(self) -> None:
        outcome = settled_order().report("pregnancy_ended", "2026-03-16", partner="partner-1")
        assert outcome.receipt.flags == ["the case did not know of this pregnancy"]
        assert "partner_welfare_check" in kinds(outcome.receipt.opened)

    def test_a_relationship_reported_again_does_not_forget_the_pregnancy(self) -> None:
        case = settled_order()
        case.report("partner_pregnant", "2026-03-16", partner="partner-1")
        case.report("new_relationship", "2026-03-17", partner="partner-1", children=["child-1"])
        assert case.case.partners["partner-1"].pregnant


def test_ev_09_a_substance_is_a_review_and_a_known_trigger_a_visit_too() -> None:
    plain = settled_order().report("substance_misuse", "2026-03-09", substance="alcohol")
    assert kinds(plain.receipt.opened) == {"review"}
    known = settled_order(profile={"triggers": ["alcohol"]})
    assert kinds(known.report("substance_misuse", "2026-03-09", substance="alcohol").receipt.opened) == {
        "review",
        "home_visit",
    }
    other = known.report("substance_misuse", "2026-03-10", substance="drugs")
    assert "alcohol is a known trigger" not in " ".join(other.receipt.notes)


def test_ev_03_the_end_of_a_relationship_is_a_review_and_a_known_trigger_a_visit_too() -> None:
    plain = settled_order()
    plain.report("new_relationship", "2026-03-05", partner="partner-1")
    plain.done("review", "2026-03-06")
    outcome = plain.report("relationship_ended", "2026-03-09", partner="partner-1")
    assert kinds(outcome.receipt.opened) == {"review"}
    assert str(plain.case.partners["partner-1"].until) == "2026-03-09"
    known = settled_order(profile={"triggers": ["relationship_end"]})
    assert "home_visit" in kinds(known.report("relationship_ended", "2026-03-09", partner="partner-1").receipt.opened)


def test_ev_07_contact_with_children_is_looked_at_in_whichever_setting() -> None:
    outside = settled_order().report("contact_with_children", "2026-03-09", children=["child-1", "child-2"])
    assert kinds(outside.receipt.opened) == {"review", "children_at_risk_decision", "childrens_services_enquiry"}
    inside = sentenced("2027-03-01").report("contact_with_children", "2026-03-09", children=["child-1"])
    assert kinds(inside.receipt.opened) == {"review", "prison_child_contact_decision"}  # PF-7.5e, GU-15
    assert any("no contact with any child" in note for note in inside.receipt.notes)


def test_ev_11_a_broken_condition_is_reviewed_and_decided_on_where_there_is_something_to_enforce() -> None:
    outside = settled_order().report("condition_breached", "2026-03-09", condition="curfew-1")
    assert kinds(outside.receipt.opened) == {"enforcement_decision", "review"}
    inside = sentenced("2027-03-01").report("condition_breached", "2026-03-09", condition="curfew-1")
    assert kinds(inside.receipt.opened) == {"review"}
