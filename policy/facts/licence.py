"""What events on licence conditions say about the case."""

from datetime import date

from models.case import Case
from models.events import licence
from models.licence import ConditionState, LicenceCondition
from policy.facts.absorb import Odd, absorb


def begin_again(case: Case) -> None:
    """The licence is over: for the next one, what must go forward is asked for anew, and the rest is not."""
    case.conditions = {ref: condition for ref, condition in case.conditions.items() if condition.must_go_forward}
    for condition in case.conditions.values():
        condition.state, condition.supported = ConditionState.REQUESTED, None


@absorb.register
def _(event: licence.ConditionToPutForward, case: Case, day: date) -> list[Odd]:
    condition = case.conditions.setdefault(event.condition, LicenceCondition(ref=event.condition, kind=event.kind))
    if condition.state in {ConditionState.NOT_NEEDED, ConditionState.REFUSED}:
        condition.state = ConditionState.REQUESTED
    condition.must_go_forward = True
    return []


@absorb.register
def _(event: licence.ConditionPutForward, case: Case, day: date) -> list[Odd]:
    condition = case.conditions.setdefault(event.condition, LicenceCondition(ref=event.condition))
    condition.kind, condition.supported = event.kind, event.supported
    condition.mirrors_order = event.mirrors_order or condition.mirrors_order
    if condition.state is not ConditionState.AGREED:
        condition.state = ConditionState.PUT_FORWARD
    unknown = event.mirrors_order is not None and event.mirrors_order not in case.orders
    return [("unknown_order", "the case did not know of the order this condition backs")] if unknown else []


@absorb.register
def _(event: licence.ConditionDecided, case: Case, day: date) -> list[Odd]:
    known = case.conditions.get(event.condition)
    condition = case.conditions.setdefault(event.condition, LicenceCondition(ref=event.condition))
    condition.state = ConditionState(event.outcome)
    return [] if known else [("contradictory", "decided on a condition the case did not know of")]
