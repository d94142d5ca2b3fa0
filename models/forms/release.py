"""Forms of handover and release planning: sections 7.6, 9.1, 9.2 and 9.4."""

from typing import Literal

from pydantic import Field

from models.forms.form import Form, Yes
from models.licence import ConditionKind
from models.words import Ref, StaffId, Text


class Handover(Form):
    """First contact and handover meeting between prison and community (PF-7.6d, INS-P04)."""

    met_with: StaffId
    person_seen: bool
    concerns_listed: bool = Field(description="PF-7.6d: open concerns are in the handover report")


class HandoverAccepted(Form):
    """The new holder has the case and has looked at it afresh (PF-7.1a, GU-16)."""

    accepted_from: StaffId | None = None
    own_assessment: Ref | None = Field(
        default=None, description="PF-7.1a: an assessment of the new holder's own, or its plan"
    )


class LicenceConditions(Form):
    """Licence conditions asked for (PF-9.1a, PF-9.2a to c, PF-16.16a, PF-17.3a)."""

    relationship_condition_requested: Yes = Field(description="PF-9.2a: the condition numbered 6b")
    meaning: Text = Field(description="DE-11: what an intimate relationship means for this person, from their risks")
    meaning_explained: Yes = Field(description="PF-9.2a2, PF-16.16a: explained to the person, who acknowledged it")
    victim_protection_considered: dict[ConditionKind, Text] = Field(description="PF-9.2b: the outcome for each")
    orders_mirrored: bool = Field(description="PF-9.1a: each protective order has a condition put forward")
    orders_without_condition: dict[Ref, Text] = Field(
        default_factory=dict, description="PF-9.1a: why an order has no condition"
    )
    programme_condition: Text = Field(description="PF-9.2c: requested, done in custody, or not suitable")


class PutForward(Form):
    """A condition put forward as it was asked for, whatever is thought of it (PF-17.3b)."""

    put_forward: Yes = Field(description="PF-17.3b: as it was asked for")
    supported: bool = Field(description="DE-31: whether the practitioner supports it")


class MappaLevelNotice(Form):
    """The prison was told the MAPPA level (PF-9.2e)."""

    reference: Ref = Field(description="PF-9.2e: where the prison's acknowledgement is")
    late_reason: Text | None = Field(default=None, description="GU-41: needed when later than six months before")


class AddressCheck(Form):
    """Whether an address is safe for those who live at or visit it (PF-6.9e, PF-7.2c, PF-7.2e)."""

    police_reply: Ref
    childrens_services_reply: Ref
    suitable: bool
    reason: Text


class ReleaseAddressChecks(Form):
    """Checks of an address for HDC or ROTL (PF-9.4a to f). Approval is refused until each is clear (GU-04 to GU-06)."""

    occupier_consent: Literal["given", "refused", "no_occupier"] = Field(description="PF-9.4c, AM-16")
    distress_considered: Yes = Field(description="PF-9.4d")
    coercion_considered: Yes = Field(description="PF-9.4e")
    adults_or_children_there: Text = Field(description="PF-9.4f")
    risk_to_others: bool = Field(description="GU-06")
    police_reviewed: bool = Field(description="PF-9.4a: obtained and reviewed")
    childrens_services_reviewed: bool = Field(description="PF-9.4b: obtained and reviewed")
    decision: Literal["approve", "refuse"] = Field(description="DE-13: what the practitioner decides on the address")
