"""CaseWorkflow: one durable workflow for each case. It keeps, orders, times and answers; it decides nothing."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from activities import decide as deciding
    from activities.record import RECORD_OPTIONS
    from models.batch import Batch, Entry
    from models.carried import Carried, DecideInput, Given, State
    from models.messages import MESSAGE, Message, message_id
    from models.outcome import Outcome, Receipt
    from models.past import Past
    from models.requests import REQUEST
    from policy.decide import refusals
    from policy.limits import beyond
    from policy.refusal import Refusal
    from workflows.merge import merged
    from workflows.search_attributes import changes, typed

Reason = dict[str, str | None]
"""Why something is refused: the words, the clause that refuses it, and the field at fault."""

TRY_AGAIN_AFTER = timedelta(hours=1)
"""How long a fact that policy could not work through waits before the next attempt (project default)."""

TRY_AGAIN = "try again"

CONTINUES = "continues as new"

STALE = "Stale"
"""The type of the error that says: the case has changed since whoever acts looked at it."""

FULL = "Full"
"""The type of the error that says: the case holds more than any real case, and takes only what is grave."""

RECORDS_GET = timedelta(minutes=1)
"""How long a case that continues as new waits for the records it is sending."""

AT_A_TIME = 50
"""Entries the records get at a time: after a long outage all that waits could be too much for one message."""

A_RUN_HOLDS = 2500
"""Events in a case's history after which it continues as new, well before the server suggests it: a worker that has not
the case in memory reads them all back, half a second's work, within one step's time-out (project default)."""

A_RUN_LASTS = timedelta(days=5 * 365)
"""A case continues as new at least every five years, however quiet it is: code of long ago need not be kept."""

FROM_OUTSIDE = frozenset({"reported", "completed", "waived", "decided", "asked", "policy_changed"})
"""The kinds of message a case can be told; the others are the workflow's own."""


@workflow.defn(name="CaseWorkflow")
class CaseWorkflow:
    """A case from court report to close. Its state changes only by recorded decisions, one at a time."""

    @workflow.init
    def __init__(self, given: Given) -> None:
        carried = given.carried
        self._start, self._past = given.start, given.past
        self._state: State | None = carried.state if carried else None
        self._sequence = carried.sequence if carried else 0
        self._seen: dict[str, int] = dict(carried.seen) if carried else {}
        self._outbox: list[Entry] = list(carried.outbox) if carried else []
        self._undecided: list[dict[str, Any]] = list(carried.undecided) if carried else []
        self._wake_at = carried.wake_at if carried else None
        self._wake_for = carried.wake_for if carried else ""
        self._attributes: dict[str, Any] = dict(carried.attributes) if carried else {}
        self._summary = carried.summary if carried else ""
        self._ahead = timedelta(seconds=carried.ahead_seconds if carried else 0.0)
        self._lock = asyncio.Lock()
        self._sending = 0
        self._winding_up = False
        self._finished = False
        self._opening: Receipt | None = None
        self._not_opened: FailureError | None = None

    # The life of the workflow ----------------------------------------------------------------------------------

    @workflow.run
    async def run(self, given: Given) -> None:
        """Open the case or carry it on, then wait for the next moment that matters until the case is finished."""
        if self._state is None:
            await self._open()
        workflow.set_current_details(self._summary)
        self._keeping = asyncio.create_task(self._keep_records())  # ends with this run
        while not self._ends():
            await self._wait_for_next_moment()
        await self._wind_up()
        if self._finished:
            await workflow.wait_condition(self._all_done)
            return
        workflow.continue_as_new(Given(carried=self._carried()), search_attributes=typed(self._attributes))

    async def _open(self) -> None:
        assert self._start is not None
        if self._start.rehearsal_from is not None:
            self._ahead = self._start.rehearsal_from - workflow.now()
        message = {"kind": "opened", "start": self._start.model_dump(mode="json", exclude_none=True)}
        try:
            async with self._lock:
                if self._past is None:
                    self._opening = await self._decide(message, self._start.opening.event_id)
                else:
                    self._opening = await self._adopt({**message, "kind": "adopted"}, self._past)
        except FailureError as error:
            self._not_opened = error
            await workflow.wait_condition(workflow.all_handlers_finished)  # each is answered with the same
            raise

    async def _adopt(self, message: dict[str, Any], past: Past) -> Receipt:
        """Work through the past, a portion at a time; the records have each portion before the next is begun."""
        message["past"] = past.model_dump(mode="json", exclude_none=True)
        receipt = await self._decide(message, None)
        while self._is_being_adopted():
            await self._send()
            try:
                receipt = await self._decide(message, None)
            except FailureError:  # what is half taken over is never given up
                await workflow.sleep(TRY_AGAIN_AFTER, summary=TRY_AGAIN)
        self._seen |= dict.fromkeys([receipt.message, *past.ids], self._sequence)
        self._past = None
        return receipt

    def _is_open(self) -> bool:
        return self._state is not None and not self._is_being_adopted()

    def _is_being_adopted(self) -> bool:
        return self._state is not None and "adopting" in self._state

    async def _wind_up(self) -> None:
        """Let what is under way come to its end and begin nothing new. What the records still lack is carried over."""
        self._winding_up = True
        if self._sending:
            with suppress(asyncio.TimeoutError):  # the records cannot be reached
                await workflow.wait_condition(lambda: not self._sending, timeout=RECORDS_GET)
        await workflow.wait_condition(workflow.all_handlers_finished)
        self._winding_up = False

    def _all_done(self) -> bool:
        """Nothing is under way: every message answered and in the records."""
        return not self._outbox and workflow.all_handlers_finished()

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
            nap = min(nap, wake - self._now())
        if nap > timedelta():
            timer = asyncio.create_task(workflow.sleep(nap, summary=self._wake_for or CONTINUES))
            await workflow.wait_condition(lambda: timer.done() or self._wake_at != wake or self._ends())
            if not timer.done():
                timer.cancel()
                return
        if wake is not None and not self._ends():
            await self._strike(wake)

    async def _strike(self, wake: datetime) -> None:
        """The moment has come. A decision that fails is tried again later; the timer is never lost."""
        async with self._lock:
            if self._wake_at != wake:
                return
            await self._strike_now(at_least=wake)

    async def _strike_now(self, at_least: datetime | None = None) -> None:
        for waiting in list(self._undecided):
            await self._decide_if_possible(waiting)
        try:
            await self._decide({"kind": "clock"}, None, at_least)
        except FailureError:
            self._wake_at, self._wake_for = self._now() + TRY_AGAIN_AFTER, TRY_AGAIN

    def _carried(self) -> Carried:
        assert self._state is not None
        return Carried(
            state=self._state,
            sequence=self._sequence,
            seen=self._seen,
            outbox=self._outbox,
            undecided=self._undecided,
            wake_at=self._wake_at,
            wake_for=self._wake_for,
            attributes=self._attributes,
            summary=self._summary,
            ahead_seconds=self._ahead.total_seconds(),
        )

    def _now(self) -> datetime:
        """The case's own time: the server's, unless the case is a rehearsal that began on another date."""
        return workflow.now() + self._ahead

    # What comes in ---------------------------------------------------------------------------------------------

    @workflow.update
    async def tell(self, message: Any, as_of: int | None = None) -> Receipt:
        """Tell the case of an event, a completion, a waiver, a decision or a request; the receipt says what it led to.

        Fails with a ``Refused`` error naming field and clause; facts are refused only when they cannot be read. With
        ``as_of`` it fails with a ``Stale`` error unless that is the number of the case's last message.
        """
        return await self._take(message, as_of)

    @tell.validator
    def _validate_tell(self, message: Any, as_of: int | None = None) -> None:
        read = _read(message, FROM_OUTSIDE)
        if message_id(read) not in self._seen:
            self._check_fresh(as_of)
            self._check_room(read)
        if self._state is not None and read.kind == "asked" and not self._lock.locked():
            _raise_refusals(self._state, message)

    @workflow.update
    async def opened(self) -> Receipt:
        """What opening the case led to; starting the same case again answers with what is still there of it."""
        await self._until_open()
        return self._opening or self._empty_receipt(self._state_id(), duplicate=True)

    @opened.validator
    def _validate_opened(self) -> None:
        """Anything but an empty call is refused here, before it can hold up the case."""

    @workflow.signal
    async def tell_later(self, message: Any = None, *more: Any) -> None:
        """The same, for a system that must not wait. What cannot be read or done is kept in the records as it came."""
        try:
            _read([message, *more] if more else message, FROM_OUTSIDE)
            await self._take(message)
        except ApplicationError as refused:
            if self._not_opened:
                return
            workflow.logger.warning("a signal was not taken: %s", refused.type)
            unread_id = f"unread-{workflow.uuid4()}"
            await self._take({"kind": "unread", "unread_id": unread_id, "came": [message, *more] if more else message})

    @workflow.signal
    async def recalculate(self, *_: Any) -> None:
        """Work every date out afresh now: bank holidays or rules changed outside this case."""
        with suppress(FailureError):
            await self._until_open()
            async with self._lock:
                await self._strike_now()

    async def _until_open(self) -> None:
        """Wait until the case is open, its past worked through. Raises what its opening failed with."""
        await workflow.wait_condition(lambda: self._is_open() or self._not_opened is not None)
        if self._not_opened is not None:
            raise self._not_opened

    def _check_fresh(self, as_of: int | None) -> None:
        if as_of is not None and as_of != self._sequence:
            raise ApplicationError("the case has changed since", type=STALE, non_retryable=True)

    def _check_room(self, message: Message) -> None:
        """What is too much never enters history. Read-only, and never run on replay."""
        if self._state is None or message.kind != "reported":
            return
        if reasons := beyond(self._state, message.event):
            raise ApplicationError("full", *_reasons(reasons), type=FULL, non_retryable=True)

    async def _take(self, message: dict[str, Any], as_of: int | None = None) -> Receipt:
        await self._until_open()
        async with self._lock:
            key = message_id(_read(message))
            assert key is not None
            if key in self._seen:
                return self._receipt_again(key)
            self._check_fresh(as_of)
            return await self._take_new(message, key)

    async def _take_new(self, message: dict[str, Any], key: str) -> Receipt:
        try:
            return await self._decide(message, key)
        except FailureError as error:
            reasons = error.cause if isinstance(error, ActivityError) else error
            if isinstance(reasons, ApplicationError) and reasons.type == deciding.REFUSED:
                raise ApplicationError("refused", *reasons.details, type=deciding.REFUSED, non_retryable=True) from None
            if message["kind"] not in {"reported", "unread"}:
                raise ApplicationError("could not be worked through; try again", type="PolicyFault") from None
            return self._keep_undecided(message, key)

    # Deciding and applying -------------------------------------------------------------------------------------

    async def _decide(self, message: dict[str, Any], key: str | None, at_least: datetime | None = None) -> Receipt:
        now = max(self._now(), at_least) if at_least else self._now()
        outcome = await workflow.execute_local_activity_method(
            deciding.Policy.decide,
            DecideInput(state=self._state, message=message, now=now, sequence=self._sequence + 1),
            start_to_close_timeout=deciding.ADOPTING_TIMEOUT if message["kind"] == "adopted" else deciding.TIMEOUT,
            retry_policy=deciding.RETRY,
        )
        self._apply(outcome, key)
        return outcome.receipt

    def _apply(self, outcome: Outcome, key: str | None) -> None:
        self._sequence = outcome.receipt.sequence
        self._state = merged(self._state or {}, outcome.change)
        if key is not None:
            self._seen[key] = self._sequence
        self._outbox.append(Entry(sequence=self._sequence, rows=outcome.rows))
        self._set_alarm(outcome.wake_at, outcome.wake_for)
        self._finished = outcome.finished and not self._undecided
        self._show(outcome)

    def _set_alarm(self, at: datetime | None, reason: str) -> None:
        """Wake at the next moment that matters, or earlier while a fact still waits to be worked through."""
        if self._undecided:
            waiting = self._wake_at if self._wake_for == TRY_AGAIN else None
            again = waiting if waiting and waiting > self._now() else self._now() + TRY_AGAIN_AFTER
            if at is None or again < at:
                at, reason = again, TRY_AGAIN
        self._wake_at, self._wake_for = at, reason

    def _show(self, outcome: Outcome) -> None:
        updates = changes(self._attributes, outcome.attributes)
        if updates:
            workflow.upsert_search_attributes(updates)
        self._attributes, self._summary = outcome.attributes, outcome.summary
        workflow.set_current_details(self._summary)

    async def _decide_if_possible(self, waiting: dict[str, Any]) -> None:
        try:
            await self._decide(waiting, message_id(_read(waiting)))
            self._undecided.remove(waiting)
        except FailureError:
            workflow.logger.warning("a fact still cannot be worked through")

    def _keep_undecided(self, message: dict[str, Any], key: str) -> Receipt:
        """A fault of ours never loses a fact: it is kept, and worked through when it can be."""
        self._undecided.append(message)
        self._set_alarm(self._wake_at, self._wake_for)
        self._seen[key] = self._sequence
        return self._empty_receipt(key, notes=["kept; it could not be worked through yet and is tried again"])

    def _receipt_again(self, key: str) -> Receipt:
        """The answer to a repeat: what the first report opened that is still on the case, and nothing new."""
        assert self._state is not None
        opened = [d for d in self._state.get("duties", {}).values() if d["clocks"][0]["cause"] == key]
        lines = [{k: d[k] for k in ("id", "kind", "title", "clauses", "owner", "state")} for d in opened]
        return self._empty_receipt(key, duplicate=True, sequence=self._seen[key], opened=lines)

    def _state_id(self) -> str:
        assert self._state is not None
        return str(self._state["case_id"])

    def _empty_receipt(self, key: str, **more: Any) -> Receipt:
        assert self._state is not None
        said = {
            "case_id": self._state["case_id"],
            "message": key,
            "sequence": self._sequence,
            "at": self._now(),
            "stage": self._state["stage"],
        }
        return Receipt.model_validate({**said, **more})

    # What goes out ---------------------------------------------------------------------------------------------

    async def _keep_records(self) -> None:
        """Send the outbox to the records, in order; what is waiting goes together."""
        while True:
            await workflow.wait_condition(lambda: bool(self._outbox) and not self._winding_up)
            await self._send()

    async def _send(self) -> None:
        self._sending = min(len(self._outbox), AT_A_TIME)
        batch = Batch(case_id=self._state_id(), entries=self._outbox[: self._sending])
        await workflow.execute_activity("record", batch, **RECORD_OPTIONS)
        del self._outbox[: self._sending]
        self._sending = 0

    @workflow.query
    def case(self) -> State:
        """The case as it stands."""
        if self._state is None:
            raise ApplicationError("the case is still being opened")
        return self._state

    @workflow.query
    def look(self) -> dict[str, Any]:
        """The case as it stands, the number of its last message, and how far a rehearsal's clock is off."""
        return {"case": self.case(), "sequence": self._sequence, "ahead_seconds": self._ahead.total_seconds()}

    @workflow.query
    def waiting_for(self) -> dict[str, Any]:
        """The next moment that matters, what the records still lack, and how far a rehearsal's clock is off."""
        return {
            "at": self._wake_at.isoformat() if self._wake_at else None,
            "for": self._wake_for,
            "ahead_seconds": self._ahead.total_seconds(),
            "unrecorded": len(self._outbox),
            "sequence": self._sequence,
        }


def _read(message: Any, kinds: frozenset[str] | None = None) -> Message:
    """Read a message, or refuse it naming the fields at fault; nothing of what was written is echoed."""
    try:
        read = MESSAGE.validate_python(message)
    except ValidationError as error:
        raise _refused([_problem(p) for p in error.errors(include_input=False, include_url=False)]) from None
    if kinds is not None and read.kind not in kinds:
        raise _refused([{"words": f"say one of {', '.join(sorted(kinds))}", "clause": None, "field": "kind"}])
    return read


def _problem(problem: ErrorDetails) -> Reason:
    field = [str(part) for part in problem["loc"][1:]]
    words = problem["msg"]
    if problem["type"] == "union_tag_invalid":  # its own words repeat what was written
        context = problem["ctx"]
        field.append(str(context["discriminator"]).strip("'"))
        words = f"say one of {context['expected_tags']}"
    return {"words": words, "clause": None, "field": ".".join(field) or None}


def _refused(reasons: list[Reason]) -> ApplicationError:
    return ApplicationError("refused", *reasons, type=deciding.REFUSED, non_retryable=True)


def _raise_refusals(state: State, message: dict[str, Any]) -> None:
    """A request that a guard refuses never enters history. Read-only, and never run on replay."""
    found = refusals(state, REQUEST.validate_python(message["request"]))
    if found:
        raise _refused(_reasons(found))


def _reasons(found: list[Refusal]) -> list[Reason]:
    return [{"words": r.words, "clause": r.clause, "field": r.field} for r in found]
