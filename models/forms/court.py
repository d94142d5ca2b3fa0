"""Forms of the court report and of what follows sentence: sections 6.5 and 6.7."""

from typing import Literal

from pydantic import Field

from models.forms.form import Form, Names, Yes
from models.words import MANY, Ref, StaffId, Text

Restriction = Literal["prohibited_activity", "exclusion", "location_monitoring"]


class CourtReport(Form):
    """The pre-sentence report (PF-6.5a to j)."""

    sources: Names = Field(description="PF-6.5a: what was searched for signs of domestic abuse")
    verified_by: Text | None = Field(
        default=None, description="PF-6.5d: what verifies the key facts besides self-report"
    )
    unverified_reason: Text | None = Field(default=None, description="GU-17: why nothing verifies them")
    report_type: Literal["oral", "short_format", "standard_delivery"] = Field(
        description="PF-6.5f, DE-01: the type under PI 04/2016"
    )
    risk_assessment: Ref = Field(description="PF-6.5g: of further domestic abuse, and of harm to the victim and others")
    epf_outcome: Text = Field(description="PF-6.5h: what the effective proposal framework came to")
    programme_suitable: bool = Field(description="PF-6.5h: eligible and suitable for an accredited programme")
    proposal: Literal["programme", "rar", "other"] = Field(description="PF-6.5i, DE-02: what the court is asked for")
    other_proposal_reason: Text | None = Field(
        default=None, description="DE-02: why neither the programme nor a RAR is proposed"
    )
    length_leaves_time: bool | None = Field(
        default=None, description="PF-6.5h2: whether the sentence is long enough for the programme proposed"
    )
    restrictive_requirements: list[Restriction] = Field(
        max_length=MANY, description="PF-6.5j, DE-05: those proposed; empty if none"
    )
    sara: Ref | None = Field(default=None, description="PF-6.5c: needed where intimate partner abuse features")


class CurfewChecks(Form):
    """The checks of an address for a curfew with electronic monitoring (PF-6.7b to d)."""

    occupier_told: Text = Field(description="PF-6.7b: what the main occupier was told, and the risk to them")
    address_suitable: bool = Field(description="PF-6.7c: whether the address is suitable")
    would_live_with_victim: bool = Field(description="GU-02: a current, former or potential victim, family included")
    confined_with_abuser: bool = Field(description="GU-03: the person is a victim of someone there")
    outcome: Literal["may_be_proposed", "not_proposed"] = Field(description="DE-04: whether it may be proposed")
    ruled_out_because: Text | None = Field(default=None, description="PF-6.7d: needed when it is not proposed")


class PostSentencePapers(Form):
    """Registers, uploads and hand-on of papers (PF-6.7e to g)."""

    registers_set: bool = Field(description="PF-6.7e: the registers that flag domestic abuse")
    no_register_reason: Text | None = Field(default=None, description="PF-6.7e: needed when none was set")
    uploaded: Yes = Field(description="PF-6.7f: every relevant document")
    replies_included: bool = Field(
        default=False, description="PF-6.7g: the police and children's services replies, needed where received"
    )
    acknowledged_by: StaffId = Field(description="PF-6.7g: who received the papers, in the team or the prison")
