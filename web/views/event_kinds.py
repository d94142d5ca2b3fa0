"""The kinds of event in plain words, in groups, as somebody chooses what happened."""

from collections.abc import Collection
from dataclasses import dataclass

from api.permissions import Action, Relation, allows
from api.routes.events import SAYS_WHO_HOLDS
from models.roles import Role

KINDS: dict[str, dict[str, str]] = {
    "Concerns and risk": {
        "concern_identified": "A concern, new or growing",
        "imminent_risk": "Somebody is at imminent risk",
        "signs_noticed": "Signs of domestic abuse",
        "worrying_behaviour": "Worrying behaviour, on a visit or elsewhere",
        "domestic_abuse_incident": "A domestic abuse incident",
        "stalking": "Stalking of the victim or a partner",
        "serial_abuse_or_stalking": "Evidence of serial abuse or stalking",
        "high_risk_to_person": "Somebody is at high risk of harm",
        "risk_rising": "The risk seems to be rising",
        "risk_falling": "The risk seems to be falling",
        "rosh_changed": "The assessed risk of serious harm changed",
        "measures_not_enough": "The extra measures are not enough",
        "suicide_or_self_harm": "Suicide or self-harm, threatened or attempted",
        "substance_misuse": "Alcohol or drug misuse",
        "found_to_be_victim": "The person is a victim of domestic abuse, or at risk of it",
        "significant_change": "Another significant change",
    },
    "Partners and relationships": {
        "new_relationship": "A new relationship",
        "relationship_ended": "A relationship ended, or a partner tries to end it",
        "partner_details_refused": "The person refuses a partner's details",
        "partner_in_contact": "A partner attends or makes contact",
        "partner_pregnant": "The victim or a partner is pregnant",
        "pregnancy_ended": "A pregnancy ended",
        "dvds_outcome": "The disclosure scheme panel decided",
        "disclosure_made": "Past abuse was disclosed to a partner",
    },
    "Children and adults at risk": {
        "children_at_risk": "Children are at risk",
        "children_left_at_risk": "The response leaves children at risk",
        "child_protection": "A child protection conference or plan",
        "contact_with_children": "Contact with children",
        "contact_with_child_ended": "Contact with a child ended",
        "carer_of_adult": "The person cares for an adult with care and support needs",
        "adult_safeguarding_plan": "A safeguarding plan for an adult",
    },
    "Orders and conditions": {
        "order_breached": "A protective order was breached",
        "contact_with_protected_person": "Contact with somebody an order protects",
        "condition_breached": "A licence condition or requirement was breached",
        "breach_concluded": "Breach proceedings ended",
        "protective_order_made": "A protective order was made or found",
        "order_variation_applied": "Somebody applied to vary or revoke an order",
        "order_varied": "A court varied an order",
        "order_revoked": "A court revoked an order",
        "protective_bail_ended": "Protective bail conditions were lifted",
        "condition_to_put_forward": "A licence condition is to be put forward",
        "condition_put_forward": "A licence condition was put forward",
        "condition_decided": "A licence condition was agreed or refused",
        "licence_variation_requested": "Somebody asks to vary a licence condition",
    },
    "Where the person lives": {
        "address_changed": "The person moved",
        "hdc_address_proposed": "An address is proposed for HDC",
        "rotl_address_proposed": "An address is proposed for overnight ROTL",
        "curfew_considered": "A curfew is being considered",
        "consent_withdrawn": "The main occupier no longer consents",
        "approved_premises_left": "The person left approved premises",
    },
    "Custody and prison": {
        "received_into_custody": "Received into custody",
        "released": "Released from custody",
        "released_from_remand": "Released from remand",
        "recalled": "Recalled to custody",
        "early_allocation_agreed": "Early allocation was agreed",
        "prison_contact_sought": "A prisoner asks for a phone number or for contact with a child",
        "contact_restriction_raised": "Unwanted prisoner contact",
    },
    "Court, sentence and dates": {
        "court_report_requested": "A court report is being prepared",
        "sentence_passed": "A sentence was passed",
        "dates_changed": "Dates of the sentence were set, moved or withdrawn",
        "supervision_ended": "Licence, supervision or an order ended",
        "registration_removed": "The registration as a perpetrator was removed",
        "died": "The person has died",
        "death_in_review_scope": "A death that may need a domestic homicide review",
        "homicide_review_closed": "The domestic homicide review closed",
    },
    "Programmes and plans": {
        "programme_required": "A programme is required",
        "programme_suitability": "The programme team decided on suitability",
        "programme_started": "The programme started",
        "programme_session": "A session was attended",
        "programme_absence": "A session was missed",
        "programme_completed": "The programme ended",
        "needs_assessed": "Needs were assessed",
        "objective_delivered": "An objective of the sentence plan was delivered",
    },
    "Other agencies": {
        "third_party_information": "An agency told us something",
        "enquiry_answered": "An agency answered a request for information",
        "marac_meeting": "A MARAC was called, put off or held",
        "marac_action": "A MARAC gave us an action",
        "mappa_status": "MAPPA category or level changed",
        "mappa_meeting": "A MAPPA panel met",
    },
    "Victim liaison and the DASO": {
        "liaise_with_vlo": "Be in contact with the victim liaison officer",
        "re_refer_to_vlu": "Refer again to the victim liaison unit",
        "risk_information_from_vlo": "The victim liaison officer has risk information",
        "daso_information": "The DASO has new information",
    },
    "Who holds the case": {
        "practitioner_allocated": "A practitioner was allocated",
        "case_transferred": "The case was transferred to another team",
    },
    "Corrections": {
        "fact_withdrawn": "An earlier entry was wrong and never was",
    },
}  # fmt: skip
"""Every kind that a person reports, by group. A merge of records comes from case systems alone: it is no form."""

TITLES: dict[str, str] = {kind: words for group in KINDS.values() for kind, words in group.items()}
"""What each kind is called."""

_FIRST = "What you report most"
_OFTEN: dict[str, tuple[str, ...]] = {
    Role.KEYWORKER.value: ("concern_identified", "signs_noticed", "new_relationship", "worrying_behaviour"),
    Role.PRISON_STAFF.value: ("concern_identified", "signs_noticed", "worrying_behaviour", "prison_contact_sought"),
    Role.AP_STAFF.value: ("concern_identified", "signs_noticed", "new_relationship", "imminent_risk"),
    Role.POLICE.value: ("domestic_abuse_incident", "order_breached", "third_party_information", "imminent_risk"),
    Role.CHILDRENS_SERVICES.value: ("children_at_risk", "child_protection", "third_party_information", "imminent_risk"),
    Role.DASO.value: ("daso_information", "imminent_risk", "concern_identified"),
    Role.VLO.value: ("risk_information_from_vlo", "imminent_risk", "concern_identified"),
    Role.COURT_STAFF.value: ("court_report_requested", "protective_order_made", "protective_bail_ended"),
    Role.TREATMENT_MANAGER.value: ("programme_suitability", "programme_session", "programme_absence"),
}  # fmt: skip
"""What comes first for whom (project default)."""

_SUPPOSED_FIRST = "What is asked most"
_SUPPOSED_OFTEN = ("dates_changed", "released", "new_relationship", "recalled", "rosh_changed")
"""What comes first when somebody asks what if (project default)."""


@dataclass(frozen=True)
class Group:
    """Kinds of event under one heading: each by its type, in words."""

    title: str
    kinds: list[tuple[str, str]]


def offered(capacities: Collection[str]) -> list[Group]:
    """The kinds that somebody in these capacities may report, each once, what they report most first."""
    may_say_who = any(
        allows(role, Action.SAY_WHO_HOLDS, relation)
        for role in Role if role.value in capacities for relation in Relation
    )  # fmt: skip
    often = [kind for one in capacities for kind in _OFTEN.get(one, ())]
    return _in_groups(_FIRST, often, () if may_say_who else SAYS_WHO_HOLDS)


def supposable() -> list[Group]:
    """The kinds of which somebody may ask what if: all of them, as nothing is told."""
    return _in_groups(_SUPPOSED_FIRST, _SUPPOSED_OFTEN, ())


def _in_groups(first: str, often: Collection[str], without: Collection[str]) -> list[Group]:
    groups = [Group(first, [(kind, TITLES[kind]) for kind in dict.fromkeys(often)])] if often else []
    for title, kinds in KINDS.items():
        if left := [(kind, words) for kind, words in kinds.items() if kind not in often and kind not in without]:
            groups.append(Group(title, left))
    return groups


def may_report(kind: str, capacities: Collection[str]) -> bool:
    """Whether a kind is among those offered."""
    return any(kind == one for group in offered(capacities) for one, _ in group.kinds)
