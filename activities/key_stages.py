"""The case's side of the wall: telling the victim side of key stages, without knowing whether anybody is there."""

from contextlib import suppress

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from models.batch import Batch
from models.key_stages import KEY_STAGES, KeyStages

KEY_STAGES_WORKFLOW = "KeyStagesWorkflow"


async def tell_victim_side(temporal: Client, task_queue: str, batch: Batch) -> None:
    """Say each entry's key stages, if it has any. Doing it again is safe: one workflow a message, by its number.

    What is said is the offender's own: opaque case id, dates, what happened. The victim side finds out for whom.
    """
    for entry in batch.entries:
        for row in entry.rows:
            if row.get("table") != KEY_STAGES:
                continue
            said = {name: value for name, value in row.items() if name != "table"}
            heard = KeyStages.model_validate({"case_id": batch.case_id, "sequence": entry.sequence, **said})
            with suppress(WorkflowAlreadyStartedError):
                await temporal.start_workflow(
                    KEY_STAGES_WORKFLOW,
                    heard,
                    id=f"key-stages-{batch.case_id}-{entry.sequence}",
                    task_queue=task_queue,
                    id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                )
