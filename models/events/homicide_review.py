"""Events of a domestic homicide review: section 19."""

from typing import Literal

from pydantic import Field

from models.ages import DOMESTIC_ABUSE_FROM
from models.events.fact import Fact
from models.words import Ref


class DeathInReviewScope(Fact):
    """A death of somebody aged 16 or over that may come within a domestic homicide review (EV-56, PH-27)."""

    type: Literal["death_in_review_scope"] = "death_in_review_scope"
    person: Ref
    age: int | None = Field(default=None, ge=0, le=120, description=f"reviewed from {DOMESTIC_ABUSE_FROM}")


class HomicideReviewClosed(Fact):
    """The domestic homicide review is closed, or there will be none."""

    type: Literal["homicide_review_closed"] = "homicide_review_closed"
