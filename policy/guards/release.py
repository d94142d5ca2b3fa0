"""Calling a release ready, and leaving a condition out: section 17.3 (GU-22). Neither ever delays a release."""

from collections.abc import Iterable

from models.case import Case
from models.licence import CONDITION_6B, ConditionState
from models.requests import DropCondition
from models.sentence import Stage
from policy.refusal import Refusal
from policy.stages.licence_conditions import not_put_forward
from policy.stages.pre_release import planning_opened, unready


def refuses_ready(case: Case) -> Iterable[Refusal]:
    """Every reason why the release may not be called ready; the release itself goes ahead all the same."""
    if case.stage is not Stage.CUSTODY or planning_opened(case) is None:
        yield Refusal("no release is being planned: the planning opens in custody, by date", "project rule", "stage")
        return
    for condition in not_put_forward(case):
        yield Refusal(f"{condition} was asked for and has not been put forward (GU-22)", "PF-17.3b", "conditions")
    for title in unready(case):
        yield Refusal(f"still open: {title}", "project rule", "duties")


def refuses_drop(case: Case, asked: DropCondition) -> Iterable[Refusal]:
    """Every reason why a condition may not be left out as not needed."""
    condition = case.conditions.get(asked.condition)
    if condition is None:
        yield Refusal(f"the case knows of no condition {asked.condition}", "PF-9.2b", "condition")
        return
    if condition.must_go_forward:
        yield Refusal("this condition is put forward even if thought unneeded or disproportionate (GU-22)",
                      "PF-17.3b", "condition")  # fmt: skip
    if condition.ref == CONDITION_6B:
        yield Refusal("telling of new relationships is asked for in every case", "PF-9.2a", "condition")
    if condition.state not in {ConditionState.REQUESTED, ConditionState.PUT_FORWARD}:
        words = condition.state.value.replace("_", " ")
        yield Refusal(f"{asked.condition} is already {words}: ask for a variation", "PF-9.3b", "condition")
