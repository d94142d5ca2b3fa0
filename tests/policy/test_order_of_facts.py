"""Facts of one day may be told in any order, but for the exceptions of ``docs/order-of-facts.md``."""

from pathlib import Path
from typing import Any

import pytest

from models.risk import OrderState
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, settled_order
from tests.policy.order_of_facts import ANY, MATTERS, may_matter

DOC = Path(__file__).parents[2] / "docs" / "order-of-facts.md"


def test_the_page_has_each_exception_and_no_other() -> None:
    rows = [
        line.split("|")[1].strip() for line in DOC.read_text(encoding="utf-8").splitlines() if line.startswith("| ")
    ]
    assert rows[1:] == list(MATTERS)


def test_the_exceptions_are_of_facts_there_are_and_leave_most_pairs() -> None:
    named = {name for pairs in MATTERS.values() for pair in pairs for side in pair for name in side}
    assert named <= ANY
    free = [(one, other) for one in ANY for other in ANY if one < other and not may_matter(one, other)]
    assert len(free) > 0.6 * len(ANY) * (len(ANY) - 1) / 2


MADE: dict[str, Any] = {"order": "order-1", "kind": "restraining_order", "protects": ["victim-1"]}


def told(*facts: tuple[str, dict[str, Any]], to: Driven | None = None) -> Driven:
    case = to or settled_order()
    for minute, (what, fields) in enumerate(facts):
        case.report(what, f"2026-03-09 10:{minute:02}", happened="2026-03-09 09:00", **fields)
    return case


@pytest.mark.parametrize(
    "other",
    [
        ("order_breached", {"order": "order-1", "victim": "victim-1"}),
        ("order_variation_applied", {"order": "order-1"}),
        ("contact_with_protected_person", {"person": "victim-1"}),
    ],
    ids=lambda other: other[0],
)
def test_ev_36_an_order_told_after_what_was_done_to_it_is_the_order_it_would_have_been(
    other: tuple[str, dict[str, Any]],
) -> None:
    first = told(("protective_order_made", MADE), other)
    last = told(other, ("protective_order_made", MADE))
    assert first.case.orders == last.case.orders
    assert {(d.kind, d.subject, d.due_on) for d in first.case.open_duties} == {
        (d.kind, d.subject, d.due_on) for d in last.case.open_duties
    }


def test_ev_36_contact_told_before_the_order_that_forbade_it_is_a_breach_once_and_the_police_are_told() -> None:
    case = told(("contact_with_protected_person", {"person": "victim-1"}))
    assert "escalation" not in case.kinds
    case.report("protective_order_made", "2026-03-16", happened="2026-03-02", **MADE)
    with pytest.raises(Refused) as refused:
        case.done("escalation", "2026-03-16 12:00", told=["spo"])
    assert clauses(refused.value) == {"PF-11.5c"}
    assert {"escalation", "mappa_decision", "enforcement_decision", "review"} <= case.kinds
    assert len(case.case.orders["order-1"].breaches) == 1
    assert all(contact.broke for contact in case.case.contacts)
    again = case.report("protective_order_made", "2026-03-17", happened="2026-03-03", **MADE)
    assert "escalation" not in {line.kind for line in (*again.receipt.opened, *again.receipt.joined)}


def test_ev_36_contact_that_broke_one_order_broke_another_that_is_heard_of_later() -> None:
    other = {**MADE, "order": "order-2", "kind": "non_molestation_order"}
    contact = ("contact_with_protected_person", {"person": "victim-1"})
    known = told(("protective_order_made", other))
    first, last = (
        told(("protective_order_made", MADE), contact, to=known.copy()),
        told(contact, ("protective_order_made", MADE), to=known.copy()),
    )
    assert first.case.orders == last.case.orders
    assert [len(order.breaches) for order in last.case.orders.values()] == [1, 1]
    assert first.kinds == last.kinds


def test_contact_before_the_order_was_made_is_still_no_breach() -> None:
    case = told(("contact_with_protected_person", {"person": "victim-1"}))
    case.report("protective_order_made", "2026-03-16", **MADE)
    assert "escalation" not in case.kinds
    assert case.case.orders["order-1"].breaches == []


def test_an_application_to_vary_an_order_not_yet_known_is_kept_and_the_order_checked() -> None:
    case = told(("order_variation_applied", {"order": "order-1"}))
    assert case.case.orders["order-1"].state is OrderState.VARIATION_APPLIED
    assert "order_check" in case.kinds


def test_ev_05_a_refusal_to_name_a_partner_hides_no_pregnancy() -> None:
    """She is at risk and gets a new partner's whole answer, whichever was told first."""
    she: dict[str, Any] = {"partner": "partner-1"}
    refused, pregnant = ("partner_details_refused", she), ("partner_pregnant", she)
    first, last = told(refused, pregnant), told(pregnant, refused)
    assert first.case.partners == last.case.partners
    assert "partner-1" in first.case.people_at_risk and "partner-1" in last.case.people_at_risk
    assert {(d.kind, d.subject, d.due_on) for d in first.case.open_duties} == {
        (d.kind, d.subject, d.due_on) for d in last.case.open_duties
    }
    assert first.duty("new_partner").subject == "partner-1"


def test_ev_36_a_variation_that_would_end_an_order_before_it_was_made_changes_nothing() -> None:
    varied = ("order_varied", {"order": "order-1", "ends_on": "2026-01-09"})
    first, last = told(("protective_order_made", MADE), varied), told(varied, ("protective_order_made", MADE))
    assert first.case.orders == last.case.orders
    assert (first.case.orders["order-1"].state, first.case.orders["order-1"].ends_on) == (OrderState.IN_FORCE, None)
    assert "contradictory" in {flag.code for flag in last.case.flags.values()}


def test_ev_36_an_order_once_varied_may_be_up_for_variation_again_and_all_it_protects_are_asked_about() -> None:
    made, again = ("protective_order_made", MADE), ("order_variation_applied", {"order": "order-1"})
    known = settled_order()
    known.report("order_varied", "2026-03-06", order="order-1")
    first, last = told(made, again, to=known.copy()), told(again, made, to=known.copy())
    for case in (first, last):
        assert case.case.orders["order-1"].state is OrderState.VARIATION_APPLIED
        assert case.duty("police_enquiry", "victim-1").is_open
    assert first.kinds == last.kinds


def test_pf_16_14b_a_partner_who_becomes_known_before_the_daso_referral_is_made_goes_with_it() -> None:
    """IN-19: whether BBR or the partner is told first, the one referral names the partner and is due the same day."""
    bbr, partner = ("programme_required", {"programme": "bbr"}), ("new_relationship", {"partner": "partner-1"})
    first, last = told(bbr, partner), told(partner, bbr)
    assert first.due("daso_referral") == last.due("daso_referral")
    assert first.duty("daso_referral").notes == last.duty("daso_referral").notes == ["name partner-1 in it too"]
