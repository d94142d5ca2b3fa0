"""Programmes and the DASO: sections 12.9, 16.14b, 17.7 and 17.8 (TI-04, TI-05; AM-02, AM-04, AM-32, AM-48, AM-49)."""

import pytest

from models.roles import Role
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, kinds, on_licence, order_made, sentenced, settled_order

DASO = {"daso_referral", "daso_contact"}


def test_ti_04_ti_05_an_order_with_the_programme_starts_both_clocks_with_the_order() -> None:
    """One week from Monday 2 March is the 9th; fifteen calendar days, weekends and all, the 17th (AM-04)."""
    case = order_made(programme="bbr")
    assert case.due("programme_referral") == "2026-03-09"
    assert case.due("daso_referral") == "2026-03-17"
    lines = {line.kind: line.why for line in case.outcomes[0].receipt.opened}
    assert lines["programme_referral"] == "1 week from licence or order began on 2 March 2026; PF-12.9a"
    assert lines["daso_referral"] == "15 days from licence or order began on 2 March 2026; PF-12.9c"


def test_ins_p08_the_exchange_begins_with_the_referral_and_counts_from_the_start() -> None:
    """Every 28 days from Monday 2 March: the 30th, whenever before then the referral was made."""
    case = order_made(programme="bbr")
    assert "daso_contact" not in case.kinds
    case.done("daso_referral", "2026-03-12")
    assert case.due("daso_contact") == "2026-03-30"
    late = order_made(programme="bbr")
    late.done("daso_referral", "2026-04-10")
    assert late.due("daso_contact") == "2026-05-08"


def test_so_does_a_release_with_the_programme_as_a_condition() -> None:
    case = on_licence(programme="bbr")
    assert {"programme_referral", "daso_referral"} <= case.kinds


def test_am_02_ev_40_a_requirement_heard_of_late_still_counts_from_the_start() -> None:
    case = settled_order()
    case.report("programme_required", "2026-03-16", programme="bbr")
    assert case.due("programme_referral") == "2026-03-09"
    assert case.due("daso_referral") == "2026-03-17"


def test_the_clocks_wait_for_the_licence_while_the_person_is_in_custody() -> None:
    case = sentenced("2026-06-01")
    outcome = case.report("programme_required", "2026-03-16", programme="bbr")
    assert not outcome.receipt.opened
    case.report("released", "2026-06-01")
    assert case.due("programme_referral") == "2026-06-08"


def test_the_daso_is_for_building_better_relationships_only() -> None:
    """No other programme brings one."""
    assert order_made(programme="other").kinds & {"programme_referral", *DASO} == {"programme_referral"}


@pytest.mark.parametrize(("programme", "words"), [("structured_intervention", "no set time"), ("kaizen", "GU-32")])
def test_programmes_the_one_week_does_not_apply_to(programme: str, words: str) -> None:
    """The text gives no set time for a structured intervention; Kaizen runs in custody only."""
    case = order_made(programme=programme)
    assert "programme_referral" not in case.kinds
    assert words in " ".join(case.outcomes[0].receipt.notes)


def test_gu_25_the_daso_referral_may_not_be_waived() -> None:
    with pytest.raises(Refused, match="may not be waived"):
        order_made(programme="bbr").waive("daso_referral", "2026-03-03", "she did not want it")


class TestFinished:
    def test_ev_63_am_49_a_finished_programme_needs_no_referral_of_any_kind(self) -> None:
        case = order_made(programme="bbr")
        case.done("daso_referral", "2026-03-06")
        case.report("new_relationship", "2026-03-09", partner="partner-1")
        outcome = case.report("programme_completed", "2026-03-16", programme="bbr")
        assert kinds(outcome.receipt.closed) == {"programme_referral", "daso_contact"}
        assert not DASO & case.kinds

    def test_another_programme_finished_changes_nothing_and_is_flagged(self) -> None:
        case = order_made(programme="bbr")
        outcome = case.report("programme_completed", "2026-03-16", programme="other")
        assert outcome.receipt.flags == ["completed a programme the case did not require"]
        assert {"programme_referral", "daso_referral"} <= case.kinds

    def test_left_incomplete_the_next_route_is_said(self) -> None:
        case = order_made(programme="bbr")
        outcome = case.report("programme_completed", "2026-03-16", programme="bbr", finished=False)
        assert "alternative delivery" in outcome.receipt.notes[0]
        assert case.case.on_bbr

    def test_am_32_am_48_finished_in_custody_it_is_carried_over_every_release(self) -> None:
        case = sentenced("2026-06-01", programme="bbr")
        case.report("programme_completed", "2026-05-04", programme="bbr")
        case.report("released", "2026-06-01", programme="bbr")
        assert not {"programme_referral", *DASO} & case.kinds
        case.report("recalled", "2026-06-15", post_recall_release="2026-09-01")
        case.report("released", "2026-09-01", programme="bbr")
        assert not {"programme_referral", *DASO} & case.kinds


class TestNewPartner:
    def test_ins_s07_pf_17_8b_a_new_partner_goes_to_the_daso_too(self) -> None:
        """Monday 16 March: five working days (INS-P07), with the partner's details."""
        case = settled_order(programme="bbr")
        outcome = case.report("new_relationship", "2026-03-16", partner="partner-1")
        assert "daso_referral" not in kinds(outcome.receipt.opened)
        assert case.due("new_partner") == "2026-03-23"
        with pytest.raises(Refused) as refused:
            case.done("new_partner", "2026-03-17")
        assert clauses(refused.value) == {"PF-17.8b"}
        case.done("new_partner", "2026-03-17", daso_referral="referral-9")
        again = case.report("disclosure_made", "2026-03-23", partner="partner-1")
        assert "daso_referral" not in kinds(again.receipt.opened)

    def test_pf_16_14b_a_disclosure_asks_for_the_referral_unless_it_was_made(self) -> None:
        case = settled_order(programme="bbr")
        case.report("disclosure_made", "2026-03-16", partner="partner-1")
        case.done("daso_referral", "2026-03-17")
        again = case.report("disclosure_made", "2026-03-23", partner="partner-1")
        assert "daso_referral" not in kinds(again.receipt.opened)
        other = case.report("disclosure_made", "2026-03-24", partner="partner-2")
        assert "daso_referral" in kinds(other.receipt.opened)

    def test_am_49_not_without_the_programme(self) -> None:
        outcome = settled_order().report("new_relationship", "2026-03-16", partner="partner-1")
        assert not DASO & kinds(outcome.receipt.opened)

    def test_a_relationship_begun_in_custody_reaches_the_daso_on_release(self) -> None:
        case = sentenced("2026-06-01", programme="bbr")
        case.report("new_relationship", "2026-03-16", partner="partner-1")
        assert not DASO & case.kinds
        case.report("released", "2026-06-01")
        assert case.due("daso_referral") == "2026-06-08"
        assert case.duty("daso_referral").notes == ["name partner-1 in it too"]
        case.done("daso_referral", "2026-06-02", also=["partner-1"])
        again = case.report("disclosure_made", "2026-06-08", partner="partner-1")
        assert "daso_referral" not in kinds(again.receipt.opened)

    def test_in_19_one_who_was_not_named_is_referred_by_themselves(self) -> None:
        case = sentenced("2026-06-01", programme="bbr")
        case.report("new_relationship", "2026-03-16", partner="partner-1")
        case.done("new_partner", "2026-03-20")
        case.report("released", "2026-06-01")
        case.done("daso_referral", "2026-06-02")
        again = case.report("disclosure_made", "2026-06-08", partner="partner-1")
        assert "daso_referral" in kinds(again.receipt.opened)

    def test_a_relationship_that_ended_before_does_not(self) -> None:
        case = sentenced("2026-06-01", programme="bbr")
        case.report("new_relationship", "2026-03-16", partner="partner-1")
        case.report("relationship_ended", "2026-04-20", partner="partner-1")
        case.report("released", "2026-06-01")
        assert [d.subject for d in case.case.open_duties if d.kind == "daso_referral"] == [None]


def monthly(case: Driven) -> list[str]:
    """Do the exchange on each due date for a while; the dates it then falls due."""
    seen = []
    for _ in range(4):
        seen.append(case.due("daso_contact"))
        case.done("daso_contact", seen[-1])
    return seen


def test_ins_p08_the_exchange_comes_back_every_28_days() -> None:
    assert monthly(settled_order(programme="bbr")) == ["2026-03-30", "2026-04-27", "2026-05-25", "2026-06-22"]


def test_ins_s13_the_spo_knows_by_six_weeks_that_the_exchange_is_missing() -> None:
    """Due on 30 March and missed: the owner on the 31st, the SPO when it is 14 days late, on 13 April (T0 + 42)."""
    case = settled_order(programme="bbr")
    contact = case.duty("daso_contact").id
    case.until("2026-04-30")
    assert [(at, n.to_role) for at, n in case.told_about(contact)] == [
        ("2026-03-31 09:00", Role.COMMUNITY_PRACTITIONER),
        ("2026-04-13 09:00", Role.SPO),
    ]
