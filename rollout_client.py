"""The one rollout of a policy version over the open cases: starting it, how far it has come, pausing and ending it."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.common import WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from client import CaseProblem
from models.queues import TASK_QUEUE
from models.rollout import Progress, RolloutGiven
from workflows.policy_rollout import PolicyRollout

ROLLOUT = "policy-rollout"
"""One rollout at a time: two would take the cases from each other."""


class NoRollout(CaseProblem):
    """No policy version was ever applied, or so long ago that the server forgot."""

    def __init__(self) -> None:
        super().__init__("no policy version is being applied: start with `throughcare policy apply`")


class RolloutNotReached(CaseProblem):
    """The server or the worker did not answer."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the Temporal server did not answer: {name}; is a worker running?")


async def start_rollout(temporal: Client, given: RolloutGiven, task_queue: str = TASK_QUEUE) -> None:
    """Start the workflow. Raises WorkflowAlreadyStartedError while there is one."""
    await temporal.start_workflow(
        PolicyRollout.run,
        given,
        id=ROLLOUT,
        task_queue=task_queue,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        static_summary=f"Policy {given.version} for every open case",
    )


async def progress(temporal: Client, within: timedelta | None = None) -> Progress:
    """How far the rollout that runs has come, or how the last one went. Raises NoRollout and RolloutNotReached."""
    return await _asked(_rollout(temporal).query(PolicyRollout.progress, rpc_timeout=within))


async def told(temporal: Client, what: str) -> Progress:
    """Pause, resume or stop it. Raises NoRollout and RolloutNotReached."""
    return await _asked(_rollout(temporal).execute_update(what, result_type=Progress))


def _rollout(temporal: Client) -> WorkflowHandle[Any, Any]:
    return temporal.get_workflow_handle(ROLLOUT)


async def _asked(answer: Awaitable[Any]) -> Progress:
    try:
        return Progress.model_validate(await answer)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise NoRollout from None
        raise RolloutNotReached(error.status.name.lower().replace("_", " ")) from None
