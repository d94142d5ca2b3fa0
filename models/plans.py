"""The plans a case follows: the risk management plan and the sentence plan with its objectives, by reference."""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from models.words import Day, Held, Ref, Said

Foreseeable = Literal[
    "new_relationship",
    "relationship_ended",
    "partner_pregnant",
    "order_varied",
    "address_changed",
    "substance_misuse",
    "contact_with_children",
    "domestic_abuse_incident",
    "order_breached",
    "contact_with_protected_person",
    "stalking",
    "suicide_or_self_harm",
    "condition_breached",
    "risk_rising",
    "significant_change",
]
"""Kinds of event that a contingency plan may be made for; any other, such as a job lost, is a significant change."""


class RiskPlan(Held):
    """The risk management plan in force: what the case's own timers and its escalation look at."""

    ref: Ref
    made_on: date
    monitor_every_days: int = Field(description="PF-8.3d: how often its measures are monitored")
    contingency: Ref = Field(description="PF-8.3f: the contingency plan that a rise in risk activates")
    fired_by: list[Foreseeable] = Field(
        default_factory=list, description="INS-D31: the kinds of event that the contingency plan was made for"
    )


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
