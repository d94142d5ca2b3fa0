"""Evidence that the victim liaison officer's work is done: choices and references, never a report itself (GU-09)."""

from typing import Literal

from pydantic import Field

from models.forms.form import Form, Yes
from models.words import Ref, StaffId


class MeetingInput(Form):
    """The officer's part in a MARAC or MAPPA meeting (PF-17.2a)."""

    how: Literal["attended", "contributed"] = Field(description="PF-17.2a: attended, or input sent")


class Acknowledged(Form):
    """The practitioner has the information (PF-17.2b, PF-17.5c)."""

    acknowledged_by: StaffId = Field(description="PF-17.2b, PF-17.5c: the POM or practitioner who acknowledged it")


class ReleaseInformation(Form):
    """High-level information on a possible release (PF-17.2c)."""

    outcome: Literal["told", "not_wanted"] = Field(description="PF-17.2c: the victim was told, or did not want to be")


class Views(Form):
    """The victim's views on conditions that concern them (PF-17.2d)."""

    outcome: Literal["received", "declined"] = Field(
        description="PF-17.2d: views on non-contact or exclusion zones; what is asked for is told as an event"
    )


class UnwantedContactSteps(Form):
    """The steps after unwanted contact (PF-17.5a, b, d; the practitioner is told by the system, PF-17.5c)."""

    police_advised: Yes = Field(description="PF-17.5a: advised to report it to the police")
    services_given: Yes = Field(description="PF-17.5b: local services and the helplines of PF-16.14d given")
    contact_service_shared: Yes = Field(description="PF-17.5d: the unwanted prisoner contact service explained")
    victim_consents: bool | None = Field(
        default=None, description="PF-17.5d: the victim's consent, where a third party acts for them (GU-39)"
    )


class ContactReport(Form):
    """Where the Victim Contact Report is. It is never attached or quoted (PF-17.6c, GU-09, ST-06)."""

    vcms_reference: Ref = Field(description="PF-17.6c, ST-06: the report's reference on VCMS, nothing of it")


class VictimSpokenTo(Form):
    """A regular contact with the victim."""

    outcome: Literal["spoken_to", "not_reached"]


class Approach(Form):
    """What the unit decided on a re-referral (PF-17.4a)."""

    outcome: Literal["new_approach", "no_new_approach"] = Field(description="PF-17.4a: the unit's answer")


class PractitionerTold(Form):
    """The officer told the practitioner themselves, as the case could not be reached."""

    told: StaffId = Field(description="PF-17.2b: whom the officer told")
