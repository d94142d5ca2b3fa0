"""Events that come from, or concern, other agencies: sections 13 and 15. Dates, levels and references only."""

from typing import Literal

from pydantic import Field

from models.events.fact import Fact
from models.multi_agency import MappaCategory
from models.words import Day, Ref, Refs


class ThirdPartyInformation(Fact):
    """An agency told us something without being asked (EV-34). What it said stays in the case management system."""

    type: Literal["third_party_information"] = "third_party_information"
    agency: Ref
    kept_at: Ref = Field(description="where the case management system holds it")
    about: Ref = "person"
    significant: bool = Field(default=False, description="somebody judged it a significant change (PF-7.2i)")


class MappaStatus(Fact):
    """The person was found to come under MAPPA, or no longer does, or a level was set or changed (EV-30)."""

    type: Literal["mappa_status"] = "mappa_status"
    category: MappaCategory
    level: Literal[1, 2, 3] | None = Field(default=None, description="1, 2 or 3 (TY-12); absent while not set")


class MappaMeeting(Fact):
    """A MAPPA panel met, and set when it meets again (PF-15.8a). Dates and ids of actions only, never minutes."""

    type: Literal["mappa_meeting"] = "mappa_meeting"
    next_meeting: Day | None = Field(default=None, description="absent when the panel will not meet again")
    actions: Refs = Field(default_factory=list, description="ids of the actions that fall to us")


class MaracMeeting(Fact):
    """A MARAC was called on the case, was put off, or was held (EV-29)."""

    type: Literal["marac_meeting"] = "marac_meeting"
    meeting: Ref
    meets_on: Day
    about: Ref | None = Field(default=None, description="who is at risk, by reference")
    held: bool = False


class MaracAction(Fact):
    """A MARAC gave us an action: its id and its day, and nothing it says (EV-29, PF-15.14e)."""

    type: Literal["marac_action"] = "marac_action"
    action: Ref
    due_on: Day | None = Field(default=None, description="the day the MARAC set, if it set one")


class SerialAbuseOrStalking(Fact):
    """There is evidence of serial domestic abuse or of stalking (EV-31)."""

    type: Literal["serial_abuse_or_stalking"] = "serial_abuse_or_stalking"
    evidence_of: Literal["serial_abuse", "stalking"]


class HighRiskToPerson(Fact):
    """Somebody identifiable is at high risk of harm from domestic abuse (EV-32)."""

    type: Literal["high_risk_to_person"] = "high_risk_to_person"
    person: Ref
