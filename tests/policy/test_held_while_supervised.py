"""Held in custody while on a licence or order: remand, or ahead of a recall (PF-7.5, AM-37, AM-55)."""

from typing import Any

import pytest

from tests.policy.driving import Driven, kinds, on_licence, order_made, settled_order


def held(case: Driven, at: str = "2026-03-09", reason: str = "remand") -> Driven:
    case.report("received_into_custody", at, prison="prison-1", reason=reason)
    return case


@pytest.mark.parametrize("reason", ["remand", "recall"])
@pytest.mark.parametrize("begin", [on_licence, order_made])
def test_the_visit_clock_stands_still_and_runs_on_when_the_person_is_let_out(begin: Any, reason: str) -> None:
    """15 working days from 2 March are the 23rd. Held from 9 March to the 16th, five are added: the 30th."""
    case = held(begin(), reason=reason)
    assert case.due("home_visit") == "None"
    case.report("released_from_remand", "2026-03-16")
    assert case.due("home_visit") == "2026-03-30"
    assert case.case.custody.held_since is None


def test_pf_7_5_the_pom_work_begins_on_remand_and_falls_away_with_it() -> None:
    case = on_licence()
    received = case.report("received_into_custody", "2026-03-09", prison="prison-1", reason="remand")
    assert kinds(received.receipt.opened) == {"pom_allocation", "risk_from_custody"}
    allocated = case.report("practitioner_allocated", "2026-03-10", practitioner="pom-1", holder="pom")
    assert kinds(allocated.receipt.opened) == {"pom_checks"}
    let_out = case.report("released_from_remand", "2026-03-16")
    assert kinds(let_out.receipt.closed) == {"risk_from_custody", "pom_checks"}


def test_am_55_a_concern_while_held_starts_its_visit_clock_on_the_way_out() -> None:
    """Ten working days from Monday 16 March are the 30th."""
    case = held(settled_order())
    concern = case.report("concern_identified", "2026-03-11")
    assert "home_visit" not in case.kinds
    assert any("AM-55" in note for note in concern.receipt.notes)
    case.report("released_from_remand", "2026-03-16")
    assert case.due("home_visit") == "2026-03-30"
    assert case.case.concerns_in_custody == []


def test_a_custodial_sentence_or_a_recall_follows_and_a_release_starts_afresh() -> None:
    for event, fields in (
        ("recalled", {}),
        ("sentence_passed", {"kind": "determinate", "sentence": "sentence-2"}),
    ):
        case = held(on_licence())
        case.report(event, "2026-03-11", **fields)
        assert case.case.custody.held_since is None
        assert case.due("home_visit") == "None"
        case.report("released", "2026-04-13")
        assert case.due("home_visit") == "2026-05-05"  # 15 working days; 4 May is a bank holiday


def test_let_out_without_having_been_held_is_flagged_and_changes_nothing() -> None:
    outcome = on_licence().report("released_from_remand", "2026-03-09")
    assert outcome.receipt.flags == ["the case did not know the person to be held"]
    assert not (outcome.receipt.opened or outcome.receipt.closed or outcome.receipt.moved)


def test_remand_before_the_sentence_ends_too() -> None:
    case = Driven()
    case.open("court_report_requested", "2026-02-02")
    held(case, "2026-02-03")
    outcome = case.report("released_from_remand", "2026-02-10")
    assert kinds(outcome.receipt.closed) == {"pom_allocation", "risk_from_custody"}
