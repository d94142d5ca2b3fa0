"""The base of every form, and those that serve several kinds of work."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

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


class Referral(Form):
    """A referral was made (PF-12.9a, PF-12.9c, PF-16.10a)."""

    reference: Ref


class Contact(Form):
    """A contact with a purpose: with the person, the DASO or an agency."""

    purpose: Text
