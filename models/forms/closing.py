"""Forms of the end of a case."""

from models.forms.form import Form
from models.words import Text


class CaseAccounted(Form):
    """The case is accounted for at its end (project rule, AM-31)."""

    registers_ended: bool
    summary: Text
