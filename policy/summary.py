"""What lists and the Temporal UI show of a case: nothing here names a person."""

from datetime import datetime
from typing import Any

from models.case import Case
from models.roles import ROLE_WORDS
from policy.calendar import end_of_day, london_date
from policy.explain import day_in_words, why_due
from policy.holder import holder


def attributes(case: Case, now: datetime) -> dict[str, Any]:
    """The values of the search attributes; absent ones are left out."""
    due = [d.due_on for d in case.open_duties if d.due_on]
    found = {
        "stage": case.stage.value,
        "rosh": case.headline_risk.value,
        "practitioner": case.practitioners.get(holder(case)),
        "team": case.team,
        "next_due": end_of_day(min(due)).isoformat() if due else None,
        "overdue": overdue(case, now),
        "open_reviews": sum(d.kind == "review" for d in case.open_duties),
    }
    return {name: value for name, value in found.items() if value is not None}


def overdue(case: Case, now: datetime) -> int:
    """How many open duties are past the end of their due day."""
    today = london_date(now)
    dues = [d.due_on for d in case.open_duties]
    return len([due for due in dues if due is not None and due < today])


def details(case: Case, now: datetime) -> str:
    """The current-details text of the Temporal UI: Markdown, by role and reference only."""
    stage = case.stage.value.replace("_", " ")
    lines = [
        f"**{stage}** since {day_in_words(case.stage_since)}; responsible: {ROLE_WORDS[holder(case)]}",
        f"risk of serious harm: {case.headline_risk.value.replace('_', ' ')}; policy {case.policy_version}",
    ]
    late = overdue(case, now)
    lines.append(f"{len(case.open_duties)} open duties, {late} overdue")
    ordered = sorted(case.open_duties, key=lambda d: (d.due_on is None, d.due_on, d.id))
    lines += [f"- {d.id} {d.title}: {_due(d.due_on)} ({why_due(d)})" for d in ordered[:12]]
    return "\n".join(lines)


def _due(day: Any) -> str:
    return f"due {day_in_words(day)}" if day else "no due date"
