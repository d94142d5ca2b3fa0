"""After sentence and in custody: sections 6.5k, 6.7e to g, 6.8, 7.1, 7.4, 7.5 and 18.15 (PH-03 to PH-06)."""

import pytest

from models.outcome import NoticeClass
from models.roles import Role
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, kinds, moment, on_licence, order_made, sentenced

LONG = "2027-03-01"
"""A release a year after the sentence: far enough off for the POM to hold the case first."""


def test_pf_6_7e_f_g_the_papers_are_due_from_court_staff() -> None:
    case = sentenced(LONG)
    papers = case.duty("post_sentence_papers")
    assert (papers.owner, str(papers.due_on)) == (Role.COURT_STAFF, "2026-03-04")
    with pytest.raises(Refused) as refused:
        case.done("post_sentence_papers", "2026-03-03", uploaded=None, acknowledged_by=None)
    assert clauses(refused.value) == {"PF-6.7f", "PF-6.7g"}


def test_ins_s02_a_breached_order_in_the_offence_opens_one_mappa_decision() -> None:
    """INS-D13: order breach, stalking or coercive control; an assault alone does not."""
    assert "mappa_decision" in sentenced(LONG, markers=["order_breach"]).kinds
    assert "mappa_decision" in sentenced(LONG, profile={"markers": ["coercive_control"]}).kinds
    assert "mappa_decision" not in sentenced(LONG, markers=["assault"]).kinds


def test_pf_6_5k_the_end_of_protective_bail_is_grave() -> None:
    duty = order_made(protective_bail_ended=True).duty("residence_after_bail")
    assert duty.grave
    assert str(duty.due_on) == "2026-03-03"


def test_tr_09_responsibility_passes_to_the_community_by_date_alone_on_the_london_day() -> None:
    """Eight months and fourteen days before 1 March 2027 is 17 June 2026, which in London begins at 23:00 UTC."""
    case = sentenced(LONG)
    case.report("concern_identified", "2026-03-03")
    assert case.duty("review").owner is Role.POM
    case.strike("2026-06-16 23:59")
    assert case.duty("review").owner is Role.POM
    assert case.wake_at == moment("2026-06-17 00:00")
    case.strike("2026-06-17 00:00")
    assert case.case.com_responsible
    assert case.duty("review").owner is Role.COMMUNITY_PRACTITIONER
    told = [(at, n.to_role) for at, n in case.notices(NoticeClass.DIGEST) if "responsib" in n.about]
    assert told == [("2026-06-17 00:00", Role.COMMUNITY_PRACTITIONER), ("2026-06-17 00:00", Role.POM)]
    assert "community_allocation" in case.kinds


def test_ph_08_responsibility_follows_a_release_date_that_moves() -> None:
    """A year later for the release is a year later for the handover: 17 June 2027."""
    case = sentenced(LONG)
    case.report("dates_changed", "2026-03-09", dates={"conditional_release": "2028-03-01"})
    case.strike("2027-06-16 12:00")
    assert not case.case.com_responsible
    case.strike("2027-06-17 00:00")
    assert case.case.com_responsible


def test_life_beside_a_shorter_sentence_is_counted_as_life() -> None:
    """The determinate term was passed first; its release date says nothing while a life sentence runs."""
    case = sentenced("2026-12-01")
    case.report(
        "sentence_passed", "2026-04-01", sentence="life-1", kind="indeterminate", dates={"tariff": "2040-04-01"}
    )
    assert not case.case.com_responsible


def test_ev_60_reception_asks_for_a_pom_and_for_the_risk_from_prison() -> None:
    case = sentenced(LONG)
    outcome = case.report("received_into_custody", "2026-03-02 15:00", prison="prison-1")
    assert kinds(outcome.receipt.opened) == {"pom_allocation", "risk_from_custody"}
    assert case.duty("pom_allocation").owner is Role.HEAD_OF_OMD
    assert case.due("risk_from_custody") == "2026-03-04"


def test_pf_6_8_an_allocated_pom_searches_checks_and_assesses_afresh() -> None:
    case = sentenced(LONG)
    case.report("received_into_custody", "2026-03-02 15:00", prison="prison-1")
    outcome = case.report("practitioner_allocated", "2026-03-03", practitioner="pom-1", holder="pom")
    assert kinds(outcome.receipt.closed) == {"pom_allocation"}
    assert kinds(outcome.receipt.opened) == {"pom_checks"}
    with pytest.raises(Refused) as refused:
        case.done("pom_checks", "2026-03-09", sources=None, measures_found=None, case_note=None, alert_applied=None)
    assert clauses(refused.value) == {"PF-6.8b", "PF-6.8c", "PF-6.8d", "PF-6.8e"}
    case.done("pom_checks", "2026-03-09")
    told_again = case.report("practitioner_allocated", "2026-03-10", practitioner="pom-1", holder="pom")
    assert not told_again.receipt.opened
    changed = case.report("practitioner_allocated", "2026-03-11", practitioner="pom-2", holder="pom")
    assert kinds(changed.receipt.opened) == {"pom_checks"}


def test_tr_07_a_transfer_asks_for_a_new_pom_and_tells_childrens_services_where_there_are_children() -> None:
    children = {"people_at_risk": [{"ref": "child-1", "relation": "child", "child": True}]}
    case = sentenced(LONG, profile=children)
    moved = case.report("received_into_custody", "2026-03-09", prison="prison-2", reason="transfer")
    assert kinds(moved.receipt.opened) == {"pom_allocation", "childrens_services_told"}  # PF-18.15a
    without = sentenced(LONG).report("received_into_custody", "2026-03-09", prison="prison-2", reason="transfer")
    assert kinds(without.receipt.opened) == {"pom_allocation"}


def test_prison_staff_escalate_up_the_prison_ladder() -> None:
    """Due on 4 March; the head of offender management delivery on the 5th, the governor five working days after."""
    case = sentenced(LONG)
    case.report("received_into_custody", "2026-03-02 15:00", prison="prison-1")
    case.until("2026-03-14")
    risk = case.duty("risk_from_custody").id
    found = [(at, n.to_role) for at, n in case.escalations() if risk in n.duties]
    assert found == [("2026-03-05 09:00", Role.HEAD_OF_OMD), ("2026-03-12 09:00", Role.GOVERNOR)]


def test_release_takes_prison_work_away_and_tells_childrens_services_the_address() -> None:
    """EV-12, PF-18.15a: nothing stays behind with a POM who no longer has the case."""
    children = {"people_at_risk": [{"ref": "child-1", "relation": "child", "child": True}]}
    case = sentenced("2026-04-20", profile=children)
    case.report("received_into_custody", "2026-03-02 15:00", prison="prison-1")
    case.report("practitioner_allocated", "2026-03-03", practitioner="pom-1", holder="pom")
    case.report("contact_with_children", "2026-03-04", children=["child-1"])
    case.report("hdc_address_proposed", "2026-03-05", address="address-1")
    outcome = case.report("released", "2026-04-20")
    assert kinds(outcome.receipt.closed) == {
        "risk_from_custody",
        "pom_checks",
        "prison_child_contact_decision",
        "hdc_address_check",
    }
    assert case.duty("childrens_services_told").notes == ["tell them the release address"]


def test_release_with_nothing_to_supervise_starts_no_supervision() -> None:
    case = sentenced("2026-04-20")
    case.report("released", "2026-04-20", kind="unconditional")
    assert case.kinds == {"account_for_case"}
    assert case.case.supervision_started is None


def test_a_pom_named_while_the_person_is_in_the_community_has_nothing_to_check() -> None:
    outcome = on_licence().report("practitioner_allocated", "2026-03-03", practitioner="pom-1", holder="pom")
    assert not outcome.receipt.opened


def test_a_new_sentence_from_the_community_forgets_the_dates_already_served() -> None:
    """The old release of 2 March 2026 is not the next one: planning opens 8 months before 1 June 2028."""
    case = on_licence()
    case.report(
        "sentence_passed", "2026-06-01", sentence="sentence-2", kind="determinate",
        dates={"conditional_release": "2028-06-01"},
    )  # fmt: skip
    assert "release_plan" not in case.kinds
    case.strike("2027-09-30")
    assert "release_plan" not in case.kinds
    case.strike("2027-10-01")
    assert case.due("release_plan") == "2028-04-20"  # six weeks before 1 June 2028


def test_pf_7_5_someone_on_remand_before_sentence_has_a_pom_too() -> None:
    """AM-37: remand prisoners are covered; the stage does not change."""
    case = Driven()
    case.open("court_report_requested", "2026-02-02")
    outcome = case.report("received_into_custody", "2026-02-03", prison="prison-1", reason="remand")
    assert kinds(outcome.receipt.opened) == {"pom_allocation", "risk_from_custody"}
    ordered = case.report("sentence_passed", "2026-03-02", kind="community_order")
    assert {"pom_allocation", "risk_from_custody"} <= kinds(ordered.receipt.closed)
