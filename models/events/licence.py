"""Events on licence conditions: asked for, put forward, decided on, and asked to be varied."""

from typing import Literal

from models.events.fact import Fact
from models.licence import ConditionKind
from models.words import Ref


class ConditionToPutForward(Fact):
    """A condition is to be put forward whatever is thought of it (PF-17.3b). Who asked, and why, is not said here."""

    type: Literal["condition_to_put_forward"] = "condition_to_put_forward"
    condition: Ref
    kind: ConditionKind = ConditionKind.OTHER


class ConditionPutForward(Fact):
    """A condition was put forward to whoever sets the licence; ``mirrors_order`` names the order it backs (PF-9.1a)."""

    type: Literal["condition_put_forward"] = "condition_put_forward"
    condition: Ref
    kind: ConditionKind = ConditionKind.OTHER
    supported: bool = True
    mirrors_order: Ref | None = None


class ConditionDecided(Fact):
    """Whoever sets the licence agreed to a condition or to its variation, or refused it."""

    type: Literal["condition_decided"] = "condition_decided"
    condition: Ref
    outcome: Literal["agreed", "refused"]


class LicenceVariationRequested(Fact):
    """Somebody asks to vary a condition of the licence (EV-26)."""

    type: Literal["licence_variation_requested"] = "licence_variation_requested"
    condition: Ref
    protects_victim: bool = True
