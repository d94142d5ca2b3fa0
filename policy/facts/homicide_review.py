"""What a domestic homicide review says about the case."""

from datetime import date

from models.case import Case
from models.events import homicide_review
from policy.facts.absorb import Odd, absorb


@absorb.register
def _(event: homicide_review.DeathInReviewScope, case: Case, day: date) -> list[Odd]:
    case.homicide_review = True
    return []


@absorb.register
def _(event: homicide_review.HomicideReviewClosed, case: Case, day: date) -> list[Odd]:
    was_open, case.homicide_review = case.homicide_review, False
    return [] if was_open else [("contradictory", "the case did not know of a homicide review")]
