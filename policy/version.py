"""The shape of a policy version: the rules in force from a day on, said as what changed since the version before."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.case import Case
from models.decisions import DecisionKind
from models.duties import PROJECT_DEFAULT, Budget, Duty
from models.events import Fact
from policy.demands import Demand
from policy.rules import DecisionRule, DutyRule
from policy.situation import Situation

Interval = Budget | int
"""How long something may take, or how far before a release it begins (in the unit its name ends with)."""

Response = Callable[[Situation, Any], Iterator[Demand]]


@dataclass(frozen=True)
class Withdrawn:
    """A kind of work that is no longer asked for: what takes its place, if anything does, and why."""

    kind: str
    why: str
    clause: str
    replaced_by: str | None = None


@dataclass(frozen=True)
class Option:
    """An option that a decision gains. ``stands_for`` is the earlier option whose place it takes in what follows."""

    name: str
    words: str
    stands_for: str | None = None


@dataclass(frozen=True)
class OptionsChange:
    """What a decision may be from now on: options it gains and options it loses, and the clause that says so."""

    decision: DecisionKind
    clause: str
    gains: tuple[Option, ...] = ()
    loses: tuple[str, ...] = ()


def still_owed(_case: Case, _duty: Duty) -> bool:
    """Work that is still open is cause enough."""
    return True


@dataclass(frozen=True)
class Also:
    """Where work of one kind opens, another is asked for too, about the same subject.

    On a case that changes version it opens where the work that calls for it is still open and ``live`` says so.
    """

    opened: str
    asks_for: str
    clause: str
    live: Callable[[Case, Duty], bool] = still_owed


@dataclass(frozen=True)
class PolicyVersion:
    """What one version of the policy changes; everything else is as in the version it ``follows``.

    ``rules`` and ``decisions`` are whole rules, changed or new; ``intervals`` are the named intervals of
    ``policy.defaults`` (in lower case) and of the clauses that give a time. ``responses`` ask for more where an event
    of that type is reported. ``dated_by`` is whose the date is: a source, or "project default".
    """

    id: str
    title: str
    source: str
    in_force_from: date
    dated_by: str = PROJECT_DEFAULT
    follows: str | None = None
    rules: tuple[DutyRule, ...] = ()
    withdraws: tuple[Withdrawn, ...] = ()
    decisions: tuple[DecisionRule, ...] = ()
    options: tuple[OptionsChange, ...] = ()
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    also: tuple[Also, ...] = ()
    responses: Mapping[type[Fact], Response] = field(default_factory=dict)
