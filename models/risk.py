"""Risk of serious harm, people at risk, partners and protective orders. People are references, never names."""

from datetime import date
from enum import StrEnum
from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from models.ages import CHILD_ABUSE_UNDER, CHILD_UNDER
from models.words import Held, Noted, Ref


class RoshLevel(StrEnum):
    """Risk of serious harm (TY-08). The text names high, very high and "all other"."""

    UNKNOWN = "unknown"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very_high"


_ORDER = [RoshLevel.LOW, RoshLevel.MEDIUM, RoshLevel.HIGH, RoshLevel.VERY_HIGH]


def is_higher(new: RoshLevel, old: RoshLevel) -> bool:
    """Whether ``new`` is a rise on ``old``; becoming known is a rise only when it is high or very high."""
    if new is RoshLevel.UNKNOWN:
        return False
    if old is RoshLevel.UNKNOWN:
        return new in {RoshLevel.HIGH, RoshLevel.VERY_HIGH}
    return _ORDER.index(new) > _ORDER.index(old)


class RiskGroup(StrEnum):
    """Who the risk is to. For domestic abuse the known adult and children count, not only the headline."""

    KNOWN_ADULT = "known_adult"
    CHILDREN = "children"
    PUBLIC = "public"
    STAFF = "staff"
    PRISONERS = "prisoners"


class AbuseKind(StrEnum):
    """Intimate partner or familial abuse (TY-05). SARA, BBR and DASO hang on intimate partner abuse."""

    INTIMATE_PARTNER = "intimate_partner"
    FAMILIAL = "familial"


class Trigger(StrEnum):
    """What has set off abuse by this person before; an event that matches one is graver for it."""

    PREGNANCY = "pregnancy"
    ALCOHOL = "alcohol"
    DRUGS = "drugs"
    RELATIONSHIP_END = "relationship_end"
    NEW_RELATIONSHIP = "new_relationship"
    CONTACT_WITH_CHILDREN = "contact_with_children"


class Partner(Held):
    """A current or former partner, by reference. ``until`` is set when the relationship has ended."""

    ref: Ref
    since: date
    certainty: Literal["disclosed", "found", "suspected"] = "disclosed"
    details_known: bool = False
    elsewhere: bool = Field(default=False, description="lives outside the home police force area")
    children: list[Ref] = Field(default_factory=list)
    pregnant: bool = False
    disclosed_to: bool = False
    told_to_keyworker: bool = False
    until: date | None = None


class PersonAtRisk(Held):
    """Someone at risk from the person on the case, by reference (PF-7.2c, TY-29)."""

    model_config = ConfigDict(extra="forbid")

    ref: Ref
    relation: str
    child: bool = False
    age: int | None = Field(default=None, ge=0, le=120, description=f"when recorded; a child is under {CHILD_UNDER}")

    @model_validator(mode="after")
    def _a_child_by_age(self) -> Self:
        if self.age is not None:
            self.child = self.age < CHILD_UNDER
        return self

    @property
    def is_child_abuse(self) -> bool:
        """Whether abuse of them is child abuse, which is kept distinct from domestic abuse (section 18.7, TI-12)."""
        return self.age is not None and self.age < CHILD_ABUSE_UNDER


class OrderKind(StrEnum):
    """Court and police measures that protect someone (TY-10)."""

    RESTRAINING = "restraining_order"
    NON_MOLESTATION = "non_molestation_order"
    DOMESTIC_VIOLENCE_PROTECTION = "domestic_violence_protection_order"
    STALKING_PROTECTION = "stalking_protection_order"
    PROTECTIVE_BAIL = "protective_bail"


class OrderState(StrEnum):
    """Where a protective order stands. An application to vary changes nothing about what it forbids."""

    IN_FORCE = "in_force"
    VARIATION_APPLIED = "variation_applied"
    VARIED = "varied"
    REVOKED = "revoked"
    EXPIRED = "expired"


class ProtectedContact(Held):
    """Contact with somebody whom an order protects, or one heard of later may; ``broke``: it was a breach of one."""

    person: Ref
    at: Noted
    broke: bool = False


class ProtectiveOrder(Held):
    """An order on the register. ``contact_allowed`` has each day a court allowed or again forbade the contact."""

    ref: Ref
    kind: OrderKind
    protects: list[Ref]
    made_on: date
    ends_on: date | None = None
    varied_on: date | None = None
    state: OrderState = OrderState.IN_FORCE
    contact_allowed: dict[date, bool] = Field(default_factory=dict)
    ended_on: date | None = None
    breaches: list[Noted] = Field(default_factory=list)

    def forbids_contact_on(self, day: date) -> bool:
        """Whether contact on ``day`` breaks the order, by the court's own dates and not by when we heard."""
        if day < self.made_on or (self.ends_on and day > self.ends_on) or (self.ended_on and day >= self.ended_on):
            return False
        said = max((d for d in self.contact_allowed if d <= day), default=None)
        return said is None or not self.contact_allowed[said]
