"""The records' tables: one column for each field of the rows that ``policy.rows`` makes, and the case's id.

Words of the vocabulary are stored as strings, so that a new word needs no migration. Instants are in UTC; ``due_on``,
``next_due``, ``stage_since`` and ``closed_on`` are dates in England and Wales.
"""

from datetime import date
from typing import Any

from pydantic import ConfigDict
from sqlalchemy import JSON, Index, MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from models.words import Instant

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Recorded(SQLModel, registry=registry(metadata=MetaData(naming_convention=_NAMES))):
    """A row of the records. ``model_validate`` refuses unknown fields, and its errors never show what the row holds."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)  # type: ignore[assignment]  # a pydantic model


class CaseRow(Recorded, table=True):
    """A case as its last message left it. ``last_sequence`` is the number of that message."""

    __tablename__ = "cases"

    case_id: str = Field(primary_key=True)
    last_sequence: int
    crn: str | None = Field(index=True)
    prison_number: str | None
    stage: str = Field(index=True)
    stage_since: date
    rosh: str
    responsible: str
    pom: str | None = Field(index=True)
    community_practitioner: str | None = Field(index=True)
    spo: str | None = Field(index=True)
    team: str | None = Field(index=True)
    next_due: date | None = Field(index=True)
    open_duties: int
    overdue: int
    open_reviews: int
    policy_version: str
    calendar_version: str
    rehearsal: bool
    standing: dict[str, bool | None] = Field(sa_type=JSON)
    processes: dict[str, str] = Field(sa_type=JSON)
    closed_on: date | None
    merged_into: str | None = None
    updated_at: Instant


class EventRow(Recorded, table=True):
    """A message to the case, and what it led to."""

    __tablename__ = "events"

    case_id: str = Field(primary_key=True, foreign_key="cases.case_id")
    sequence: int = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    kind: str
    type: str
    occurred_at: Instant
    identified_at: Instant | None
    recorded_at: Instant
    reported_by: str | None
    sensitivity: str
    body: dict[str, Any] = Field(sa_type=JSON)
    led_to: dict[str, Any] = Field(sa_type=JSON)


class DutyRow(Recorded, table=True):
    """A piece of work as the last message that touched it left it."""

    __tablename__ = "duties"

    case_id: str = Field(primary_key=True, foreign_key="cases.case_id")
    duty_id: str = Field(primary_key=True)
    kind: str
    title: str
    clauses: list[str] = Field(sa_type=JSON)
    owner: str
    subject: str | None
    state: str
    # By day alone: given one that starts with the state, SQLite prefers it to going by the few cases of a team.
    due_on: date | None = Field(index=True)
    grave: bool
    opened_at: Instant
    closed_at: Instant | None
    late: bool
    policy_version: str
    triggers: list[str] = Field(sa_type=JSON)
    sensitivity: str
    body: dict[str, Any] = Field(sa_type=JSON)


class DecisionRow(Recorded, table=True):
    """A recorded choice. ``key`` is the decision's own id."""

    __tablename__ = "decisions"

    case_id: str = Field(primary_key=True, foreign_key="cases.case_id")
    key: str = Field(primary_key=True)
    kind: str
    option: str
    subject: str | None
    rationale: str | None
    manager_discussed_with: str | None
    victim_impact: str | None = None
    decided_at: Instant
    decided_by: str
    role: str
    policy_version: str
    sensitivity: str


class _Told(Recorded):
    case_id: str = Field(primary_key=True, foreign_key="cases.case_id")
    notice_id: str = Field(primary_key=True)
    kind: str
    to_role: str
    to_staff: str | None
    about: str
    duties: list[str] = Field(sa_type=JSON)
    event: str | None
    sensitivity: str
    at: Instant


class EscalationRow(_Told, table=True):
    """A notice that went up the ladder; it stands among the notices too."""

    __tablename__ = "escalations"
    __table_args__ = (Index(None, "at"),)


class NoticeRow(_Told, table=True):
    """Something one role was told about the case."""

    __tablename__ = "notices"
    __table_args__ = (Index(None, "to_staff", "at"), Index(None, "to_role", "at"))


class ProofRow(Recorded, table=True):
    """A daily proof over the open cases: how many were looked at, and which are not as policy says."""

    __tablename__ = "proofs"

    run: str = Field(primary_key=True)
    at: Instant = Field(index=True)
    checked: int
    differing: int
    remarks: list[str] = Field(sa_type=JSON)


class FindingRow(Recorded, table=True):
    """One case that a proof found not to be as policy says."""

    __tablename__ = "proof_findings"

    run: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    words: list[str] = Field(sa_type=JSON)


class AnswerRow(Recorded, table=True):
    """An act of the API under its Idempotency-Key: claimed while it is under way, then with the answer it was given.

    ``principal`` is a digest of who asked and of what they could do then, so that an answer is given to nobody else.
    """

    __tablename__ = "answers"

    principal: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    fingerprint: str
    claimed_at: Instant = Field(index=True)
    status: int | None = None
    body: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    etag: str | None = None


class RestrictionRow(Recorded, table=True):
    """A case that only those named on it, their managers and those listed here may look into."""

    __tablename__ = "restrictions"

    case_id: str = Field(primary_key=True)
    allowed: list[str] = Field(sa_type=JSON)
    set_by: str
    set_at: Instant


TABLES: dict[str, type[Recorded]] = {
    "cases": CaseRow,
    "events": EventRow,
    "duties": DutyRow,
    "decisions": DecisionRow,
    "escalations": EscalationRow,
    "notices": NoticeRow,
}
"""The tables of the cases' own rows by name; the cases first, since every other row refers to one."""
