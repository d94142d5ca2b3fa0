"""The base of every form, and those that serve several kinds of work."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from models.sharing import LawfulBasis
from models.words import Day, Ref, Said, Text

Names = Annotated[list[Annotated[str, StringConstraints(min_length=1, max_length=80)]], Field(min_length=1)]
Yes = Literal[True]
"""A question whose only completing answer is yes."""


class Form(Said):
    """Evidence that a duty is done. ``done_on`` is the day the work was done; the day of recording when absent."""

    done_on: Day | None = None


class Confirmed(Form):
    """Work whose only evidence is a reference to where it is recorded."""

    reference: Ref


class Protective(Form):
    """Evidence of action to protect somebody. It does not wait for a MARAC to meet (PF-15.13a)."""

    marac_wait_reason: Text | None = Field(
        default=None, description="GU-20: why what waits for the MARAC could not be done before it meets"
    )


class Shared(Form):
    """Evidence that information about the person was shared with an agency."""

    lawful_basis: LawfulBasis = Field(description="PF-13.1a: what makes the share lawful (GU-43)")


class Referral(Shared):
    """A referral was made (PF-12.9a, PF-12.9c, PF-16.10a)."""

    reference: Ref


class Contact(Form):
    """A contact with a purpose: with the person, the DASO or an agency."""

    purpose: Text


class PurposefulContact(Contact):
    """A contact with a purpose; one that monitored the plan's measures too answers both (PF-8.4a)."""

    measures_monitored: bool = Field(
        default=False, description="PF-8.4a: each measure of the plan was looked at, and works"
    )
