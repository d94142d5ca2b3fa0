"""Forms of disclosure and of what protects a partner: section 16."""

from typing import Literal

from pydantic import Field

from models.forms.form import Form, Protective, Yes
from models.words import Ref, Refs, StaffId, Text


class NewPartner(Protective):
    """Details, measures and decisions for a new partner (PF-16.4c, d, f). Details are held elsewhere, by reference."""

    details: Ref = Field(description="PF-16.4c: where name, address and children are recorded")
    measures: Text = Field(description="PF-16.4d, DE-37: measures chosen, or why none is needed")
    told: Text = Field(description="PF-16.4f: decisions made and action taken")
    session_note: Ref | None = Field(
        default=None, description="PF-16.4a: the keyworker's entry, needed where a keyworker was told"
    )
    children: Refs = Field(default_factory=list, description="the partner's children, by reference")
    child_at_risk: bool | None = Field(
        default=None, description="PF-18.12a: whether they see, hear or witness abuse; needed where there are children"
    )
    daso_referral: Ref | None = Field(default=None, description="PF-17.8b: needed while on BBR in the community")


class InformalConversation(Form):
    """A conversation with a partner who already knows, or whom the person agrees to tell (PF-16.9a, PF-16.9b)."""

    outcome: Literal["aware", "partly_aware", "not_aware"] = Field(description="PF-16.9a: what the partner knows")
    discussed: Text = Field(description="PF-16.9a: residence, children and safety")
    disclosed: bool = Field(description="AM-54: whether anything was disclosed or confirmed")
    next_route: Literal["dvds", "marac", "mappa", "none"] | None = Field(
        default=None, description="PF-16.9b: needed where the partner's knowledge is limited"
    )
    signposting_offered: bool = Field(default=False, description="AM-54: needed where nothing was disclosed")


class PanelDecision(Form):
    """What the domestic violence disclosure scheme panel decided, and why (PF-16.11a, PF-16.11b)."""

    outcome: Literal["disclose", "not_disclose"] = Field(description="PF-16.11a, DE-20: the panel's decision")
    rationale: Text = Field(description="PF-16.11b, DE-20: the panel's reasons")


class PanelRefusal(Form):
    """The panel decided against what we think is needed: what is done instead (AM-30)."""

    manager_discussed_with: StaffId = Field(description="AM-30: the manager it was discussed with")
    next_route: Literal["marac", "mappa", "none"] = Field(description="AM-30: another route, or none")
    reason: Text = Field(description="AM-30: why this route, or why none")


class AfterDisclosure(Protective):
    """After any disclosure (PF-16.14a to f, PF-16.12a to d)."""

    what_and_why: Text = Field(description="PF-16.14e, PF-16.12a, DE-23: what was disclosed, and why")
    told_to: Ref = Field(description="PF-16.12b: who received it")
    how: Text = Field(description="PF-16.12c: how it was done")
    signposted: Yes = Field(description="PF-16.14a, PF-16.14d: IDVA, local services and helplines")
    advised_if_worried: Yes = Field(description="PF-16.14c: whom to call, and 999 in an emergency")
    safeguarding: Text = Field(description="PF-16.12d, PF-16.12f: actions taken, and further measures considered")
    police_action: Text = Field(description="PF-16.14f: the police told, and what they do")
    contingency: Literal["activated", "none_exists"] | None = Field(
        default=None, description="PF-16.12e: the contingency plan, needed where the panel disclosed"
    )


class ImmediateDisclosure(Protective):
    """An immediate disclosure (PF-16.13a to f). It never waits for anyone."""

    manager_told: StaffId = Field(description="PF-16.13c: told, not asked (AM-53)")
    discloser: Literal["agency_in_touch", "police", "pom", "community_practitioner"] = Field(
        description="DE-22: who tells the partner, best an agency already in touch"
    )
    disclosed_by: Ref = Field(description="PF-16.13d: the discloser, by reference")
    contingency: Text = Field(description="PF-16.13e: for ill effects on the partner and the person")
    disclosed: bool = Field(description="PF-16.13f: made, or found not to be needed")
    intelligence_report: Ref | None = Field(default=None, description="PF-16.13b: needed in custody")


class PartnerFound(Form):
    """What was done to identify a partner whose details were refused (PF-16.16c to e, PF-16.17a)."""

    steps: Text = Field(description="PF-16.16c: every reasonable step taken to find them")
    identified: bool = Field(description="PF-16.16c: found, or the steps are exhausted")
    recorded: Ref = Field(description="PF-16.16e: where every action is recorded")
    safeguarding: Text | None = Field(default=None, description="PF-16.16d: measures in place, needed once identified")


class WelfareCheck(Protective):
    """A welfare check on a partner by the proper agency."""

    agency: Literal["police", "childrens_services", "daso", "idva", "health"]
    outcome: Text
