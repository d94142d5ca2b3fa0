"""What staff notice: signs of abuse, abuse of the person, and the contact a prisoner seeks."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from models.events.fact import Fact
from models.words import MANY, Ref, Refs


class Sign(StrEnum):
    """Behaviour that may show domestic abuse, in sessions, visits or calls (TY-20)."""

    JEALOUSY = "jealousy"
    AGGRESSION = "aggression"
    THREATS = "threats"
    DEGRADING = "degrading"
    ATTEMPTED_BREACH = "attempted_breach"
    ABUSE_SUPPORTIVE_BELIEFS = "abuse_supportive_beliefs"
    PERSISTENT_CONTACT = "persistent_contact"
    NEW_RELATIONSHIP = "new_relationship"


MAY_BE_STALKING = frozenset({Sign.ATTEMPTED_BREACH, Sign.THREATS, Sign.PERSISTENT_CONTACT})
"""Attempts to breach, threats, repeated calls or letters (EV-37)."""


class SignsNoticed(Fact):
    """Staff in contact with the person notice signs of domestic abuse (EV-17), threats or attempts among them (EV-37).

    Any staff may, a keyworker among them, and the one who manages the case is told (PF-6.3a, PF-6.8g). Of a prisoner
    without an OASys it is a concern of its own (EV-57).

    What broke an order or a condition is reported as that breach as well.
    """

    type: Literal["signs_noticed"] = "signs_noticed"
    signs: list[Sign] = Field(max_length=MANY, min_length=1)


class FoundToBeVictim(Fact):
    """Whether the person under sentence is a victim of domestic abuse, or at risk of it (EV-49).

    ``unsafe_addresses`` are those where whoever harms them lives: no curfew confines them there (GU-03).
    """

    type: Literal["found_to_be_victim"] = "found_to_be_victim"
    found: Literal["victim", "at_risk", "neither"] = "victim"
    unsafe_addresses: Refs = Field(default_factory=list)


class PrisonContactSought(Fact):
    """A prisoner asks for a social number on the phone account, or for contact with a child (EV-50)."""

    type: Literal["prison_contact_sought"] = "prison_contact_sought"
    number: Ref | None = None
    child: Ref | None = None
