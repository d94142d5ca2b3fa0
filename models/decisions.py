"""Recorded choices: options, rationale, who and when (catalogue DE-…)."""

from enum import StrEnum

from pydantic import Field

from models.roles import Role
from models.words import Held, Instant, Noted, Ref, Said, StaffId, Text


class DecisionKind(StrEnum):
    """What was decided on."""

    DISCLOSURE = "disclosure"
    DISCLOSURE_METHOD = "disclosure_method"
    MAPPA = "mappa"
    MARAC = "marac"
    ENFORCEMENT = "enforcement"
    CHILDREN_AT_RISK = "children_at_risk"
    LIFER_FORUM = "lifer_forum"
    PRISON_CHILD_CONTACT = "prison_child_contact"


class DecisionMade(Said):
    """A choice a person records. ``subject`` is the partner, child or event decided about."""

    decision_id: Ref
    kind: DecisionKind
    option: str
    subject: Ref | None = None
    rationale: Text | None = None
    manager_discussed_with: StaffId | None = None
    privacy_outweighed: bool | None = Field(default=None, description="need to inform and protect outweighs privacy")
    decided_at: Instant
    decided_by: StaffId
    role: Role


class Decision(Held):
    """A choice as the case holds it."""

    kind: DecisionKind
    option: str
    subject: str | None = None
    rationale: str | None = None
    manager_discussed_with: StaffId | None = None
    decided_at: Noted
    decided_by: StaffId
    role: Role
    policy_version: str
