"""The work that is left when a fact is withdrawn: what was done for it, sent or told, no policy can undo.

It names other work, so it is as sensitive as that may be (PF-13.2b); what MAPPA asked for it names by its id alone.
"""

from models.forms.withdrawal import PutRight
from policy import defaults
from policy.rules import DutyRule

PUT_RIGHT = DutyRule(
    kind="put_right",
    title="Put right what a withdrawn fact led to",
    clauses=("PF-13.1a", "PF-13.2b"),
    form=PutRight,
    budget=defaults.PUT_RIGHT,
)

RULES = (PUT_RIGHT,)
