"""CaseClient: start, report, complete, decide, ask, show and preview. The command, the API and the tests all use it."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from weakref import WeakValueDictionary

from temporalio.client import Client, WorkflowFailureError, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from models.carried import Given
from models.case import Case, CaseStart
from models.decisions import DecisionMade
from models.events import Event
from models.messages import MESSAGE, Asked, Completed, Decided, Message, PolicyChange, PolicyChanged, Reported, Waived
from models.outcome import Receipt
from models.requests import AnyRequest, CompleteDuty, WaiveDuty
from policy.calendar import CURRENT, Calendar
from policy.decide import decide
from workflows.case import CaseWorkflow

TASK_QUEUE = "throughcare-cases"

TASK_TIMEOUT = timedelta(seconds=5)
"""How long a worker may take over one step of a case before another takes it: bounds what a killed worker costs."""

AT_ONCE = 3
"""Messages to one case on their way at a time. A server takes ten from all clients; it throws all back if more come."""

_THROWN_BACK = frozenset({RPCStatusCode.RESOURCE_EXHAUSTED, RPCStatusCode.FAILED_PRECONDITION, RPCStatusCode.ABORTED})
_PAUSES = (0.1, 0.3, 1.0, 3.0)


class CaseProblem(Exception):
    """Something asked of a case did not happen; the text says what was wrong and what to do."""


class CaseRefused(CaseProblem):
    """A request, a completion or a decision was refused. ``reasons`` has field, words and clause of each."""

    def __init__(self, reasons: list[Mapping[str, Any]]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(_said(reason) for reason in reasons))


def _said(reason: Mapping[str, Any]) -> str:
    where = f"{reason['field']}: " if reason.get("field") else ""
    clause = f" [{reason['clause']}]" if reason.get("clause") else ""
    return f"{where}{reason['words']}{clause}"


class NoSuchCase(CaseProblem):
    """No open case has this id."""

    def __init__(self, case_id: str) -> None:
        super().__init__(f"no open case {case_id}: check the id, or start the case first")


def workflow_id(case_id: str) -> str:
    """The id of a case's workflow: the opaque case id and nothing else."""
    return f"case-{case_id}"


class CaseClient:
    """Talks to cases on a Temporal server. ``task_queue`` is where the case workers listen."""

    def __init__(self, temporal: Client, task_queue: str = TASK_QUEUE) -> None:
        self.temporal = temporal
        self._task_queue = task_queue
        self._turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def start(self, start: CaseStart) -> Receipt:
        """Open a case. The same start again answers with the same case. Raises CaseRefused."""
        with suppress(WorkflowAlreadyStartedError):  # the same start again: answer with the case there is
            await self.temporal.start_workflow(
                CaseWorkflow.run,
                Given(start=start),
                id=workflow_id(start.case_id),
                task_queue=self._task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
                task_timeout=TASK_TIMEOUT,
                static_summary="Domestic abuse case through its sentence",
            )
        try:
            return await self._update(start.case_id, CaseWorkflow.opened)
        except WorkflowUpdateFailedError as error:
            raise _problem(error) from None
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                raise await self._why_not_open(start.case_id) from None
            raise _rpc_problem(error, start.case_id) from None

    async def _why_not_open(self, case_id: str) -> CaseProblem:
        """Why a case that was started takes no updates: its opening was refused, or it is finished."""
        try:
            await self._handle(case_id).result()
        except WorkflowFailureError as error:
            return _problem(error)
        return CaseProblem(f"case {case_id} is closed and finished: open a new case")

    async def report(self, case_id: str, event: Event) -> Receipt:
        """Report an event. The same event id again changes nothing. Raises NoSuchCase."""
        return await self._tell(case_id, Reported(event=event))

    async def report_later(self, case_id: str, event: Event) -> None:
        """Report an event without waiting for the receipt, as systems do. Raises NoSuchCase."""
        message = Reported(event=event).model_dump(mode="json", exclude_none=True)
        try:
            await self._handle(case_id).signal(CaseWorkflow.tell_later, message)
        except RPCError as error:
            raise _rpc_problem(error, case_id) from None

    async def complete(self, case_id: str, done: CompleteDuty) -> Receipt:
        """Record a duty as done. Raises CaseRefused naming the evidence that is missing."""
        return await self._tell(case_id, Completed(completion=done))

    async def waive(self, case_id: str, waiver: WaiveDuty) -> Receipt:
        """Let a duty go, as a manager. Raises CaseRefused."""
        return await self._tell(case_id, Waived(waiver=waiver))

    async def decide(self, case_id: str, decision: DecisionMade) -> Receipt:
        """Record a decision. Raises CaseRefused when rationale or the manager's discussion is missing."""
        return await self._tell(case_id, Decided(decision=decision))

    async def ask(self, case_id: str, request: AnyRequest) -> Receipt:
        """Ask for something that a guard may refuse. Raises CaseRefused with each clause."""
        return await self._tell(case_id, Asked(request=request))

    async def change_policy(self, case_id: str, change: PolicyChange) -> Receipt:
        """Take one open case over to another policy version. Raises CaseRefused when there is no such version."""
        return await self._tell(case_id, PolicyChanged(change=change))

    async def show(self, case_id: str) -> Case:
        """The case as it stands. Raises NoSuchCase."""
        return Case.model_validate(await self._query(case_id, "case"))

    async def waiting_for(self, case_id: str) -> dict[str, Any]:
        """The next moment the case waits for, how many messages the records lack, and a rehearsal's clock offset."""
        return dict(await self._query(case_id, "waiting_for"))

    async def preview(self, case_id: str, event: Event, now: datetime, calendar: Calendar = CURRENT) -> Receipt:
        """What an event would lead to if reported ``now``: nothing is written and no timer moves."""
        state = await self._query(case_id, "case")
        return decide(state, Reported(event=event), now, 0, calendar).receipt

    async def recalculate(self, case_id: str) -> None:
        """Have the case work out its dates afresh, as after a newly announced bank holiday. Raises NoSuchCase."""
        try:
            await self._handle(case_id).signal(CaseWorkflow.recalculate)
        except RPCError as error:
            raise _rpc_problem(error, case_id) from None

    async def _tell(self, case_id: str, message: Message) -> Receipt:
        said = MESSAGE.dump_python(message, mode="json", exclude_none=True)
        try:
            return await self._update(case_id, CaseWorkflow.tell, said)
        except WorkflowUpdateFailedError as error:
            raise _problem(error) from None
        except RPCError as error:
            raise _rpc_problem(error, case_id) from None

    async def _update(self, case_id: str, update: Any, *said: Any) -> Receipt:
        """Carry out an update, in turn, and again when it was thrown back: the server was busy, or the run changed.

        The update keeps its id and the message its own, so that it is handled once however often it is sent.
        """
        update_id = str(uuid4())
        async with self._turns.setdefault(case_id, asyncio.Semaphore(AT_ONCE)):
            pauses = iter(_PAUSES)
            while True:
                try:
                    receipt: Receipt = await self._handle(case_id).execute_update(update, args=said, id=update_id)
                    return receipt
                except RPCError as error:
                    pause = next(pauses, None)
                    if pause is None or error.status not in _THROWN_BACK:
                        raise
                await asyncio.sleep(pause)

    async def _query(self, case_id: str, name: str) -> Any:
        try:
            return await self._handle(case_id).query(name)
        except RPCError as error:
            raise _rpc_problem(error, case_id) from None

    def _handle(self, case_id: str) -> WorkflowHandle[Any, Any]:
        return self.temporal.get_workflow_handle(workflow_id(case_id))


def _problem(error: WorkflowUpdateFailedError | WorkflowFailureError) -> CaseProblem:
    cause: BaseException | None = error.cause
    while cause is not None and not (isinstance(cause, ApplicationError) and cause.type == "Refused"):
        cause = getattr(cause, "cause", None)
    if isinstance(cause, ApplicationError):
        return CaseRefused([dict(reason) for reason in cause.details])
    return CaseProblem(f"the case could not take this: {error.cause}")


def _rpc_problem(error: RPCError, case_id: str) -> CaseProblem:
    if error.status is RPCStatusCode.NOT_FOUND:
        return NoSuchCase(case_id)
    return CaseProblem(f"the Temporal server did not answer: {error.status.name.lower().replace('_', ' ')}")
