"""The table of the audit trail: only ever added to, which the database itself sees to (migration 14).

Values are held as they were hashed, the moment as text: a row that was tampered with is then read, and found, not
stumbled over. It is no projection of the cases, and a rebuild leaves it alone.
"""

from sqlalchemy import BigInteger, Index, Integer
from sqlmodel import Field

from models.tables import Recorded

_NUMBER = BigInteger().with_variant(Integer, "sqlite")


class AuditRow(Recorded, table=True):
    """One entry; ``audit.entry`` says what each field is. Two cannot follow the same entry."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "case_id", "number"), Index(None, "who", "number"))

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
