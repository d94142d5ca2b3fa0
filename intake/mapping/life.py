"""What is told of the person's life inside: alerts."""

from intake.mapping.meaning import Draft, Meaning, NotForUs, facts, means
from intake.told import Told
from models.events import Source

_AT_RISK_OF_SELF_HARM = frozenset({"HA"})
"""ACCT open: in prison, the person is at risk of suicide or self-harm."""


@means(
    "life", "person.alert.created", "prisoner-alerts.alert-created", "prisoner-alert.alert-created",
    becomes="`suicide_or_self_harm` when an ACCT is opened; other alerts: not for us",
)  # fmt: skip
def alert(told: Told) -> Meaning:
    """An alert was put on a prisoner."""
    if told.word("alertCode", "code") in _AT_RISK_OF_SELF_HARM:
        return facts(Draft("suicide_or_self_harm", {"kind": "threatened"}, source=Source.CUSTODY))
    return NotForUs("an alert that means nothing to a domestic abuse case by itself")
