"""What lists and the Temporal UI show of a case: nothing here names a person."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.case import Case
from models.duties import Duty
from models.roles import ROLE_WORDS
from policy.calendar import end_of_day, london_date
from policy.explain import day_in_words, why_due
from policy.holder import holder


@dataclass(frozen=True)
class Owed:
    """The open work of a case at one moment: each duty with the day it is due, the first due first."""

    duties: tuple[tuple[date | None, Duty], ...]
    next_due: date | None
    overdue: int
    reviews: int


def owed(case: Case, now: datetime) -> Owed:
    """What is still owed on a case. A duty is overdue when its due day is over in London."""
    due = [(duty.due_on, duty) for duty in case.open_duties]
    days = [day for day, _ in due if day is not None]
    today = london_date(now)
    return Owed(
        duties=tuple(sorted(due, key=lambda each: (each[0] is None, each[0], each[1].id))),
        next_due=min(days, default=None),
        overdue=sum(day < today for day in days),
        reviews=sum(duty.kind == "review" for _, duty in due),
    )


def attributes(case: Case, now_owed: Owed) -> dict[str, Any]:
    """The values of the search attributes; absent ones are left out."""
    found = {
        "stage": case.stage.value,
        "rosh": case.headline_risk.value,
        "practitioner": case.practitioners.get(holder(case)),
        "team": case.team,
        "next_due": end_of_day(now_owed.next_due).isoformat() if now_owed.next_due else None,
        "overdue": now_owed.overdue,
        "open_reviews": now_owed.reviews,
    }
    return {name: value for name, value in found.items() if value is not None}


def details(case: Case, now_owed: Owed) -> str:
    """The current-details text of the Temporal UI: Markdown, by role and reference only."""
    stage = case.stage.value.replace("_", " ")
    lines = [
        f"**{stage}** since {day_in_words(case.stage_since)}; responsible: {ROLE_WORDS[holder(case)]}",
        f"risk of serious harm: {case.headline_risk.value.replace('_', ' ')}; policy {case.policy_version}",
        f"{len(now_owed.duties)} open duties, {now_owed.overdue} overdue",
    ]
    lines += [f"- {d.id} {d.title}: {_due(due)} ({why_due(d)})" for due, d in now_owed.duties[:_SHOWN]]
    return "\n".join(lines)


_SHOWN = 12
"""Duties in the text: more would not be read there."""


def _due(day: date | None) -> str:
    return f"due {day_in_words(day)}" if day else "no due date"
