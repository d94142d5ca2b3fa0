"""The start of supervision on licence or order: sections 6.9, 7.1, 7.2 and 10.8 (BU-START), and what restarts it."""

from collections.abc import Callable
from typing import Any

import pytest

from models.roles import Role
from policy.refusal import Refused
from tests.policy.driving import ALLOCATED, Driven, clauses, kinds, on_licence, order_made, sentenced

BUNDLE = {
    "residence": "2026-03-03",  # one working day
    "start_checks": "2026-03-09",  # five
    "initial_assessment": "2026-03-23",  # fifteen
    "home_visit": "2026-03-23",  # fifteen: the risk is not known yet (AM-06)
    "police_enquiry": "2026-03-04",  # two
    "childrens_services_enquiry": "2026-03-04",
    "purposeful_contact": "2026-03-23",  # 21 days
}
"""Each kind and its due date, counted by hand from Monday 2 March 2026."""


def suspended_sentence() -> Driven:
    return order_made(kind="suspended_sentence_order")


@pytest.mark.parametrize("begin", [order_made, suspended_sentence, on_licence])
def test_ev_12_tr_05_supervision_begins_with_the_same_work_on_licence_and_on_an_order(
    begin: Callable[[], Driven],
) -> None:
    case = begin()
    assert {k: case.due(k) for k in BUNDLE} == BUNDLE
    assert case.duty("initial_assessment").owner is Role.COMMUNITY_PRACTITIONER


def test_am_11_a_suspended_sentence_order_says_it_is_handled_as_a_community_order() -> None:
    assert "(AM-11)" in " ".join(suspended_sentence().outcomes[0].receipt.notes)


def test_am_02_a_release_heard_of_late_counts_from_the_release_and_is_flagged() -> None:
    """Nobody was allocated: contact with a purpose is asked of whoever then is, from the release all the same."""
    case = sentenced("2026-03-02", "2026-01-05")
    outcome = case.report("released", "2026-03-30", happened="2026-03-02")
    assert "purposeful_contact" not in case.kinds
    case.report("practitioner_allocated", "2026-03-30", **ALLOCATED)
    assert {k: case.due(k) for k in BUNDLE} == BUNDLE
    assert "happened 28 days before it was recorded" in outcome.receipt.flags


def test_a_very_late_release_raises_one_alarm_not_a_storm() -> None:
    """Told on Monday 30 March of 2 March: what is late goes to the SPO in one notice, at once in working hours.

    Five working days after we heard (Good Friday and Easter Monday skipped) ends on 8 April; the head of PDU hears
    on the 9th. No reminder comes for what is already late.
    """
    late = sentenced("2026-03-02", "2026-01-05")
    late.report("practitioner_allocated", "2026-01-05", **ALLOCATED)
    for kind in ("post_sentence_papers", "first_contact_and_handover", "licence_conditions", "release_address_check",
                 "release_plan"):  # fmt: skip
        late.done(kind, "2026-01-06")
    late.report("released", "2026-03-30", happened="2026-03-02")
    late.until("2026-04-10")
    assert [(at, n.to_role) for at, n in late.escalations()] == [
        ("2026-03-30 10:00", Role.SPO),
        ("2026-04-09 09:00", Role.HEAD_OF_PDU),
    ]
    assert not [n for _, n in late.told if n.about.startswith("reminder")]
    assert late.kinds == on_licence().kinds


def test_ev_38_a_case_without_a_practitioner_asks_for_one_until_one_is_named() -> None:
    case = order_made()
    assert case.duty("community_allocation").owner is Role.MIDDLE_MANAGER
    case.report("practitioner_allocated", "2026-03-03", **ALLOCATED)
    assert "community_allocation" not in case.kinds


def test_gu_42_unconfirmed_skill_is_told_to_the_middle_manager() -> None:
    outcome = order_made().report(
        "practitioner_allocated", "2026-03-03", practitioner="com-1", holder="community_practitioner",
        skills_confirmed=False,
    )  # fmt: skip
    assert [(n.to_role, "GU-42" in n.about) for n in outcome.receipt.notices] == [(Role.MIDDLE_MANAGER, True)]


def test_ev_38_pf_7_1a_a_new_practitioner_accepts_the_case_and_assesses_afresh() -> None:
    case = on_licence()
    case.done("initial_assessment", "2026-03-09")
    outcome = case.report("practitioner_allocated", "2026-03-16", **{**ALLOCATED, "practitioner": "com-2"})
    assert kinds(outcome.receipt.opened) == {"handover_acceptance", "initial_assessment"}
    with pytest.raises(Refused) as refused:
        case.done("handover_acceptance", "2026-03-17", own_assessment=None)
    assert clauses(refused.value) == {"PF-7.1a"}  # GU-16


def test_ph_25_a_transfer_to_another_team_asks_that_team_to_allocate() -> None:
    case = on_licence()
    moved = case.report("case_transferred", "2026-03-16", team="team-2", spo="spo-2")
    assert kinds(moved.receipt.opened) == {"community_allocation"}
    assert [(n.to_role, n.to_staff) for n in moved.receipt.notices] == [(Role.SPO, "spo-2")]
    again = case.report("case_transferred", "2026-03-17", team="team-2")
    assert not (again.receipt.opened or again.receipt.notices)
    taken = case.report("practitioner_allocated", "2026-03-18", **{**ALLOCATED, "practitioner": "com-2"})
    assert kinds(taken.receipt.opened) == {"handover_acceptance"}  # the first assessment is still open, and joined
    assert "community_allocation" not in case.kinds


def test_am_32_every_release_is_a_new_start() -> None:
    """Recalled on 16 March, released again on Monday 1 June: fifteen working days after is 22 June."""
    case = on_licence()
    case.done("police_enquiry", "2026-03-03")
    recalled = case.report("recalled", "2026-03-16", post_recall_release="2026-06-01")
    assert {"residence", "start_checks", "initial_assessment", "purposeful_contact", "periodic_police_enquiry"} <= (
        kinds(recalled.receipt.closed)
    )
    case.report("released", "2026-06-01", kind="post_recall")
    assert case.due("home_visit") == "2026-06-22"
    assert case.due("initial_assessment") == "2026-06-22"
    assert case.due("residence") == "2026-06-02"
    assert str(case.case.supervision_started) == "2026-06-01"


def test_am_57_post_sentence_supervision_starts_no_clock_again() -> None:
    case = on_licence()
    before = {d.kind: d.due_on for d in case.case.open_duties}
    outcome = case.report("supervision_ended", "2026-03-03", what="licence", followed_by_post_sentence_supervision=True)
    assert {d.kind: d.due_on for d in case.case.open_duties} == before
    assert not outcome.receipt.opened
    assert str(case.case.supervision_started) == "2026-03-02"


def test_am_57_a_new_order_starts_the_clocks_again_and_a_correction_of_the_old_one_does_not() -> None:
    """Eleven weeks on, Monday 18 May; fifteen working days after, with the bank holiday of the 25th, is 9 June."""
    case = order_made(sentence="order-1", length_days=365)
    for kind in ("residence", "initial_assessment", "home_visit"):
        case.done(kind, "2026-03-09")
    corrected = case.report("sentence_passed", "2026-03-11", happened="2026-03-02 12:00", sentence="order-1",
                            kind="community_order", length_days=540)  # fmt: skip
    assert not {"residence", "home_visit"} & kinds(corrected.receipt.opened)
    case.report("sentence_passed", "2026-05-18", sentence="order-2", kind="community_order")
    assert case.due("home_visit") == "2026-06-09"
    assert case.due("initial_assessment") == "2026-06-09"
    assert str(case.case.supervision_started) == "2026-05-18"


def test_an_order_made_beside_a_licence_starts_its_own_clocks() -> None:
    """PF-12.9a: its programme is referred within a week of the order, Monday 11 May and so by the 18th."""
    case = on_licence()
    case.report("sentence_passed", "2026-05-11", sentence="order-1", kind="community_order", programme="bbr")
    assert case.due("programme_referral") == "2026-05-18"


@pytest.mark.parametrize(
    ("kind", "missing", "clause"),
    [
        ("start_checks", {"registrations_active": None}, "PF-6.9b"),
        ("start_checks", {"measures_found": None}, "PF-6.9c"),
        ("start_checks", {"children": None}, "PF-6.9d"),
        ("start_checks", {"household": None}, "PF-6.9e"),
        ("start_checks", {"been_at_marac": None}, "PF-15.14a"),
        ("start_checks", {"child_at_risk": None}, "PF-18.12a"),
        ("initial_assessment", {"oasys": None}, "PF-7.2b"),
        ("initial_assessment", {"people_at_risk": []}, "PF-7.2c"),
        ("initial_assessment", {"risk_management_plan": None}, "PF-8.1a"),
        ("initial_assessment", {"sara": None}, "PF-7.2b"),
    ],
)
def test_start_work_without_its_evidence_is_refused(kind: str, missing: dict[str, Any], clause: str) -> None:
    with pytest.raises(Refused) as refused:
        order_made().done(kind, "2026-03-09", **missing)
    assert clauses(refused.value) == {clause}
