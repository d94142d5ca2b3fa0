"""A process inside a case: a statechart of its own, as plain data. ``policy.processes`` has them all and moves them.

A process follows one thing (a partner, an address, an order) or the case as a whole. It moves when something happens in
the case: a fact, a duty opened or ended, a decision, a request allowed. A move may ask for more work.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.case import Case
from models.decisions import DecisionKind, DecisionMade
from models.duties import Duty
from models.events import Fact
from models.forms.form import Form
from models.requests import Request
from policy.demands import Demand
from policy.rules import DutyRule

START = "start"
"""Where every process is before anything has happened."""

ANYWHERE = "anywhere"
"""The source of a move that every state makes, the start and the ends too, unless it has one of its own."""


class What(StrEnum):
    """What kind of thing happened, as a statechart says it."""

    TOLD = "told"
    OPENED = "opened"
    DONE = "done"
    WAIVED = "waived"
    CANCELLED = "cancelled"
    DECIDED = "decided"
    ALLOWED = "allowed"
    SET = "set"
    PASSED = "date passed"


@dataclass(frozen=True)
class Happening:
    """One thing that happened in the case. ``name`` is the event's type, the duty's kind, the decision's or request's.

    ``day`` is the London day it happened; ``form`` is the evidence of a duty that was done.
    """

    what: What
    name: str
    day: date
    subject: str | None = None
    option: str | None = None
    duty: Duty | None = None
    form: Form | None = None
    decision: DecisionMade | None = None
    event: Fact | None = None
    request: Request | None = None


@dataclass(frozen=True)
class Trigger:
    """What moves a process. ``about`` names the field of an event or a request that says whom it is about."""

    what: What
    name: str
    option: str | None = None
    about: str | None = None

    def fits(self, h: Happening) -> bool:
        """Whether this is what happened."""
        return (h.what, h.name) == (self.what, self.name) and self.option in {None, h.option}

    def __str__(self) -> str:
        name = self.name.replace("_", " ")
        option = f": {self.option.replace('_', ' ')}" if self.option else ""
        return name if self.what is What.TOLD else f"{name} {self.what.value}{option}"


def told(event: str, about: str | None = None) -> Trigger:
    """An event of this type was reported."""
    return Trigger(What.TOLD, event, about=about)


def opened(rule: DutyRule) -> Trigger:
    """A duty of this kind was opened."""
    return Trigger(What.OPENED, rule.kind)


def done(rule: DutyRule) -> Trigger:
    """A duty of this kind was done."""
    return Trigger(What.DONE, rule.kind)


def waived(rule: DutyRule) -> Trigger:
    """A duty of this kind was waived."""
    return Trigger(What.WAIVED, rule.kind)


def cancelled(rule: DutyRule) -> Trigger:
    """A duty of this kind was cancelled."""
    return Trigger(What.CANCELLED, rule.kind)


def decided(kind: DecisionKind, option: str | None = None) -> Trigger:
    """A decision of this kind was recorded, with this option or with any."""
    return Trigger(What.DECIDED, kind.value, option)


def allowed(request: str, about: str | None = None) -> Trigger:
    """A request of this type was allowed."""
    return Trigger(What.ALLOWED, request, about=about)


def announced(what: What, name: str) -> Trigger:
    """Something of this name was announced: it was set, its date passed, or it fell away."""
    return Trigger(what, name)


Condition = Callable[[Case, Happening], bool]
Learn = Callable[[Case, Happening], None]
Follow = Callable[[Case, Happening], Iterator[Demand]]


@dataclass(frozen=True)
class Move:
    """From one state to another when something happens, under a condition that ``words`` says.

    ``learn`` puts what is now known onto the case; ``then`` is the work the move asks for.
    """

    source: str
    on: Trigger
    target: str
    words: str = ""
    when: Condition | None = None
    learn: Learn | None = None
    then: Follow | None = None


@dataclass(frozen=True)
class Process:
    """One process: its moves, the states it ends in, and the kinds of duty it owes in each state.

    ``about`` says in a word what one instance follows; "the case" when there is one for the case. ``nobody`` stands in
    where a duty or an event names nobody. A process that has ended begins again with a move from the start.
    """

    name: str
    title: str
    clauses: tuple[str, ...]
    moves: tuple[Move, ...]
    ends: tuple[str, ...] = ()
    about: str = "the case"
    nobody: str | None = None
    owes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def per_subject(self) -> bool:
        """Whether there is one instance for each subject."""
        return self.about != "the case"

    @property
    def states(self) -> list[str]:
        """Every state but the start, in the order the moves name them."""
        named = (s for m in self.moves for s in (m.source, m.target))
        return list(dict.fromkeys(s for s in named if s not in {START, ANYWHERE}))

    def answer(self, case: Case, h: Happening) -> tuple[str, Move] | None:
        """The one move that a happening makes, with the key of the instance it moves; none if the chart has none.

        A state's own moves come first, then, for a process that has ended, those from the start, then those from
        anywhere; among these the first that is drawn.
        """
        fitting = [(self._key(h, m.on), m) for m in self.moves if m.on.fits(h)]
        for rank in range(3):
            for key, move in fitting:
                if key is None or move.source not in self._sources(case.processes.get(key, START))[rank : rank + 1]:
                    continue
                if move.when is None or move.when(case, h):
                    return key, move
        return None

    def _sources(self, state: str) -> tuple[str, str, str]:
        return (state, START if state in self.ends else state, ANYWHERE)

    def _key(self, h: Happening, on: Trigger) -> str | None:
        """The key of the instance that a happening moves; none when it is about nobody this process follows."""
        if not self.per_subject:
            return self.name
        said = h.event if h.event is not None else h.request
        subject = getattr(said, on.about, None) if on.about else h.subject
        subject = subject or self.nobody
        return f"{self.name}/{subject}" if subject else None
