"""Moves told before the one they follow: each is kept, and takes its place when that one is told."""

from models.sentence import Stage
from tests.policy.driving import Driven, kinds, on_licence, sentenced


def codes(case: Driven) -> list[str]:
    return [flag.code for flag in case.case.flags.values()]


def test_a_recall_told_before_its_release_takes_its_place_when_the_release_is_told() -> None:
    """Released on 2 March, recalled on the 9th; the recall is told on the 9th, the release only on the 10th."""
    case = sentenced("2026-03-02", "2026-01-05")
    early = case.report("recalled", "2026-03-09")
    assert case.case.stage is Stage.CUSTODY
    assert not early.receipt.closed
    late = case.report("released", "2026-03-10", happened="2026-03-02")
    assert case.case.stage is Stage.CUSTODY
    assert case.case.stage_since.isoformat() == "2026-03-09"
    assert case.case.custody.recalled
    assert case.case.held == []
    assert "told_before" in codes(case)
    assert late.receipt.message != early.receipt.message
    assert "initial_assessment" not in case.kinds
    visit = case.duty("home_visit")
    assert visit.due_on is None, "the visit's clock stopped with the recall"


def test_a_re_release_told_before_its_recall() -> None:
    case = on_licence()
    case.report("released", "2026-06-22", happened="2026-06-20", kind="post_recall")
    assert case.case.stage is Stage.LICENCE
    case.report("recalled", "2026-06-23", happened="2026-06-10")
    assert case.case.stage is Stage.LICENCE
    assert case.case.supervision_started is not None
    assert case.case.supervision_started.isoformat() == "2026-06-20"
    assert "residence" in case.kinds


def test_the_same_recall_told_by_a_second_system_does_not_come_back_after_the_next_release() -> None:
    case = on_licence()
    case.report("recalled", "2026-04-10")
    case.report("recalled", "2026-04-11", happened="2026-04-10 15:00")
    assert len(case.case.held) == 1
    again = case.report("released", "2026-06-01", kind="post_recall")
    assert case.case.stage is Stage.LICENCE
    assert case.case.held == []
    assert "initial_assessment" in kinds(again.receipt.opened)


def test_an_end_of_licence_told_before_the_release_closes_the_case_after_it() -> None:
    case = sentenced("2026-03-02", "2026-01-05")
    case.report("approved_premises_left", "2026-03-20")
    case.report("released", "2026-03-21", happened="2026-03-02", to_approved_premises=True)
    assert case.case.stage is Stage.LICENCE
    assert not case.case.in_approved_premises


def test_no_more_than_ten_wait() -> None:
    case = sentenced("2026-12-01", "2026-01-05")
    for day in range(10, 25):
        case.report("recalled", f"2026-03-{day}")
    assert len(case.case.held) == 10
