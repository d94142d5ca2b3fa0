"""What a risk management plan and a sentence plan hold: sections 8.1 to 8.6 and 10.1 to 10.3."""

from typing import Literal

from pydantic import Field

from models.forms.form import Form, Names, Yes
from models.plans import Foreseeable, PlannedObjective
from models.words import MANY, Day, Ref, Refs, Text


class RiskPlanContent(Form):
    """A risk management plan as it is recorded in OASys, and what this case follows of it."""

    risk_management_plan: Ref = Field(
        description="PF-8.1a, PF-12.14e: its reference, made in OASys on the Four Pillars"
    )
    risk_factors_covered: Yes = Field(description="PF-8.1b: every identified risk factor has its action")
    people_safeguarded: Refs = Field(
        default_factory=list, description="PF-8.1c: everyone at risk of serious harm has an action; by reference"
    )
    internal_controls: Names = Field(description="PF-8.1d")
    external_controls: Names = Field(description="PF-8.1d")
    protective_factors: Names = Field(description="PF-8.1e")
    protective_people: Literal["contacted", "not_safe_to_contact", "nobody"] = Field(
        description="PF-8.1f: partners, family and others who may protect"
    )
    contact_judged_safe: bool | None = Field(
        default=None, description="AM-43: decided before they were contacted; needed where they were"
    )
    agencies: Refs = Field(
        description="PF-15.3a, PF-8.1g: every agency connected with the case, involved in the plan and told so"
    )
    lawful_proportionate_necessary: bool = Field(description="PF-8.2a, GU-38")
    lawful_proportionate_necessary_reason: Text | None = Field(
        default=None, description="GU-38: why the plan stands where that is not confirmed"
    )
    colleague_actions: Names = Field(
        description="PF-8.3a: actions with DASOs, programme staff, VLOs, approved premises, each with its owner"
    )
    agency_actions: list[Text] = Field(
        max_length=MANY,
        default_factory=list,
        description="PF-8.3b: actions with police and children's services, where relevant",
    )
    child_plan_actions: Literal["mirrored", "no_plan"] = Field(
        description="PF-8.3c: what a child protection or child in need plan asks of HMPPS is in this plan"
    )
    monitoring: Text = Field(description="PF-8.3d: who monitors which measure, and how")
    monitor_every_days: int = Field(ge=1, le=365, description="PF-8.3d: how often; it is the case's own timer")
    signs_of_rising_risk: Names = Field(description="PF-8.3e: when the risk is likely to rise, and the signs of it")
    contingency_plan: Ref = Field(description="PF-8.3f")
    contingency_events: list[Foreseeable] = Field(
        max_length=MANY,
        default_factory=list,
        description="INS-D31: the kinds of event that the contingency plan is made for",
    )
    stalking_guidance_used: bool | None = Field(
        default=None, description="PF-8.6a: needed where there is stalking; either answer will do"
    )


class ReleasePlan(RiskPlanContent):
    """The plan for release: the risk management plan to release on, and where the rest is recorded."""

    reference: Ref


class PlanMonitored(Form):
    """The plan's measures were monitored (PF-8.4a)."""

    measures_working: bool = Field(description="PF-8.4a: each measure is in place and does what it is for")
    what_was_done: Text | None = Field(default=None, description="PF-8.2b: needed where a measure does not work")


class SentencePlanMade(Form):
    """A sentence plan (PF-10.1a to PF-10.2f, PF-10.3a)."""

    sentence_plan: Ref
    ends_on: Day = Field(description="PF-10.1b: not before the sentence ends, GU-37")
    delivery: Text = Field(description="PF-10.2a: how the sentence will be delivered")
    objectives: list[PlannedObjective] = Field(
        max_length=MANY,
        min_length=1,
        description="PF-10.2f: each with its date; one protects victims (PF-10.1a), one any child at risk (PF-10.2b)",
    )
    sequenced_to_needs: Yes = Field(
        description="PF-10.2c: in sequence, individual, aimed at the needs behind the risk, building alternatives"
    )
    interventions: Names = Field(description="PF-10.2d: accredited programmes, or evidence-based work")
    outcomes_sought: Text = Field(description="PF-10.2e")
    face_to_face: Literal["every_contact", "most_contacts", "some_contacts"] = Field(
        description="PF-10.3a: how much contact is face to face"
    )
