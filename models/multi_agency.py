"""MAPPA and MARAC as a case holds them: categories, levels, dates. Minutes have no field anywhere (GU-07)."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.words import Held, Ref


class MappaCategory(StrEnum):
    """Why a person comes under MAPPA (TY-11). Categories 1, 2 and 4 follow from the conviction; 3 is by referral."""

    NONE = "none"
    REGISTERED_SEX_OFFENDER = "category_1"
    VIOLENT_OR_OTHER_SEXUAL = "category_2"
    OTHER_DANGEROUS = "category_3"
    TERRORIST = "category_4"


class Mappa(Held):
    """Where MAPPA stands. The level (TY-12) is in the profile; ``last_meeting`` is the latest meeting we know of."""

    category: MappaCategory | None = None
    last_meeting: date | None = None
    next_meeting: date | None = None


class Marac(Held):
    """Where MARAC stands: whether it has ever been there, and the meetings and actions we know of, by reference."""

    been_there: bool | None = None
    meetings: dict[Ref, date] = Field(default_factory=dict)
    actions: list[Ref] = Field(default_factory=list)
