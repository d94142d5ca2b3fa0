"""A message of another system as we read it, whatever envelope it came in."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_PLACEHOLDER = re.compile(r"^\s*(\$?\{[^}]*\}|<[^>]*>|%\w+%)\s*$")


@dataclass(frozen=True)
class Person:
    """The numbers a message names somebody by; upper case, in the order given, each once."""

    crns: tuple[str, ...] = ()
    prison_numbers: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.crns or self.prison_numbers)

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """Every number with its kind."""
        return [*(("crn", n) for n in self.crns), *(("noms", n) for n in self.prison_numbers)]


@dataclass(frozen=True)
class Told:
    """One event told by another system.

    ``type`` is the body's own word for it; the attribute of the envelope counts only where the body has none.
    ``info`` is its additional information, ``details`` what its detail address answered, if it was asked.
    """

    type: str
    occurred_at: datetime | None
    person: Person
    info: dict[str, Any] = field(default_factory=dict)
    detail_url: str | None = None
    description: str = ""
    sent_at: datetime | None = None
    envelope: str = "plain"
    details: Any = None

    def get(self, *names: str) -> Any:
        """The first of these fields that is there and filled in, whatever its capitals, hyphens and underscores."""
        return said(self.info, *names)

    def word(self, *names: str) -> str:
        """The same as text in upper case; empty when absent."""
        found = self.get(*names)
        return (
            str(found).strip().upper() if isinstance(found, str | int | float) and not isinstance(found, bool) else ""
        )

    def detail(self, *names: str) -> Any:
        """The same of the details."""
        return said(self.details, *names) if isinstance(self.details, dict) else None


def said(of: dict[str, Any], *names: str) -> Any:
    """The first of these fields that is there and filled in."""
    known = {plain(key): value for key, value in of.items()}
    for name in names:
        value = known.get(plain(name))
        if value is not None and value != "" and not is_placeholder(value):
            return value
    return None


def plain(name: str) -> str:
    """A name without its capitals and marks, by which spellings of one name are known to be the same."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def is_placeholder(value: Any) -> bool:
    """Whether a template was sent before it was filled in."""
    return isinstance(value, str) and bool(_PLACEHOLDER.match(value))
