"""What the workflows sent to the records, read back from their histories: every row there ever was, while they last."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import pairwise

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from models.batch import Batch, Entry

CASES = "WorkflowType = 'CaseWorkflow'"
_PREFIX = "case-"
_RECORD = "record"


@dataclass(frozen=True)
class Sent:
    """The entries of one case that its retained histories hold, in order; none is missing in between.

    ``confirmed`` is the last sequence that the records have said they hold: what follows may still be on its way.
    """

    entries: list[Entry]
    confirmed: int

    @property
    def first(self) -> int:
        """The first sequence there is: 1, unless earlier runs of the workflow are past the server's retention."""
        return self.entries[0].sequence

    @property
    def last(self) -> int:
        """The last sequence that was sent."""
        return self.entries[-1].sequence


async def case_ids(temporal: Client) -> AsyncIterator[str]:
    """The cases that have a workflow, open or retained, each once."""
    seen: set[str] = set()
    async for run in temporal.list_workflows(CASES):
        if run.id not in seen:
            seen.add(run.id)
            yield run.id.removeprefix(_PREFIX)


async def sent(temporal: Client, case_id: str) -> Sent | None:
    """What a case sent to the records; none when it has no workflow, or has sent nothing yet. Raises RPCError."""
    found: dict[int, Entry] = {}
    confirmed = 0
    run: str | None = None
    while True:
        history = await _history(temporal, case_id, run)
        if history is None:
            break
        entries, done = await _of_run(temporal, history)
        found |= entries
        confirmed = max(confirmed, done)
        run = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
        if not run:
            break
    in_order = [found[n] for n in sorted(found)]
    return Sent(_unbroken(in_order), confirmed) if in_order else None


async def _history(temporal: Client, case_id: str, run: str | None) -> WorkflowHistory | None:
    handle = temporal.get_workflow_handle(f"{_PREFIX}{case_id}", run_id=run)
    try:
        return await handle.fetch_history()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise


async def _of_run(temporal: Client, history: WorkflowHistory) -> tuple[dict[int, Entry], int]:
    """The entries one run sent, and the last that was confirmed."""
    entries: dict[int, Entry] = {}
    last_of: dict[int, int] = {}
    confirmed = 0
    for event in history.events:
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            scheduled = event.activity_task_scheduled_event_attributes
            if scheduled.activity_type.name != _RECORD:
                continue
            [batch] = await temporal.data_converter.decode(scheduled.input.payloads, [Batch])
            entries |= {entry.sequence: entry for entry in batch.entries}
            last_of[event.event_id] = batch.entries[-1].sequence
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
            of = event.activity_task_completed_event_attributes.scheduled_event_id
            confirmed = max(confirmed, last_of.get(of, 0))
    return entries, confirmed


def _unbroken(entries: list[Entry]) -> list[Entry]:
    """The entries after the last gap: what lies before one cannot be written in order."""
    gaps = [n for n, (one, next_) in enumerate(pairwise(entries), 1) if next_.sequence != one.sequence + 1]
    return entries[gaps[-1] :] if gaps else entries
