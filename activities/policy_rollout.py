"""What a rollout does to the world: find the open cases, and tell each to go over to another policy version."""

import base64
from datetime import timedelta
from typing import Any

from temporalio import activity
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from models.messages import PolicyChange, PolicyChanged
from models.rollout import Counts, GoOver, Page, WentOver

OPEN_CASES = "WorkflowType = 'CaseWorkflow' AND ExecutionStatus = 'Running'"
PAGE = 100
_PREFIX = "case-"

FIND_OPTIONS: dict[str, Any] = {
    "start_to_close_timeout": timedelta(seconds=30),
    "retry_policy": RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1)),
}
TELL_OPTIONS: dict[str, Any] = {
    "start_to_close_timeout": timedelta(seconds=20),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1), maximum_attempts=8
    ),
}
"""A case that does not answer for some minutes is counted as failed, and tried again in the next sweep."""


class Rollouts:
    """Reaches the cases on their Temporal server."""

    def __init__(self, temporal: Client) -> None:
        self._temporal = temporal

    @activity.defn(name="open_cases")
    async def open_cases(self, after: str | None) -> Page:
        """The next page of open cases, as Temporal's own visibility lists them."""
        token = base64.b64decode(after) if after else None
        found = self._temporal.list_workflows(OPEN_CASES, page_size=PAGE, next_page_token=token)
        await found.fetch_next_page()
        ids = [w.id.removeprefix(_PREFIX) for w in found.current_page or ()]
        following = found.next_page_token
        return Page(cases=ids, after=base64.b64encode(following).decode() if following else None)

    @activity.defn(name="go_over")
    async def go_over(self, asked: GoOver) -> WentOver:
        """Tell one case, once however often this is tried. A case that is on the version already is passed over."""
        case = self._temporal.get_workflow_handle(f"{_PREFIX}{asked.case_id}")
        try:
            if (await case.query("case"))["policy_version"] == asked.version:
                return WentOver(counts=Counts(passed_over=1))
            change = PolicyChange(change_id=asked.change_id, version=asked.version, ordered_by=asked.ordered_by)
            said = PolicyChanged(change=change).model_dump(mode="json", exclude_none=True)
            receipt = await case.execute_update("tell", said, id=f"{asked.change_id}-{activity.info().attempt}")
        except WorkflowUpdateFailedError as error:
            return WentOver(failed=_why(error))
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return WentOver(counts=Counts(gone=1))
            raise
        return WentOver(counts=Counts(changed=1, **{k: len(receipt[k]) for k in ("opened", "moved", "closed")}))


def _why(error: WorkflowUpdateFailedError) -> str:
    cause: BaseException | None = error.cause
    if isinstance(cause, ApplicationError) and cause.type == "Refused":
        return "; ".join(str(dict(reason).get("words")) for reason in cause.details)
    return cause.message if isinstance(cause, ApplicationError) else type(cause).__name__
