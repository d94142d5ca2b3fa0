"""What every event says about itself: who reports it, when it happened, and when it was known."""

from enum import StrEnum

from pydantic import Field

from models.roles import Role
from models.words import Instant, Ref, Said, StaffId


class Source(StrEnum):
    """Where the information comes from. What a person says of themselves is not verification (PF-6.5d)."""

    CASE_SYSTEM = "case_system"
    SELF_REPORT = "self_report"
    POLICE = "police"
    CHILDRENS_SERVICES = "childrens_services"
    CUSTODY = "custody"
    COURT = "court"
    DASO = "daso"
    VLO = "vlo"
    STAFF = "staff"
    OTHER = "other"


class Fact(Said):
    """Something that happened. It is never refused for being unwelcome, late or odd: it is kept, and flagged.

    ``occurred_at`` is when it happened; ``identified_at`` is when staff first knew, and is the moment of recording when
    nobody says otherwise. Deadlines that run "from the identification of concern" count from it.
    """

    event_id: Ref
    occurred_at: Instant
    identified_at: Instant | None = None
    reported_by: StaffId = "case-system"
    role: Role = Role.CASE_SYSTEM
    source: Source = Source.CASE_SYSTEM
    sensitive: bool = Field(default=False, description="its disclosure to the person would raise the risk (PF-13.2b)")
    incident_ref: Ref | None = Field(default=None, description="the reporting system's own number for what happened")
