"""Forms of custody: sections 6.8 and 7.4 to 7.7."""

from pydantic import Field

from models.forms.form import Form, Names
from models.words import Ref


class RiskFromCustody(Form):
    """Whether the person remains a risk from prison (PF-7.4a), and the public protection screening (PF-7.5a to c)."""

    risk_to_victim: bool
    risk_to_children: bool
    harassment_measures: bool = Field(description="HPPM, PF-7.5b")
    child_contact_restricted: bool = Field(description="PPRC, PF-7.5c; no contact until assessed, PF-7.5e")


class PomChecks(Form):
    """Checks on allocation to a POM (PF-6.8b to e) and own assessment (PF-7.1a, PF-7.6a, PF-7.7a to c)."""

    sources: Names = Field(description="PF-6.8b, PF-7.7c")
    measures_found: list[Ref] = Field(description="PF-6.8c: orders found; empty if none")
    case_note: Ref = Field(description="PF-6.8d")
    alert_applied: bool = Field(description="PF-6.8e")
    assessment: Ref | None = Field(default=None, description="PF-7.6a: OASys reference; none if not eligible")
