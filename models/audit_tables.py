"""The tables of the audit trail, and of what looking through it found.

The trail is only ever added to, which the database itself sees to (migration 14). Values are held as they were hashed,
the moment as text: a row that was tampered with is then read, and found, not stumbled over. It is no projection of the
cases, and a rebuild leaves it alone.
"""

from sqlalchemy import JSON, BigInteger, Index, Integer
from sqlmodel import Field

from models.tables import Recorded
from models.words import Instant

_NUMBER = BigInteger().with_variant(Integer, "sqlite")


class AuditRow(Recorded, table=True):
    """One entry; ``audit.entry`` says what each field is. Two cannot follow the same entry."""

    __tablename__ = "audit_entries"
    __table_args__ = tuple(Index(None, name, "number") for name in ("case_id", "who", "action", "outcome"))

    number: int = Field(primary_key=True, sa_type=_NUMBER)
    at: str
    who: str
    capacities: str
    action: str
    outcome: str
    case_id: str | None = None
    asked: str | None = None
    shown: int | None = None
    version: int | None = None
    problem: str | None = None
    correlation_id: str
    previous: str = Field(unique=True)
    hash: str


class VerificationRow(Recorded, table=True):
    """One look through the trail. Whoever could forge entries could forge this: it says when to look again."""

    __tablename__ = "audit_verifications"

    number: int | None = Field(default=None, primary_key=True, sa_type=_NUMBER)
    at: Instant
    entries: int = Field(sa_type=_NUMBER)
    checkpoint: int | None = Field(default=None, sa_type=_NUMBER)
    faults: int
    words: list[str] = Field(sa_type=JSON)
