"""The court report: sections 6.5 and 6.7 (PH-01, PH-02), and what a case opened at sentencing has not shown (AM-38)."""

from typing import Any

import pytest

from models.roles import Role
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, kinds, order_made


def requested(**event: Any) -> Driven:
    """A report asked for on Monday 2 February 2026."""
    case = Driven()
    case.open("court_report_requested", "2026-02-02", **event)
    return case


def test_pf_6_5b_a_report_opens_the_enquiries_and_the_report_itself() -> None:
    case = requested()
    assert case.kinds == {"court_report", "police_enquiry", "childrens_services_enquiry"}
    assert {d.owner for d in case.case.open_duties} == {Role.REPORT_WRITER}
    assert case.due("police_enquiry") == "2026-02-04"  # two working days after Monday the 2nd


def test_without_a_hearing_the_report_is_due_in_our_own_fifteen_working_days() -> None:
    """Three weeks of five working days: Monday 23 February. The interval is ours, and says so (AM-01)."""
    report = requested().outcomes[0].receipt.opened[0]
    assert str(report.due_on) == "2026-02-23"
    assert report.why.endswith("; project default for PF-6.5g")


def test_ev_62_the_report_is_due_by_the_hearing_and_follows_it() -> None:
    case = requested(hearing="2026-02-20")
    assert case.due("court_report") == "2026-02-20"
    case.report("dates_changed", "2026-02-09", dates={"hearing": "2026-03-06"})
    assert case.due("court_report") == "2026-03-06"
    outcome = case.report("dates_changed", "2026-02-10", withdrawn=["hearing"])
    assert [(line.kind, line.due_on) for line in outcome.receipt.moved] == [("court_report", None)]
    assert outcome.receipt.moved[0].why == "no due date until it is known: the hearing"


def test_ev_62_a_hearing_made_known_later_takes_over() -> None:
    case = requested()
    case.report("dates_changed", "2026-02-09", dates={"hearing": "2026-03-06"})
    assert case.due("court_report") == "2026-03-06"
    case.report("dates_changed", "2026-02-10", dates={"hearing": "2026-03-09"})
    assert case.due("court_report") == "2026-03-09"


@pytest.mark.parametrize(
    ("field", "clause"),
    [
        ("sources", "PF-6.5a"),
        ("verified_by", "PF-6.5d"),
        ("report_type", "PF-6.5f"),
        ("risk_assessment", "PF-6.5g"),
        ("epf_outcome", "PF-6.5h"),
        ("programme_suitable", "PF-6.5h"),
        ("proposal", "PF-6.5i"),
        ("length_leaves_time", "PF-6.5h2"),
        ("restrictive_requirements", "PF-6.5j"),
        ("sara", "PF-6.5c"),
    ],
)
def test_a_report_without_its_evidence_is_refused_with_the_clause(field: str, clause: str) -> None:
    case = requested()
    with pytest.raises(Refused) as refused:
        case.done("court_report", "2026-02-16", **{field: None})
    assert clauses(refused.value) == {clause}
    case.done("court_report", "2026-02-16")
    assert "court_report" not in case.kinds


def test_pf_6_5c_no_sara_where_the_abuse_is_familial_only() -> None:
    case = Driven()
    case.open("court_report_requested", "2026-02-02", {"abuse": ["familial"]})
    case.done("court_report", "2026-02-16", sara=None)
    assert "court_report" not in case.kinds


def test_pf_6_7a_a_curfew_considered_asks_both_agencies_about_the_address() -> None:
    outcome = requested().report("curfew_considered", "2026-02-09", address="address-7")
    assert {(d.kind, d.subject) for d in outcome.receipt.opened} == {
        ("police_enquiry", "address-7"),
        ("childrens_services_enquiry", "address-7"),
        ("curfew_checks", "address-7"),
    }


def test_sentence_ends_the_report_and_passes_the_open_enquiries_on() -> None:
    """Nothing stays with the report writer once the court is done."""
    case = requested()
    outcome = case.report("sentence_passed", "2026-03-02", kind="community_order")
    assert "court_report" in kinds(outcome.receipt.closed)
    assert Role.REPORT_WRITER not in {d.owner for d in case.case.open_duties}
    assert case.duty("police_enquiry").owner is Role.COMMUNITY_PRACTITIONER


def test_am_38_results_the_court_stage_never_gave_stand_as_gaps() -> None:
    straight = order_made()
    assert [gap[-9:] for gap in straight.case.gaps] == ["(PF-6.5a)", "(PF-6.5b)", "(PF-6.5b)", "(PF-6.5c)", "(PF-6.5j)"]
    unfinished = requested()
    assert unfinished.case.gaps == []
    unfinished.report("sentence_passed", "2026-03-02", kind="community_order")
    assert unfinished.case.gaps == straight.case.gaps
    finished = requested()
    finished.done("court_report", "2026-02-16")
    finished.report("sentence_passed", "2026-03-02", kind="community_order")
    assert finished.case.gaps == []


def test_a_sentence_with_nothing_to_supervise_closes_the_case_and_leaves_only_the_papers() -> None:
    case = requested()
    case.report("sentence_passed", "2026-03-02", kind="not_supervised")
    assert case.kinds == {"post_sentence_papers"}


def test_pf_6_5k_protection_goes_first_even_when_nothing_is_left_to_supervise() -> None:
    case = requested()
    case.report("sentence_passed", "2026-03-02", kind="not_supervised", protective_bail_ended=True)
    assert case.kinds == {"post_sentence_papers", "residence_after_bail"}
