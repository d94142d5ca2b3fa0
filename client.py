"""CaseClient: start, report, complete, decide, ask, show and preview. The command, the API and the tests all use it."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from weakref import WeakValueDictionary

from temporalio.client import (
    Client,
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDReusePolicy
from temporalio.converter import WorkflowSerializationContext
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from models.carried import Given
from models.case import Case, CaseStart
from models.decisions import DecisionMade
from models.events import Event
from models.messages import MESSAGE, Asked, Completed, Decided, Message, PolicyChange, PolicyChanged, Reported, Waived
from models.outcome import Receipt
from models.past import Past
from models.queues import TASK_QUEUE
from models.requests import AnyRequest, CompleteDuty, WaiveDuty
from policy.calendar import CURRENT, Calendar
from policy.decide import decide
from policy.what_if import Supposed, compare
from sealing.problems import KeyProblem, Shredded
from workflows.case import FULL, STALE, CaseWorkflow
from workflows.merge import merged

TASK_TIMEOUT = timedelta(seconds=2.5)
"""How long a worker may take over one step of a case before another takes it: bounds what a killed worker costs.

Five times what reading back the longest history takes (see A_RUN_HOLDS in workflows/case.py).
"""

ADOPTED_FROM = "adopted_from"
"""The memo of an adopted case: a digest of the row it came from."""

AT_ONCE = 3
"""Messages to one case on their way at a time. A server takes ten from all clients; it throws all back if more come."""

_THROWN_BACK = frozenset({RPCStatusCode.RESOURCE_EXHAUSTED, RPCStatusCode.FAILED_PRECONDITION, RPCStatusCode.ABORTED})
_PAUSES = (0.1, 0.3, 1.0, 3.0)
_OURS = frozenset({"Refused", STALE, FULL})


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


class CaseIsFull(CaseRefused):
    """The case holds more than any real case has, and takes no more of this. ``reasons`` say of what."""


class NoSuchCase(CaseProblem):
    """No open case has this id."""

    def __init__(self, case_id: str) -> None:
        super().__init__(f"no open case {case_id}: check the id, or start the case first")


class CaseIsFinished(CaseProblem):
    """The case is closed and takes nothing more."""

    def __init__(self, case_id: str) -> None:
        super().__init__(f"case {case_id} is closed and finished: open a new case")


class CaseStale(CaseProblem):
    """The case has changed since it was looked at. Nothing was done."""

    def __init__(self) -> None:
        super().__init__("the case has changed since you looked: look again before you act")


class CaseNotReached(CaseProblem):
    """The Temporal server, or a worker for the case, did not answer. Sending the same again is safe."""


@dataclass(frozen=True)
class Look:
    """A case as it stands after the message with the number ``sequence``; ``ahead`` is a rehearsal's own clock."""

    case: Case
    sequence: int
    ahead: timedelta


class AnotherCase(CaseProblem):
    """A case with this id is there already, and did not come from this row."""

    def __init__(self, case_id: str) -> None:
        super().__init__(f"case {case_id} is open already and did not come from this row as it stands: nothing changed")


def workflow_id(case_id: str) -> str:
    """The id of a case's workflow: the opaque case id and nothing else."""
    return f"case-{case_id}"


class CaseClient:
    """Talks to cases on a Temporal server. ``task_queue`` is where the case workers listen.

    With ``patience``, what is not answered by then raises CaseNotReached; without, an update waits for a worker. Where
    ``as_of`` is given, an act is done only if that is still the number of the case's last message, else it raises
    CaseStale; an act that was done already is answered as it was.
    """

    def __init__(self, temporal: Client, task_queue: str = TASK_QUEUE, *, patience: timedelta | None = None) -> None:
        self.temporal = temporal
        self._patience = patience
        self.task_queue = task_queue
        self._turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def start(self, start: CaseStart) -> Receipt:
        """Open a case. The same start again answers with the same case. Raises CaseRefused."""
        async with self._reaching(start.case_id):
            await self._start(Given(start=start), start.case_id)
        return await self._opened(start.case_id)

    async def adopt(self, start: CaseStart, past: Past, row: str) -> tuple[Receipt, bool]:
        """Take over a case in mid-life; ``row`` stands for what was said of it, and a repeat is known by it.

        The receipt, and whether the case came only now. The same row again changes nothing. Raises CaseRefused, and
        AnotherCase when this id is taken by a case that did not come from this row.
        """
        async with self._reaching(start.case_id):
            came = await self._start(Given(start=start, past=past), start.case_id, {ADOPTED_FROM: row})
            if not came and await self._adopted_from(start.case_id) != row:
                raise AnotherCase(start.case_id)
        return await self._opened(start.case_id), came

    async def _opened(self, case_id: str) -> Receipt:
        try:
            async with self._reaching(case_id, finding=False):
                return await self._update(case_id, CaseWorkflow.opened)
        except RPCError as error:
            assert error.status is RPCStatusCode.NOT_FOUND
            async with self._reaching(case_id):
                raise await self._why_not_open(case_id) from None

    async def _start(self, given: Given, case_id: str, memo: Mapping[str, str] | None = None) -> bool:
        """Start a case's workflow; whether it was not there yet."""
        try:
            await self.temporal.start_workflow(
                CaseWorkflow.run,
                given,
                id=workflow_id(case_id),
                task_queue=self.task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
                task_timeout=TASK_TIMEOUT,
                static_summary="Domestic abuse case through its sentence",
                memo=memo,
            )
        except WorkflowAlreadyStartedError:  # the same start again: answer with the case there is
            return False
        return True

    async def _adopted_from(self, case_id: str) -> object:
        return (await (await self._handle(case_id).describe()).memo()).get(ADOPTED_FROM)

    async def _why_not_open(self, case_id: str) -> CaseProblem:
        """Why a case that was started takes no updates: its opening was refused, or it is finished."""
        try:
            await self._handle(case_id).result()
        except WorkflowFailureError as error:
            return _problem(error)
        return CaseIsFinished(case_id)

    async def report(self, case_id: str, event: Event) -> Receipt:
        """Report an event. The same event id again changes nothing. Raises NoSuchCase."""
        return await self._tell(case_id, Reported(event=event))

    async def report_later(self, case_id: str, event: Event) -> None:
        """Report an event without waiting for the receipt, as systems do. Raises NoSuchCase."""
        message = Reported(event=event).model_dump(mode="json", exclude_none=True)
        async with self._reaching(case_id):
            await self._handle(case_id).signal(CaseWorkflow.tell_later, message)

    async def complete(self, case_id: str, done: CompleteDuty, as_of: int | None = None) -> Receipt:
        """Record a duty as done. Raises CaseRefused naming the evidence that is missing."""
        return await self._tell(case_id, Completed(completion=done), as_of)

    async def waive(self, case_id: str, waiver: WaiveDuty, as_of: int | None = None) -> Receipt:
        """Let a duty go, as a manager. Raises CaseRefused."""
        return await self._tell(case_id, Waived(waiver=waiver), as_of)

    async def decide(self, case_id: str, decision: DecisionMade, as_of: int | None = None) -> Receipt:
        """Record a decision. Raises CaseRefused when rationale or the manager's discussion is missing."""
        return await self._tell(case_id, Decided(decision=decision), as_of)

    async def ask(self, case_id: str, request: AnyRequest, as_of: int | None = None) -> Receipt:
        """Ask for something that a guard may refuse. Raises CaseRefused with each clause."""
        return await self._tell(case_id, Asked(request=request), as_of)

    async def change_policy(self, case_id: str, change: PolicyChange) -> Receipt:
        """Take one open case over to another policy version. Raises CaseRefused when there is no such version."""
        return await self._tell(case_id, PolicyChanged(change=change))

    async def show(self, case_id: str) -> Case:
        """The case as it stands. Raises NoSuchCase."""
        return Case.model_validate(await self._query(case_id, "case"))

    async def look(self, case_id: str) -> Look:
        """The case as it stands, with the number of its last message. Raises NoSuchCase."""
        found = await self._query(case_id, "look")
        return Look(Case.model_validate(found["case"]), found["sequence"], timedelta(seconds=found["ahead_seconds"]))

    async def waiting_for(self, case_id: str) -> dict[str, Any]:
        """The next moment the case waits for, how many messages the records lack, and a rehearsal's clock offset."""
        return dict(await self._query(case_id, "waiting_for"))

    async def preview(self, case_id: str, event: Event, now: datetime, calendar: Calendar = CURRENT) -> Receipt:
        """What an event would lead to if reported ``now``: nothing is written and no timer moves."""
        state = await self._query(case_id, "case")
        return decide(state, Reported(event=event), now, 0, calendar).receipt

    async def what_if(
        self, case_id: str, facts: Sequence[Event], now: datetime, calendar: Calendar = CURRENT
    ) -> Supposed:
        """What facts would open, move and close if they came one after another: nothing is written, no timer moves.

        Each is taken as told ``now``, or when it happens where that is later.
        """
        state = await self._query(case_id, "case")
        supposed = state
        for fact in facts:
            outcome = decide(supposed, Reported(event=fact), max(now, fact.occurred_at), 0, calendar)
            supposed = merged(supposed, outcome.change)
        return compare(Case.model_validate(state), Case.model_validate(supposed))

    async def recalculate(self, case_id: str) -> None:
        """Have the case work out its dates afresh, as after a newly announced bank holiday. Raises NoSuchCase."""
        async with self._reaching(case_id):
            await self._handle(case_id).signal(CaseWorkflow.recalculate)

    async def _tell(self, case_id: str, message: Message, as_of: int | None = None) -> Receipt:
        said = [MESSAGE.dump_python(message, mode="json", exclude_none=True), *([] if as_of is None else [as_of])]
        async with self._reaching(case_id):
            return await self._update(case_id, CaseWorkflow.tell, *said)

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
        async with self._reaching(case_id):
            return await self._handle(case_id).query(name)

    async def _why_no_answer(self, case_id: str) -> CaseProblem:
        """Why a case did not answer a question: what it holds can be read no more, or it is only being opened."""
        of_the_case = WorkflowSerializationContext(self.temporal.namespace, workflow_id(case_id))
        try:
            await self.temporal.data_converter.with_context(of_the_case).encode([None])
        except KeyProblem as problem:
            return CaseProblem(str(problem)) if isinstance(problem, Shredded) else CaseNotReached(str(problem))
        return CaseNotReached("the case is still being opened: ask again in a moment")

    def _handle(self, case_id: str) -> WorkflowHandle[Any, Any]:
        return self.temporal.get_workflow_handle(workflow_id(case_id))

    @asynccontextmanager
    async def _reaching(self, case_id: str, *, finding: bool = True) -> AsyncIterator[None]:
        """Say in our own words what goes wrong between here and the case; not ``finding`` it is left to the caller."""
        try:
            async with asyncio.timeout(self._patience.total_seconds() if self._patience else None):
                yield
        except (WorkflowUpdateFailedError, WorkflowFailureError) as error:
            raise _problem(error) from None
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            raise CaseNotReached("the case did not answer in time: send the same again") from None
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                if not finding:
                    raise
                raise NoSuchCase(case_id) from None
            why = error.status.name.lower().replace("_", " ")
            raise CaseNotReached(f"the Temporal server did not answer: {why}") from None
        except WorkflowQueryFailedError:
            raise await self._why_no_answer(case_id) from None
        except TimeoutError:
            raise CaseNotReached("the case did not answer in time: send the same again") from None
        except Shredded as gone:
            raise CaseProblem(str(gone)) from None
        except KeyProblem as problem:
            raise CaseNotReached(str(problem)) from None
        except RuntimeError:  # how a client says that it cannot connect
            raise CaseNotReached("the Temporal server cannot be reached") from None


def _problem(error: WorkflowUpdateFailedError | WorkflowFailureError) -> CaseProblem:
    cause: BaseException | None = error.cause
    while cause is not None and not (isinstance(cause, ApplicationError) and cause.type in _OURS):
        cause = getattr(cause, "cause", None)
    if not isinstance(cause, ApplicationError):
        return CaseProblem(f"the case could not take this: {error.cause}")
    if cause.type == STALE:
        return CaseStale()
    refused = CaseIsFull if cause.type == FULL else CaseRefused
    return refused([dict(reason) for reason in cause.details])
