"""How a process finds the one move that what happens makes."""

from datetime import date

import pytest

from models.case import Case
from models.decisions import DecisionKind
from policy.process import ANYWHERE, START, Happening, Move, Process, What, decided, told
from policy.processes import PROCESSES
from tests.policy.driving import order_made

DAY = date(2026, 3, 2)
MARAC = DecisionKind.MARAC


def process(*moves: Move, ends: tuple[str, ...] = ()) -> Process:
    return Process("trial", "A trial", (), moves, ends, about="partner")


def decision(option: str, subject: str = "partner-1") -> Happening:
    return Happening(What.DECIDED, MARAC.value, DAY, subject, option)


def at(state: str | None) -> Case:
    case = order_made().case
    case.processes = {"trial/partner-1": state} if state else {}
    return case


def test_one_happening_makes_one_move_though_several_triggers_fit_it() -> None:
    trial = process(Move(START, decided(MARAC), "decided"), Move("decided", decided(MARAC, "refer"), "referred"))
    answer = trial.answer(at(None), decision("refer"))
    assert answer is not None
    assert (answer[0], answer[1].target) == ("trial/partner-1", "decided")


@pytest.mark.parametrize(
    ("state", "target"), [(None, "from the start"), ("here", "from here"), ("over", "from the start"), ("there", "any")]
)
def test_a_states_own_move_comes_first_then_a_new_beginning_then_anywhere(state: str | None, target: str) -> None:
    trial = process(
        Move(ANYWHERE, decided(MARAC), "any"),
        Move(START, decided(MARAC), "from the start"),
        Move("here", decided(MARAC), "from here"),
        Move("there", told("died"), "over"),
        ends=("over",),
    )
    answer = trial.answer(at(state), decision("refer"))
    assert answer is not None
    assert answer[1].target == target


def test_a_condition_that_does_not_hold_leaves_the_next_move_its_turn() -> None:
    trial = process(
        Move("here", decided(MARAC), "never", when=lambda _case, _h: False), Move(ANYWHERE, decided(MARAC), "any")
    )
    answer = trial.answer(at("here"), decision("refer"))
    assert answer is not None
    assert answer[1].target == "any"


def test_what_is_about_nobody_moves_no_instance() -> None:
    assert process(Move(START, decided(MARAC), "decided")).answer(at(None), decision("refer", "")) is None


@pytest.mark.parametrize("each", PROCESSES, ids=lambda p: p.name)
def test_every_chart_holds_together(each: Process) -> None:
    """Every end and every state that owes work is drawn, every state can be reached, and no end owes anything."""
    targets = {m.target for m in each.moves}
    assert set(each.ends) <= targets
    assert set(each.owes) <= targets
    assert not set(each.owes) & set(each.ends)
    assert {m.source for m in each.moves} - {START, ANYWHERE} <= targets
    assert len({p.name for p in PROCESSES}) == len(PROCESSES)
