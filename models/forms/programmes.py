"""Forms of interventions and the DASO: sections 12 and 17.7 to 17.8."""

from typing import Literal

from pydantic import Field

from models.forms.form import Form, Referral
from models.sentence import Programme
from models.words import Day, Ref, Refs, Text


class ProgrammeReferral(Referral):
    """A referral to an accredited programme, made whatever else is thought needed first (PF-12.9a, b)."""

    reference: Ref = Field(description="PF-12.9a, PF-12.8b: the referral, as received")
    preparatory_work_first: bool = Field(default=False, description="extra work is thought needed; refer all the same")
    concerns_discussed: Text | None = Field(
        default=None, description="PF-12.9b, PF-12.8d: with programme staff; needed when extra work is thought needed"
    )
    treatment_manager_discussion: Text | None = Field(
        default=None, description="PF-12.13a, PF-12.15b: needed on the OPD pathway and where needs are complex"
    )
    sequence: Text | None = Field(
        default=None, description="PF-12.15c: the order of work; needed where needs are complex"
    )


class CustodyReferral(ProgrammeReferral):
    """A referral to the treatment manager in custody, from the sentence plan (PF-12.8a, b, d)."""

    sentence_plan: Ref = Field(description="PF-12.8a: the plan, built with OASys and SARA")


class InterventionsConsidered(Form):
    """What an assessment says of interventions, where the text asks for it: women, LGBT people, familial abuse."""

    programme_considered: Text | None = Field(
        default=None,
        description="PF-12.11a, PF-12.12a, PF-12.14b: programmes assessed, responsivity included, and the outcome",
    )
    programme_suits: bool | None = None
    other_work: Text | None = Field(
        default=None,
        description="PF-12.14c, PF-12.14d: other interventions, toolkits or treatment considered for familial abuse",
    )


class AlternativeRoute(Form):
    """What follows when a programme cannot be done, in the text's own order (PF-12.9e to h, AM-26)."""

    adf: Literal["possible", "not_possible", "not_applicable"] = Field(
        description="PF-12.9e: what interventions staff said of alternative delivery"
    )
    considered: Text = Field(description="PF-12.4a: structured interventions and toolkits considered, and the outcome")
    route: Programme = Field(description="DE-28: the route chosen; the programme itself where the person rejoins it")
    local_team_answer: Text | None = Field(
        default=None, description="PF-12.5a: needed for a structured intervention, and for a woman"
    )
    advice: Text | None = Field(
        default=None, description="PF-12.9h: the treatment manager's; needed where the right work is not plain"
    )
    psychology: Text | None = Field(
        default=None, description="PF-12.16a: the regional psychologists'; needed where needs are complex or risk high"
    )


class OtherRoute(Form):
    """The alternative was begun, and a toolkit seen through (PF-12.9f, PF-12.9g)."""

    reference: Ref = Field(description="PF-12.9g: the referral, or where the sessions are recorded")
    started_on: Day | None = Field(default=None, description="PF-12.9f: needed for a toolkit")
    ended_on: Day | None = Field(default=None, description="PF-12.9f: needed for a toolkit")


class DasoReferral(Referral):
    """A referral to the domestic abuse safety officer (PF-12.9c, PF-17.8a)."""

    also: Refs = Field(default_factory=list, description="IN-19: current partners referred beside the victim")


class DasoExchange(Form):
    """An exchange with the DASO. What the victim said stays with the DASO (PF-17.7a to c, PF-17.8b to d)."""

    purpose: Text = Field(description="PF-17.7a, PF-17.8b: what was exchanged, in general terms")
    contribution: Literal["contributed", "nothing_new"] = Field(
        description="PF-17.7b, PF-17.7c: to risk management, victim safety planning and plans for escalation"
    )
    risk_management_plan: Ref | None = Field(
        default=None, description="PF-17.8c: the plan it was fed into; needed after new DASO information"
    )
    action: Text | None = Field(
        default=None, description="PF-17.8d: what was done, or why nothing was; needed after new DASO information"
    )
