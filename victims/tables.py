"""The victim records' tables. Nothing of them is in the offender records, and nothing of those is here but case ids."""

from datetime import date
from typing import Any

from pydantic import ConfigDict
from sqlalchemy import JSON, BigInteger, Index, Integer, MetaData, Table
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from models.words import Instant

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class VictimRecorded(SQLModel, registry=registry(metadata=MetaData(naming_convention=_NAMES))):
    """A row of the victim records; its errors never show what it holds."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)  # type: ignore[assignment]  # a pydantic model


def table_of(row: type[VictimRecorded]) -> Table:
    """The table that rows of a kind stand in."""
    return VictimRecorded.metadata.tables[str(row.__tablename__)]


class CaseStagesRow(VictimRecorded, table=True):
    """A case's key stages as last heard."""

    __tablename__ = "case_stages"

    case_id: str = Field(primary_key=True)
    sequence: int
    body: dict[str, Any] = Field(sa_type=JSON)


class CaseContactRow(VictimRecorded, table=True):
    """Which contacts hear of a case."""

    __tablename__ = "case_contacts"

    case_id: str = Field(primary_key=True)
    contact_id: str = Field(primary_key=True)


class ContactRow(VictimRecorded, table=True):
    """A contact as its last message left it."""

    __tablename__ = "contacts"

    contact_id: str = Field(primary_key=True)
    last_sequence: int
    case_id: str = Field(index=True)
    victim: str
    vlo: str = Field(index=True)
    vlu_manager: str | None
    state: str
    contact_report: str | None
    next_due: date | None = Field(index=True)
    open_duties: int
    ended_on: date | None = Field(index=True)
    policy_version: str
    updated_at: Instant


class ContactEventRow(VictimRecorded, table=True):
    """A message to the contact, and what it led to."""

    __tablename__ = "contact_events"

    contact_id: str = Field(primary_key=True, foreign_key="contacts.contact_id")
    sequence: int = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    kind: str
    type: str
    occurred_at: Instant
    recorded_at: Instant
    body: dict[str, Any] = Field(sa_type=JSON)
    led_to: dict[str, Any] = Field(sa_type=JSON)


class ContactDutyRow(VictimRecorded, table=True):
    """A piece of work as the last message that touched it left it."""

    __tablename__ = "contact_duties"

    contact_id: str = Field(primary_key=True, foreign_key="contacts.contact_id")
    duty_id: str = Field(primary_key=True)
    kind: str
    title: str
    clauses: list[str] = Field(sa_type=JSON)
    owner: str
    subject: str | None
    state: str
    due_on: date = Field(index=True)
    source: str
    opened_at: Instant
    closed_at: Instant | None
    late: bool
    closure: dict[str, Any] | None = Field(sa_type=JSON)


class ContactNoticeRow(VictimRecorded, table=True):
    """Something somebody of the victim liaison unit was told."""

    __tablename__ = "contact_notices"

    contact_id: str = Field(primary_key=True, foreign_key="contacts.contact_id")
    notice_id: str = Field(primary_key=True)
    to_staff: str | None = Field(index=True)
    about: str
    duties: list[str] = Field(sa_type=JSON)
    at: Instant


class ContactHoldRow(VictimRecorded, table=True):
    """A contact of which nothing is erased while this stands."""

    __tablename__ = "contact_holds"

    contact_id: str = Field(primary_key=True, foreign_key="contacts.contact_id")
    why: str
    set_by: str
    set_at: Instant


class VictimAuditRow(VictimRecorded, table=True):
    """One entry of the victim side's own audit trail; ``audit.entry`` says what each field is, a contact's id in the
    place of a case's. It is only ever added to.
    """

    __tablename__ = "victim_audit"
    __table_args__ = (Index(None, "case_id", "number"), Index(None, "who", "number"))

    number: int = Field(primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite"))
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


VICTIM_TABLES: dict[str, type[VictimRecorded]] = {
    "contacts": ContactRow,
    "contact_events": ContactEventRow,
    "contact_duties": ContactDutyRow,
    "contact_notices": ContactNoticeRow,
}
"""The tables that rows of decisions go to, by name; the contacts first, since every other row refers to one."""
