"""Forms of safeguarding children and adults: section 18."""

from typing import Literal

from pydantic import Field

from models.forms.form import Form, Names, Protective, Shared
from models.words import Ref, StaffId, Text


class ChildrenReferral(Shared, Protective):
    """Children at risk are referred to the right children's services (PF-18.12b, c, e)."""

    children: Names = Field(description="PF-18.12b: the children, by reference")
    childrens_services: Ref = Field(description="PF-18.12b: the children's services where they live")
    concerns: Text = Field(description="PF-18.12b: the concerns, stated in the referral")
    risk_if_nothing_done: Text = Field(description="PF-18.12b: the risk if nothing is done, stated in it")
    reference: Ref = Field(description="PF-18.12c: where the referral is recorded")
    risk_register: Ref = Field(description="PF-18.12e: the risk register activated")


class ChildrenReferralOutcome(Form):
    """What became of the referral (PF-18.12c)."""

    outcome: Text = Field(description="PF-18.12c: the outcome, recorded too")
    leaves_at_risk: bool = Field(description="PF-18.12d: whether the response is feared to leave children at risk")


class ChildrenEscalation(Form):
    """Routes of escalation agreed with the line manager (PF-18.12d)."""

    agreed_with: StaffId = Field(description="PF-18.12d: the line manager")
    route: Text = Field(description="PF-18.12d: the route agreed")


class ConferenceAttended(Form):
    """A child protection conference was attended or, exceptionally, sent a contribution (PF-18.13a)."""

    attended: Literal["attended", "contribution_sent"] = Field(description="PF-18.13a: in person, or by contribution")
    reason: Text | None = Field(default=None, description="PF-18.13a: why not in person; needed for a contribution")


class ChildPlanTakenUp(Form):
    """Our actions in a child protection or child in need plan (PF-18.13b, PF-18.13c)."""

    actions_accepted: Text = Field(description="PF-18.13b: our role and actions, as we accept them")
    risk_management_plan: Ref = Field(description="PF-18.13c: the actions in the risk management plan")
    sentence_plan: Ref = Field(description="PF-18.13c: the actions in the sentence plan")


class AdultPlanTakenUp(Form):
    """Our actions in a safeguarding plan for an adult (PF-18.6a, PF-18.6b)."""

    actions_accepted: Text = Field(description="PF-18.6a: our role and actions, as we accept them")
    risk_management_plan: Ref = Field(description="PF-18.6b: the actions in the risk management plan")
    sentence_plan: Ref = Field(description="PF-18.6b: the actions in the sentence plan")


class ChildrenTold(Shared):
    """Children's services and probation told of a prisoner who is a risk to children (PF-18.15a to d)."""

    reference: Ref = Field(description="PF-18.15a: the notice to the children's services where the children live")
    probation_office: Ref | None = Field(default=None, description="PF-18.15b: the notice to it, needed in custody")
    contact_restricted: Ref | None = Field(
        default=None, description="PF-18.15c: contact prevented or restricted (PPRC), needed in custody"
    )
    monitoring: Text | None = Field(
        default=None, description="PF-18.15d: letters and calls, as considered; needed in custody"
    )


class ContactLoss(Form):
    """Contact with a child was cut or ended: what that does, and what helps (PF-18.9a)."""

    effect: Text = Field(description="PF-18.9a: the effect of the loss, beside the risk to victims and children")
    support: Text = Field(description="PF-18.9a: what helps the person cope")


class AdultReferral(Shared, Protective):
    """An adult cared for by the person is referred to adult social care (PF-18.4a)."""

    reference: Ref = Field(description="PF-18.4a: the referral to adult social care")


class AdultSafeguarded(Form):
    """What came of the referral, and what was done (PF-18.4b to d)."""

    information: Text = Field(description="PF-18.4b: the information received, recorded")
    flags: Ref = Field(description="PF-18.4c: the flags activated")
    risk_management_plan: Ref = Field(description="PF-18.4d: the risk to the adult in the risk management plan")
    sentence_plan: Ref = Field(description="PF-18.4d: the risk to the adult in the sentence plan")


class OwnProtection(Form):
    """The person is a victim, or at risk of it: protection and needs in both plans (PF-18.5c)."""

    protection: Text = Field(description="PF-18.5c: measures that protect the person; care and support needs")
    risk_management_plan: Ref = Field(description="PF-18.5c: in the risk management plan")
    sentence_plan: Ref = Field(description="PF-18.5c: in the sentence plan")
