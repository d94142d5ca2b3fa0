"""What pages show, made of what the API answers."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from api.audiences.listed import DutyListed, Entry
from web.views.timeline import timeline
from web.views.work import work_today

TODAY = date(2026, 3, 16)
NOW = datetime(2026, 3, 16, 10, tzinfo=UTC)


def duty(id: str, due: date | None, **more: Any) -> DutyListed:
    overdue = due is not None and due < TODAY
    said: dict[str, Any] = {
        "case_id": "case-1",
        "crn": "X123456",
        "duty_id": id,
        "kind": "review",
        "title": "Review",
        "clauses": ["PF-0"],
        "owner": "pom",
    }
    said.update(held_by="pom-1", subject=None, state="open", grave=False, opened_at=NOW, why="because")
    return DutyListed.model_validate({**said, "due_on": due, "overdue": overdue, **more})


def test_each_piece_of_work_stands_once_where_it_is_most_urgent() -> None:
    late, week = TODAY - timedelta(days=3), TODAY + timedelta(days=7)
    duties = [
        duty("late", late),
        duty("today", TODAY),
        duty("in-a-week", week),
        duty("after", week + timedelta(days=1)),
        duty("grave-late", late, grave=True),
        duty("grave-after", week + timedelta(days=9), grave=True),
        duty("no-day", None),
    ]
    shown = work_today(duties, TODAY)
    placed = [[line.duty.duty_id for line in section.lines] for section in shown.sections]
    assert placed == [["grave-late", "grave-after"], ["late"], ["today", "in-a-week"]]
    assert shown.later == 2
    assert (shown.sections[1].lines[0].person, shown.sections[1].lines[0].days_late) == ("X123456", 3)


def entry(what: str, at: datetime, **more: Any) -> Entry:
    said = {"id": "one", "kind": "new_relationship", "words": None, "role": None, "staff": None, "subject": None}
    return Entry.model_validate({**said, "what": what, "at": at, "state": None, "happened_at": None, **more})


@pytest.mark.parametrize("days_before", [0, 2])
def test_under_what_was_told_stands_what_it_led_to(days_before: int) -> None:
    told = entry("event", NOW, staff="com-1", happened_at=NOW - timedelta(days=days_before))
    opened = entry("duty_opened", NOW, kind="review", words="Review the risk", role="pom")
    escalated = entry("escalation", NOW - timedelta(hours=1), words="overdue", role="spo")
    newest, before = timeline([opened, told, escalated])
    assert (newest.title, newest.by, newest.led_to) == ("New relationship", "com-1", ["Opened: Review the risk (POM)"])
    assert newest.happened == ("It happened on 14 March 2026." if days_before else "")
    assert (before.by, before.led_to) == ("", ["Escalated to SPO: overdue"])
