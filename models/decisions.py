"""Recorded choices: options, rationale, who and when (catalogue DE-…)."""

from enum import StrEnum

from pydantic import Field

from models.roles import Role
from models.words import Day, Held, Instant, Noted, Ref, Said, StaffId, Text


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
    LICENCE_VARIATION = "licence_variation"
    ADJOURNMENT = "adjournment"
    CONTACT_RESTRICTION = "contact_restriction"
    COMPLEX_NEEDS_EXCLUSION = "complex_needs_exclusion"
    OBJECTIVE = "objective"
    HOME_VISIT_SAFETY = "home_visit_safety"
    OVERSIGHT = "oversight"


class Consulted(StrEnum):
    """Who may have a part in a decision beside the practitioner."""

    POLICE = "police"
    CHILDRENS_SERVICES = "childrens_services"
    DASO = "daso"
    IDVA = "idva"
    SPECIALIST = "specialist"


class DecisionMade(Said):
    """A choice a person records. ``subject`` is the partner, child or event decided about."""

    decision_id: Ref
    kind: DecisionKind
    option: str
    subject: Ref | None = None
    rationale: Text | None = None
    manager_discussed_with: StaffId | None = None
    privacy_outweighed: bool | None = Field(default=None, description="need to inform and protect outweighs privacy")
    decided_with: list[Consulted] = Field(default_factory=list, description="who decided it with the practitioner")
    decided_without_reason: Text | None = Field(default=None, description="why, where one of them had no part in it")
    victim_impact: Text | None = Field(default=None, description="the effect on the victim, needed on a variation")
    harm_if_not_told: Text | None = Field(default=None, description="past patterns, and the risk of not telling")
    harm_if_told: Text | None = Field(default=None, description="likely harm of telling, to the partner and the person")
    unsure: bool = Field(default=False, description="the practitioner is unsure: the manager's advice is sought")
    evidence: Ref | None = Field(default=None, description="where what it rests on is recorded")
    new_date: Day | None = Field(default=None, description="the date an objective is now due")
    decided_at: Instant
    decided_by: StaffId
    role: Role


class Decision(Held):
    """A choice as the case holds it.

    ``means`` is the option of the version before that this one stands for, where its version has other words for it.
    """

    kind: DecisionKind
    option: str
    means: str | None = None
    subject: str | None = None
    rationale: str | None = None
    manager_discussed_with: StaffId | None = None
    decided_with: list[Consulted] = Field(default_factory=list)
    decided_without_reason: Text | None = None
    victim_impact: str | None = None
    evidence: str | None = None
    decided_at: Noted
    decided_by: StaffId
    role: Role
    policy_version: str
    rests_on: Ref | None = Field(default=None, description="the withdrawn event its work hung on")
