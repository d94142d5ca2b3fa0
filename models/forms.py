"""What evidence completes a duty: one form a kind of work, typed and checked. Each field cites the clause it answers.

A form holds references and answers, never a name or an address. Fields that are always needed have no default; what is
needed only on some cases is checked by the rule that owns the form.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from models.words import Day, Ref, Said, StaffId, Text

Names = Annotated[list[Annotated[str, StringConstraints(min_length=1, max_length=80)]], Field(min_length=1)]
Yes = Literal[True]
"""A question whose only completing answer is yes."""


class Form(Said):
    """Evidence that a duty is done. ``done_on`` is the day the work was done; the day of recording when absent."""

    done_on: Day | None = None


class Confirmed(Form):
    """Work whose only evidence is a reference to where it is recorded."""

    reference: Ref


class CourtReport(Form):
    """The pre-sentence report (PF-6.5a to j)."""

    sources: Names = Field(description="PF-6.5a: what was searched for signs of domestic abuse")
    verified_by: Text = Field(description="PF-6.5d: what verifies the key facts besides self-report")
    report_type: Text = Field(description="PF-6.5f")
    risk_assessment: Ref = Field(description="PF-6.5g")
    proposal: Text = Field(description="PF-6.5h, PF-6.5i: programme, RAR or other, with the EPF outcome")
    length_leaves_time: bool = Field(description="PF-6.5h2")
    restrictive_requirements_considered: Yes = Field(description="PF-6.5j")
    sara: Ref | None = Field(default=None, description="PF-6.5c: needed where intimate partner abuse features")


class PostSentencePapers(Form):
    """Registers, uploads and hand-on of papers (PF-6.7e to g)."""

    registers_set: bool = Field(description="PF-6.7e")
    uploaded: Yes = Field(description="PF-6.7f")
    acknowledged_by: StaffId = Field(description="PF-6.7g: who received the papers")


class Residence(Form):
    """Where the person lives, and what was done to protect (PF-6.5k, PF-7.2a, PF-7.2a2)."""

    address: Ref
    protective_action: Text = Field(description="what was done, or why nothing was needed")


class RiskFromCustody(Form):
    """Whether the person remains a risk from prison (PF-7.4a), and the public protection screening (PF-7.5a to c)."""

    risk_to_victim: bool
    risk_to_children: bool
    harassment_measures: bool = Field(description="HPPM, PF-7.5b")
    child_contact_restricted: bool = Field(description="PPRC, PF-7.5c; no contact until assessed, PF-7.5e")


class PomChecks(Form):
    """Checks on allocation to a POM (PF-6.8b to e) and own assessment (PF-7.1a, PF-7.6a, PF-7.7a to c)."""

    sources: Names = Field(description="PF-6.8b, PF-7.7c")
    measures_found: list[Ref] = Field(description="PF-6.8c: orders found; empty if none")
    case_note: Ref = Field(description="PF-6.8d")
    alert_applied: bool = Field(description="PF-6.8e")
    assessment: Ref | None = Field(default=None, description="PF-7.6a: OASys reference; none if not eligible")


class Handover(Form):
    """First contact and handover meeting between prison and community (PF-7.6d, INS-P04)."""

    met_with: StaffId
    person_seen: bool
    concerns_listed: bool = Field(description="PF-7.6d: open concerns are in the handover report")


class HandoverAccepted(Form):
    """The new holder has the case and has looked at it afresh (PF-7.1a, GU-16)."""

    accepted_from: StaffId | None = None
    own_assessment: Ref = Field(description="PF-7.1a: an assessment of the new holder's own, or its plan")


class LicenceConditions(Form):
    """Licence conditions asked for (PF-9.1a, PF-9.2a to c, PF-16.16a, PF-17.3a)."""

    relationship_condition_requested: bool = Field(description="PF-9.2a")
    meaning_explained: bool = Field(description="PF-9.2a2, PF-16.16a")
    victim_protection_considered: Yes = Field(description="PF-9.2b")
    orders_mirrored: bool = Field(description="PF-9.1a: each protective order has a condition, or a reason")
    programme_condition: Text = Field(description="PF-9.2c: requested, done in custody, or not suitable")


class AddressCheck(Form):
    """Whether an address is safe for those who live at or visit it (PF-6.9e, PF-7.2c, PF-7.2e)."""

    police_reply: Ref
    childrens_services_reply: Ref
    suitable: bool
    reason: Text


class HdcAddressCheck(Form):
    """The HDC address checks (PF-9.4a to f). Approval stays refused until each is clear (GU-04 to GU-06)."""

    occupier_consent: Literal["given", "refused", "no_occupier"] = Field(description="PF-9.4c, AM-16")
    distress_considered: Yes = Field(description="PF-9.4d")
    coercion_considered: Yes = Field(description="PF-9.4e")
    adults_or_children_there: Text = Field(description="PF-9.4f")
    risk_to_others: bool = Field(description="GU-06")
    police_reviewed: bool = Field(description="PF-9.4a: obtained and reviewed")
    childrens_services_reviewed: bool = Field(description="PF-9.4b: obtained and reviewed")


class StartChecks(Form):
    """Checks at the start of supervision (PF-6.9b to e, PF-15.14a, PF-18.12a)."""

    registrations_active: Yes = Field(description="PF-6.9b")
    measures_found: list[Ref] = Field(description="PF-6.9c: orders found; empty if none")
    children: list[Ref] = Field(description="PF-6.9d: children in contact; empty if none")
    childrens_services_contacted: bool = Field(description="PF-6.9d2, PF-18.12b")
    household: Text = Field(description="PF-6.9e: where and with whom, by reference")
    been_at_marac: bool = Field(description="PF-15.14a")
    child_at_risk: bool = Field(description="PF-18.12a")


class InitialAssessment(Form):
    """The holder's own assessment (PF-7.1a, PF-7.2b, PF-7.2c, PF-8.1a)."""

    oasys: Ref = Field(description="PF-7.2b")
    people_at_risk: Names = Field(description="PF-7.2c: by reference, or 'none'")
    risk_management_plan: Ref = Field(description="PF-8.1a")
    sara: Ref | None = Field(default=None, description="PF-7.2b: needed where there is intimate partner abuse")


class HomeVisit(Form):
    """A home visit (PF-10.4a, 10.6a, 10.6b, 10.7a, 10.8, 10.9a)."""

    safe_to_visit: Yes = Field(description="PF-10.9a, GU-19: decided before the visit")
    safety_of_people_at_risk: Text = Field(description="PF-10.6a")
    household: Text = Field(description="PF-10.4a, PF-10.7a: who was found to live there")
    visitor_is_holder: bool = Field(description="PF-10.6b")
    spo_discussed: bool = Field(default=False, description="PF-10.8c2")


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


class EscalationMeasures(Form):
    """What was done about a rise in risk (PF-11.5a to e, in order)."""

    measures: Text = Field(description="PF-11.5a")
    multi_agency: Text = Field(description="PF-11.5b, PF-11.5b2: decision on MARAC or MAPPA")
    told: Names = Field(description="PF-11.5c: who was told, police among them where an order was breached")
    victim_unit_re_referral: Literal["made", "not_applicable"] = Field(description="PF-11.5d")
    contingency_plan: Literal["activated", "none_exists"] = Field(description="PF-11.5e")


class NewPartner(Form):
    """Details, measures and decisions for a new partner (PF-16.4c, d, f). Details are held elsewhere, by reference."""

    details: Ref = Field(description="PF-16.4c: where name, address and children are recorded")
    measures: Text = Field(description="PF-16.4d, DE-37")
    told: Text = Field(description="PF-16.4f: decisions made and action taken")


class EnquirySent(Form):
    """A request for information was sent, to the right people about the right people (PF-13.2a, PF-16.4g)."""

    subjects: Names = Field(description="references of everyone the agency is asked about")
    area: Literal["home_force", "partner_force", "national", "not_stated"] = "not_stated"
    question: Text = Field(description="what is asked, and why")


class Referral(Form):
    """A referral was made (PF-12.9a, PF-12.9c, PF-16.10a)."""

    reference: Ref


class AfterDisclosure(Form):
    """After any disclosure (PF-16.14a to f, PF-16.12a to d)."""

    what_and_why: Text = Field(description="PF-16.14e, PF-16.12a")
    told_to: Ref = Field(description="PF-16.12b")
    how: Text = Field(description="PF-16.12c")
    signposted: Yes = Field(description="PF-16.14a, PF-16.14d: IDVA, local services and helplines")
    advised_if_worried: Yes = Field(description="PF-16.14c")
    safeguarding: Text = Field(description="PF-16.12d, PF-16.12f")
    police_action: Text = Field(description="PF-16.14f")


class ImmediateDisclosure(Form):
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


class WelfareCheck(Form):
    """A welfare check on a partner by the proper agency."""

    agency: Literal["police", "childrens_services", "daso", "idva", "health"]
    outcome: Text


class Contact(Form):
    """A contact with a purpose: with the person, the DASO or an agency."""

    purpose: Text


class OrderCheck(Form):
    """Police, court and DASO were asked where a protective order stands."""

    asked: Names
    outcome: Literal["unchanged", "variation_applied", "varied", "revoked", "breached"]


class CaseAccounted(Form):
    """The case is accounted for at its end (project rule, AM-31)."""

    registers_ended: bool
    summary: Text
