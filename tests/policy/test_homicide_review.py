"""A death in the scope of a domestic homicide review: section 19 (EV-56, PH-27)."""

from models.outcome import NoticeClass
from models.roles import Role
from policy.responses.homicide_review import PRESERVE
from tests.policy.driving import Driven, moment, order_made, sentenced, settled_order


def told(case: Driven) -> list[Role]:
    return [n.to_role for _, n in case.notices(NoticeClass.ESCALATION) if n.about == PRESERVE]


def test_ev_56_the_case_is_flagged_and_the_senior_manager_hears_once() -> None:
    case = settled_order()
    for at in ("2026-03-09", "2026-03-10"):
        outcome = case.report("death_in_review_scope", at, person="victim-1")
        assert not outcome.receipt.opened
    assert case.case.homicide_review
    assert told(case) == [Role.HEAD_OF_PDU]
    assert case.case.processes["homicide_review"] == "case preserved"
    assert "purposeful_contact" in case.kinds  # supervision goes on


def test_ev_56_where_a_prison_has_held_the_person_the_governor_hears_too() -> None:
    case = sentenced("2027-03-01")
    case.report("received_into_custody", "2026-03-02 15:00", prison="prison-1")
    case.report("death_in_review_scope", "2026-03-09", person="partner-1")
    assert told(case) == [Role.HEAD_OF_PDU, Role.GOVERNOR]


def test_ph_27_a_closed_case_that_is_preserved_keeps_listening_until_the_review_is_closed() -> None:
    """Ended on 1 September it would listen until 30 November; the review closes on 1 June 2027, and 90 days more."""
    case = settled_order()
    case.report("supervision_ended", "2026-09-01", what="order")
    case.done("account_for_case", "2026-09-02")
    case.report("death_in_review_scope", "2026-09-14", person="victim-1")
    assert told(case) == [Role.HEAD_OF_PDU]
    case.until("2027-06-01")
    assert not case.finished and case.wake_at is None
    case.report("homicide_review_closed", "2027-06-01")
    assert case.case.processes["homicide_review"] == "review closed"
    assert case.wake_at == moment("2027-08-30 00:00")
    assert case.strike("2027-08-30 00:00").finished


def test_ph_27_what_is_finished_is_kept_for_the_review() -> None:
    """A finished duty leaves the workflow after a year; not from a case that is preserved."""
    kept, gone = order_made(), order_made()
    kept.report("death_in_review_scope", "2026-03-03", person="victim-1")
    for case in (kept, gone):
        case.done("residence", "2026-03-04")
        case.strike("2027-03-08")
    assert any(d.kind == "residence" for d in kept.case.duties.values())
    assert not any(d.kind == "residence" for d in gone.case.duties.values())


def test_a_review_nobody_knew_of_is_closed_with_a_flag() -> None:
    outcome = settled_order().report("homicide_review_closed", "2026-03-09")
    assert outcome.receipt.flags == ["the case did not know of a homicide review"]
