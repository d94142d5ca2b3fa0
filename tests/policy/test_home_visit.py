"""Home visits: section 10.4 to 10.9 (TI-01 to TI-03; AM-03, AM-05 to AM-08, AM-55; GU-18, GU-19)."""

from datetime import date

import pytest

from models.duties import DutyState
from models.roles import Role
from policy.calendar import CURRENT, with_announced
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, day, on_licence, order_made, sentenced


@pytest.mark.parametrize(
    ("rosh", "due", "clause"),
    [
        ("high", "2026-03-23", "PF-10.8a"),  # TI-01: three weeks of five working days from Monday 2 March
        ("very_high", "2026-03-23", "PF-10.8a"),
        ("unknown", "2026-03-23", "PF-10.8a"),  # AM-06
        ("medium", "2026-04-13", "PF-10.8b"),  # TI-02: six weeks
        ("low", "2026-04-13", "PF-10.8b"),
    ],
)
def test_the_first_visit_by_risk_of_serious_harm(rosh: str, due: str, clause: str) -> None:
    case = order_made(profile={"rosh": {"known_adult": rosh}})
    assert case.due("home_visit") == due
    assert case.duty("home_visit").clocks[0].clause == clause


def test_am_06_while_any_group_is_not_yet_assessed_the_shorter_clock_runs() -> None:
    assert order_made(profile={"rosh": {"known_adult": "unknown", "public": "low"}}).due("home_visit") == "2026-03-23"
    assert order_made(profile={"rosh": {"known_adult": "medium", "public": "low"}}).due("home_visit") == "2026-04-13"


def test_am_03_bank_holidays_and_weekends_are_no_working_days() -> None:
    """From Friday 20 March: five days to the 27th, four to Thursday 2 April, Good Friday and Easter Monday skipped,

    then 7 to 10 April make thirteen and Monday 13 and Tuesday 14 April fifteen.
    """
    assert order_made("2026-03-20").due("home_visit") == "2026-04-14"


def test_a_bank_holiday_announced_later_moves_the_visit_and_says_why() -> None:
    case = order_made()
    case.calendar = with_announced(CURRENT, {date(2026, 3, 16): "a day of thanksgiving"})
    outcome = case.strike("2026-03-02 12:00")
    assert case.due("home_visit") == "2026-03-24"
    moved = case.duty("home_visit").clocks[0].moved[-1]
    assert (moved.was, moved.now) == (day("2026-03-23"), day("2026-03-24"))
    assert moved.because == f"bank holidays changed: {CURRENT.version} to {case.calendar.version}"
    assert "home_visit" in {line.kind for line in outcome.receipt.moved}


def test_ti_03_a_concern_starts_ten_working_days_from_its_identification() -> None:
    """Known on Thursday 5 March, told on the 9th: ten working days after the 5th is the 19th."""
    case = order_made(profile={"rosh": {"known_adult": "low"}})
    case.report("concern_identified", "2026-03-09", happened="2026-03-04", identified="2026-03-05")
    assert case.due("home_visit") == "2026-03-19"
    assert len(case.duty("home_visit").clocks) == 2


def test_ti_03_without_a_date_of_identification_the_day_it_was_told_counts() -> None:
    case = order_made(profile={"rosh": {"known_adult": "low"}})
    case.report("concern_identified", "2026-03-09", happened="2026-03-04")
    assert case.due("home_visit") == "2026-03-23"  # two working weeks after Monday the 9th


def test_am_06_the_earliest_of_all_live_clocks_is_the_due_date() -> None:
    case = order_made()  # due 23 March
    case.report("concern_identified", "2026-03-16")  # on its own due 30 March
    assert case.due("home_visit") == "2026-03-23"


def test_am_06_risk_raised_later_is_an_escalating_concern() -> None:
    case = order_made(profile={"rosh": {"known_adult": "medium"}})
    outcome = case.report("rosh_changed", "2026-03-09", level="high")
    assert case.due("home_visit") == "2026-03-23"
    assert "home_visit" in {line.kind for line in outcome.receipt.joined}


def test_am_06_risk_lowered_keeps_the_due_date_already_running() -> None:
    case = order_made(profile={"rosh": {"known_adult": "high"}})
    case.report("rosh_changed", "2026-03-09", level="medium", justification="six weeks of progress")
    assert case.due("home_visit") == "2026-03-23"


def test_am_07_one_visit_after_the_concern_answers_every_clock() -> None:
    case = order_made()
    case.report("concern_identified", "2026-03-09")
    case.done("home_visit", "2026-03-13", done_on="2026-03-12")
    assert case.closed("home_visit").state is DutyState.DONE
    assert "home_visit" not in case.kinds


def test_am_07_a_visit_before_the_concern_does_not_answer_the_concern() -> None:
    """Visited on the 5th, concern on the 9th: the start is answered, the concern stays, due on the 23rd."""
    case = order_made(profile={"rosh": {"known_adult": "low"}})
    case.report("concern_identified", "2026-03-09")
    outcome = case.done("home_visit", "2026-03-10", done_on="2026-03-05")
    assert [line.kind for line in outcome.receipt.joined] == ["home_visit"]
    visit = case.duty("home_visit")
    assert [c.answered for c in visit.clocks] == [True, False]
    assert "still owed for concern identified (AM-07)" in visit.notes[0]
    with pytest.raises(Refused, match="before it was asked for") as refused:
        case.done("home_visit", "2026-03-11", done_on="2026-03-06")
    assert clauses(refused.value) == {"AM-07"}


def test_am_55_a_concern_in_custody_starts_no_clock_and_is_kept_for_the_first_visit() -> None:
    case = sentenced("2026-04-20")
    outcome = case.report("concern_identified", "2026-03-09")
    assert "home_visit" not in case.kinds
    assert "review" in case.kinds
    assert "(AM-55)" in outcome.receipt.notes[0]
    assert case.case.concerns_in_custody == [outcome.receipt.message]
    released = case.report("released", "2026-04-20")
    assert f"this first visit also answers the concern raised in custody by {outcome.receipt.message} (AM-55)" in (
        released.receipt.notes
    )
    assert case.case.concerns_in_custody == []
    assert case.due("home_visit") == "2026-05-12"  # fifteen working days, with the bank holiday of 4 May


def test_am_55_a_rise_in_risk_in_custody_is_kept_too() -> None:
    case = sentenced("2026-04-20", profile={"rosh": {"known_adult": "medium"}})
    outcome = case.report("rosh_changed", "2026-03-09", level="very_high")
    assert case.case.concerns_in_custody == [outcome.receipt.message]


def test_am_05_gu_19_a_visit_that_is_not_safe_is_not_done_and_the_deadline_runs_on() -> None:
    case = order_made()
    with pytest.raises(Refused) as refused:
        case.done("home_visit", "2026-03-12", safe_to_visit=False)
    assert clauses(refused.value) == {"PF-10.9a"}
    case.until("2026-04-01")
    visit = case.duty("home_visit").id
    heard = [(at, n.to_role) for at, n in case.escalations() if visit in n.duties]
    assert heard == [("2026-03-24 09:00", Role.SPO), ("2026-03-31 09:00", Role.HEAD_OF_PDU)]


@pytest.mark.parametrize(
    ("field", "clause"),
    [
        ("safe_to_visit", "PF-10.9a"),
        ("safety_of_people_at_risk", "PF-10.6a"),
        ("household", "PF-10.4a"),
        ("visitor_is_holder", "PF-10.6b"),
    ],
)
def test_a_visit_without_its_evidence_is_refused(field: str, clause: str) -> None:
    with pytest.raises(Refused) as refused:
        order_made().done("home_visit", "2026-03-12", **{field: None})
    assert clauses(refused.value) == {clause}


@pytest.mark.parametrize(
    "reason",
    [
        "He lives alone",
        "says she lives there alone",
        "living on his own since May",
        "lives by himself at the flat",
        "resides at the address alone",
        "sole occupant",
        "Nobody else lives there.",
    ],
)
def test_gu_18_pf_10_7a_living_alone_is_no_reason_to_waive_a_visit(reason: str) -> None:
    with pytest.raises(Refused, match="GU-18") as refused:
        order_made().waive("home_visit", "2026-03-09", reason)
    assert clauses(refused.value) == {"PF-10.7a"}


@pytest.mark.parametrize(
    "reason", ["in hospital since the day of the order", "lives with his mother, visited by her team"]
)
def test_a_manager_may_waive_a_visit_for_another_reason(reason: str) -> None:
    case = order_made()
    case.waive("home_visit", "2026-03-09", reason)
    closed = case.closed("home_visit")
    assert closed.state is DutyState.WAIVED
    assert closed.closed is not None
    assert closed.closed.reason == reason


def test_ph_14_released_to_approved_premises_the_visit_is_still_owed_and_moving_on_is_a_review() -> None:
    """EV-13: the move-on is a key transition."""
    case: Driven = on_licence(to_approved_premises=True)
    assert case.due("home_visit") == "2026-03-23"
    outcome = case.report("approved_premises_left", "2026-04-13", address="address-2")
    assert {line.kind for line in outcome.receipt.opened} == {"review"}
    assert not outcome.receipt.flags


class TestSafetyBeforeTheVisit:
    """DE-32, PF-10.9a, GU-19: the decision comes before the visit; AM-05: the deadline runs on."""

    @pytest.mark.parametrize("answer", [None, False])
    def test_gu_19_without_the_decision_the_visit_is_not_taken_as_made(self, answer: bool | None) -> None:
        with pytest.raises(Refused, match=r"\(GU-19\)") as refused:
            order_made().done("home_visit", "2026-03-12", safe_to_visit=answer)
        assert clauses(refused.value) == {"PF-10.9a"}

    def test_de_32_decided_safe_beforehand_it_need_not_be_said_again(self) -> None:
        case = order_made()
        case.decided("home_visit_safety", "go", "2026-03-10")
        assert case.case.processes["home_visit"] == "safe to make"
        case.done("home_visit", "2026-03-12", safe_to_visit=None)
        assert case.case.processes["home_visit"] == "visited"

    def test_de_32_gu_19_decided_safe_and_then_found_not_to_be_it_is_refused(self) -> None:
        case = order_made()
        case.decided("home_visit_safety", "go", "2026-03-10")
        with pytest.raises(Refused, match=r"\(GU-19\)"):
            case.done("home_visit", "2026-03-12", safe_to_visit=False)

    def test_am_05_postponed_the_spo_hears_the_deadline_runs_on_and_it_is_not_done(self) -> None:
        case = order_made()
        outcome = case.decided("home_visit_safety", "postpone", "2026-03-10", rationale="his brother is there, drunk")
        assert [(n.to_role, n.kind.value) for n in outcome.receipt.notices] == [(Role.SPO, "escalation")]
        assert case.due("home_visit") == "2026-03-23"
        with pytest.raises(Refused, match=r"decide again.*\(GU-19\)"):
            case.done("home_visit", "2026-03-12")
        case.until("2026-03-25")
        visit = case.duty("home_visit").id
        assert [at for at, n in case.escalations(Role.SPO) if visit in n.duties] == ["2026-03-24 09:00"]

    @pytest.mark.parametrize("option", ["go", "change_method"])
    def test_de_32_decided_again_it_may_be_made(self, option: str) -> None:
        case = order_made()
        case.decided("home_visit_safety", "postpone", "2026-03-10", rationale="his brother is there")
        case.decided("home_visit_safety", option, "2026-03-12", rationale="with the police, when the brother is out")
        case.done("home_visit", "2026-03-13", safe_to_visit=None)
        assert case.closed("home_visit").state is DutyState.DONE

    @pytest.mark.parametrize("option", ["postpone", "change_method"])
    def test_de_32_postponed_or_changed_it_says_why(self, option: str) -> None:
        with pytest.raises(Refused) as refused:
            order_made().decided("home_visit_safety", option, "2026-03-10")
        assert clauses(refused.value) == {"PF-10.9a"}

    def test_each_new_visit_is_decided_on_anew(self) -> None:
        case = order_made()
        case.decided("home_visit_safety", "go", "2026-03-05")
        case.done("home_visit", "2026-03-06")
        case.report("concern_identified", "2026-03-09")
        assert case.case.processes["home_visit"] == "to make"
        with pytest.raises(Refused, match="GU-19"):
            case.done("home_visit", "2026-03-10", safe_to_visit=None)

    def test_am_07_a_visit_that_leaves_a_concern_open_leaves_the_process_open(self) -> None:
        case = order_made(profile={"rosh": {"known_adult": "low"}})
        case.report("concern_identified", "2026-03-09")
        case.done("home_visit", "2026-03-10", done_on="2026-03-05")
        assert case.case.processes["home_visit"] == "to make"


def test_gu_40_pf_10_6b_somebody_else_may_visit_and_says_why() -> None:
    case = order_made()
    with pytest.raises(Refused, match=r"\(GU-40\)") as refused:
        case.done("home_visit", "2026-03-12", visitor_is_holder=False)
    assert clauses(refused.value) == {"PF-10.6b"}
    case.done("home_visit", "2026-03-12", visitor_is_holder=False, another_visitor_reason="the holder is on leave")


def test_pf_10_8c2_a_concern_is_talked_over_with_the_spo_for_a_sooner_visit() -> None:
    """The first visit of a supervision asks for no such talk; one that a concern asks for does."""
    order_made().done("home_visit", "2026-03-12", spo_discussed=None)
    case = order_made()
    case.report("concern_identified", "2026-03-09")
    with pytest.raises(Refused) as refused:
        case.done("home_visit", "2026-03-12", spo_discussed=None)
    assert clauses(refused.value) == {"PF-10.8c2"}
    case.done("home_visit", "2026-03-12", spo_discussed=None, sooner_not_viable="told of on the day")


def test_pf_10_7a_the_visit_is_owed_whatever_is_said_of_who_lives_there() -> None:
    case = order_made()
    case.done("residence", "2026-03-03", protective_action="says he lives alone")
    assert case.due("home_visit") == "2026-03-23"
