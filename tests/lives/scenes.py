"""Whole stretches of ordinary work, which chance alone would hardly ever complete: a life may run some of them.

Each is told in order, with anything else in between. ``do`` completes the open work of a kind, about a
subject where one is named, with the usual evidence.
"""

from datetime import timedelta
from typing import Any

Step = tuple[str, Any]


def event(what: str, /, **fields: Any) -> Step:
    """An event that happens as it is told."""
    return "event", {"type": what, "happened": timedelta(), **fields}


def asked(what: str, /, **fields: Any) -> Step:
    """A request, by a manager."""
    return "asked", {"type": what, "role": "spo", **fields}


def decided(kind: str, option: str, /, **fields: Any) -> Step:
    """A decision with every reason."""
    reasons = {"rationale": "why", "manager_discussed_with": "spo-1", "privacy_outweighed": True,
               "victim_impact": "weighed", "decided_with": ["police", "idva"]}  # fmt: skip
    return "decided", {"kind": kind, "option": option, **reasons, **fields}


def _replies(about: str) -> tuple[Step, ...]:
    return tuple(
        event(
            "enquiry_answered",
            agency=agency,
            about=about,
            outcome="information",
            area="national",
            subjects=["person", about],
        )
        for agency in ("police", "childrens_services")
    )


SCENES: dict[str, tuple[Step, ...]] = {
    "a curfew": (
        event("curfew_considered", address="address-1"),
        ("do", "police_enquiry/address-1"),
        ("do", "childrens_services_enquiry/address-1"),
        *_replies("address-1"),
        ("do", "curfew_checks/address-1"),
        asked(
            "propose_curfew",
            address="address-1",
            would_live_with_victim=False,
            confined_with_abuser=False,
            occupier_spoken_to=True,
            address_suitable=True,
        ),
    ),
    "an HDC address": (
        event("sentence_passed", kind="determinate", sentence="sentence-1", length_days=1000),
        event("hdc_address_proposed", address="address-1"),
        ("do", "police_enquiry/address-1"),
        ("do", "childrens_services_enquiry/address-1"),
        *_replies("address-1"),
        ("do", "hdc_address_check/address-1"),
        asked("approve_hdc_address", address="address-1"),
    ),
    "a ROTL address": (
        event("sentence_passed", kind="determinate", sentence="sentence-1", length_days=1000),
        event("rotl_address_proposed", address="address-2"),
        ("do", "police_enquiry/address-2"),
        ("do", "childrens_services_enquiry/address-2"),
        *_replies("address-2"),
        ("do", "rotl_address_check/address-2"),
        asked("approve_rotl_address", address="address-2"),
    ),
    "reception and a number": (
        event("sentence_passed", kind="determinate", sentence="sentence-1", length_days=1000),
        event("received_into_custody", prison="prison-1", reason="sentence"),
        ("do", "risk_from_custody"),
        event("prison_contact_sought", number="number-1", child="child-1"),
        ("do", "number_check"),
        decided("prison_child_contact", "calls", subject="child-1"),
        asked("clear_number", number="number-1"),
        asked("allow_child_contact", child="child-1", contact="calls"),
    ),
    "a new relationship": (
        event("new_relationship", partner="partner-1", certainty="disclosed", children=["child-1"]),
        ("do", "new_partner/partner-1"),
        ("do", "police_enquiry/partner-1"),
        *_replies("partner-1"),
        decided("disclosure", "disclose", subject="partner-1"),
        decided("disclosure", "request_disclosure", subject="partner-1"),
        ("do", "make_disclosure"),
        event("disclosure_made", partner="partner-1"),
        ("do", "after_disclosure"),
        ("do", "review"),
    ),
    "a MARAC": (
        event("high_risk_to_person", person="victim-1"),
        decided("marac", "refer", subject="victim-1"),
        ("do", "marac_referral"),
        event("marac_meeting", meeting="meeting-1", meets_on="2026-06-01", held=False),
        ("do", "marac_part"),
        event("marac_action", action="action-1"),
        ("do", "marac_action"),
    ),
    "release": (
        event("sentence_passed", kind="determinate", sentence="sentence-1", length_days=1000),
        event(
            "practitioner_allocated",
            practitioner="staff-1",
            holder="community_practitioner",
            skills_confirmed=True,
            tier="tier-3",
        ),
        event("released", kind="conditional"),
        ("do", "residence"),
        ("do", "start_checks"),
        ("do", "home_visit"),
        ("do", "initial_assessment"),
    ),
    "release planned": (
        event("dates_changed", dates={"conditional_release": "2026-06-01"}),
        ("do", "first_contact_and_handover"),
        ("do", "licence_conditions"),
        ("do", "release_address_check"),
        ("do", "release_plan"),
        asked("call_release_ready"),
    ),
    "a condition left out": (
        event("condition_to_put_forward", condition="condition-1", kind="exclusion_zone"),
        asked("drop_condition", condition="condition-1", reason="not needed"),
        ("do", "put_condition_forward"),
    ),
    "a recall": (
        event("condition_breached", condition="condition-1"),
        decided("enforcement", "recall"),
        ("do", "recall_request"),
        event("recalled", kind="standard"),
    ),
    "a rise in risk": (
        event("imminent_risk", person="partner-1"),
        ("do", "immediate_disclosure"),
        event("order_breached", order="order-1", victim="victim-1"),
        ("do", "escalation"),
        ("do", "review"),
    ),
    "the end": (
        event("supervision_ended", what="sentence"),
        ("do", "account_for_case"),
        asked("close_case"),
    ),
    "the end of a licence": (
        event("supervision_ended", what="licence", followed_by_post_sentence_supervision=True),
        ("do", "review"),
        event("supervision_ended", what="post_sentence_supervision"),
        asked("close_case"),
    ),
}
