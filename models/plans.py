"""The plans a case follows: the risk management plan and the sentence plan with its objectives, by reference."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.words import Day, Held, Ref, Said


class RiskPlan(Held):
    """The risk management plan in force: what the case's own timers and its escalation look at."""

    ref: Ref
    made_on: date
    monitor_every_days: int = Field(description="PF-8.3d: how often its measures are monitored")
    contingency: Ref = Field(description="PF-8.3f: the contingency plan that a rise in risk activates")


class ObjectiveAim(StrEnum):
    """What an objective is for. Protecting victims and safeguarding children are aims of their own (PF-10.2b)."""

    PROTECT_VICTIM = "protect_victim"
    SAFEGUARD_CHILDREN = "safeguard_children"
    NEED = "need"


class ObjectiveState(StrEnum):
    """Where an objective stands."""

    UNDER_WAY = "under_way"
    LATE = "late"
    DELIVERED = "delivered"
    DROPPED = "dropped"


class PlannedObjective(Said):
    """One objective as the sentence plan sets it."""

    ref: Ref
    aim: ObjectiveAim
    due_on: Day


class Objective(Held):
    """One objective as the case follows it."""

    ref: Ref
    aim: ObjectiveAim
    due_on: date
    state: ObjectiveState = ObjectiveState.UNDER_WAY


class SentencePlan(Held):
    """The sentence plan in force. It reaches at least to the end of the sentence (GU-37)."""

    ref: Ref
    ends_on: date
    objectives: dict[str, Objective] = Field(default_factory=dict)
