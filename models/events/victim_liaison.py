"""What the victim side tells a case: that something is to be done, never why, and never who asked (AM-51, ST-19)."""

from typing import Literal

from pydantic import Field

from models.events.fact import Fact
from models.words import Ref, StaffId


class LiaiseWithVlo(Fact):
    """Be in contact with the victim liaison officer: from now on, about a key stage, or no longer (EV-58, PF-17.1a, b).

    ``contact`` is the officer's own opaque reference (ST-05); it names nobody.
    """

    type: Literal["liaise_with_vlo"] = "liaise_with_vlo"
    contact: Ref
    about: Literal["contact", "key_stage", "no_longer"] = "contact"
    vlo: StaffId | None = None


class ReReferToVlu(Fact):
    """Refer again to the victim liaison unit: ahead of a key stage, or in an escalation (EV-43, PF-17.4a, PF-11.5d)."""

    type: Literal["re_refer_to_vlu"] = "re_refer_to_vlu"
    contact: Ref
    ahead_of: Literal["key_stage", "escalation"] = "key_stage"


class RiskInformationFromVlo(Fact):
    """The victim liaison officer has risk information to pass on, outside this system (EV-28, PF-17.2b)."""

    type: Literal["risk_information_from_vlo"] = "risk_information_from_vlo"
    information: Ref = Field(description="the officer's own opaque reference of what is to be passed on")
    vlo: StaffId | None = None
    grave: bool = False
