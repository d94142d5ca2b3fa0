"""Forms of review and escalation: section 11."""

from typing import Literal

from pydantic import Field

from models.forms.form import Form, Names, Protective, Shared
from models.words import Ref, Text


class Review(Form):
    """Review of risk after a change (PF-11.3a, PF-11.2a, PF-7.2i, PF-8.4b, AM-17)."""

    outcome: Literal["updated", "no_update_needed"]
    reason: Text = Field(description="AM-17")
    sources: Names = Field(description="PF-11.2a")
    oasys: Ref = Field(description="PF-7.2i")
    risk_management_plan: Ref = Field(description="PF-8.4b")
    sara: Ref | None = Field(default=None, description="PF-7.2i: needed where there is intimate partner abuse")
    licence_conditions_revisited: bool = False
    stalking_considered: bool = Field(default=False, description="PF-6.2a: needed after an order breach")


class EscalationMeasures(Protective, Shared):
    """What was done about a rise in risk (PF-11.5a to e, in order)."""

    measures: Text = Field(description="PF-11.5a")
    multi_agency: Text = Field(description="PF-11.5b, PF-11.5b2: decision on MARAC or MAPPA")
    told: Names = Field(description="PF-11.5c: who was told, police among them where an order was breached")
    victim_unit_re_referral: Literal["made", "not_applicable"] = Field(description="PF-11.5d")
    contingency_plan: Literal["activated", "none_exists"] = Field(description="PF-11.5e")
