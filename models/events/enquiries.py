"""Events on requests for information."""

from typing import Literal

from pydantic import Field

from models.enquiries import Agency, Area
from models.events.fact import Fact
from models.words import Ref, Refs


class EnquiryAnswered(Fact):
    """An agency replied (EV-34). The reply settles the enquiry only if it answers the question that was asked."""

    type: Literal["enquiry_answered"] = "enquiry_answered"
    agency: Agency
    about: Ref
    outcome: Literal["information", "nothing_known", "refused"] = "information"
    area: Area = Area.NOT_STATED
    significant: bool = Field(default=False, description="somebody judged it a significant change (PF-7.2i)")
    subjects: Refs = Field(default_factory=list, description="whom the agency searched for")
