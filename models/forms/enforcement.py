"""Forms of enforcement: a recall asked for, a breach put before the court."""

from pydantic import Field

from models.forms.form import Form, Yes
from models.words import Ref, StaffId, Text


class RecallRequest(Form):
    """The recall request was endorsed and sent (PF-11.5f)."""

    reference: Ref
    endorsed_by: StaffId = Field(description="PF-11.5f: who endorsed it for the service")


class BreachProceedings(Form):
    """The breach papers are with the court (PF-16.17a; today's practice for the rest)."""

    reference: Ref
    reason_given: Text = Field(description="the reason the person gave, or that none came")
    letter_address_safe: Yes = Field(description="no letter goes to an address where it puts somebody at risk")
