"""Whoever asks: a person or a system, in which capacities, of which teams."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from models.roles import Role


class Office(StrEnum):
    """Who has no part in a case, and still has something to do here."""

    OPERATOR = "operator"
    POLICY_OWNER = "policy_owner"


Capacity = Role | Office
"""In what somebody acts: a role on cases, or an office beside them."""

CAPACITIES: dict[str, Capacity] = {one.value: one for one in (*Role, *Office)}

AUTHORITY = "ROLE_THROUGHCARE__"
"""How the authorities of this service begin, as HMPPS Auth names them: ROLE_THROUGHCARE__SPO."""


def authority(capacity: Capacity) -> str:
    """The authority that gives a capacity."""
    return AUTHORITY + capacity.value.upper()


Kind = Literal["user", "client"]
"""A person, or a system with a client id of its own."""


@dataclass(frozen=True)
class SignIn:
    """What a token says of the sign-in it stands for, moments in seconds since 1970; nothing where it says nothing.

    ``at`` is when whoever it is proved who they are, ``by`` are the means and levels of that (`amr` and `acr`).
    """

    issued_at: int | None = None
    expires_at: int | None = None
    at: int | None = None
    by: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Principal:
    """A person or a system whose token was accepted. ``staff`` is the id that acts are put down to.

    A system is never taken for a member of staff of the same name: it is named on no case.
    """

    kind: Kind
    name: str
    staff: str
    capacities: frozenset[Capacity]
    teams: frozenset[str] = frozenset()
    sign_in: SignIn = SignIn()

    @property
    def subject(self) -> str:
        """Who this is, whatever they may do."""
        return f"{self.kind}:{self.name}"

    @property
    def roles(self) -> list[Role]:
        """The roles on cases among the capacities, in the order of the vocabulary."""
        return [role for role in Role if role in self.capacities]
