"""Which events are grave: what has to be heard first when more is told than can be heard at once."""

from collections.abc import Mapping
from typing import Any

from models.events import Fact, homicide_review, life, orders, sentence, signs, victim_liaison
from models.events.court import ProtectiveBailEnded
from models.events.custody import ConsentWithdrawn
from models.events.withdrawal import FactWithdrawn

_GRAVE: tuple[type[Fact], ...] = (
    ConsentWithdrawn,
    FactWithdrawn,
    ProtectiveBailEnded,
    homicide_review.DeathInReviewScope,
    life.ContactWithProtectedPerson,
    life.DomesticAbuseIncident,
    life.ImminentRisk,
    life.MeasuresNotEnough,
    life.RiskRising,
    life.Stalking,
    life.SuicideOrSelfHarm,
    life.WorryingBehaviour,
    orders.OrderBreached,
    sentence.Died,
    sentence.RiskOfSeriousHarmChanged,
    signs.SignsNoticed,
    victim_liaison.RiskInformationFromVlo,
)

GRAVE_EVENTS: frozenset[str] = frozenset(kind.model_fields["type"].default for kind in _GRAVE)
"""Types of event that may open grave work or have somebody told at once, and a few beside them (project default).

When in doubt an event is grave: to hear it sooner than was needed costs a routine one a second.
"""


def is_grave(said: Mapping[str, Any]) -> bool:
    """Whether an event, as it is told, is grave. A move is where somebody is said to live there too."""
    type_ = said.get("type")
    if type_ == "address_changed":
        return bool(said.get("shared_with"))
    return isinstance(type_, str) and type_ in GRAVE_EVENTS
