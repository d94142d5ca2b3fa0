"""Forms of review and escalation: section 11."""

from typing import Literal

from pydantic import Field

from models.forms.form import Form, Names, Protective, Shared
from models.plans import Foreseeable
from models.words import Ref, Text


class Review(Form):
    """Review of risk after a change (PF-11.3a, PF-11.2a, PF-7.2i, PF-8.4b, AM-17)."""

    outcome: Literal["updated", "no_update_needed", "not_significant"] = Field(
        description="DE-33: a change the framework names is always significant"
    )
    reason: Text = Field(description="AM-17: why, whatever the outcome")
    risk: Literal["higher", "unchanged", "lower"] = Field(description="PF-7.1f: higher is acted on (PF-11.5a)")
    sources: Names = Field(description="PF-11.2a")
    oasys: Ref | None = Field(default=None, description="PF-7.2i: needed where the change is significant")
    risk_management_plan: Ref | None = Field(default=None, description="PF-8.4b: needed likewise")
    sara: Ref | None = Field(default=None, description="PF-7.2i: needed where there is intimate partner abuse")
    monitor_every_days: int | None = Field(
        default=None, ge=1, le=365, description="PF-8.3d: how often measures are monitored from now on, if it changes"
    )
    contingency_plan: Ref | None = Field(default=None, description="PF-8.3f: the contingency plan, if it changes")
    contingency_events: list[Foreseeable] | None = Field(
        default=None, description="INS-D31: the kinds of event that it is made for, if they change"
    )
    contingency: Literal["activated", "not_needed"] | None = Field(
        default=None, description="PF-11.5e, INS-D31: needed where what happened is what the contingency plan is for"
    )
    licence_conditions_revisited: bool = False
    stalking_considered: bool = Field(
        default=False, description="PF-6.2a: needed after an order breach, and after stalking"
    )


class EscalationMeasures(Protective, Shared):
    """What was done about a rise in risk, in the order of section 11.5."""

    measures: Text = Field(description="PF-11.5a")
    multi_agency: Text = Field(description="PF-11.5b: how multi-agency work supports swift protection")
    forum: list[Literal["marac", "mappa_level_2", "mappa_level_3", "category_3", "none"]] = Field(
        min_length=1, description="PF-11.5b2, DE-16: where it is referred or referred again"
    )
    told: Names = Field(description="PF-11.5c: who was told, police among them where an order was breached")
    victim_unit_re_referral: Literal["made", "not_applicable"] = Field(
        description="PF-11.5d: the trigger alone; nothing of the victim is held here (AM-51)"
    )
    contingency_plan: Literal["activated", "none_exists"] = Field(description="PF-11.5e")
    measures_enough: bool = Field(description="PF-11.5f, DE-17: whether the risk can be managed in the community")
    not_enough_because: Text | None = Field(default=None, description="DE-17: needed where they are not enough")
