"""Forms of the court report and of what follows sentence: sections 6.5 and 6.7."""

from pydantic import Field

from models.forms.form import Form, Names, Yes
from models.words import Ref, StaffId, Text


class CourtReport(Form):
    """The pre-sentence report (PF-6.5a to j)."""

    sources: Names = Field(description="PF-6.5a: what was searched for signs of domestic abuse")
    verified_by: Text = Field(description="PF-6.5d: what verifies the key facts besides self-report")
    report_type: Text = Field(description="PF-6.5f")
    risk_assessment: Ref = Field(description="PF-6.5g")
    proposal: Text = Field(description="PF-6.5h, PF-6.5i: programme, RAR or other, with the EPF outcome")
    length_leaves_time: bool = Field(description="PF-6.5h2")
    restrictive_requirements_considered: Yes = Field(description="PF-6.5j")
    sara: Ref | None = Field(default=None, description="PF-6.5c: needed where intimate partner abuse features")


class PostSentencePapers(Form):
    """Registers, uploads and hand-on of papers (PF-6.7e to g)."""

    registers_set: bool = Field(description="PF-6.7e")
    uploaded: Yes = Field(description="PF-6.7f")
    acknowledged_by: StaffId = Field(description="PF-6.7g: who received the papers")
