"""Forms of requests for information: sections 13.2 and 16.4."""

from typing import Literal

from pydantic import Field

from models.forms.form import Names, Shared
from models.words import Text


class EnquirySent(Shared):
    """A request for information was sent, to the right people about the right people (PF-13.2a, PF-16.4g)."""

    subjects: Names = Field(description="references of everyone the agency is asked about")
    area: Literal["home_force", "partner_force", "national", "not_stated"] = "not_stated"
    question: Text = Field(description="what is asked, and why")
    sensitive: bool = Field(
        default=False, description="PF-13.2b: its disclosure to the person would raise the risk (GU-13)"
    )
