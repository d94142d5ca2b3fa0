"""One case on a Temporal server, told things and looked at from outside: what every test here works with."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any, Protocol
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError

from client import CaseClient, workflow_id
from models.case import Case, CaseStart
from models.decisions import DecisionMade
from models.duties import Duty
from models.events import EVENT, Event
from models.messages import MESSAGE
from models.outcome import Receipt
from models.queues import TASK_QUEUE
from models.requests import REQUEST, CompleteDuty, WaiveDuty
from models.tables import EventRow, NoticeRow
from policy.calendar import LONDON
from records import read
from tests.workflows.ending import at_rest, end
from tests.workflows.once import PATIENCE, once

START = datetime(2026, 3, 2, 10, tzinfo=UTC)
"""A Monday: where the case's own clock starts, unless a test says otherwise."""

PRACTITIONER = "community_practitioner"

SENTENCED = {"type": "sentence_passed", "kind": "determinate", "length_days": 730}
ORDERED = {"type": "sentence_passed", "kind": "community_order", "length_days": 540}

_numbers = count(1)


def london(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """An instant by the clocks of London."""
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)


class Server(Protocol):
    """What a test needs of a server: a client, its clock, and a way to let time pass."""

    @property
    def client(self) -> Client: ...

    @property
    def supports_time_skipping(self) -> bool: ...

    async def get_current_time(self) -> datetime: ...

    async def sleep(self, duration: timedelta | float) -> None: ...


@dataclass
class RealTime:
    """A server that runs elsewhere, by the clock of the world."""

    client: Client
    supports_time_skipping: bool = False

    async def get_current_time(self) -> datetime:
        """The world's time."""
        return datetime.now(UTC)

    async def sleep(self, duration: timedelta | float) -> None:
        """Wait as long as it takes."""
        await asyncio.sleep(duration.total_seconds() if isinstance(duration, timedelta) else duration)


@dataclass
class OneCase:
    """One case. ``now`` is the case's own time; every event gets an id of its own unless the test gives one."""

    server: Server
    records: AsyncEngine
    task_queue: str = TASK_QUEUE
    id: str = field(default_factory=lambda: f"case-{uuid4().hex[:12]}")
    ahead: timedelta = timedelta()

    def __post_init__(self) -> None:
        self.client = CaseClient(self.temporal, self.task_queue)

    @property
    def temporal(self) -> Client:
        """The client of the server itself."""
        return self.server.client

    @property
    def workflow(self) -> WorkflowHandle[Any, Any]:
        """The case's workflow, its latest run."""
        return self.temporal.get_workflow_handle(workflow_id(self.id))

    # Telling ---------------------------------------------------------------------------------------------------

    def start_of(self, opening: dict[str, Any], start: datetime | None = START, **case: Any) -> CaseStart:
        """What opens this case; with ``start`` it is a rehearsal that begins then."""
        when = start or datetime.now(UTC)
        said = {"event_id": "opening", "occurred_at": when, **opening}
        staff = {"spo": "spo-1", "head_of_pdu": "pdu-1", "team": "team-1"}
        return CaseStart.model_validate({"case_id": self.id, **staff, **case, "opening": said, "rehearsal_from": start})

    async def open(self, opening: dict[str, Any], start: datetime | None = START, **case: Any) -> Receipt:
        """Open the case."""
        receipt = await self.client.start(self.start_of(opening, start, **case))
        self.ahead = timedelta(seconds=(await self.client.waiting_for(self.id))["ahead_seconds"])
        return receipt

    async def event(self, what: str, /, event_id: str | None = None, **said: Any) -> Event:
        """An event that happens now."""
        about = {"occurred_at": await self.now(), "reported_by": "cp-1", "role": PRACTITIONER}
        return EVENT.validate_python({"type": what, "event_id": event_id or f"e{next(_numbers)}", **about, **said})

    async def report(self, what: str, /, event_id: str | None = None, **said: Any) -> Receipt:
        """Report an event that happens now."""
        return await self.client.report(self.id, await self.event(what, event_id, **said))

    async def complete(self, kind: str, **evidence: Any) -> Receipt:
        """Complete the open duty of this kind, now."""
        return await self.client.complete(self.id, await self.completion((await self.duty(kind)).id, **evidence))

    async def completion(self, duty: str, **evidence: Any) -> CompleteDuty:
        """That a duty was done now."""
        about = {"completion_id": f"done-{next(_numbers)}", "duty": duty, "done_by": "cp-1", "role": PRACTITIONER}
        return CompleteDuty.model_validate({**about, "done_at": await self.now(), "evidence": evidence})

    async def waive_all(self, *, but: str = "") -> None:
        """Let every open duty go that may be let go, but for one kind."""
        for duty in (await self.show()).open_duties:
            if duty.kind != but:
                about = {"waiver_id": f"waiver-{next(_numbers)}", "duty": duty.id, "waived_at": await self.now()}
                said = {**about, "waived_by": "spo-1", "role": "spo", "reason": "not needed in this test"}
                await self.client.waive(self.id, WaiveDuty.model_validate(said))

    async def decide(self, kind: str, option: str, **said: Any) -> Receipt:
        """Record a decision, now."""
        about = {"decision_id": f"decision-{next(_numbers)}", "decided_by": "cp-1", "role": PRACTITIONER}
        made = {**about, "decided_at": await self.now(), "kind": kind, "option": option, **said}
        return await self.client.decide(self.id, DecisionMade.model_validate(made))

    async def ask(self, kind: str, **said: Any) -> Receipt:
        """Ask for something, now."""
        about = {"request_id": f"request-{next(_numbers)}", "asked_by": "cp-1", "role": PRACTITIONER}
        return await self.client.ask(
            self.id, REQUEST.validate_python({**about, "asked_at": await self.now(), "type": kind, **said})
        )

    async def signal(self, *message: Any) -> None:
        """Tell the case something without waiting, whatever it is."""
        await self.workflow.signal("tell_later", args=list(message))

    async def reported(self, what: str, /, event_id: str | None = None, **said: Any) -> dict[str, Any]:
        """The message that reports an event, as plain data."""
        message = {"kind": "reported", "event": (await self.event(what, event_id, **said)).model_dump(mode="json")}
        return dict(MESSAGE.validate_python(message).model_dump(mode="json", exclude_none=True))

    # Time ------------------------------------------------------------------------------------------------------

    async def now(self) -> datetime:
        """The case's own time."""
        return await self.server.get_current_time() + self.ahead

    async def run_until(self, moment: datetime) -> None:
        """Let time pass to a moment, in one stride, and the case do what it does by itself."""
        while (left := moment - await self.now()) > timedelta():
            with suppress(RPCError):  # a call takes half a minute at most, and a busy machine more
                await self.server.sleep(left)
        await self.settled()

    async def settled(self) -> None:
        """Wait until nothing that is due is left to do and the records have everything."""
        async with asyncio.timeout(PATIENCE):
            while True:
                waiting = await self.client.waiting_for(self.id)
                due = waiting["at"] is not None and datetime.fromisoformat(waiting["at"]) <= await self.now()
                if not due and not waiting["unrecorded"]:
                    return
                await asyncio.sleep(0.02)

    async def wakes(self) -> tuple[datetime | None, str]:
        """What the case waits for next: when, and what."""
        waiting = await self.client.waiting_for(self.id)
        return (datetime.fromisoformat(waiting["at"]) if waiting["at"] else None), waiting["for"]

    # Looking ---------------------------------------------------------------------------------------------------

    async def show(self) -> Case:
        """The case as its workflow has it."""
        return await self.client.show(self.id)

    async def duty(self, kind: str, subject: str | None = None) -> Duty:
        """The open duty of this kind."""
        duty = (await self.show()).open_duty(kind, subject)
        assert duty is not None, f"no open {kind}"
        return duty

    async def notices(self, about: str) -> list[tuple[datetime, str, str]]:
        """When and to whom the records say something was told, the first first: by its words, to the minute."""
        await self.settled()
        found = [n for n in await read.notices(self.records, case_id=self.id) if about in n.about]
        return [(_minute(n), n.to_role, n.kind) for n in sorted(found, key=lambda n: (n.at, n.notice_id))]

    async def entries(self) -> list[EventRow]:
        """What the records say the case was told, in order."""
        await self.settled()
        return await read.events(self.records, self.id)

    async def kept(self) -> list[EventRow]:
        """What the records have by now; the case itself is not asked."""
        return await read.events(self.records, self.id)

    async def entries_when(self, enough: Callable[[list[EventRow]], bool]) -> list[EventRow]:
        """The same, once there is enough of it."""
        return await once(self.entries, enough)

    async def history(self, kind: str | None = None) -> list[HistoryEvent]:
        """The events of the latest run's history, or those of one kind, such as TIMER_STARTED."""
        events = list((await self.workflow.fetch_history()).events)
        number = EventType.Value(f"EVENT_TYPE_{kind}") if kind else None
        return [e for e in events if number in {None, e.event_type}]

    async def end(self) -> None:
        """Make an end of the workflow, if it has none yet."""
        if self.server.supports_time_skipping:
            await at_rest(self.workflow)
        await end(self.workflow)


def _minute(notice: NoticeRow) -> datetime:
    return notice.at.replace(second=0, microsecond=0)
