"""A person's work today: what is grave, then what is overdue, then what is due within a week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from api.audiences.listed import DutyListed

A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """One piece of work: on whose case, what, why by then, by when."""

    case_id: str
    person: str
    duty: DutyListed
    days_late: int


@dataclass(frozen=True)
class Section:
    """Lines of one urgency; ``none`` is said when there are none."""

    title: str
    none: str
    lines: list[Line]


@dataclass(frozen=True)
class WorkToday:
    """The page: three sections, and how much is due later."""

    sections: list[Section]
    later: int


def work_today(duties: Iterable[DutyListed], today: date) -> WorkToday:
    """A person's open work in the order in which to take it up; each piece stands once."""
    grave, overdue, soon, later = list[Line](), list[Line](), list[Line](), 0
    for duty in duties:
        late = (today - duty.due_on).days if duty.overdue and duty.due_on else 0
        line = Line(duty.case_id, duty.crn or duty.case_id, duty, late)
        if duty.grave:
            grave.append(line)
        elif duty.overdue:
            overdue.append(line)
        elif duty.due_on is not None and duty.due_on <= today + A_WEEK:
            soon.append(line)
        else:
            later += 1
    sections = [
        Section("Grave: act on these first", "You have no grave work.", grave),
        Section("Overdue", "You have no overdue work.", overdue),
        Section("Due this week", "You have nothing else due in the next 7 days.", soon),
    ]
    return WorkToday(sections, later)
