"""The records' tables: one column for each field of the rows that ``policy.rows`` makes, and the case's id.

Words of the vocabulary are stored as strings, so that a new word needs no migration. Instants are in UTC; dates are
dates in England and Wales. Besides what policy makes, a few columns and tables stand here only so that lists are quick
(``records.listed`` fills them). Fields that a row of an earlier release lacks have a default.
"""

from datetime import date
from typing import Any

from pydantic import ConfigDict
from sqlalchemy import JSON, ForeignKeyConstraint, Index, MetaData, Table, text
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


NO_DAY = date.max
"""Stands for no day where a list is sorted by one: those without come last."""


def _partly(where: str, *columns: str) -> Index:
    """An index over those rows only that a list shows."""
    condition = text(where)
    return Index(None, *columns, postgresql_where=condition, sqlite_where=condition)


NOT_CLOSED = "stage <> 'closed'"


class CaseRow(Recorded, table=True):
    """A case as its last message left it. ``last_sequence`` is the number of that message.

    ``release_on`` and ``handover_on`` are the days these are expected on, while they are ahead; ``missing_role`` is the
    role that somebody should hold on the case and nobody does.
    """

    __tablename__ = "cases"
    __table_args__ = (
        *(_partly(NOT_CLOSED, *by, "due_order", "case_id") for by in ((), ("team",), ("rosh",))),
        *(_partly(NOT_CLOSED, *by, "stage_since", "case_id") for by in ((), ("team",), ("rosh",))),
        Index(None, "stage", "due_order", "case_id"),
        Index(None, "stage", "stage_since", "case_id"),
        *(Index(None, *by, day, "case_id") for day in ("release_on", "handover_on") for by in ((), ("team",))),
        Index(None, "missing_role", "stage_since", "case_id"),
        Index(None, "closed_on", "rehearsal", "policy_version"),
    )

    case_id: str = Field(primary_key=True)
    last_sequence: int
    crn: str | None = Field(index=True)
    prison_number: str | None = Field(index=True)
    stage: str
    stage_since: date
    rosh: str
    responsible: str
    pom: str | None = Field(index=True)
    community_practitioner: str | None = Field(index=True)
    spo: str | None = Field(index=True)
    team: str | None
    practitioners: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    missing_role: str | None = None
    release_on: date | None = None
    handover_on: date | None = None
    next_due: date | None
    due_order: date = Field(default=NO_DAY, exclude=True)
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


class _OfACase(Recorded):
    """What a list asks of the case a row belongs to, as the case's last message left it."""

    team: str | None = None
    stage: str = ""
    held_by: str | None = None
    rehearsal: bool = False


class DutyRow(_OfACase, table=True):
    """A piece of work as the last message that touched it left it. ``held_by`` holds the role it is put on."""

    __tablename__ = "duties"
    __table_args__ = (
        *(
            Index(None, *by, "state", "due_order", "case_id", "duty_id")
            for by in ((), ("held_by",), ("team",), ("kind",), ("stage",), ("team", "kind"), ("kind", "stage"))
        ),
        Index(None, "case_id", "state", "due_order", "duty_id"),
    )

    case_id: str = Field(primary_key=True, foreign_key="cases.case_id")
    duty_id: str = Field(primary_key=True)
    kind: str
    title: str
    clauses: list[str] = Field(sa_type=JSON)
    owner: str
    subject: str | None
    state: str
    due_on: date | None
    due_order: date = Field(default=NO_DAY, exclude=True)
    grave: bool
    opened_at: Instant
    closed_at: Instant | None
    late: bool
    policy_version: str
    triggers: list[str] = Field(sa_type=JSON)
    sensitivity: str
    body: dict[str, Any] = Field(sa_type=JSON)


class DutyClauseRow(Recorded, table=True):
    """One clause that a duty answers."""

    __tablename__ = "duty_clauses"
    __table_args__ = (
        Index(None, "clause", "state", "due_order", "case_id", "duty_id"),
        Index(None, "team", "clause", "state", "due_order", "case_id", "duty_id"),
        ForeignKeyConstraint(["case_id", "duty_id"], ["duties.case_id", "duties.duty_id"]),
    )

    case_id: str = Field(primary_key=True)
    duty_id: str = Field(primary_key=True)
    clause: str = Field(primary_key=True)
    state: str
    due_order: date
    team: str | None = None


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


class OrderRow(_OfACase, table=True):
    """A protective order as the last message that touched it left it. It never says whom the order protects."""

    __tablename__ = "orders"
    __table_args__ = tuple(
        Index(None, *by, "in_force", "ends_on", "case_id", "ref") for by in ((), ("held_by",), ("team",))
    )

    case_id: str = Field(primary_key=True, foreign_key="cases.case_id")
    ref: str = Field(primary_key=True)
    kind: str
    state: str
    in_force: bool
    made_on: date
    ends_on: date | None
    sensitivity: str


_TOLD_BY: tuple[tuple[str, ...], ...] = ((), ("to_staff",), ("to_role",), ("team",))


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


class EscalationRow(_Told, _OfACase, table=True):
    """A notice that went up the ladder; it stands among the notices too.

    It is ``open`` while some of the work it names is, and one that names none until it is acknowledged. A manager
    acknowledges it by setting or confirming the level of oversight afterwards (DE-15). ``held_by`` is responsible for
    the case; ``clauses`` are those of the work it names.
    """

    __tablename__ = "escalations"
    __table_args__ = (
        *(Index(None, *by, "at", "case_id", "notice_id") for by in _TOLD_BY),
        *(Index(None, *by, "open", "at", "case_id", "notice_id") for by in _TOLD_BY),
    )

    clauses: list[str] = Field(default_factory=list, sa_type=JSON)
    open: bool = False
    acknowledged_at: Instant | None = None
    acknowledged_by: str | None = None


class EscalationClauseRow(Recorded, table=True):
    """One clause of the work that an escalation names."""

    __tablename__ = "escalation_clauses"
    __table_args__ = (
        Index(None, "clause", "at", "case_id", "notice_id"),
        ForeignKeyConstraint(["case_id", "notice_id"], ["escalations.case_id", "escalations.notice_id"]),
    )

    case_id: str = Field(primary_key=True)
    notice_id: str = Field(primary_key=True)
    clause: str = Field(primary_key=True)
    at: Instant


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
    reason: str | None = None
    set_by: str
    set_at: Instant


class SignInsEndedRow(Recorded, table=True):
    """A person or system whose tokens, and the sessions of the pages with them, count for nothing up to a moment."""

    __tablename__ = "sign_ins_ended"

    subject: str = Field(primary_key=True)
    ended_at: Instant
    ended_by: str


class AdoptionRow(Recorded, table=True):
    """A run that takes over a caseload, in figures. ``rows`` is about how many there are in all; ``words`` are what
    could not be used, by line, with nothing of what stood there. No projection of the cases: a rebuild leaves it alone.
    """

    __tablename__ = "adoptions"

    run: str = Field(primary_key=True)
    began_at: Instant = Field(index=True)
    told_at: Instant
    state: str
    rows: int
    adopted: int
    already: int
    left_out: int
    problems: int
    opened: int
    late: int
    words: list[str] = Field(sa_type=JSON)


class HoldRow(Recorded, table=True):
    """A case of which nothing may be erased for now, and why."""

    __tablename__ = "retention_holds"

    case_id: str = Field(primary_key=True)
    why: str
    set_by: str
    set_at: Instant


TABLES: dict[str, type[Recorded]] = {
    "cases": CaseRow,
    "events": EventRow,
    "duties": DutyRow,
    "decisions": DecisionRow,
    "orders": OrderRow,
    "escalations": EscalationRow,
    "notices": NoticeRow,
}
"""The tables of the cases' own rows by name; the cases first, since every other row refers to one."""


def table_of(row: type[Recorded]) -> Table:
    """The table that rows of a kind stand in."""
    return Recorded.metadata.tables[str(row.__tablename__)]
