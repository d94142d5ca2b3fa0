"""What events on the sentence plan and on stalking say about the case."""

from datetime import date

from models.case import Case
from models.events import life, plans
from models.plans import ObjectiveState
from models.sentence import OffenceMarker
from policy.facts.absorb import Odd, absorb


@absorb.register
def _(event: plans.ObjectiveDelivered, case: Case, day: date) -> list[Odd]:
    objective = case.sentence_plan.objectives.get(event.objective) if case.sentence_plan else None
    if objective is None:
        return [("contradictory", "the sentence plan has no such objective")]
    objective.state = ObjectiveState.DELIVERED
    return []


@absorb.register
def _(event: life.Stalking, case: Case, day: date) -> list[Odd]:
    markers = list(dict.fromkeys([*case.profile.markers, OffenceMarker.STALKING]))
    case.profile = case.profile.model_copy(update={"markers": markers})
    return []
