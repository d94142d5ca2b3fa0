"""Events on protective orders and licence conditions."""

from typing import Literal

from pydantic import Field

from models.events.fact import Fact
from models.risk import OrderKind
from models.words import Day, Ref, Refs


class ProtectiveOrderMade(Fact):
    """A court or police order protecting someone was made or found (EV-36)."""

    type: Literal["protective_order_made"] = "protective_order_made"
    order: Ref
    kind: OrderKind = OrderKind.RESTRAINING
    protects: Refs = Field(min_length=1)
    ends_on: Day | None = None


class OrderVariationApplied(Fact):
    """Somebody applied to vary or revoke an order. It is in force as it stands until a court says otherwise."""

    type: Literal["order_variation_applied"] = "order_variation_applied"
    order: Ref


class OrderVaried(Fact):
    """A court varied an order. ``contact_allowed``: from now on allowed, or forbidden again; absent, as it was."""

    type: Literal["order_varied"] = "order_varied"
    order: Ref
    contact_allowed: bool | None = None
    ends_on: Day | None = None


class OrderRevoked(Fact):
    """A court revoked an order."""

    type: Literal["order_revoked"] = "order_revoked"
    order: Ref


class OrderBreached(Fact):
    """A protective order was breached (EV-08)."""

    type: Literal["order_breached"] = "order_breached"
    order: Ref
    victim: Ref | None = None


class LicenceConditionBreached(Fact):
    """Terms of the licence or order were broken (EV-11)."""

    type: Literal["condition_breached"] = "condition_breached"
    condition: Ref


class BreachConcluded(Fact):
    """Breach proceedings on an order or on post-sentence supervision came to their end."""

    type: Literal["breach_concluded"] = "breach_concluded"
    outcome: Literal["proven", "not_proven", "withdrawn"]
