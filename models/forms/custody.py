"""Forms of custody: sections 6.8 and 7.4 to 7.7."""

from typing import Literal

from pydantic import Field

from models.forms.form import Form, Names, Yes
from models.forms.programmes import InterventionsConsidered
from models.words import MANY, Ref, Refs, StaffId, Text


class RiskFromCustody(Form):
    """Whether the person remains a risk from prison (PF-7.4a), and the public protection screening (PF-7.5a to c)."""

    risk_to_victim: bool = Field(description="PF-7.4a, DE-08: a continuing risk to the victim, even from prison")
    risk_to_children: bool = Field(description="PF-7.4a, DE-08: a continuing risk to children, even from prison")
    harassment_measures: bool = Field(description="PF-7.5b: managed under HPPM")
    no_harassment_measures_reason: Text | None = Field(
        default=None, description="PF-7.5b: needed after harassment, or under an order, when HPPM is not set"
    )
    child_contact_restricted: bool = Field(description="PPRC, PF-7.5c; no contact until assessed, PF-7.5e")


class NumberCheck(Form):
    """A social number was looked into before it goes on the phone account (PF-7.5d)."""

    belongs_to: Text = Field(description="PF-7.5d: whose it is and who may answer, by reference")
    reaches_child: Ref | None = Field(default=None, description="PF-7.5e: the child it reaches, if any")
    cleared: bool = Field(description="PF-7.5d: whether it may go on the account")


class PomChecks(InterventionsConsidered):
    """Checks on allocation to a POM (PF-6.8b to e) and own assessment (PF-7.1a, PF-7.6a, PF-7.7a to c)."""

    sources: Names = Field(description="PF-6.8b: what was searched for signs of domestic abuse")
    measures_found: Refs = Field(description="PF-6.8c: orders found; empty if none")
    case_note: Ref = Field(description="PF-6.8d: where the concern is recorded")
    alert_applied: bool = Field(description="PF-6.8e, DE-06: the domestic abuse risk alert")
    no_alert_reason: Text | None = Field(default=None, description="PF-6.8e: needed when it is not applied")
    early_allocation: Literal["meets", "does_not_meet"] = Field(
        description="PF-15.10b, DE-09: the criteria for early allocation, considered"
    )
    assessment: Ref | None = Field(default=None, description="PF-7.6a: the POM's own OASys")
    not_eligible_reason: Text | None = Field(default=None, description="PF-7.6a: why there is no OASys (not eligible)")
    sara: Ref | None = Field(default=None, description="PF-7.7a: with the OASys, where there is intimate partner abuse")
    people_at_risk: Refs = Field(default_factory=list, description="PF-7.7b: with the OASys, or 'none'")
    assessment_sources: list[Text] = Field(
        max_length=MANY,
        default_factory=list,
        description="PF-7.7c: papers and earlier assessments the OASys draws on, and any missing",
    )


class ConcernWithoutOasys(Form):
    """A concern about a prisoner who has no OASys is acted on, and discussed (PF-7.6b, c and e)."""

    mitigation: Text = Field(description="PF-7.6b: what lessens the risk: information shared, referrals made")
    manual_followed: Yes = Field(description="PF-7.6c: the Public Protection Manual's actions")
    discussed_with: StaffId = Field(description="PF-7.6e: the head of offender management delivery")
    escalation: Literal["escalate", "not_escalated"] = Field(description="DE-10: whether the risk is escalated")
