"""Forms of MAPPA and MARAC: section 15. Dates, references and answers, never what was said at a meeting (GU-07)."""

from typing import Literal

from pydantic import Field

from models.forms.form import Form, Names, Shared, Yes
from models.words import Day, Ref


class MappaPrepared(Form):
    """Ready for the panel's next meeting (PF-15.8a)."""

    contribution: Ref = Field(description="PF-15.8a: where our contribution is recorded, outside the main case record")


class CustodyInformation(Shared):
    """The prison gave MAPPA its information ahead of a key point or the release (PF-15.10a)."""

    sent_to: Ref = Field(description="PF-15.10a: who has it, by reference")


class MaracPart(Form):
    """Our part in a MARAC (PF-15.14c), and what is recorded of it: a pointer, never the information (AM-20)."""

    took_part: Literal["attended", "report_sent", "not_told_in_time"] = Field(description="PF-15.14c")
    registration: Ref = Field(description="PF-15.14g: the register entry, active")
    recorded_at: Ref = Field(description="PF-15.15b: the contact that refers to the MARAC, marked sensitive")
    told_of_mappa: bool | None = Field(
        default=None, description="PF-15.14d: needed under MAPPA: the MARAC was told, and level 2 or 3 considered"
    )


class MaracActionDone(Form):
    """An action a MARAC gave us is done, and its co-ordinator knows (PF-15.14e, PF-15.14f)."""

    recorded_at: Ref = Field(description="PF-15.14e: where what was done is recorded, marked sensitive")
    coordinator_told_on: Day = Field(description="PF-15.14f")


class BothInPlace(Form):
    """MAPPA and MARAC are both in place for one person (PF-15.14h, PF-15.14i)."""

    partners_told: Yes = Field(description="PF-15.14h")
    agencies_in_mappa: Names = Field(description="PF-15.14i: agencies with either side, now in the MAPPA work")
