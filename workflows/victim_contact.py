"""VictimContactWorkflow: one for each victim and case, on its own queue and under its own key; it decides nothing.

It has the shape of CaseWorkflow. Everything it is told is sealed by the client that tells it (victims/codec.py).
"""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from pydantic import ValidationError

    from activities import decide as deciding
    from activities.victim_contact import UNTIL_DONE, VictimPolicy
    from models.batch import Entry
    from models.victims.messages import (
        VICTIM_MESSAGE,
        ContactOpened,
        Joining,
        Trigger,
        VictimBatch,
        VictimCarried,
        VictimDecideInput,
        VictimGiven,
        VictimMessage,
        VictimOutcome,
        VictimReceipt,
        victim_message_id,
    )
    from workflows.merge import merged

TRY_AGAIN_AFTER = timedelta(hours=1)
"""How long a fact that policy could not work through waits before the next attempt (project default)."""

WIND_UP = timedelta(minutes=1)
"""How long a contact that continues as new waits for what it is sending."""

A_RUN_LASTS = timedelta(days=5 * 365)

A_RUN_HOLDS = 2500
"""Events in a contact's history after which it continues as new, as a case does (project default)."""

AT_A_TIME = 50

FROM_OUTSIDE = frozenset({"reported", "completed"})
"""What a contact can be told with an answer."""

FROM_SYSTEMS = FROM_OUTSIDE | {"key_stages"}
"""What it can be told without one."""

KEPT = frozenset({"reported", "key_stages", "undelivered", "unread"})
"""Facts: a fault of ours never loses one."""


@workflow.defn(name="VictimContactWorkflow")
class VictimContactWorkflow:
    """A victim's contact from the sentence to its end. Its state changes only by recorded decisions, one at a time."""

    @workflow.init
    def __init__(self, given: VictimGiven) -> None:
        carried = given.carried
        self._start = given.start
        self._state: dict[str, Any] | None = carried.state if carried else None
        self._sequence = carried.sequence if carried else 0
        self._seen: dict[str, int] = dict(carried.seen) if carried else {}
        self._joined = carried.joined if carried else False
        self._outbox: list[Entry] = list(carried.outbox) if carried else []
        self._triggers: list[Trigger] = list(carried.triggers) if carried else []
        self._undecided: list[dict[str, Any]] = list(carried.undecided) if carried else []
        self._wake_at = carried.wake_at if carried else None
        self._retry_at = carried.retry_at if carried else None
        self._lock = asyncio.Lock()
        self._busy = 0
        self._winding_up = False
        self._finished = False
        self._opening: VictimReceipt | None = None

    @workflow.run
    async def run(self, given: VictimGiven) -> None:
        """Open the contact or carry it on, then wait for the next moment that matters until it is over."""
        if self._state is None:
            assert self._start is not None
            async with self._lock:
                opened = ContactOpened(start=self._start).model_dump(mode="json", exclude_none=True)
                self._opening = await self._decide(opened, self._start.event_id)
        self._keeping = [asyncio.create_task(keep()) for keep in (self._keep_records, self._tell_case)]
        await self._join()
        while not self._ends():
            await self._wait_for_next_moment()
        await self._wind_up()
        if self._finished:
            await workflow.wait_condition(lambda: not self._outbox and not self._triggers)
            await workflow.execute_activity("leave_case", self._joining(), **UNTIL_DONE)
            await workflow.wait_condition(workflow.all_handlers_finished)
            return
        workflow.continue_as_new(VictimGiven(carried=self._carried()))

    async def _join(self) -> None:
        """Hear of the case from now on, beginning with where it stands: dates known before the contact was opened."""
        if self._joined:
            return
        heard = await workflow.execute_activity("join_case", self._joining(), **UNTIL_DONE)
        self._joined = True
        if heard is not None:
            with suppress(ApplicationError):
                await self._take({"kind": "key_stages", "heard": {**heard, "happened": []}})

    def _joining(self) -> Joining:
        assert self._state is not None
        return Joining(contact_id=self._state["contact_id"], case_id=self._state["case_id"])

    async def _wind_up(self) -> None:
        """Let what is under way come to its end; what is still to be sent is carried over, or awaited at the end."""
        self._winding_up = not self._finished
        with suppress(asyncio.TimeoutError):
            await workflow.wait_condition(lambda: not self._busy, timeout=WIND_UP)
        await workflow.wait_condition(workflow.all_handlers_finished)

    def _ends(self) -> bool:
        run = workflow.info()
        full = run.is_continue_as_new_suggested() or run.get_current_history_length() > A_RUN_HOLDS
        return self._finished or full or self._run_has_left() <= timedelta()

    def _run_has_left(self) -> timedelta:
        return workflow.info().start_time + A_RUN_LASTS - workflow.now()

    async def _wait_for_next_moment(self) -> None:
        """One timer at a time: set for the next moment that matters, set anew when that moment moves."""
        wake = self._wake_at
        nap = self._run_has_left()
        if wake is not None:
            nap = min(nap, wake - workflow.now())
        if nap > timedelta():
            timer = asyncio.create_task(workflow.sleep(nap))
            await workflow.wait_condition(lambda: timer.done() or self._wake_at != wake or self._ends())
            if not timer.done():
                timer.cancel()
                return
        if wake is not None and not self._ends():
            await self._strike(wake)

    async def _strike(self, wake: datetime) -> None:
        async with self._lock:
            if self._wake_at != wake:
                return
            if self._undecided:
                self._retry_at = workflow.now() + TRY_AGAIN_AFTER
            for waiting in list(self._undecided):
                with suppress(FailureError):
                    await self._decide(waiting, victim_message_id(_read(waiting)))
                    self._undecided.remove(waiting)
            try:
                await self._decide({"kind": "clock"}, None, wake)
            except FailureError:
                self._wake_at = workflow.now() + TRY_AGAIN_AFTER

    def _carried(self) -> VictimCarried:
        assert self._state is not None
        return VictimCarried(
            state=self._state,
            sequence=self._sequence,
            seen=self._seen,
            joined=self._joined,
            outbox=self._outbox,
            triggers=self._triggers,
            undecided=self._undecided,
            wake_at=self._wake_at,
            retry_at=self._retry_at,
        )

    # What comes in ---------------------------------------------------------------------------------------------

    @workflow.update
    async def tell(self, message: Any) -> VictimReceipt:
        """Tell the contact of an event or a completion. Fails with ``Refused`` naming field and clause."""
        return await self._take(message)

    @tell.validator
    def _validate_tell(self, message: Any) -> None:
        _read(message, FROM_OUTSIDE)

    @workflow.update
    async def opened(self) -> VictimReceipt:
        """What opening the contact led to."""
        await workflow.wait_condition(lambda: self._state is not None)
        return self._opening or self._empty_receipt("opened", duplicate=True)

    @workflow.signal
    async def tell_later(self, message: Any = None, *more: Any) -> None:
        """The same for systems: the case's key stages come this way. What cannot be read is kept as it came."""
        came: Any = [message, *more] if more else message
        try:
            _read(came, FROM_SYSTEMS)
            await self._take(came)
        except ApplicationError as refused:
            workflow.logger.warning("a signal was not taken: %s", refused.type)
            await self._take({"kind": "unread", "unread_id": f"unread-{workflow.uuid4()}", "came": came})

    async def _take(self, message: dict[str, Any]) -> VictimReceipt:
        await workflow.wait_condition(lambda: self._state is not None)
        async with self._lock:
            key = victim_message_id(_read(message))
            assert key is not None
            if key in self._seen:
                return self._empty_receipt(key, duplicate=True, sequence=self._seen[key])
            try:
                return await self._decide(message, key)
            except FailureError as error:
                return self._not_decided(message, key, error)

    def _not_decided(self, message: dict[str, Any], key: str, error: FailureError) -> VictimReceipt:
        """A refusal is passed on; a fact that policy failed on is kept, and worked through when it can be."""
        reasons = error.cause if isinstance(error, ActivityError) else error
        if isinstance(reasons, ApplicationError) and reasons.type == deciding.REFUSED:
            raise ApplicationError("refused", *reasons.details, type=deciding.REFUSED, non_retryable=True) from None
        if message["kind"] not in KEPT:
            raise ApplicationError("could not be worked through; try again", type="PolicyFault") from None
        if not self._undecided:
            self._retry_at = workflow.now() + TRY_AGAIN_AFTER
        self._undecided.append(message)
        self._set_alarm(self._wake_at)
        self._seen[key] = self._sequence
        return self._empty_receipt(key, notes=["kept; it could not be worked through yet and is tried again"])

    # Deciding and applying -------------------------------------------------------------------------------------

    async def _decide(
        self, message: dict[str, Any], key: str | None, at_least: datetime | None = None
    ) -> VictimReceipt:
        now = max(workflow.now(), at_least) if at_least else workflow.now()
        outcome = await workflow.execute_local_activity_method(
            VictimPolicy.decide,
            VictimDecideInput(state=self._state, message=message, now=now, sequence=self._sequence + 1),
            start_to_close_timeout=deciding.TIMEOUT,
            retry_policy=deciding.RETRY,
        )
        self._apply(outcome, key)
        return outcome.receipt

    def _apply(self, outcome: VictimOutcome, key: str | None) -> None:
        self._sequence = outcome.receipt.sequence
        self._state = merged(self._state or {}, outcome.change)
        if key is not None:
            self._seen[key] = self._sequence
        self._outbox.append(Entry(sequence=self._sequence, rows=outcome.rows))
        self._triggers += outcome.triggers
        self._set_alarm(outcome.wake_at)
        self._finished = outcome.finished and not self._undecided

    def _set_alarm(self, at: datetime | None) -> None:
        """Wake at the next moment that matters, or earlier while a fact still waits to be worked through."""
        again = self._retry_at if self._undecided else None
        self._wake_at = min((moment for moment in (at, again) if moment is not None), default=None)

    def _empty_receipt(self, key: str, **more: Any) -> VictimReceipt:
        assert self._state is not None
        said = {"contact_id": self._state["contact_id"], "message": key, "sequence": self._sequence,
                "at": workflow.now(), "state": self._state["state"]}  # fmt: skip
        return VictimReceipt.model_validate({**said, **more})

    # What goes out ---------------------------------------------------------------------------------------------

    async def _keep_records(self) -> None:
        """Send the outbox to the victim records, in order."""
        while True:
            await workflow.wait_condition(lambda: bool(self._outbox) and not self._winding_up)
            count = min(len(self._outbox), AT_A_TIME)
            batch = VictimBatch(contact_id=self._joining().contact_id, entries=self._outbox[:count])
            self._busy += 1
            await workflow.execute_activity("record_victim_contact", batch, **UNTIL_DONE)
            self._busy -= 1
            del self._outbox[:count]

    async def _tell_case(self) -> None:
        """Give the case its triggers, in order. One that finds no open case comes back as work for the officer."""
        while True:
            await workflow.wait_condition(lambda: bool(self._triggers) and not self._winding_up)
            trigger = self._triggers[0]
            self._busy += 1
            told = await workflow.execute_activity("tell_case", trigger, result_type=bool, **UNTIL_DONE)
            if not told:
                await self._take({"kind": "undelivered", "trigger": trigger.id})
            del self._triggers[0]
            self._busy -= 1

    @workflow.query
    def contact(self) -> dict[str, Any]:
        """The contact as it stands."""
        if self._state is None:
            raise ApplicationError("the contact is still being opened")
        return self._state

    @workflow.query
    def waiting_for(self) -> dict[str, Any]:
        """The next moment that matters, and what is still to be sent."""
        return {
            "at": self._wake_at.isoformat() if self._wake_at else None,
            "unrecorded": len(self._outbox),
            "untold": len(self._triggers),
            "joined": self._joined,
        }


def _read(message: Any, kinds: frozenset[str] | None = None) -> VictimMessage:
    """Read a message, or refuse it naming the fields at fault; nothing of what was written is echoed."""
    try:
        read = VICTIM_MESSAGE.validate_python(message)
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False)
        raise _refused([_problem(dict(p)) for p in problems]) from None
    if kinds is not None and read.kind not in kinds:
        raise _refused([{"words": f"say one of {', '.join(sorted(kinds))}", "clause": None, "field": "kind"}])
    return read


def _problem(problem: dict[str, Any]) -> dict[str, str | None]:
    field = [str(part) for part in problem["loc"][1:]]
    words = str(problem["msg"])
    if problem["type"] == "union_tag_invalid":  # its own words repeat what was written
        field.append(str(problem["ctx"]["discriminator"]).strip("'"))
        words = f"say one of {problem['ctx']['expected_tags']}"
    return {"words": words, "clause": None, "field": ".".join(field) or None}


def _refused(reasons: list[dict[str, str | None]]) -> ApplicationError:
    return ApplicationError("refused", *reasons, type=deciding.REFUSED, non_retryable=True)
