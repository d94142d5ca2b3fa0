"""What a played scenario adds up to: each duty with its due date and its end, and what happened to it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from commands.player import Happened
from commands.words import titled
from models.duties import Closure, DutyState
from models.outcome import DutyLine
from models.roles import ROLE_WORDS, Role
from models.tables import DutyRow
from policy.calendar import Calendar, end_of_day, london_date


@dataclass
class Ledger:
    """Every duty as it was last seen, with the date it was due on: a duty that is done has no due date any more."""

    lines: dict[str, DutyLine] = field(default_factory=dict)
    due: dict[str, date | None] = field(default_factory=dict)

    def keep(self, happened: Happened) -> None:
        """Take in what one entry says of duties."""
        for line in (*happened.opened, *happened.joined, *happened.moved):
            self.lines[line.id] = line
            if line.state == DutyState.OPEN:
                self.due[line.id] = line.due_on
        for line in happened.closed:
            self.lines.setdefault(line.id, line)


@dataclass(frozen=True)
class Ending:
    """How a duty ended or stands: its state, when it was due, and by how many working days it was late."""

    row: DutyRow
    due_on: date | None
    closure: Closure | None
    late: bool
    days_late: int

    @property
    def state(self) -> DutyState:
        """Open, done, waived or cancelled."""
        return DutyState(self.row.state)

    @property
    def owner(self) -> str:
        """Whose work it was, in words."""
        return ROLE_WORDS[Role(self.row.owner)]

    @property
    def title(self) -> str:
        """What the work was, and about whom."""
        return titled(self.row.title, self.row.subject)


def ending(row: DutyRow, due_on: date | None, now: datetime, calendar: Calendar) -> Ending:
    """How one duty stands at ``now``."""
    closure = Closure.model_validate(row.body["closed"]) if "closed" in row.body else None
    if row.state == DutyState.OPEN:
        late = due_on is not None and end_of_day(due_on) <= now
        until = london_date(now)
    else:
        late = row.late
        until = (closure.done_on if closure else None) or london_date(row.closed_at or now)
        late = late or (row.state != DutyState.DONE and due_on is not None and until > due_on)
    days = calendar.working_days_between(due_on, until) if late and due_on else 0
    return Ending(row, due_on, closure, late, days)
