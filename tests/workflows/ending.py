"""Making an end of workflows on a server that skips time.

Such a server counts the tasks under way and skips no time meanwhile. Of one that an end cuts short it never hears: it
stands still for every test that follows. So a workflow first comes to rest.
"""

from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from tests.workflows.once import once


async def end(handle: WorkflowHandle[Any, Any]) -> None:
    """Make an end of a workflow, if there is one: its timers would keep a server that skips time busy."""
    try:
        await handle.terminate("the test is over")
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


async def at_rest(handle: WorkflowHandle[Any, Any]) -> None:
    """Wait until the workflow has finished what it is at; it needs a worker for that."""
    await once(lambda: under_way(handle), lambda tasks: not tasks)


_TAKEN_UP_BY_A_WORKER = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
    EventType.EVENT_TYPE_TIMER_FIRED,
}

_ENDS = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
}


async def under_way(handle: WorkflowHandle[Any, Any]) -> set[str]:
    """What a worker is at or should take up; nothing of a workflow that has ended or never was."""
    try:
        history = [event async for event in handle.fetch_history_events()]
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return set()
        raise
    if (last := history[-1].event_type) in _ENDS:
        return set()
    activities = {e.event_id for e in history if e.HasField("activity_task_scheduled_event_attributes")}
    activities -= {_of_activity(e) for e in history}
    waiting = {EventType.Name(last)} if last in _TAKEN_UP_BY_A_WORKER else set()
    return waiting | {f"activity of event {number}" for number in activities}


def _of_activity(event: HistoryEvent) -> int:
    """The number of the event that asked for the activity which this one tells the end of; 0 for any other event."""
    for end in ("completed", "failed", "timed_out", "canceled"):
        if event.HasField(attributes := f"activity_task_{end}_event_attributes"):  # type: ignore[arg-type]
            return int(getattr(event, attributes).scheduled_event_id)
    return 0
