"""What a case that is absorbed into another brings along: whatever the other must know, and the work still owed."""

from datetime import date

from pydantic import Field

from models.duties import Budget
from models.multi_agency import MappaCategory
from models.risk import Partner, PersonAtRisk, ProtectiveOrder, RiskGroup, RoshLevel
from models.words import Ref, Said


class BroughtDuty(Said):
    """Work still owed on the absorbed case, with the clock that set its due date."""

    kind: str = Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")
    subject: Ref | None = None
    counted_from: date
    budget: Budget | None = None
    counts_to: str | None = Field(default=None, pattern=r"^[a-z][a-z_]{0,59}$")
    clause: str | None = Field(default=None, max_length=20)
    grave: bool = False


class Brought(Said):
    """Facts and work of the absorbed case. What the other case knows already is not changed by it."""

    partners: list[Partner] = Field(default_factory=list)
    people_at_risk: list[PersonAtRisk] = Field(default_factory=list)
    orders: list[ProtectiveOrder] = Field(default_factory=list)
    rosh: dict[RiskGroup, RoshLevel] = Field(default_factory=dict)
    mappa_level: int | None = Field(default=None, ge=0, le=3)
    mappa_category: MappaCategory | None = None
    addresses: list[Ref] = Field(default_factory=list)
    unsafe_addresses: list[Ref] = Field(default_factory=list)
    duties: list[BroughtDuty] = Field(default_factory=list)
