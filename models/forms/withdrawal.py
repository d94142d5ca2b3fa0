"""The form of putting right what a withdrawn fact led to."""

from pydantic import Field

from models.forms.form import Form
from models.words import Text


class PutRight(Form):
    """Each thing that the policy could not undo was put right, or was found to need nothing."""

    put_right: Text = Field(description="what was done about each thing named (PF-13.1a)")
