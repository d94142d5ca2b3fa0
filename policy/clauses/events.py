"""Section 4 of the catalogue: events and significant changes."""

from policy.clauses.clause import Clause, duty, event

CLAUSES: tuple[Clause, ...] = (
    Clause(
        id="EV-01",
        section="11.3, 10.8, 16.5",
        who="police feed, PP, POM",
        when="Further DA incident (for example a police notification of a report)",
        asks=(
            "Review risk and RMP; consider escalation; home visit if in the community. Triggers BU-REVIEW, "
            "BU-VISIT, BU-ESC if risk up, BU-DISC if a current or ex-partner is at risk, BU-CHILD-COM or "
            "BU-CHILD-CUS if children, PF-17.4a"
        ),
        home=event("domestic_abuse_incident"),
    ),
    Clause(
        id="EV-02",
        section="11.1, 11.3",
        who="visits, wing, visitor centre, keyworker",
        when="Worrying behaviour during a prison visit",
        asks="Share with POM and/or security; review. Triggers PF-11.1c, PF-11.1d, BU-REVIEW, BU-ESC if risk up",
        home=event("worrying_behaviour"),
    ),
    Clause(
        id="EV-03",
        section="11.3",
        who="any",
        when="Victim or partner ends, or tries to end, the relationship",
        asks="Review. Triggers BU-REVIEW, BU-ESC if risk up, BU-VISIT if escalating",
        home=event("relationship_ended"),
    ),
    Clause(
        id="EV-04",
        section="2.5, 6.2, 7.5, 7.6, 11.3",
        who="any",
        when="Stalking of victim or partner",
        asks=(
            "Review; stalking guidance. Triggers BU-REVIEW, BU-ESC if risk up, PF-6.2a, PF-8.6a, PF-15.9a, "
            "PF-12.17a; custody without OASys: PF-7.6b, PF-7.6c, PF-7.6d, PF-7.6e; custody: PF-7.5b if "
            "harassment offence or order"
        ),
        home=event("stalking"),
    ),
    Clause(
        id="EV-05",
        section="11.3, 18.12",
        who="any",
        when="Victim or partner becomes pregnant",
        asks="Review; think about children. Triggers BU-REVIEW, BU-ESC if risk up, BU-CHILD-COM where it applies",
        home=event("partner_pregnant"),
    ),
    Clause(
        id="EV-06",
        section="9.2, 11.3, 16.3 to 16.6",
        who="keyworker, POM, PP, AP, any staff, individual",
        when="New relationship disclosed, found or suspected, in custody or community",
        asks=(
            "Gather, measure, review, record, share, decide on disclosure. Triggers PF-16.3a, PF-16.4a, "
            "PF-16.4b, BU-NEWREL, BU-DISC, BU-REVIEW; lifer who killed a partner: EV-22 too"
        ),
        home=event("new_relationship"),
    ),
    Clause(
        id="EV-07",
        section="11.3, 18.12, 18.15",
        who="AP, PP, POM, any",
        when="Contact with children",
        asks="Review; child assessment. Triggers BU-REVIEW, PF-6.9d, PF-6.9d2, BU-CHILD-COM or BU-CHILD-CUS",
        home=event("contact_with_children"),
    ),
    Clause(
        id="EV-08",
        section="6.2, 9.1, 11.3, 11.5",
        who="police, PP, POM, VLO",
        when="Restraining order breached",
        asks=(
            "Review; may show stalking; escalate where RoSH indications rise (project may presume they do); "
            "where a licence condition mirrors the order (PF-9.1a), EV-11 as well. Triggers BU-REVIEW, BU-ESC "
            "if risk up, BU-VISIT if escalating, PF-6.2a; victim contact side: EV-23"
        ),
        home=event("order_breached"),
    ),
    Clause(
        id="EV-09",
        section="11.3",
        who="any",
        when="Substance misuse (alcohol aggravates violence)",
        asks="Review. Triggers BU-REVIEW, BU-ESC if risk up, PF-12.15b",
        home=event("substance_misuse"),
    ),
    Clause(
        id="EV-10",
        section="11.3",
        who="any",
        when="Threatened or attempted suicide by the individual",
        asks="Review. Triggers BU-REVIEW, BU-ESC if risk up",
        home=event("suicide_or_self_harm"),
    ),
    Clause(
        id="EV-11",
        section="11.3, 11.5",
        who="PP, AP, EM provider",
        when="Terms of order or licence violated",
        asks="Review; enforcement route. Triggers BU-REVIEW, BU-ESC if risk up (PF-11.5f for licence)",
        home=event("condition_breached"),
    ),
    Clause(
        id="EV-12",
        section="6.9, 7.2, 11.3",
        who="case system",
        when="Release from prison on licence (key transition)",
        asks="Review and licence-start duties. Triggers BU-START, BU-REVIEW, PF-15.10a, PF-18.15a (release address)",
        home=event("released"),
    ),
    Clause(
        id="EV-13",
        section="11.3",
        who="AP, PP",
        when="Move-on from Approved Premises (key transition)",
        asks="Review. Triggers BU-REVIEW, PF-6.9e",
        home=event("approved_premises_left"),
    ),
    Clause(
        id="EV-14",
        section="11.3",
        who="any",
        when="Any other significant change that influences reoffending or serious harm",
        asks="Review. Triggers BU-REVIEW",
        home=event("significant_change"),
    ),
    Clause(
        id="EV-15",
        section="11.5",
        who="PP, POM, manager, agency",
        when="Indications that RoSH has increased",
        asks="Full escalation sequence, ending in a review. Triggers BU-ESC, BU-VISIT in the community",
        home=event("risk_rising"),
    ),
    Clause(
        id="EV-16",
        section="10.8",
        who="any",
        when="Escalating, or previously unidentified, DA concern",
        asks=(
            "Home visit in 10 WD, sooner with SPO discussion where viable; DA registration if new. Triggers "
            "BU-VISIT, BU-REVIEW, PF-6.9b"
        ),
        home=event("concern_identified"),
    ),
    Clause(
        id="EV-17",
        section="6.3, 6.8, 11.1",
        who="any staff",
        when="Signs of DA noticed by staff in contact (behaviours in TY-20)",
        asks=(
            "Report, record, share. Triggers PF-6.3a, PF-11.1a, PF-11.1b, PF-11.1c, PF-11.1d, PF-6.8g; POM: "
            "PF-6.8d, PF-6.8e"
        ),
        home=event("signs_noticed"),
    ),
    Clause(
        id="EV-18",
        section="16.16, 16.17",
        who="PP, POM",
        when="Individual refuses full name, address or children of a partner (partial details given)",
        asks=(
            "Enforcement discussion, find out by other means, then disclosure and safeguarding. Triggers "
            "Licence with the condition: PF-16.16b, PF-16.16c, PF-16.16d, PF-16.16e; order or PSS: PF-16.17a"
        ),
        home=event("partner_details_refused"),
    ),
    Clause(
        id="EV-19",
        section="16.13, 15.13",
        who="keyworker, PP, POM",
        when="Imminent risk to victim or partner",
        asks=(
            "Keyworker notices; immediate disclosure route; do not wait for MARAC or for OASys. Triggers "
            "PF-16.13a, PF-16.13b, PF-16.13c, PF-16.13d, PF-16.13e, PF-16.13f, BU-AFTER, PF-15.13a, "
            "PF-15.13b, PF-7.2a"
        ),
        home=event("imminent_risk"),
    ),
    Clause(
        id="EV-20",
        section="16.11, 16.12, 16.14",
        who="DVDS co-ordinator via PP/POM",
        when="DVDS panel outcome received",
        asks="Record; follow up if disclosing. Triggers BU-DVDS, BU-AFTER if disclosed",
        home=event("dvds_outcome"),
    ),
    Clause(
        id="EV-21",
        section="16.14",
        who="PP, POM, partner agency",
        when="Disclosure made (any route)",
        asks="After-disclosure duties. Triggers BU-AFTER",
        home=event("disclosure_made"),
    ),
    Clause(
        id="EV-22",
        section="15.17",
        who="PP",
        when="Lifer with a past killing of a partner forms a new relationship, or comes out of prison already in one",
        asks=(
            "Multi-agency view, MAPPA/MARAC question, manager, record. Triggers PF-15.17a, PF-15.17b, "
            "PF-15.17c, BU-NEWREL, BU-DISC"
        ),
        home=event("new_relationship"),
    ),
    Clause(
        id="EV-23",
        section="17.5",
        who="VLO",
        when="Victim tells VLO of unwanted contact by partner or ex-partner",
        asks=(
            "VLO's four steps; POM/PP told. Triggers PF-17.5a, PF-17.5b, PF-17.5c, PF-17.5d; then EV-01 or "
            "EV-04 as fits"
        ),
        home=event("unwanted_contact"),
    ),
    Clause(
        id="EV-24",
        section="16.2",
        who="victim, or body with consent",
        when="Request to stop contact reaches the Unwanted Prisoner Contact Team",
        asks="Prison weighs and decides. Triggers PF-16.2a",
        home=event("contact_restriction_raised"),
    ),
    Clause(
        id="EV-25",
        section="17.3",
        who="VLO",
        when="Victim (through VLO) requests licence conditions",
        asks="Put forward with view stated. Triggers PF-17.2d, PF-17.3a, PF-17.3b",
        home=event("conditions_requested"),
    ),
    Clause(
        id="EV-26",
        section="9.3",
        who="individual, PP, VLO",
        when="Variation of victim-protection conditions requested",
        asks="Caution; rationale. Triggers PF-9.3a, PF-9.3b, PF-17.3a",
        home=event("licence_variation_requested"),
    ),
    Clause(
        id="EV-27",
        section="17.7, 17.8",
        who="DASO",
        when="New DASO information",
        asks="Into the RMP; act. Triggers PF-17.7a, PF-17.8c, PF-17.8d, BU-REVIEW if significant",
        home=event("daso_information"),
    ),
    Clause(
        id="EV-28",
        section="17.2",
        who="VLO",
        when="VLO passes risk information",
        asks="Review if significant. Triggers PF-17.2b, BU-REVIEW",
        home=event("risk_information_from_vlo"),
    ),
    Clause(
        id="EV-29",
        section="15.14",
        who="MARAC co-ordinator",
        when="MARAC meeting called, held or action given",
        asks="Attend, complete, report back, register. Triggers BU-MARAC, PF-15.14h, PF-15.14i if MAPPA too",
        home=event("marac_meeting"),
    ),
    Clause(
        id="EV-30",
        section="9.2, 15.5 to 15.8",
        who="PP, MAPPA",
        when="MAPPA eligibility found, or level set or changed",
        asks="Tell prison in time; tell MARAC. Triggers PF-9.2e, PF-15.14d, PF-15.5a, PF-15.8a",
        home=event("mappa_status"),
    ),
    Clause(
        id="EV-31",
        section="15.9",
        who="PP",
        when="Evidence of serial DA or stalking",
        asks="Assess for Level 2/3. Triggers PF-15.9a",
        home=event("serial_abuse_or_stalking"),
    ),
    Clause(
        id="EV-32",
        section="15.14",
        who="PP",
        when="High risk of DA harm to an identifiable person",
        asks="Consider MARAC. Triggers PF-15.14a, PF-15.14b",
        home=event("high_risk_to_person"),
    ),
    Clause(
        id="EV-33",
        section="6.7, 7.2, 9.4",
        who="timer",
        when="Information request not answered",
        asks="Chase; for EMC and HDC the request blocks the proposal or approval. Triggers PF-7.2g, GU-01, GU-05",
        home=duty("police_reply"),
    ),
    Clause(
        id="EV-34",
        section="7.2, 13.2",
        who="agency",
        when="Third-party information received",
        asks="Record; mark sensitivity; review if significant. Triggers PF-13.2a, PF-13.2b, PF-7.2i",
        home=event("third_party_information"),
    ),
    Clause(
        id="EV-35",
        section="6.5, 7.2",
        who="court staff, PP",
        when="Protective bail conditions lifted at sentence",
        asks="Establish residence; act. Triggers PF-6.5k, PF-7.2a, PF-7.2a2",
        home=event("protective_bail_ended"),
    ),
    Clause(
        id="EV-36",
        section="6.8, 6.9, 9.1",
        who="PP, POM",
        when=(
            "Protective order found or made (restraining, non-molestation, domestic violence protection, "
            "stalking protection)"
        ),
        asks="Note it; back it with licence conditions. Triggers PF-6.8c, PF-6.9c, PF-9.1a, PF-7.5b if harassment",
        home=event("protective_order_made"),
    ),
    Clause(
        id="EV-37",
        section="6.2, 6.3",
        who="any staff",
        when="Attempt to breach restrictive measures, threats, repeated calls or letters",
        asks="As EV-17, then EV-04 or EV-08. Triggers PF-6.2a, PF-6.3a, PF-11.1c, PF-11.1d",
        home=event("signs_noticed"),
    ),
    Clause(
        id="EV-38",
        section="6.8, 6.9, 7.1",
        who="manager",
        when="Case allocated or reallocated",
        asks=(
            "Reassess and run allocation checks. Triggers PF-7.1a; custody PF-6.8b to PF-6.8e; community "
            "PF-6.9a to PF-6.9e"
        ),
        home=event("practitioner_allocated"),
    ),
    Clause(
        id="EV-39",
        section="18.15",
        who="prison",
        when="Reception, transfer or release address change of a prisoner who is a continuing risk to children",
        asks="Tell Children's Services. Triggers PF-18.15a, PF-18.15b",
        home=event("received_into_custody"),
    ),
    Clause(
        id="EV-40",
        section="12.9",
        who="case system",
        when="Order or licence begins with a programme requirement or condition",
        asks="Programme referral, DASO referral, motivational work. Triggers PF-12.9a, PF-12.9b, PF-12.9c, PF-12.9d",
        home=event("programme_required"),
    ),
    Clause(
        id="EV-41",
        section="12.4, 12.9",
        who="programme team, PP",
        when="Found unable or ineligible for a programme",
        asks="ADF, then SRT, or SI when lower risk. Triggers PF-12.9e, PF-12.9f, PF-12.9g, PF-12.9h, PF-12.4a",
        home=event("programme_suitability"),
    ),
    Clause(
        id="EV-42",
        section="16.8, 16.9",
        who="partner, PP",
        when="Partner makes contact or attends, or individual says partner knows",
        asks="Informal conversation. Triggers PF-16.9a, PF-16.9b",
        home=event("partner_in_contact"),
    ),
    Clause(
        id="EV-43",
        section="17.1, 17.4",
        who="timer",
        when="Key stage ahead (parole window, earliest release, ROTL start) with a non-participating VCS victim",
        asks="VLU re-referral. Triggers PF-17.4a, PF-17.4b, PF-17.1b",
        home=event("re_refer_to_vlu"),
    ),
    Clause(
        id="EV-44",
        section="18.12, 18.15",
        who="PP, POM",
        when="Children found to be at risk from DA",
        asks="Referral and registers; custody notices. Triggers BU-CHILD-COM, BU-CHILD-CUS",
        home=event("children_at_risk"),
    ),
    Clause(
        id="EV-45",
        section="18.12",
        who="PP",
        when="Children's Services' response leaves children at risk",
        asks="Escalation route with manager. Triggers PF-18.12d",
        home=event("children_left_at_risk"),
    ),
    Clause(
        id="EV-46",
        section="8.3, 18.13",
        who="Children's Services",
        when="CP conference called, or CP/CIN plan made",
        asks="Attend; mirror actions. Triggers PF-18.13a, PF-18.13b, PF-18.13c, PF-8.3c",
        home=event("child_protection"),
    ),
    Clause(
        id="EV-47",
        section="18.4",
        who="PP, POM",
        when="Perpetrator is carer of an adult with care and support needs",
        asks="Adult referral, flags, plans. Triggers PF-18.4a, PF-18.4b, PF-18.4c, PF-18.4d",
        home=event("carer_of_adult"),
    ),
    Clause(
        id="EV-48",
        section="18.6",
        who="adult social care",
        when="Adult safeguarding plan made with HMPPS actions",
        asks="Mirror actions. Triggers PF-18.6a, PF-18.6b",
        home=event("adult_safeguarding_plan"),
    ),
    Clause(
        id="EV-49",
        section="6.6, 18.5",
        who="any",
        when="Individual found to be a DA victim or at risk of it",
        asks="Protection in plans; EMC address care (GU-03). Triggers PF-18.5a, PF-18.5b, PF-18.5c",
        home=event("found_to_be_victim"),
    ),
    Clause(
        id="EV-50",
        section="7.5",
        who="prison",
        when="Social number requested, or contact with a child sought, by a PPRC prisoner",
        asks="Check first; hold restriction until assessed. Triggers PF-7.5d, PF-7.5e",
        home=event("prison_contact_sought"),
    ),
    Clause(
        id="EV-51",
        section="9.4",
        who="prison, PP",
        when="HDC address proposed",
        asks="HDC address checks. Triggers PF-9.4a, PF-9.4b, PF-9.4c, PF-9.4d, PF-9.4e, PF-9.4f",
        home=event("hdc_address_proposed"),
    ),
    Clause(
        id="EV-52",
        section="6.7",
        who="report writer, court staff",
        when="EMC under thought",
        asks="EMC checks. Triggers PF-6.7a, PF-6.7b, PF-6.7c, PF-6.7d",
        home=event("curfew_considered"),
    ),
    Clause(
        id="EV-53",
        section="10.2",
        who="timer",
        when="Sentence plan objective passes its date undelivered",
        asks="Record reasons. Triggers PF-10.2f2",
        home=duty("objective_late"),
    ),
    Clause(
        id="EV-54",
        section="7.2",
        who="PP",
        when="Change suggests lower risk",
        asks="Monitored like a rise; review. Triggers PF-7.2h, BU-REVIEW",
        home=event("risk_falling"),
    ),
    Clause(
        id="EV-55",
        section="11.5",
        who="PP",
        when="Additional measures judged insufficient in the community",
        asks="Recall (licence). Triggers PF-11.5f",
        home=event("measures_not_enough"),
    ),
    Clause(
        id="EV-56",
        section="19",
        who="police, local area",
        when="Death in DHR scope",
        asks="DHR contribution. Triggers OR-21, OR-22, OR-23, OR-24",
        home=event("death_in_review_scope"),
    ),
    Clause(
        id="EV-57",
        section="7.6",
        who="POM",
        when="Keyworker (or other) concern about a prisoner with no OASys",
        asks="Mitigation, manual, handover entry, manager discussion. Triggers PF-7.6b, PF-7.6c, PF-7.6d, PF-7.6e",
        home=event("signs_noticed"),
    ),
    Clause(
        id="EV-58",
        section="17.1, 17.4",
        who="VLU",
        when="VLU outcome: victim joins the VCS",
        asks="Start VLO contact. Triggers PF-17.1a, PF-17.1b",
        home=event("liaise_with_vlo"),
    ),
    Clause(
        id="EV-59",
        section="6.5, 6.7",
        who="court, court staff",
        when="Sentence passed",
        asks="Registers, uploads, hand-on; protection if bail ends. Triggers PF-6.7e, PF-6.7f, PF-6.7g, PF-6.5k",
        home=event("sentence_passed"),
    ),
    Clause(
        id="EV-60",
        section="6.8, 7.4, 7.5, 18.15",
        who="prison",
        when="Reception into custody",
        asks=(
            "POM allocation; risk to victim and children; public protection screening. Triggers PF-6.8a, "
            "PF-7.4a, PF-7.5a, PF-7.5b, PF-7.5c, PF-18.15a"
        ),
        home=event("received_into_custody"),
    ),
    Clause(
        id="EV-61",
        section="7.6, 15.10, 17.1",
        who="POM, case system",
        when="Handover to COM due or made; early allocation agreed",
        asks="Handover report; change of VLO contact holder. Triggers PF-7.6d, PF-15.10b, PF-17.1a",
        home=event("early_allocation_agreed"),
    ),
    Clause(
        id="EV-62",
        section="9.2, 17.2 to 17.4",
        who="case system",
        when=(
            "Release, HDCED, parole or ROTL date set or changed (the text gives no such event: needed so that "
            "back-counted timers can be re-armed)"
        ),
        asks="Recompute due dates. Triggers PF-9.2e, PF-17.4b, PF-17.3a, PF-17.2c",
        home=event("dates_changed"),
    ),
    Clause(
        id="EV-63",
        section="9.2, 12.9",
        who="programme team",
        when="Programme completed, or left incomplete",
        asks=(
            "If completed in custody: no condition or community referral needed; if not: alternative route. "
            "Triggers PF-9.2c, PF-12.9a, PF-12.9e"
        ),
        home=event("programme_completed"),
    ),
    Clause(
        id="EV-64",
        section="16.17",
        who="case system",
        when="Licence ends and PSS begins",
        asks="Recall no longer open; refusal of details under 16.17. Triggers PF-16.17a",
        home=event("supervision_ended"),
    ),
    Clause(
        id="EV-65",
        section="18.9",
        who="POM, PP",
        when="Contact with a child cut or ended for the perpetrator",
        asks="Weigh the effect; coping support. Triggers PF-18.9a, BU-REVIEW if significant",
        home=event("contact_with_child_ended"),
    ),
)
