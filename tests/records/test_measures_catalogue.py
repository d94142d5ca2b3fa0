"""Every question of the inspection has its place, and every answer is as of an instant."""

import re

import pytest

from models.duties import Clock
from records.measures.baselines import CAUTIONS
from records.measures.catalogue import MEASURES, QUESTIONS, ask
from records.measures.known import due_then
from records.measures.measure import Asked, NotAnswered
from tests.policy.driving import moment
from tests.records.measured import Databases, Found, answer, check, record
from tests.records.test_measures_planning import to_be_released


def test_all_sixty_eight_questions_are_here_once_in_order() -> None:
    assert list(QUESTIONS) == [f"INS-Q{n:02}" for n in range(1, 69)]
    assert len({q.name for q in QUESTIONS.values()}) == 68


def test_what_is_not_answered_says_why() -> None:
    found = {q.id: q.why for q in QUESTIONS.values() if isinstance(q, NotAnswered)}
    assert [id for id, why in found.items() if why == "not for software"] == ["INS-Q55", "INS-Q65"]
    assert [id for id, why in found.items() if why == "not in the records"] == [
        f"INS-Q{n}" for n in ("06", "08", "16", "38", "40", "41", "47", "50", "52", "54")
    ]
    assert all(q.reason for q in QUESTIONS.values() if isinstance(q, NotAnswered))


@pytest.mark.parametrize("id", QUESTIONS)
def test_each_baseline_has_its_base_its_row_and_its_cautions(id: str) -> None:
    baseline = QUESTIONS[id].baseline
    if baseline is None:
        return
    assert baseline.base and baseline.printed
    assert re.fullmatch(r"INS-[BC]\d\d(( to |, )INS-[BC]\d\d)*", baseline.row)
    assert baseline.cautions and set(baseline.cautions) <= set(CAUTIONS)
    assert baseline.share is None or 0 < baseline.share < 1


async def test_nothing_is_known_of_no_cases(records: Databases) -> None:
    for engine in records.engines:
        found = await ask(engine, Asked(moment("2026-03-02")))
        assert [r.id for r in found] == list(MEASURES)
        assert {(r.figure.numerator, r.figure.base, r.figure.share) for r in found} == {(0, 0, None)}


async def test_a_date_that_moved_since_is_as_it_was(records: Databases) -> None:
    """Conditions count back from the release: put off on 1 March, they were overdue in February and are not now."""
    case = to_be_released("team-1", "2026-03-16")
    case.report("dates_changed", "2026-03-01", dates={"conditional_release": "2026-09-14"})
    case.strike("2026-03-10")
    await record(records, {"moved": case})
    teams = {"moved": "team-1"}
    await check(records, "INS-Q20", teams, Found("2026-02-20", ["moved"]), Found("2026-03-10", [], [], 1))
    assert [line.case_id for line in (await answer(records, "INS-Q19", "2026-02-20")).counted] == ["moved"]
    assert (await answer(records, "INS-Q19", "2026-03-10")).figure.base == 0


def test_a_clock_that_was_superseded_has_no_day() -> None:
    moved = [{"at": "2026-03-10T10:00:00Z", "was": "2026-03-23", "because": "a new supervision started"}]
    clock = Clock.model_validate(
        {"id": "c1", "cause": "e1", "trigger": "released", "started_by": "release", "counted_from": "2026-03-02",
         "recorded_on": "2026-03-02", "due_on": "2026-03-23", "calendar_version": "1", "moved": moved, "answered": True}
    )  # fmt: skip
    assert str(due_then(clock, moment("2026-03-09"))) == "2026-03-23"
    assert due_then(clock, moment("2026-03-11")) is None
