"""Reminders and escalation (INS-P16, INS-P18; project default): each rung once, in working hours unless grave."""

from collections import Counter

import pytest

from models.outcome import NoticeClass
from models.roles import Role
from policy.known_versions import added
from policy.ladder import Step, told
from tests.policy.driving import order_made, sentenced, settled_order
from tests.policy.third_version import TRIAL
from tests.policy.under_versions import FRAMEWORK, go_over


def test_reminder_before_spo_when_late_head_of_pdu_five_working_days_on() -> None:
    """A review of Monday 9 March, due on Monday the 16th: reminded on Thursday the 12th, two working days before;

    the SPO on the morning after, the 17th; five working days late is the end of the 23rd, so the 24th.
    """
    case = settled_order()
    case.report("significant_change", "2026-03-09")
    case.until("2026-06-01")
    assert [(at, n.kind, n.to_role) for at, n in case.told_about(case.duty("review").id)] == [
        ("2026-03-12 09:00", NoticeClass.DIGEST, Role.COMMUNITY_PRACTITIONER),
        ("2026-03-17 09:00", NoticeClass.ESCALATION, Role.SPO),
        ("2026-03-24 09:00", NoticeClass.ESCALATION, Role.HEAD_OF_PDU),
    ]


def test_nine_in_the_morning_is_london_time_in_summer_too() -> None:
    """09:00 on 7 July in London is 08:00 UTC; the end of the due date is 23:00 UTC the evening before."""
    case = settled_order()
    case.report("significant_change", "2026-06-29")
    case.until("2026-07-06 23:30")
    assert case.wake_at is not None
    assert case.wake_at.isoformat() == "2026-07-06T23:00:00+00:00"
    review = case.duty("review").id
    case.until("2026-07-07 12:00")
    assert [at for at, n in case.escalations(Role.SPO) if review in n.duties] == ["2026-07-07 09:00"]


def test_a_rung_that_falls_on_a_weekend_waits_for_the_next_working_morning() -> None:
    """Due on Friday 13 March: over at midnight, told on Monday the 16th."""
    case = settled_order()
    case.report("significant_change", "2026-03-06")
    case.until("2026-03-20")
    assert [at for at, _ in case.escalations(Role.SPO)] == ["2026-03-16 09:00"]


def test_a_grave_matter_is_told_at_midnight_when_it_falls_late() -> None:
    case = settled_order(profile={"rosh": {"known_adult": "medium"}})
    case.report("rosh_changed", "2026-03-06", level="very_high")
    escalation = case.duty("escalation").id
    case.until("2026-03-12")
    assert [at for at, n in case.escalations(Role.SPO) if escalation in n.duties] == ["2026-03-10 00:00"]


def test_what_falls_late_together_is_told_to_one_person_in_one_notice() -> None:
    case = order_made()
    case.report("practitioner_allocated", "2026-03-02 11:00", practitioner="com-1", holder="community_practitioner")
    case.until("2026-03-05 12:00")
    heard = [n for at, n in case.escalations(Role.SPO) if at == "2026-03-05 09:00"]
    assert len(heard) == 1
    assert len(heard[0].duties) == 3  # the papers and both enquiries, all due on the 4th


def test_no_reminder_for_work_that_is_due_before_one_could_come() -> None:
    case = order_made()
    residence = case.duty("residence").id  # one working day
    case.until("2026-03-03 23:00")
    assert case.told_about(residence) == []


def test_work_already_late_when_we_heard_is_told_once_at_once_in_working_hours() -> None:
    """Heard at nine in the evening of Monday 30 March of a concern known since the 2nd: told the next morning.

    The second manager hears five working days after we heard, not after it was due.
    """
    case = settled_order()
    case.report("concern_identified", "2026-03-30 21:00", happened="2026-03-02", identified="2026-03-02 11:00")
    visit = case.duty("home_visit").id
    case.until("2026-05-01")
    assert [(at, n.to_role) for at, n in case.told_about(visit)] == [
        ("2026-03-31 09:00", Role.SPO),
        ("2026-04-09 09:00", Role.HEAD_OF_PDU),
    ]


def test_a_late_clock_on_work_long_open_does_not_interrupt_the_night_either() -> None:
    """The review was opened in good time; at night on the 10th we hear of an incident known since the 2nd."""
    case = settled_order()
    case.report("significant_change", "2026-03-09")
    review = case.duty("review").id
    case.report("domestic_abuse_incident", "2026-03-10 22:00", happened="2026-03-02", identified="2026-03-02 11:00")
    assert case.due("review") == "2026-03-03"
    case.until("2026-03-13")
    assert [(at, n.to_role) for at, n in case.escalations() if review in n.duties] == [("2026-03-11 09:00", Role.SPO)]


def test_a_clock_that_was_not_struck_for_weeks_makes_up_for_it_without_a_reminder_for_the_past() -> None:
    case = settled_order()
    case.report("significant_change", "2026-03-09")
    review = case.duty("review").id
    case.wake_at = None  # the service was down
    case.strike("2026-04-15 03:00")
    assert case.told_about(review) == []
    case.until("2026-04-15 12:00")
    assert [(at, n.to_role) for at, n in case.told_about(review)] == [
        ("2026-04-15 09:00", Role.SPO),
        ("2026-04-15 09:00", Role.HEAD_OF_PDU),
    ]


def test_each_rung_fires_once_however_often_the_clock_strikes() -> None:
    case = settled_order()
    case.report("significant_change", "2026-03-09")
    for day in range(9, 31):
        case.strike(f"2026-03-{day:02} 12:00")
        case.strike(f"2026-03-{day:02} 12:00")
    fired = Counter((d, n.about.partition(":")[0]) for _, n in case.told for d in n.duties)
    assert set(fired.values()) == {1}


def test_ins_p16_no_contact_with_a_purpose_in_21_days_is_told_to_the_spo() -> None:
    """From Monday 2 March: due on the 23rd, told on the 24th, and to nobody else."""
    case = settled_order()
    contact = case.duty("purposeful_contact").id
    case.until("2026-06-01")
    assert [(at, n.to_role) for at, n in case.told_about(contact)] == [("2026-03-24 09:00", Role.SPO)]


@pytest.mark.parametrize(
    ("owner", "first", "second"),
    [
        (Role.COMMUNITY_PRACTITIONER, Role.SPO, Role.HEAD_OF_PDU),
        (Role.COURT_STAFF, Role.SPO, Role.HEAD_OF_PDU),
        (Role.POM, Role.HEAD_OF_OMD, Role.GOVERNOR),
        (Role.SPO, Role.HEAD_OF_PDU, None),
        (Role.MIDDLE_MANAGER, Role.HEAD_OF_PDU, None),
        (Role.HEAD_OF_OMD, Role.GOVERNOR, None),
    ],
)
def test_whom_a_late_duty_goes_up_to(owner: Role, first: Role, second: Role | None) -> None:
    assert told(owner, Step.FIRST_MANAGER) is first
    assert told(owner, Step.SECOND_MANAGER) is second


def test_in_custody_work_of_the_community_practitioner_goes_up_the_community_ladder() -> None:
    """Responsibility decides, not the walls: a short sentence is the community's from the first day."""
    case = sentenced("2026-04-20")
    case.report("concern_identified", "2026-03-09")
    case.until("2026-03-18")
    assert case.duty("review").owner is Role.COMMUNITY_PRACTITIONER
    assert [n.to_role for _, n in case.told_about(case.duty("review").id)][-1] is Role.SPO


def test_a_notice_names_the_staff_member_who_holds_the_role() -> None:
    case = settled_order()
    case.report(
        "practitioner_allocated", "2026-03-03", practitioner="com-1", holder="community_practitioner", spo="spo-9"
    )
    case.report("significant_change", "2026-03-09")
    case.until("2026-03-18")
    assert {n.to_staff for _, n in case.told_about(case.duty("review").id)} == {"com-1", "spo-9"}


def test_another_change_that_asks_for_work_already_late_reaches_the_managers_digest() -> None:
    """The review is late since 17 March; its ladder is spent when another change asks for it on the 25th."""
    case = settled_order()
    case.report("significant_change", "2026-03-09")
    outcome = case.report("substance_misuse", "2026-03-25", substance="drugs")
    assert [(n.to_role, n.kind) for n in outcome.receipt.notices] == [(Role.SPO, NoticeClass.DIGEST)]
    assert outcome.receipt.notices[0].about.startswith("another change asks for work already overdue")


def test_half_of_the_work_done_late_is_no_other_change() -> None:
    """AM-07: a visit told of on 20 April answers the start; the concern of 9 March stays owed, and was told before."""
    case = order_made(profile={"rosh": {"known_adult": "low"}})
    case.report("concern_identified", "2026-03-09")
    outcome = case.done("home_visit", "2026-04-20", done_on="2026-03-05")
    assert [line.kind for line in outcome.receipt.joined] == ["home_visit"]
    assert not outcome.receipt.notices


def test_a_date_reckoned_afresh_and_late_all_the_same_is_not_told_again() -> None:
    """INS-P16: whoever was told that the work is late need not hear it twice because its date moved within the past."""
    case = order_made()
    case.report("substance_misuse", "2026-03-03", substance="alcohol")
    case.until("2026-06-01")
    heard = case.told_about(case.duty("review").id)
    with added(TRIAL):
        for number, version in enumerate((TRIAL.id, case.policy)):
            case.send({"kind": "policy_changed", "change": {"change_id": f"change-{number}", "version": version}},
                      f"2026-06-0{number + 1}")  # fmt: skip
        case.until("2026-07-01")
        assert case.told_about(case.duty("review").id) == heard


def test_a_due_date_that_moves_away_and_back_is_not_reminded_of_twice() -> None:
    """The release plan is due on Monday 18 January 2027; its release is put off by mistake, and put right at noon."""
    case = sentenced("2027-03-01")
    case.until("2027-01-14 10:00")
    plan = case.duty("release_plan").id
    case.report("dates_changed", "2027-01-14 11:00", dates={"conditional_release": "2027-06-01"})
    case.report("dates_changed", "2027-01-14 12:00", dates={"conditional_release": "2027-03-01"})
    case.until("2027-01-20")
    assert [(at, n.kind) for at, n in case.told_about(plan)] == [
        ("2027-01-14 09:00", NoticeClass.DIGEST),
        ("2027-01-19 09:00", NoticeClass.ESCALATION),
    ]


def test_work_whose_late_date_moves_away_and_back_is_late_again_in_the_manager_s_digest() -> None:
    """The manager heard on the 19th; put off on the 20th, and put right on the 25th: no second escalation."""
    case = sentenced("2027-03-01")
    case.until("2027-01-20 10:00")
    plan = case.duty("release_plan").id
    case.report("dates_changed", "2027-01-20 11:00", dates={"conditional_release": "2027-06-01"})
    before = len(case.told_about(plan))
    case.report("dates_changed", "2027-01-25 12:00", dates={"conditional_release": "2027-03-01"})
    assert [(n.kind, n.about) for _, n in case.told_about(plan)[before:]] == [
        (
            NoticeClass.DIGEST,
            "late again, as its date has moved back: Plan for release: risk management plan and referrals",
        ),
    ]


def test_ti_16_a_version_changed_and_changed_back_reminds_once() -> None:
    with added(TRIAL):
        case = settled_order()
        case.report("significant_change", "2026-03-09")
        review = case.duty("review").id
        case.until("2026-03-12 10:00")
        reminded = case.told_about(review)
        go_over(case, TRIAL.id, "2026-03-12 11:00")
        assert str(case.duty("review").due_on) == "2026-03-23"
        go_over(case, FRAMEWORK, "2026-03-12 12:00")
        case.until("2026-03-13")
        assert case.told_about(review) == reminded and len(reminded) == 1
