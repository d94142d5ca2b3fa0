"""A scenario played on a real server, kept whole: what every line and every tick of the clock led to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from client import CaseRefused
from commands.played import Ending
from commands.player import Happened
from commands.scenario_input import Scenario, Step
from models.case import Case
from models.duties import Clock
from models.outcome import DutyLine, NoticeClass, Receipt
from models.roles import ROLE_WORDS, Role
from models.tables import EscalationRow, NoticeRow
from policy.calendar import CURRENT, london_date


@dataclass
class Entry:
    """One entry of the records, with the line that told it."""

    happened: Happened
    step: Step | None

    @property
    def day(self) -> date:
        """The day it was told, in London."""
        return london_date(self.happened.row.recorded_at)

    @property
    def opened(self) -> dict[str, DutyLine]:
        """The duties it opened, by kind and, where there is one, subject."""
        return {_name(line): line for line in self.happened.opened}

    @property
    def due(self) -> dict[str, date | None]:
        """When each duty it opened was due."""
        return {name: line.due_on for name, line in self.opened.items()}

    @property
    def kinds(self) -> set[str]:
        """The kinds of work it opened."""
        return {line.kind for line in self.happened.opened}

    @property
    def asked_again(self) -> dict[str, date | None]:
        """Work that was open already and got a clock from this: when that clock falls due."""
        found: dict[str, date | None] = {}
        for line in self.happened.joined:
            clocks = [Clock.model_validate(clock) for clock in self.happened.rows[line.id].body["clocks"]]
            days = [c.due_on for c in clocks if c.cause == self.happened.row.event_id and c.due_on]
            found[_name(line)] = min(days, default=None)
        return found

    @property
    def told(self) -> list[tuple[str, str, str]]:
        """Whom it told at once: class, role, about what."""
        return [(n.kind, n.to_role, n.about) for n in self.happened.notices]


@dataclass
class Recorded:
    """Takes the place of a printer and keeps everything."""

    scenario: Scenario
    entries: list[Entry] = field(default_factory=list)
    refusals: list[tuple[Step, CaseRefused, bool]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    endings: Sequence[Ending] = ()
    escalations: Sequence[EscalationRow] = ()
    final: Case | None = None

    # What the player hands over --------------------------------------------------------------------------------

    def happened(self, happened: Happened, step: Step | None = None) -> None:
        """Keep it."""
        self.entries.append(Entry(happened, step))

    def again(self, at: datetime, step: Step, receipt: Receipt) -> None:
        """Nothing to keep."""

    def refused(self, at: datetime, step: Step, refused: CaseRefused, expected: bool) -> None:
        """Keep it."""
        self.refusals.append((step, refused, expected))

    def problem(self, at: datetime, step: Step, words: str) -> None:
        """Keep it."""
        self.problems.append(f"line {step.number}: {words}")

    def remark(self, words: str) -> None:
        """Nothing to keep."""

    def result(
        self, endings: Sequence[Ending], escalations: Sequence[EscalationRow], case: Case, now: datetime
    ) -> None:
        """Keep them."""
        self.endings, self.escalations, self.final = endings, escalations, case

    def end(self, problems: int) -> None:
        """Nothing to keep."""

    # What tests ask --------------------------------------------------------------------------------------------

    @property
    def case(self) -> Case:
        """The case as it stood at the end."""
        assert self.final is not None
        return self.final

    def all(self, kind: str) -> list[Entry]:
        """Every entry of an event type, or of a kind of message, in order."""
        return [e for e in self.entries if kind in {e.happened.row.type, e.happened.row.kind}]

    def one(self, kind: str) -> Entry:
        """The only entry of its kind."""
        (found,) = self.all(kind)
        return found

    def escalated(self, about: str, role: Role | None = None) -> list[date]:
        """The days on which somebody further up was told about this, by title or words; of one role if given."""
        titles = {e.row.duty_id: e.row.title for e in self.endings}
        return [
            london_date(n.at)
            for n in self.escalations
            if (role is None or n.to_role == role)
            and any(about in words for words in (n.about, *map(titles.get, n.duties)) if words)
        ]

    @property
    def notices(self) -> list[NoticeRow]:
        """Everything anybody was told."""
        return [n for e in self.entries for n in e.happened.notices]

    @property
    def overdue(self) -> list[Ending]:
        """Open work past its due date at the end, and work that was done late or cancelled late."""
        return [e for e in self.endings if e.late]

    def nobody_outside_was_told(self) -> bool:
        """Whether every notice went to staff, and none said a reference of a person."""
        people = {*self.case.people_at_risk, *self.case.partners}
        return all(
            n.to_role in ROLE_WORDS and n.kind in set(NoticeClass) and not any(person in n.about for person in people)
            for n in self.notices
        )


def _name(line: DutyLine) -> str:
    return f"{line.kind}/{line.subject}" if line.subject else line.kind


def working_days(day: date, count: int) -> date:
    """So many working days later."""
    return CURRENT.add_working_days(day, count)
