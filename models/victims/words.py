"""Words of the Victim Contact Scheme."""

from enum import StrEnum


class VcsState(StrEnum):
    """Where a victim stands in the scheme (TY-14)."""

    NOT_ELIGIBLE = "not_eligible"
    ELIGIBLE = "eligible"
    OPTED_IN = "opted_in"
    NOT_RESPONDED = "not_responded"
    DECLINED = "declined"


NOT_PARTICIPATING = frozenset({VcsState.NOT_RESPONDED, VcsState.DECLINED})
"""Eligible, asked, and not in the scheme: the unit is to consider another approach (PF-17.4a)."""


class Offence(StrEnum):
    """Whether the offence is one the scheme names (TI-08)."""

    SPECIFIED_VIOLENT = "specified_violent"
    SPECIFIED_SEXUAL = "specified_sexual"
    OTHER = "other"


class VluRole(StrEnum):
    """Who a duty of the victim side is put on."""

    VLO = "vlo"
    VLU = "vlu"


ROLE_WORDS: dict[VluRole, str] = {VluRole.VLO: "victim liaison officer", VluRole.VLU: "victim liaison unit"}
"""How each is written for people."""
