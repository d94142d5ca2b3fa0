"""Forms of supervision in the community: sections 6.9, 7.1, 7.2 and 10.4 to 10.9."""

from typing import Literal

from pydantic import Field

from models.forms.form import Form, Names, Protective, Yes
from models.forms.plans import RiskPlanContent
from models.forms.programmes import InterventionsConsidered
from models.words import Ref, Refs, StaffId, Text


class Residence(Protective):
    """Where the person lives, and what was done to protect (PF-6.5k, PF-7.2a, PF-7.2a2)."""

    address: Ref = Field(description="PF-7.2a2: where the person lives")
    protective_action: Text = Field(
        description="PF-4.1c, PF-7.2a: what protects each person at risk now, or why nothing was needed"
    )


class StartChecks(Form):
    """Checks at the start of supervision (PF-6.9b to e, PF-15.14a, PF-18.12a)."""

    registrations_active: Yes = Field(description="PF-6.9b")
    measures_found: Refs = Field(description="PF-6.9c: orders found; empty if none")
    children: Refs = Field(description="PF-6.9d: children in contact; empty if none")
    childrens_services_contacted: bool = Field(description="PF-6.9d2, PF-18.12b")
    children_unclear: bool = Field(default=False, description="whether more must be found out about children")
    household: Text = Field(description="PF-6.9e: where and with whom, by reference")
    been_at_marac: bool = Field(description="PF-15.14a")
    child_at_risk: bool = Field(description="PF-18.12a")


class AllocationConfirmed(Form):
    """The manager's confirmation that the practitioner fits the case (PF-6.9a, GU-42)."""

    confirmed_by: StaffId = Field(description="PF-6.9a: the manager")
    skill_and_knowledge: Yes = Field(description="PF-6.9a: the practitioner has the skill and knowledge (GU-42)")
    tier: Ref = Field(description="PF-6.9a2: the tier that the allocation follows (GU-42)")


class InitialAssessment(RiskPlanContent, InterventionsConsidered):
    """The holder's own assessment, and the risk management plan made with it (PF-7.1, PF-7.2, PF-8.1a)."""

    sources: Names = Field(description="PF-7.1b: what was looked into before the interview")
    earlier_incidents: Literal["taken_into_account", "none_known"] = Field(
        description="PF-7.1d: earlier domestic abuse incidents, as the police and others know them"
    )
    oasys: Ref = Field(description="PF-7.2b, PF-12.14a")
    people_at_risk: Names = Field(description="PF-7.2c: by reference, or 'none'")
    route: Literal["mappa", "marac", "perpetrator_panel", "iom", "case_conference", "none"] = Field(
        description="PF-15.3b, DE-35: the multi-agency route that best delivers the plan"
    )
    interventions_considered: Text = Field(
        description="PF-2.4a: what was considered of interventions and risk measures, and what came of it"
    )
    alternative_intervention: Text | None = Field(
        default=None, description="PF-4.1g: the intervention or RAR in the plan, needed where no programme is required"
    )
    sara: Ref | None = Field(default=None, description="PF-7.2b: needed where there is intimate partner abuse")


class HomeVisit(Form):
    """A home visit (PF-10.4a, 10.6a, 10.6b, 10.7a, 10.8, 10.9a)."""

    safe_to_visit: bool | None = Field(
        default=None, description="PF-10.9a: decided before the visit; not needed where the decision is recorded"
    )
    safety_of_people_at_risk: Text = Field(description="PF-10.6a")
    household: Text = Field(description="PF-10.4a, PF-10.7a: who was found to live there")
    visitor_is_holder: bool = Field(description="PF-10.6b")
    another_visitor_reason: Text | None = Field(
        default=None, description="GU-40: needed where the visitor is not the holder of the case"
    )
    spo_discussed: bool | None = Field(default=None, description="PF-10.8c2: needed where a concern asked for a visit")
    sooner_not_viable: Text | None = Field(
        default=None, description="PF-10.8c2: why a sooner visit was not viable, where the SPO was not spoken to"
    )
