"""Forms of protective orders."""

from typing import Literal

from models.forms.form import Form, Names


class OrderCheck(Form):
    """Police, court and DASO were asked where a protective order stands."""

    asked: Names
    outcome: Literal["unchanged", "variation_applied", "varied", "revoked", "breached"]
