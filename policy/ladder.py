"""Who is told that work is late, and when. Every step is a project default; the framework gives no ladder."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from models.duties import Clock
from models.outcome import NoticeClass
from models.roles import PRISON_ROLES, Role
from policy.calendar import LONDON, Calendar, end_of_day, london_date, next_working_moment, start_of_day


class Step(StrEnum):
    """Whom a rung reaches."""

    OWNER = "owner"
    FIRST_MANAGER = "first_manager"
    SECOND_MANAGER = "second_manager"


@dataclass(frozen=True)
class Rung:
    """One step of a ladder: so many working or calendar days before (negative) or after the due date."""

    name: str
    step: Step
    kind: NoticeClass
    working_days: int = 0
    days: int = 0


@dataclass(frozen=True)
class Ladder:
    """The rungs of one kind of work, in order. A rung fires once."""

    name: str
    rungs: tuple[Rung, ...]


PASSED = "passes its due date"
"""What a duty notes of itself the moment its due date is over; nobody is told by it."""

OVERDUE = "overdue"
"""The rung that first reaches a manager."""

STANDARD = Ladder(
    "standard",
    (
        Rung("reminder", Step.OWNER, NoticeClass.DIGEST, working_days=-2),
        Rung(OVERDUE, Step.FIRST_MANAGER, NoticeClass.ESCALATION),
        Rung("still overdue", Step.SECOND_MANAGER, NoticeClass.ESCALATION, working_days=5),
    ),
)
"""Practitioner before, SPO at the due date, head of PDU five working days later (INS-P18; project default)."""

CADENCE = Ladder(
    "cadence",
    (
        Rung("missed", Step.OWNER, NoticeClass.DIGEST),
        Rung(OVERDUE, Step.FIRST_MANAGER, NoticeClass.ESCALATION, days=14),
    ),
)
"""For regular contacts and checks: the owner at the due date, the SPO 14 days later (INS-P18; project default)."""

DRIFT = Ladder("drift", (Rung(OVERDUE, Step.FIRST_MANAGER, NoticeClass.ESCALATION),))
"""No contact with a purpose: the SPO at once (INS-P16; project default)."""

REPLY = Ladder(
    "reply",
    (
        Rung("chase", Step.OWNER, NoticeClass.DIGEST, working_days=-5),
        Rung(OVERDUE, Step.FIRST_MANAGER, NoticeClass.ESCALATION),
        Rung("still overdue", Step.SECOND_MANAGER, NoticeClass.ESCALATION, working_days=5),
    ),
)
"""For a reply that has not come: chase half-way (PF-7.2g), then as the standard ladder (INS-P03; project default)."""

LADDERS = {ladder.name: ladder for ladder in (STANDARD, CADENCE, DRIFT, REPLY)}

_COMMUNITY = {Step.FIRST_MANAGER: Role.SPO, Step.SECOND_MANAGER: Role.HEAD_OF_PDU}
_PRISON = {Step.FIRST_MANAGER: Role.HEAD_OF_OMD, Step.SECOND_MANAGER: Role.GOVERNOR}
_UP = {Role.SPO: Role.HEAD_OF_PDU, Role.MIDDLE_MANAGER: Role.HEAD_OF_PDU, Role.HEAD_OF_OMD: Role.GOVERNOR}


def told(owner: Role, step: Step) -> Role | None:
    """Whom a step reaches for work of this owner: the prison ladder for prison staff, else the community one.

    A manager's own late work goes to the manager above, once; there is nobody above that on this ladder.
    """
    if step is Step.OWNER:
        return owner
    if owner in _UP:
        return _UP[owner] if step is Step.FIRST_MANAGER else None
    return (_PRISON if owner in PRISON_ROLES else _COMMUNITY)[step]


def rung_moments(
    ladder: str, due_on: date, known_on: date, opened_at: datetime, grave: bool, calendar: Calendar
) -> Iterator[tuple[Rung, datetime]]:
    """When each rung fires for a due date, in UTC; a reminder that would come before the duty is none.

    Escalations wait for working hours unless the matter is grave (project default: 09:00 to 17:00). For work that was
    already late when we heard of it, the ladder starts on the day we heard: its rungs keep their distance.
    """
    for rung in LADDERS[ladder].rungs:
        at = _moment(rung, due_on, known_on, opened_at, calendar)
        if at is not None:
            yield rung, at if grave or rung.working_days < 0 else next_working_moment(at, calendar)


def _moment(rung: Rung, due_on: date, known_on: date, opened_at: datetime, calendar: Calendar) -> datetime | None:
    if rung.working_days < 0:
        day = calendar.subtract_working_days(due_on, -rung.working_days)
        at = datetime.combine(day, time(9), tzinfo=LONDON)
        return at if at > opened_at else None
    if due_on < known_on and not (rung.working_days or rung.days):
        return opened_at
    day = calendar.add_working_days(max(due_on, known_on), rung.working_days) if rung.working_days else due_on
    last = max(day, known_on)
    # "14 days late" is heard on the fourteenth day, not the morning after (INS-P18; INS-S13: by 42 days).
    return start_of_day(last + timedelta(days=rung.days)) if rung.days else end_of_day(last)


def known_since(clock: Clock) -> date:
    """The day from which a clock's present due date was known to us."""
    if not clock.moved:
        return clock.recorded_on
    return max(clock.recorded_on, london_date(max(m.at for m in clock.moved)))
