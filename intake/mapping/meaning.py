"""What a message can mean to us, and the register of who says what each type of event means."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from intake.told import Told, plain
from models.events import Source

A_DAY = timedelta(hours=24)
HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True)
class Draft:
    """A fact for the case: the type of our event and its own fields.

    ``same_within`` is how far apart two messages may say it and still mean one and the same (project default).
    ``identity`` names the fields that tell two such facts of one person apart, by default all; ``slot`` those of them
    that name what it is about: with another value of the rest, said in between, it is true afresh. ``unlike`` are the
    types of fact after which it can be true afresh: a release is a new one once the person was received again.
    """

    type: str
    fields: dict[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    source: Source = Source.CASE_SYSTEM
    identity: tuple[str, ...] | None = None
    slot: tuple[str, ...] | None = None
    same_within: timedelta = A_DAY
    unlike: frozenset[str] = frozenset()
    sensitive: bool = False

    def known_by(self) -> dict[str, Any]:
        """The fields it is told apart by."""
        names = sorted(self.fields) if self.identity is None else self.identity
        return {name: self.fields.get(name) for name in names}

    def is_about(self) -> dict[str, Any]:
        """The fields that name what it is about."""
        return self.known_by() if self.slot is None else {name: self.fields.get(name) for name in self.slot}


@dataclass(frozen=True)
class Facts:
    """The message tells these facts of the person's case. ``denies`` is a type of fact that it says is not true."""

    drafts: tuple[Draft, ...]
    denies: str | None = None


@dataclass(frozen=True)
class NotForUs:
    """The message means nothing to a case, and why. ``denies`` is a type of fact that it says is not true."""

    words: str
    denies: str | None = None


@dataclass(frozen=True)
class NeedsDetails:
    """What the message means stands behind its detail address."""

    words: str


@dataclass(frozen=True)
class Unclear:
    """A person has to look: the message contradicts itself, or says something nobody has taught us."""

    reason: str
    words: str


@dataclass(frozen=True)
class NumberChanged:
    """One number of a person gave way to another: ``gone`` is known as ``stays`` from now on."""

    kind: str
    gone: str
    stays: str


@dataclass(frozen=True)
class NumberParted:
    """A merge was undone: ``returns`` is somebody else again than ``stays``."""

    kind: str
    stays: str
    returns: str


@dataclass(frozen=True)
class NumbersOfOne:
    """These numbers name one person."""


Meaning = Facts | NotForUs | NeedsDetails | Unclear | NumberChanged | NumberParted | NumbersOfOne
Rule = Callable[[Told], Meaning]


@dataclass(frozen=True)
class Mapping:
    """What one family of event types becomes, for the page in ``docs/``."""

    family: str
    types: tuple[str, ...]
    becomes: str
    rule: Rule


MAPPINGS: list[Mapping] = []
_BY_NAME: dict[str, Rule] = {}


def means(family: str, *types: str, becomes: str) -> Callable[[Rule], Rule]:
    """Register what these types of event mean; spellings that differ in capitals and marks alone are the same type."""

    def register(rule: Rule) -> Rule:
        MAPPINGS.append(Mapping(family, types, becomes, rule))
        for type_ in types:
            if plain(type_) in _BY_NAME:
                raise ValueError(f"{type_} is mapped twice")
            _BY_NAME[plain(type_)] = rule
        return rule

    return register


def rule_for(type_: str) -> Rule | None:
    """The rule for this type of event; none when nobody has taught us what it means."""
    return _BY_NAME.get(plain(type_))


def facts(*drafts: Draft) -> Facts:
    """These facts."""
    return Facts(drafts)
