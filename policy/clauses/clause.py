"""One row of the catalogue: what the framework asks, of whom, when, and where that lives in this code."""

from dataclasses import dataclass
from enum import StrEnum


class Strength(StrEnum):
    """How strongly the text asks (TY-26). Rows that are not obligations have none."""

    MUST = "must"
    SHOULD = "should"
    EXPECTED = "expected"
    MAY = "may"
    NONE = "none"


class Sensitivity(StrEnum):
    """Who may see what a row records (TY-25)."""

    ORDINARY = "ordinary"
    SENSITIVE = "sensitive"
    VICTIM_SEPARATE = "victim_separate"
    MAPPA_EXCLUDED = "mappa_excluded"


class Kind(StrEnum):
    """What a row becomes here."""

    DUTY = "duty"
    EVIDENCE = "evidence"
    DECISION = "decision"
    GUARD = "guard"
    EVENT = "event"
    RECURRING = "recurring"
    STANDING = "standing"
    TIMING = "timing"
    STORAGE = "storage"
    INTERVENTION = "intervention"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class Home:
    """The one place a row lives: a duty rule, a field of a duty's form, a decision, a guard, an event, and so on.

    ``name`` is what ``kind`` calls it; ``field`` the form's field, for evidence. Out of scope it is the reason.
    """

    kind: Kind
    name: str = ""
    field: str = ""

    def __str__(self) -> str:
        return f"{self.name}.{self.field}" if self.field else self.name


NOT_YET = Home(Kind.NOT_YET)
"""Not built: counted as missing in the coverage."""


def duty(kind: str) -> Home:
    """The duty rule of this kind."""
    return Home(Kind.DUTY, kind)


def evidence(kind: str, field: str) -> Home:
    """A field of the form that completes duties of this kind."""
    return Home(Kind.EVIDENCE, kind, field)


def decision(kind: str) -> Home:
    """The decision of this kind."""
    return Home(Kind.DECISION, kind)


def guard(id: str) -> Home:
    """The guard of this catalogue id."""
    return Home(Kind.GUARD, id)


def event(type: str) -> Home:
    """The event of this type, and its response."""
    return Home(Kind.EVENT, type)


def recurring(kind: str) -> Home:
    """The duty rule of this kind, which comes back."""
    return Home(Kind.RECURRING, kind)


def standing(name: str) -> Home:
    """The standing expectation of this name."""
    return Home(Kind.STANDING, name)


def timing(name: str) -> Home:
    """The interval of this name."""
    return Home(Kind.TIMING, name)


def storage(name: str) -> Home:
    """The storage rule of this name."""
    return Home(Kind.STORAGE, name)


def intervention(name: str) -> Home:
    """The eligibility rule of this programme or route."""
    return Home(Kind.INTERVENTION, name)


def out_of_scope(reason: str) -> Home:
    """Not a matter for one case; the reason says whose it is."""
    return Home(Kind.OUT_OF_SCOPE, reason)


@dataclass(frozen=True)
class Clause:
    """A row. ``phase`` and ``when`` say in which phase and on what condition; ``timing`` is the text's own, if any.

    ``done`` is what counts as done, ``recorded`` where the text wants it recorded. Timings that the text does not give
    are project defaults and stand with the rule, not here.
    """

    id: str
    section: str
    asks: str
    home: Home
    strength: Strength = Strength.NONE
    who: str = ""
    phase: str = ""
    when: str = ""
    timing: str = "none stated"
    done: str = ""
    recorded: str = "none stated"
    sensitivity: Sensitivity = Sensitivity.ORDINARY

    @property
    def table(self) -> str:
        """The family of the id: PF for obligations, EV events, GU guards, and so on."""
        return self.id.split("-", 1)[0]
