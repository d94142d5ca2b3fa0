"""Events in the person's life that bear on risk: the significant changes of section 11.3 and their kin."""

from typing import Literal

from pydantic import Field

from models.events.fact import Fact
from models.words import Ref, Refs, Text


class NewRelationship(Fact):
    """A new relationship disclosed, found or suspected, in custody or the community (EV-06; a lifer's, EV-22).

    One that a keyworker reports is shared with the POM at once (PF-16.4b).
    """

    type: Literal["new_relationship"] = "new_relationship"
    partner: Ref
    certainty: Literal["disclosed", "found", "suspected"] = "disclosed"
    details_known: bool = Field(default=False, description="full name, address and children are on the case system")
    elsewhere: bool = Field(default=False, description="the partner lives in another police force area")
    children: Refs = Field(default_factory=list)


class RelationshipEnded(Fact):
    """The partner or victim ended the relationship, or tries to (EV-03)."""

    type: Literal["relationship_ended"] = "relationship_ended"
    partner: Ref


class PartnerPregnant(Fact):
    """The victim or partner is pregnant (EV-05)."""

    type: Literal["partner_pregnant"] = "partner_pregnant"
    partner: Ref
    details_known: bool = False


class PregnancyEnded(Fact):
    """The victim's or partner's pregnancy has ended."""

    type: Literal["pregnancy_ended"] = "pregnancy_ended"
    partner: Ref


class PartnerDetailsRefused(Fact):
    """A partner's name, address or children are refused, given in part, or the partner is denied (EV-18, AM-62)."""

    type: Literal["partner_details_refused"] = "partner_details_refused"
    partner: Ref


class ContactWithChildren(Fact):
    """Contact with children has begun or come to light (EV-07)."""

    type: Literal["contact_with_children"] = "contact_with_children"
    children: Refs = Field(min_length=1)


class AddressChanged(Fact):
    """The person lives somewhere else. Addresses are references; ``shared_with`` names people at risk by reference."""

    type: Literal["address_changed"] = "address_changed"
    address: Ref
    with_permission: bool = True
    shared_with: Refs = Field(default_factory=list)


class SubstanceMisuse(Fact):
    """Alcohol or drug misuse (EV-09)."""

    type: Literal["substance_misuse"] = "substance_misuse"
    substance: Literal["alcohol", "drugs"]


class DomesticAbuseIncident(Fact):
    """A further domestic abuse incident (EV-01). A second feed's report of the same incident opens nothing new."""

    type: Literal["domestic_abuse_incident"] = "domestic_abuse_incident"
    kind: Literal["report", "police_call_out", "arrest", "charge"] = "report"
    victim: Ref | None = None
    children: Refs = Field(default_factory=list)


class ConcernIdentified(Fact):
    """An escalating, or previously unidentified, concern that anybody reports, at any time (EV-16, PF-11.1c)."""

    type: Literal["concern_identified"] = "concern_identified"


class ImminentRisk(Fact):
    """Imminent risk to a victim or partner (EV-19)."""

    type: Literal["imminent_risk"] = "imminent_risk"
    person: Ref
    governor_relevant: bool = Field(default=False, description="the duty governor is to know at once")


class ContactWithProtectedPerson(Fact):
    """Contact with someone an order protects: a breach if the order forbade it on that day, whatever came later."""

    type: Literal["contact_with_protected_person"] = "contact_with_protected_person"
    person: Ref
    children: Refs = Field(default_factory=list)


class DvdsOutcome(Fact):
    """The domestic violence disclosure scheme panel decided (EV-20), or has it still to decide (TY-17)."""

    type: Literal["dvds_outcome"] = "dvds_outcome"
    partner: Ref
    outcome: Literal["disclose", "not_disclose", "pending"]
    rationale: Text | None = Field(default=None, description="the panel's reasons, where they are known already")


class DisclosureMade(Fact):
    """Past abuse was disclosed to a partner, by whatever route (EV-21)."""

    type: Literal["disclosure_made"] = "disclosure_made"
    partner: Ref
    route: Literal["informal", "dvds", "immediate", "other_agency"] = "other_agency"
    police_involved: bool = True


class PartnerInContact(Fact):
    """A partner attends or makes contact, or the person says they know or may be told (EV-42)."""

    type: Literal["partner_in_contact"] = "partner_in_contact"
    partner: Ref
    how: Literal["attended", "made_contact", "said_to_know", "consented"]


class WorryingBehaviour(Fact):
    """Worrying behaviour on a prison visit (EV-02), or seen on the wing or in a probation reception (PF-11.1d)."""

    type: Literal["worrying_behaviour"] = "worrying_behaviour"
    where: Literal["prison_visit", "wing", "probation_reception", "elsewhere"] = "prison_visit"


class Stalking(Fact):
    """Stalking of the victim or a partner (EV-04)."""

    type: Literal["stalking"] = "stalking"
    victim: Ref | None = None


class SuicideOrSelfHarm(Fact):
    """The person threatened or attempted suicide, or harmed themselves (EV-10)."""

    type: Literal["suicide_or_self_harm"] = "suicide_or_self_harm"
    kind: Literal["threatened", "attempted", "self_harm"] = "threatened"


class RiskRising(Fact):
    """Indications that the risk of serious harm has gone up, whatever the level still says (EV-15)."""

    type: Literal["risk_rising"] = "risk_rising"


class RiskFalling(Fact):
    """A change that suggests a lower risk; it is looked at like a rise (EV-54)."""

    type: Literal["risk_falling"] = "risk_falling"


class MeasuresNotEnough(Fact):
    """The extra measures are judged not enough to manage the risk in the community (EV-55)."""

    type: Literal["measures_not_enough"] = "measures_not_enough"


class OtherSignificantChange(Fact):
    """Any other change that may bear on reoffending or serious harm (EV-14; the list is open, AM-17)."""

    type: Literal["significant_change"] = "significant_change"
