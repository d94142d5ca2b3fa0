"""One field of a form: how it is asked for, and what may be answered."""

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "choice", "choices", "confirm", "day", "lines", "moment", "number", "reasons", "reference", "references", "rows",
    "short", "text", "yes_no",
]  # fmt: skip
"""The components there are. ``confirm`` is a statement to agree to, ``reasons`` a text for each of several things,
``rows`` several of one kind, ``lines`` a text for each line."""


@dataclass(frozen=True)
class Option:
    """One answer to choose: what the browser sends, what is read, and what the API is told."""

    value: str
    words: str
    says: Any = None


@dataclass(frozen=True)
class Field:
    """A field. ``name`` is its path in the JSON, parts joined with dots; ``default`` what stands when nothing is said.

    ``missing`` is what is said when there must be an answer and there is none. ``aside`` is seldom needed.
    """

    name: str
    kind: Kind
    label: str
    hint: str = ""
    missing: str = ""
    clauses: tuple[str, ...] = ()
    required: bool = False
    options: tuple[Option, ...] = ()
    default: str = ""
    parts: "tuple[Field, ...]" = ()
    aside: bool = False

    @property
    def id(self) -> str:
        """The id of its first control on the page."""
        return self.name.replace(".", "-")

    @property
    def leaf(self) -> str:
        """Its own name, without the path."""
        return self.name.rsplit(".", 1)[-1]
