"""Forms of the practitioner's side of victim liaison: section 17. References only, never what a victim said (GU-08)."""

from typing import Literal

from pydantic import Field

from models.forms.form import Form, Yes
from models.words import Ref, Text


class VloContact(Form):
    """A contact with the victim liaison officer (PF-17.1a)."""

    contact_reference: Ref
    key_stage_information: Literal["passed", "none_due"] = Field(
        description="PF-17.1b: what the officer needs to know of a key stage was passed on"
    )


class VluReReferral(Form):
    """The choice whether to refer again to the victim liaison unit (PF-17.4a, DE-30)."""

    choice: Literal["re_refer", "not"] = Field(description="DE-30: PF-17.4a, re-refer or not")
    discussed: Literal["spo", "vlu_manager", "nobody"] = Field(
        description="PF-17.4c: it may be discussed with the SPO or the VLU manager; say with whom"
    )
    grounds: list[Literal["known_to_each_other", "ongoing_risk", "escalation", "very_high_media_profile"]] = Field(
        default_factory=list, description="PF-17.4a, TY-15: one is enough; in a domestic abuse case the first holds"
    )
    reference: Ref | None = Field(default=None, description="PF-17.4a: the referral that was sent")
    why_not: Text | None = Field(default=None, description="PF-17.4a: why no referral is made")


class VloInformation(Form):
    """Risk information was received from the victim liaison officer (PF-17.2b)."""

    acknowledged: Yes = Field(description="PF-17.2b: the practitioner acknowledges it")
    significant: bool = Field(description="PF-11.3a: whether it calls for a review (EV-28)")
