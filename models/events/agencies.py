"""Events that come from, or concern, other agencies: sections 13 and 15. Dates, levels and references only."""

from typing import Literal

from pydantic import Field

from models.events.fact import Fact
from models.words import Ref


class ThirdPartyInformation(Fact):
    """An agency told us something without being asked (EV-34). What it said stays in the case management system."""

    type: Literal["third_party_information"] = "third_party_information"
    agency: Ref
    kept_at: Ref = Field(description="where the case management system holds it")
    about: Ref = "person"
    significant: bool = Field(default=False, description="somebody judged it a significant change (PF-7.2i)")
