"""VictimClient: open, tell, complete and show a victim's contact. It needs the victim key; no case client has it."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import uuid4

from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.victim_contact import contact_workflow_id
from client import TASK_TIMEOUT, CaseProblem, CaseRefused
from models.queues import VICTIM_TASK_QUEUE
from models.victims.contact import VictimContact, VictimStart
from models.victims.events import VictimEvent
from models.victims.messages import (
    VICTIM_MESSAGE,
    VictimDutyDone,
    VictimGiven,
    VictimMessage,
    VictimReceipt,
    VictimReported,
)
from sealing.keyring import Keyring
from victims.codec import sealed
from workflows.victim_contact import VictimContactWorkflow

_PAUSES = (0.1, 0.3, 1.0, 3.0)
_THROWN_BACK = frozenset({RPCStatusCode.RESOURCE_EXHAUSTED, RPCStatusCode.FAILED_PRECONDITION, RPCStatusCode.ABORTED})


class NoSuchContact(CaseProblem):
    """No open contact has this id."""

    def __init__(self, contact_id: str) -> None:
        super().__init__(f"no open contact {contact_id}: check the id, or open the contact first")


class VictimClient:
    """Talks to contacts on a Temporal server, sealing everything it says."""

    def __init__(self, temporal: Client, keyring: Keyring, task_queue: str = VICTIM_TASK_QUEUE) -> None:
        self.temporal = sealed(temporal, keyring)
        self._task_queue = task_queue

    async def open(self, start: VictimStart) -> VictimReceipt:
        """Open a contact; the same again answers with the contact there is."""
        with suppress(WorkflowAlreadyStartedError):
            await self.temporal.start_workflow(
                VictimContactWorkflow.run,
                VictimGiven(start=start),
                id=contact_workflow_id(start.contact_id),
                task_queue=self._task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
                task_timeout=TASK_TIMEOUT,
            )
        return await self._update(start.contact_id, VictimContactWorkflow.opened)

    async def tell(self, contact_id: str, event: VictimEvent) -> VictimReceipt:
        """Tell the contact of an event. The same event id again changes nothing. Raises NoSuchContact."""
        return await self._tell(contact_id, VictimReported(event=event))

    async def complete(self, contact_id: str, done: VictimDutyDone) -> VictimReceipt:
        """Record a duty as done. Raises CaseRefused naming the evidence that is missing."""
        return await self._tell(contact_id, done)

    async def show(self, contact_id: str) -> VictimContact:
        """The contact as it stands. Raises NoSuchContact."""
        return VictimContact.model_validate(await self._query(contact_id, "contact"))

    async def waiting_for(self, contact_id: str) -> dict[str, Any]:
        """The next moment the contact waits for, and what is still to be sent."""
        return dict(await self._query(contact_id, "waiting_for"))

    async def _tell(self, contact_id: str, message: VictimMessage) -> VictimReceipt:
        said = VICTIM_MESSAGE.dump_python(message, mode="json", exclude_none=True)
        return await self._update(contact_id, VictimContactWorkflow.tell, said)

    async def _update(self, contact_id: str, update: Any, *said: Any) -> VictimReceipt:
        """Carry out an update, and again when it was thrown back; the message's own id keeps it from counting twice."""
        update_id, pauses = str(uuid4()), iter(_PAUSES)
        handle = self.temporal.get_workflow_handle(contact_workflow_id(contact_id))
        while True:
            try:
                receipt: VictimReceipt = await handle.execute_update(update, args=said, id=update_id)
                return receipt
            except WorkflowUpdateFailedError as error:
                raise _problem(error) from None
            except RPCError as error:
                pause = next(pauses, None)
                if pause is None or error.status not in _THROWN_BACK:
                    raise _rpc_problem(error, contact_id) from None
            await asyncio.sleep(pause)

    async def _query(self, contact_id: str, name: str) -> Any:
        try:
            return await self.temporal.get_workflow_handle(contact_workflow_id(contact_id)).query(name)
        except RPCError as error:
            raise _rpc_problem(error, contact_id) from None


def _problem(error: WorkflowUpdateFailedError) -> CaseProblem:
    cause = error.cause
    if isinstance(cause, ApplicationError) and cause.type == "Refused":
        reasons: list[Mapping[str, Any]] = [dict(reason) for reason in cause.details]
        return CaseRefused(reasons)
    return CaseProblem("the contact could not take this; try again")


def _rpc_problem(error: RPCError, contact_id: str) -> CaseProblem:
    if error.status is RPCStatusCode.NOT_FOUND:
        return NoSuchContact(contact_id)
    return CaseProblem(f"the Temporal server did not answer: {error.status.name.lower().replace('_', ' ')}")
