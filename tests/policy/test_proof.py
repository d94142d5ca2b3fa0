"""The daily proof finds each way in which a case can differ from what policy says; a driven case never does."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from policy.calendar import CURRENT, with_announced
from policy.calendar_horizon import runs_out
from policy.known_versions import added, policy_of
from policy.proof import differences
from tests.policy.driving import Driven, moment, settled_order
from tests.policy.third_version import TRIAL

NOW = "2026-03-09"


def found(case: Driven, at: str = NOW, wake_at: datetime | None = None, **more: Any) -> list[str]:
    return differences(
        case.case, policy_of(case.case), more.get("calendar", CURRENT), moment(at), wake_at or case.wake_at
    )


@pytest.fixture
def case() -> Driven:
    """An order with a new relationship: reviews, enquiries, a decision and a visit are open."""
    case = settled_order()
    case.report("new_relationship", NOW, partner="partner-1")
    return case


def test_a_case_as_policy_has_it_differs_in_nothing(case: Driven) -> None:
    assert found(case) == []


def _wrong_date(state: dict[str, Any]) -> None:
    _duty(state, "review")["clocks"][0]["due_on"] = "2026-12-01"


def _work_lost(state: dict[str, Any]) -> None:
    del state["duties"][_duty(state, "disclosure_decision")["id"]]


def _does_not_come_back(state: dict[str, Any]) -> None:
    duty = _duty(state, "purposeful_contact")
    duty["state"], duty["closed"] = "done", {"at": "2026-03-08T10:00:00Z"}


def _unknown_work(state: dict[str, Any]) -> None:
    _duty(state, "review")["kind"] = "no_such_work"


def _duty(state: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(d for d in state["duties"].values() if d["kind"] == kind and d["state"] == "open")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_wrong_date, "is due 1 December 2026; policy says 16 March 2026"),
        (_work_lost, "the disclosure is at 'to decide', and the work it owes there is not open: disclosure_decision"),
        (_does_not_come_back, "purposeful_contact was last done as"),
        (_unknown_work, "no such work: no_such_work"),
    ],
)
def test_what_was_spoilt_is_said(case: Driven, spoil: Callable[[dict[str, Any]], None], words: str) -> None:
    spoil(case.state)
    assert any(words in line for line in found(case)), found(case)


def test_a_timer_that_is_set_for_another_moment_is_said(case: Driven) -> None:
    assert case.wake_at is not None
    late = found(case, wake_at=case.wake_at + timedelta(days=1))
    assert len(late) == 1
    assert late[0].startswith("the next timer is ")


def test_a_timer_that_did_not_fire_is_said(case: Driven) -> None:
    lines = found(case, at="2026-03-20")
    assert any("has not been handled" in line for line in lines)


def test_a_bank_holiday_the_case_has_not_heard_of_is_said(case: Driven) -> None:
    announced = with_announced(CURRENT, {date(2026, 3, 11): "a day of thanks"})
    assert any("policy says" in line for line in found(case, calendar=announced))


def test_no_line_names_a_person(case: Driven) -> None:
    _work_lost(case.state)
    assert not any("partner-1" in line for line in found(case))


def test_a_calendar_that_ends_within_a_year_is_reported() -> None:
    assert runs_out(date(2027, 12, 31), last_published_year=2028) is None
    assert "ends with 2028" in str(runs_out(date(2028, 1, 1), last_published_year=2028))
    assert "ended with 2028" in str(runs_out(date(2029, 1, 1), last_published_year=2028))


def test_work_that_replaced_what_a_process_owes_is_what_it_owes(case: Driven) -> None:
    """INS-X10: under another version the work that took its place is looked for, and not the work that went."""
    case.report("order_breached", NOW, order="order-1", victim="victim-1")
    with added(TRIAL):
        case.send({"kind": "policy_changed", "change": {"change_id": "change-1", "version": TRIAL.id}}, NOW)
        assert case.case.processes["mappa"] == "to decide"
        assert found(case) == []
        referral = _duty(case.state, "area_referral")["id"]
        del case.state["duties"][referral]
        assert any("is not open: area_referral" in line for line in found(case))
