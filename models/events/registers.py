"""What the case system says of its own registers: the registration as a perpetrator of domestic abuse."""

from typing import Literal

from pydantic import Field

from models.events.fact import Fact


class RegistrationRemoved(Fact):
    """The registration as a perpetrator no longer applies. The history marker takes its place (INS-D23, INS-S18)."""

    type: Literal["registration_removed"] = "registration_removed"
    history_marker: bool = Field(default=False, description="whether the domestic abuse history marker was set with it")
