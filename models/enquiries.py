"""Requests for information from other agencies, and what came back (TY-19)."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.words import Held, Ref


class Agency(StrEnum):
    """Who is asked."""

    POLICE = "police"
    CHILDRENS_SERVICES = "childrens_services"
    ADULT_SOCIAL_CARE = "adult_social_care"


class EnquiryState(StrEnum):
    """Where a request for information stands. A request is not a reply, and a reply is not yet an answer."""

    DUE = "due"
    SENT = "sent"
    CHASED = "chased"
    ANSWERED = "answered"
    REVIEWED = "reviewed"
    SCOPE_INSUFFICIENT = "scope_insufficient"
    INVALID_REPLY = "invalid_reply"
    REFUSED = "refused"


class Area(StrEnum):
    """How far a police search reached. A search of the home force alone misses a partner who lives elsewhere."""

    HOME_FORCE = "home_force"
    PARTNER_FORCE = "partner_force"
    NATIONAL = "national"
    NOT_STATED = "not_stated"


class Enquiry(Held):
    """One request to one agency about one subject. It is settled only by an answer to the question asked."""

    agency: Agency
    about: Ref
    area_needed: Area = Area.HOME_FORCE
    opened_on: date
    sent_on: date | None = None
    answered_on: date | None = None
    subjects: list[Ref] = Field(default_factory=list)
    state: EnquiryState = EnquiryState.DUE

    @property
    def settled(self) -> bool:
        """Whether the agency has answered the question that was asked."""
        return self.state in {EnquiryState.ANSWERED, EnquiryState.REVIEWED}
