"""What of a case's past is taken, what is not, and what is said of it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from models.case import Case
from models.duties import DutyState
from models.messages import Adopted
from models.outcome import NoticeClass, Outcome
from models.past import NotUsed
from models.roles import Role
from policy.adoption import adopt
from policy.calendar import CURRENT
from policy.refusal import Refused
from tests.policy.driving import moment

NOW = "2026-03-02"
ORDER = {"type": "sentence_passed", "event_id": "opening", "occurred_at": moment("2025-09-01"),
         "kind": "community_order", "length_days": 540}  # fmt: skip
ALLOCATED = {"type": "practitioner_allocated", "event_id": "f1", "occurred_at": moment("2025-09-01 11:00"),
             "practitioner": "com-1", "holder": "community_practitioner", "skills_confirmed": True,
             "tier": "t1"}  # fmt: skip
PLAN = {"risk_management_plan": "plan-1", "monitor_every_days": 60, "contingency_plan": "contingency-1"}


def work(kind: str, at: str, **more: Any) -> dict[str, Any]:
    """Work done on a day, by the community practitioner."""
    return {"work": kind, "at": moment(f"{at} 17:00"), "by": "com-1", "role": "community_practitioner", **more}


def adopted(facts: list[dict[str, Any]] | None = None, opening: dict[str, Any] = ORDER, **past: Any) -> Outcome:
    """The case adopted on 2 March 2026, half a year after the order was made."""
    said = {"start": {"case_id": "case-1", "spo": "spo-1", "opening": opening},
            "past": {"facts": [ALLOCATED, *(facts or [])], **past}}  # fmt: skip
    return adopt(None, Adopted.model_validate(said), moment(NOW), 1, CURRENT)


def case_of(outcome: Outcome) -> Case:
    """The case it made."""
    return Case.model_validate(outcome.change)


def not_used(outcome: Outcome) -> list[tuple[str, int, str | None]]:
    """Which items could not be used, and which field was at fault."""
    return [(n.part, n.index, n.field) for n in outcome.receipt.not_used]


def test_work_nothing_is_said_of_is_owed_and_late_once_in_the_managers_digest() -> None:
    outcome = adopted()
    late = [d.id for d in case_of(outcome).open_duties]
    (notice,) = outcome.receipt.notices
    assert (notice.kind, notice.to_role, notice.to_staff) == (NoticeClass.DIGEST, Role.SPO, "spo-1")
    assert notice.about.startswith("adopted late: ") and notice.duties == late
    assert {"home_visit", "initial_assessment"} <= {d.kind for d in case_of(outcome).open_duties}
    assert [row["table"] for row in outcome.rows].count("notices") == 1


def test_work_done_is_shown_as_done_by_whom_and_when_even_without_its_evidence() -> None:
    outcome = adopted(done=[work("home_visit", "2025-09-15")])
    visit = next(d for d in case_of(outcome).duties.values() if d.kind == "home_visit")
    assert visit.closed is not None and visit.state is DutyState.DONE
    assert (visit.closed.by, visit.closed.done_on, visit.closed.late) == ("com-1", date(2025, 9, 15), False)
    assert visit.closed.reason == "done before the case was adopted, as the earlier system has it"
    assert not_used(outcome) == []


def test_evidence_on_which_later_work_hangs_is_asked_for_by_field() -> None:
    without = adopted(done=[work("initial_assessment", "2025-09-15")])
    assert not_used(without) == [("done", 0, "evidence.risk_management_plan")]
    outcome = adopted(done=[work("initial_assessment", "2025-09-15", evidence=PLAN)])
    monitoring = case_of(outcome).open_duty("plan_monitoring")
    assert monitoring is not None and monitoring.due_on == date(2025, 11, 14)


def test_evidence_that_does_not_fit_is_named_and_never_echoed() -> None:
    outcome = adopted(done=[work("home_visit", "2025-09-15", evidence={"safe_to_visit": "12 Acacia Road"})])
    assert not_used(outcome) == [("done", 0, "evidence.safe_to_visit")]
    assert "Acacia" not in outcome.receipt.model_dump_json()


def test_of_two_clocks_only_the_future_one_runs_on() -> None:
    """What recurs is counted from the day it was last done, and the next moment is the one of its due date."""
    done = [work("initial_assessment", "2025-09-15", evidence=PLAN), work("plan_monitoring", "2026-02-20")]
    outcome = adopted(done=done, settled_to="2026-02-01", still_open=[{"work": "start_checks"}])
    case = case_of(outcome)
    monitoring = case.open_duty("plan_monitoring")
    assert monitoring is not None and (monitoring.due_on, monitoring.rungs_fired) == (date(2026, 4, 21), [])
    checks = case.open_duty("start_checks")
    assert checks is not None and checks.due_on == date(2025, 9, 8)
    assert checks.rungs_fired == ["reminder", "passes its due date", "overdue", "still overdue"]
    assert outcome.wake_at is not None and outcome.wake_at > moment(NOW)


def test_settled_work_is_no_longer_owed_but_a_plan_nobody_here_knows_stays_open() -> None:
    outcome = adopted(settled_to="2026-03-02")
    case = case_of(outcome)
    assert case.open_duty("start_checks") is None
    assert case.open_duty("initial_assessment") is not None
    assert not_used(outcome) == [("settled_to", 0, "initial_assessment")]


def test_within_a_day_order_does_not_matter_and_across_days_it_does() -> None:
    partner = {"type": "new_relationship", "event_id": "f2", "partner": "partner-1", "certainty": "disclosed",
               "occurred_at": moment("2026-02-10 20:00")}  # fmt: skip
    told = {"details": "contact-9", "measures": "police marker", "told": "nothing yet", "children": []}
    same_day = adopted([partner], done=[work("new_partner", "2026-02-10", evidence=told)])
    assert not_used(same_day) == []
    before = adopted([partner], done=[work("new_partner", "2026-02-09", evidence=told)])
    assert not_used(before) == [("done", 0, "work")]
    assert case_of(before).open_duty("new_partner", "partner-1") is not None


@pytest.mark.parametrize(
    ("past", "field"),
    [
        ({"done": [work("home_visit", "2026-03-03")]}, None),
        ({"done": [work("daso_contact", "2025-10-01")]}, "work"),
        ({"done": [work("community_allocation", "2025-09-01")]}, "work"),
        ({"done": [work("start_checks", "2025-09-05", role=None, let_go_because="in hospital")]}, "role"),
        ({"done": [work("start_checks", "2025-09-05", let_go_because="in hospital")]}, "role"),
    ],
)
def test_what_cannot_be_used_is_said_and_kept(past: dict[str, Any], field: str | None) -> None:
    outcome = adopted(**past)
    (problem,) = outcome.receipt.not_used
    assert (problem.index, problem.field) == (0, field) and isinstance(problem, NotUsed)
    kept = [row for row in outcome.rows if row.get("kind") == "unread"]
    assert [(row["event_id"], row["sensitivity"]) for row in kept] == [("unused-done-0", "sensitive")]


def test_a_decision_is_taken_without_the_reasons_it_would_need_today() -> None:
    partner = {"type": "new_relationship", "event_id": "f2", "partner": "partner-1", "certainty": "disclosed",
               "occurred_at": moment("2026-02-10")}  # fmt: skip
    made = {"decision_id": "d1", "kind": "disclosure", "option": "do_not_disclose", "subject": "partner-1",
            "decided_at": moment("2026-02-11"), "decided_by": "com-1", "role": "community_practitioner"}  # fmt: skip
    outcome = adopted([partner], decisions=[made])
    assert case_of(outcome).open_duty("disclosure_decision", "partner-1") is None
    unknown = adopted([partner], decisions=[{**made, "option": "perhaps"}])
    assert not_used(unknown) == [("decisions", 0, "option")]


def test_the_records_say_when_it_happened_and_that_it_was_told_on_adoption() -> None:
    outcome = adopted(done=[work("home_visit", "2025-09-15")])
    events = [row for row in outcome.rows if row["table"] == "events"]
    assert [row["kind"] for row in events] == ["opened", "reported", "completed"]
    assert {row["recorded_at"] for row in events} == {moment(NOW).isoformat()}
    assert datetime.fromisoformat(events[2]["occurred_at"]) == moment("2025-09-15 17:00")
    assert all(row["body"]["adopted"] and row["led_to"]["stage"] == "community_order" for row in events)


def test_a_case_that_opens_in_the_future_or_cannot_open_so_is_refused() -> None:
    with pytest.raises(Refused):
        adopted(opening={**ORDER, "occurred_at": moment(NOW) + timedelta(days=1)})
    with pytest.raises(Refused):
        adopted(opening={"type": "concern_identified", "event_id": "opening", "occurred_at": moment("2025-09-01")})


def test_a_case_long_closed_ends_at_once() -> None:
    ended = {"type": "supervision_ended", "event_id": "f2", "what": "order", "occurred_at": moment("2025-10-01")}
    outcome = adopted([ended], settled_to="2026-03-02")
    assert (outcome.receipt.stage, outcome.finished) == ("closed", not case_of(outcome).open_duties)
