"""Forms of disclosure and of what protects a partner: section 16."""

from typing import Literal

from pydantic import Field

from models.forms.form import Form, Protective, Yes
from models.words import Ref, StaffId, Text


class NewPartner(Protective):
    """Details, measures and decisions for a new partner (PF-16.4c, d, f). Details are held elsewhere, by reference."""

    details: Ref = Field(description="PF-16.4c: where name, address and children are recorded")
    measures: Text = Field(description="PF-16.4d, DE-37")
    told: Text = Field(description="PF-16.4f: decisions made and action taken")


class AfterDisclosure(Protective):
    """After any disclosure (PF-16.14a to f, PF-16.12a to d)."""

    what_and_why: Text = Field(description="PF-16.14e, PF-16.12a")
    told_to: Ref = Field(description="PF-16.12b")
    how: Text = Field(description="PF-16.12c")
    signposted: Yes = Field(description="PF-16.14a, PF-16.14d: IDVA, local services and helplines")
    advised_if_worried: Yes = Field(description="PF-16.14c")
    safeguarding: Text = Field(description="PF-16.12d, PF-16.12f")
    police_action: Text = Field(description="PF-16.14f")


class ImmediateDisclosure(Protective):
    """An immediate disclosure (PF-16.13a to f). It never waits for anyone."""

    manager_told: StaffId = Field(description="PF-16.13c")
    disclosed_by: Ref = Field(description="PF-16.13d, DE-22")
    contingency: Text = Field(description="PF-16.13e")
    disclosed: bool = Field(description="PF-16.13f: made, or found not to be needed")
    intelligence_report: Ref | None = Field(default=None, description="PF-16.13b: needed in custody")


class PartnerFound(Form):
    """What was done to identify a partner whose details were refused (PF-16.16c, e)."""

    steps: Text
    identified: bool


class WelfareCheck(Protective):
    """A welfare check on a partner by the proper agency."""

    agency: Literal["police", "childrens_services", "daso", "idva", "health"]
    outcome: Text
