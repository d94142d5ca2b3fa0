"""Release planning: sections 7.6d, 9.1, 9.2 and 17.3 (PH-09). It opens by date, and moves with it."""

import pytest

from models.outcome import NoticeClass
from models.roles import Role
from policy.refusal import Refused
from tests.policy.driving import ALLOCATED, Driven, clauses, kinds, on_licence, sentenced

PLANNING = {"first_contact_and_handover", "licence_conditions", "release_address_check", "release_plan"}


def test_planning_opens_eight_months_before_release_with_no_event_at_all() -> None:
    """Release on 1 March 2027; eight months before is 1 July 2026, midnight in London."""
    case = sentenced("2027-03-01", profile={"mappa_level": 2})
    case.strike("2026-06-30 23:59")
    assert not PLANNING & case.kinds
    case.strike("2026-07-01 00:00")
    assert case.kinds >= PLANNING


def test_each_step_counts_back_from_the_release() -> None:
    """Release 1 March 2027: 84 days before is 7 December 2026, 42 days before is 18 January 2027.

    Six months before for the MAPPA level, 1 September 2026, is the framework's own (TI-06, PF-9.2e).
    """
    case = sentenced("2027-03-01", profile={"mappa_level": 2})
    case.strike("2026-07-01 00:00")
    assert case.due("first_contact_and_handover") == "2026-12-07"
    assert {case.due(k) for k in PLANNING - {"first_contact_and_handover"}} == {"2027-01-18"}
    assert case.due("mappa_level_notice") == "2026-09-01"
    assert case.duty("licence_conditions").owner is Role.COMMUNITY_PRACTITIONER


def test_am_15_the_earliest_release_sets_the_mappa_notice_hdc_included() -> None:
    """HDC eligibility on 1 January 2027 counts as release: planning from 1 May 2026, notice by 1 July 2026."""
    case = sentenced("2027-03-01", profile={"mappa_level": 2}, dates={"hdc_eligibility": "2027-01-01"})
    case.strike("2026-05-01 00:00")
    assert case.due("mappa_level_notice") == "2026-07-01"


def test_am_15_less_than_six_months_out_the_mappa_notice_is_due_at_once() -> None:
    case = sentenced("2026-06-01", profile={"mappa_level": 3})
    assert case.due("mappa_level_notice") == "2026-03-02"


LATE = "less than six months to release, and the prison has not been told the MAPPA level (GU-41)"


class TestMappaNotice:
    """PF-9.2e: six months before the earliest release. Late, it is told at once and says why (AM-15)."""

    def far(self) -> Driven:
        """Release on 1 March 2027: the notice is due on 1 September 2026."""
        case = sentenced("2027-03-01", profile={"mappa_level": 2})
        case.strike("2026-07-01 00:00")
        return case

    def test_gu_41_late_from_the_start_it_is_told_at_once_and_the_notice_says_why(self) -> None:
        case = sentenced("2026-06-01", profile={"mappa_level": 3})
        assert [n.about for _, n in case.notices(NoticeClass.IMMEDIATE, Role.COMMUNITY_PRACTITIONER)] == [LATE]
        assert not case.escalations()  # nobody could have told it six months before
        with pytest.raises(Refused, match="GU-41") as refused:
            case.done("mappa_level_notice", "2026-03-03", late_reason=None)
        assert clauses(refused.value) == {"PF-9.2e"}
        case.done("mappa_level_notice", "2026-03-03", late_reason="sentenced three months before release")

    def test_pf_9_2e_in_time_it_needs_no_reason_and_nobody_is_alarmed(self) -> None:
        case = self.far()
        case.done("mappa_level_notice", "2026-09-01", late_reason=None)
        assert not case.notices(NoticeClass.IMMEDIATE)

    @pytest.mark.parametrize(("done_on", "late"), [("2026-09-01", False), ("2026-09-02", True), (None, True)])
    def test_gu_41_it_is_the_day_of_the_notice_that_counts(self, done_on: str | None, late: bool) -> None:
        case = self.far()
        if not late:
            case.done("mappa_level_notice", "2026-09-07", late_reason=None, done_on=done_on)
            return
        with pytest.raises(Refused, match="GU-41"):
            case.done("mappa_level_notice", "2026-09-07", late_reason=None, done_on=done_on)

    def test_pf_9_2e_the_prisons_acknowledgement_is_the_evidence(self) -> None:
        with pytest.raises(Refused) as refused:
            self.far().done("mappa_level_notice", "2026-08-03", reference=None)
        assert clauses(refused.value) == {"PF-9.2e"}

    def test_ev_62_gu_41_a_release_that_comes_nearer_is_told_once(self) -> None:
        case = self.far()
        for release in ("2026-12-01", "2026-11-30"):
            case.report("dates_changed", "2026-07-02", dates={"conditional_release": release})
        assert len([n for _, n in case.told if n.about == LATE]) == 1


class TestHandover:
    """PH-08, EV-61: the POM hands over, and early allocation brings it forward."""

    def test_ev_61_early_allocation_hands_over_now_and_asks_who_takes_the_case(self) -> None:
        """Fifteen months before the release the community is responsible, and not at eight months and fourteen days."""
        case = sentenced("2027-10-01")
        outcome = case.report("early_allocation_agreed", "2026-03-09")
        assert kinds(outcome.receipt.opened) == {"first_contact_and_handover", "community_allocation"}
        assert any("liaison officer passes" in note for note in outcome.receipt.notes)
        assert case.case.processes["handover"] == "to hand over"
        assert case.due("first_contact_and_handover") == "2026-07-01"
        case.strike("2026-07-01 00:00")
        assert case.case.com_responsible
        late = sentenced("2027-10-01")
        late.strike("2026-07-01 00:00")
        assert not late.case.com_responsible

    def test_pf_7_6d_handed_over_with_the_concerns_listed(self) -> None:
        case = sentenced("2026-06-01")
        assert case.case.processes["handover"] == "to hand over"
        case.done("first_contact_and_handover", "2026-03-09")
        assert case.case.processes["handover"] == "handed over"

    def test_ev_61_in_the_community_there_is_nothing_to_hand_over(self) -> None:
        assert not on_licence().report("early_allocation_agreed", "2026-03-09").receipt.opened


def test_no_mappa_level_no_notice() -> None:
    assert "mappa_level_notice" not in sentenced("2026-06-01").kinds


def test_ev_62_a_release_that_moves_takes_every_back_counted_date_with_it() -> None:
    """1 June 2027: 84 days before is 9 March 2027, 42 days before 20 April 2027, six months before 1 December 2026."""
    case = sentenced("2027-03-01", profile={"mappa_level": 2})
    case.strike("2026-07-01 00:00")
    outcome = case.report("dates_changed", "2026-07-02", dates={"conditional_release": "2027-06-01"})
    moved = {line.kind: str(line.due_on) for line in outcome.receipt.moved}
    assert moved == {
        "first_contact_and_handover": "2027-03-09",
        "licence_conditions": "2027-04-20",
        "release_address_check": "2027-04-20",
        "release_plan": "2027-04-20",
        "mappa_level_notice": "2026-12-01",
        "mappa_custody_information": "2027-04-20",
    }
    because = case.duty("release_plan").clocks[0].moved[0].because
    assert because == "the date it counts back from changed"


def test_a_release_date_withdrawn_leaves_a_reason_in_place_of_a_due_date() -> None:
    case = sentenced("2026-06-01")
    outcome = case.report("dates_changed", "2026-03-03", withdrawn=["conditional_release"])
    line = next(x for x in outcome.receipt.moved if x.kind == "release_plan")
    assert line.due_on is None
    assert line.why == "no due date until it is known: 6 weeks before release, or half the time left"


def test_ins_p04_p05_a_short_sentence_compresses_every_step_into_the_time_there_is() -> None:
    """14 weeks, release on 20 April 2026: first contact in five working days, the rest at half of 49 days (day 24)."""
    case = sentenced("2026-04-20")
    assert case.due("first_contact_and_handover") == "2026-03-09"
    assert {case.due(k) for k in PLANNING - {"first_contact_and_handover"}} == {"2026-03-26"}


def test_ins_s03_two_weeks_before_release_the_spo_hears_what_is_open_whatever_the_ladder_says() -> None:
    """14 days before 20 April is Easter Monday; the working day before is Thursday 2 April."""
    case = sentenced("2026-04-20")
    case.until("2026-04-03")
    assert ("2026-04-02 09:00", "release in two weeks and 4 steps still open") in [
        (at, n.about) for at, n in case.escalations(Role.SPO)
    ]


def test_a_release_is_never_held_up_and_an_unready_one_is_said_at_once() -> None:
    """INS-N02: what is open stays owed on licence; work for the prison does not."""
    case = sentenced("2026-04-20", profile={"mappa_level": 2})
    outcome = case.report("released", "2026-04-20")
    assert [n.about for n in outcome.receipt.notices if n.kind is NoticeClass.ESCALATION] == [
        "released with 5 pre-release steps still open"
    ]
    assert case.kinds >= PLANNING
    assert "mappa_level_notice" not in case.kinds


def test_ins_s04_a_ready_release_raises_no_alarm() -> None:
    case = sentenced("2026-04-20")
    case.report("practitioner_allocated", "2026-03-02 11:00", **ALLOCATED)
    for kind in sorted({*PLANNING, "post_sentence_papers"}):
        case.done(kind, "2026-03-03")
    case.report("released", "2026-04-20")
    assert case.escalations() == []


def test_ins_p14_a_practitioner_changed_within_13_weeks_of_release_is_said_once() -> None:
    case = sentenced("2026-07-01")
    case.report("practitioner_allocated", "2026-03-03", **ALLOCATED)
    early = case.report("practitioner_allocated", "2026-03-30", **{**ALLOCATED, "practitioner": "com-2"})
    late = case.report("practitioner_allocated", "2026-04-01", **{**ALLOCATED, "practitioner": "com-3"})
    about = "the practitioner changed within 13 weeks of release"
    assert about not in [n.about for n in early.receipt.notices]  # 93 days before
    assert about in [n.about for n in late.receipt.notices]  # 91 days before, the thirteenth week
    assert "handover_acceptance" in case.kinds


def test_planning_done_for_a_release_that_is_put_off_comes_back_for_the_next() -> None:
    """Parole refused: now 1 March 2029. Eight months before is 1 July 2028; six weeks before, 18 January 2029."""
    case = sentenced("2026-06-01")
    for kind in sorted(PLANNING):
        case.done(kind, "2026-03-03")
    case.report("dates_changed", "2026-05-11", dates={"conditional_release": "2029-03-01"})
    case.strike("2028-06-30 23:59")
    assert not PLANNING & case.kinds
    case.strike("2028-07-01 00:00")
    assert case.due("release_plan") == "2029-01-18"


def test_a_release_put_off_starts_the_ladder_of_what_is_still_open_again() -> None:
    """Overdue in April 2026 for June; put off to 1 March 2027 it is due on 18 January 2027, and the SPO hears again."""
    case = sentenced("2026-06-01")
    case.report("dates_changed", "2026-05-11", dates={"conditional_release": "2027-03-01"})
    plan = case.duty("release_plan").id
    case.until("2027-02-01")
    heard = [at for at, n in case.escalations(Role.SPO) if plan in n.duties]
    assert heard == ["2026-04-21 09:00", "2027-01-19 09:00"]


def test_a_life_sentence_past_its_tariff_with_no_hearing_set_raises_no_planning_alarm() -> None:
    """Release is not in view: planning waits for a date that is still to come."""
    case = sentenced(None, kind="indeterminate", dates={"tariff": "2015-01-01", "sentence_start": "2003-01-01"})
    case.until("2026-04-01")
    assert not PLANNING & case.kinds
    case.report("dates_changed", "2026-04-01", dates={"target_hearing": "2027-04-01"})
    case.strike("2026-08-01 00:00")
    assert case.kinds >= PLANNING


@pytest.mark.parametrize(
    ("kind", "field", "clause"),
    [
        ("first_contact_and_handover", "concerns_listed", "PF-7.6d"),
    ],
)
def test_a_step_without_its_evidence_is_refused_with_the_clause(kind: str, field: str, clause: str) -> None:
    case = sentenced("2026-06-01")
    with pytest.raises(Refused) as refused:
        case.done(kind, "2026-03-03", **{field: None})
    assert clauses(refused.value) == {clause}


def test_recall_starts_planning_afresh_for_the_release_after_it() -> None:
    """AM-32: a 28-day recall on 1 June ends on 29 June; the steps are counted anew from the recall."""
    case = sentenced("2026-04-20")
    case.report("released", "2026-04-20")
    outcome = case.report("recalled", "2026-06-01", kind="fixed_term_28")
    assert kinds(outcome.receipt.opened) >= PLANNING
    assert case.due("first_contact_and_handover") == "2026-06-08"  # five working days: release is too near for 12 weeks
    assert case.due("release_plan") == "2026-06-15"  # half of 28 days


def test_a_release_moved_by_mistake_and_put_right_asks_for_nothing_twice() -> None:
    case = sentenced("2026-06-01")
    for kind in sorted(PLANNING):
        case.done(kind, "2026-03-03")
    for release in ("2027-06-01", "2026-06-01", "2026-09-01"):
        case.report("dates_changed", "2026-03-09", dates={"conditional_release": release})
    case.until("2026-08-31")
    assert not PLANNING & case.kinds


def test_a_mappa_level_decided_while_release_is_planned_is_told_to_the_prison() -> None:
    """PF-9.2e: less than six months remain, so at once (AM-15); decided before planning opens, planning asks for it."""
    near = sentenced("2026-06-01", markers=["order_breach"])
    outcome = near.decided("mappa", "level_2", "2026-03-09")
    assert [(d.kind, str(d.due_on)) for d in outcome.receipt.opened] == [
        ("mappa_level_notice", "2026-03-09"),
        ("mappa_custody_information", "2026-04-20"),
    ]
    far = sentenced("2027-03-01", markers=["order_breach"])
    far.decided("mappa", "level_3", "2026-03-09")
    assert "mappa_level_notice" not in far.kinds
    far.strike("2026-07-01 00:00")
    assert far.due("mappa_level_notice") == "2026-09-01"
    refused = sentenced("2026-06-01", markers=["order_breach"])
    refused.decided("mappa", "not_referred", "2026-03-09")
    assert "mappa_level_notice" not in refused.kinds


def test_planning_asks_for_a_community_practitioner_before_the_community_is_responsible() -> None:
    """HDC eligibility on 1 October 2026 opens planning at once; the handover itself waits for 17 June."""
    dates = {"hdc_eligibility": "2026-10-01"}
    case = sentenced("2027-03-01", dates=dates)
    assert not case.case.com_responsible
    assert case.due("community_allocation") == "2026-03-04"
    named = sentenced("2028-03-01")
    named.report("practitioner_allocated", "2026-03-03", **ALLOCATED)
    named.report("dates_changed", "2026-03-04", dates=dates)
    assert "release_plan" in named.kinds
    assert "community_allocation" not in named.kinds
