"""Playing a scenario: each line is told to a real case on a clock that skips time, and what it led to is read back.

What happened is taken from the records, as anybody would see it afterwards; the clock's own doings stand there too.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import WorkflowEnvironment

from client import CaseClient, CaseProblem, CaseRefused
from commands.saying import NotPlayed, said
from commands.scenario_input import Scenario, Step
from models.case import Case
from models.decisions import DecisionMade
from models.events.fact import Fact
from models.outcome import DutyLine, Receipt
from models.queues import TASK_QUEUE
from models.requests import CompleteDuty, WaiveDuty
from models.roles import Role
from models.tables import DutyRow, EscalationRow, EventRow, NoticeRow
from policy.moments import STOPS_LISTENING
from records import read

QUIET = timedelta(weeks=13)
"""A scenario without an end line ends when nothing more falls due for this long."""

NOT_LONGER_THAN = timedelta(days=730)
"""However much still falls due after the last line, the clock is not run further than this."""

_PATIENCE = 60.0
_PAUSE = 0.005
_ANSWERS_WITHIN = 2.0
_ASK_AGAIN = 10
_GIVES_WAY_WITHIN = 0.02


@dataclass(frozen=True)
class Happened:
    """One entry of the records: what was told or what the clock did, and what came of it."""

    row: EventRow
    notices: list[NoticeRow]
    rows: dict[str, DutyRow]
    opened: list[DutyLine] = field(default_factory=list)
    joined: list[DutyLine] = field(default_factory=list)
    moved: list[DutyLine] = field(default_factory=list)
    closed: list[DutyLine] = field(default_factory=list)

    @property
    def stage(self) -> str:
        """The stage the case was in afterwards."""
        return str(self.row.led_to.get("stage", ""))

    def said(self, name: str) -> list[str]:
        """The flags or the notes."""
        return list(self.row.led_to.get(name, []))


class Player:
    """One case being played on a server whose clock skips time."""

    def __init__(
        self,
        server: WorkflowEnvironment,
        records: AsyncEngine,
        scenario: Scenario,
        *,
        case_id: str | None = None,
        task_queue: str = TASK_QUEUE,
    ) -> None:
        self.case_id = case_id or scenario.start.case_id
        self._server = server
        self._records = records
        self._client = CaseClient(server.client, task_queue)
        self._scenario = scenario
        self._ahead = timedelta()
        self._seen = 0

    async def open(self) -> None:
        """Open the case at the scenario's own date. Raises CaseProblem."""
        await self._client.start(self._scenario.start.model_copy(update={"case_id": self.case_id}))
        waiting = await self._waiting()
        self._ahead = timedelta(seconds=waiting["ahead_seconds"])
        await self._settle()

    async def now(self) -> datetime:
        """The case's own time."""
        return await self._server.get_current_time() + self._ahead

    async def step_towards(self, moment: datetime) -> bool:
        """Let time pass to the next thing the clock brings, at most to ``moment``; whether that has now come."""
        now = await self.now()
        if now >= moment:
            return True
        waiting = await self._waiting()
        wake = datetime.fromisoformat(waiting["at"]) if waiting["at"] else moment
        await self._server.sleep(max(min(wake, moment) - now, timedelta(milliseconds=1)))
        await self._settle()
        return await self.now() >= moment

    async def next_due(self, after: datetime) -> datetime | None:
        """The next moment the clock brings something, if it comes soon; ``after`` is when the last line was told."""
        waiting = await self._waiting()
        if waiting["at"] is None or waiting["for"] == STOPS_LISTENING:
            return None
        due = datetime.fromisoformat(waiting["at"])
        return due if due <= await self.now() + QUIET and due <= after + NOT_LONGER_THAN else None

    async def tell(self, step: Step) -> Receipt:
        """Tell the case what a line says. Raises CaseRefused, or NotPlayed when it cannot be told at all."""
        try:
            receipt = await self._tell(step)
        except CaseRefused:
            raise
        except CaseProblem as problem:
            raise NotPlayed(str(problem)) from None
        await self._recorded(receipt.sequence)
        await self._settle()
        return receipt

    async def show(self) -> Case:
        """The case as it stands."""
        await self._waiting()
        return await self._client.show(self.case_id)

    async def news(self) -> list[Happened]:
        """What the records have that was not read before, in order."""
        rows = [row for row in await read.events(self._records, self.case_id) if row.sequence > self._seen]
        if not rows:
            return []
        self._seen = rows[-1].sequence
        notices = await read.notices(self._records, case_id=self.case_id)
        duties = {d.duty_id: d for d in await self.duties()}
        return [_happened(row, notices, duties) for row in rows]

    async def duties(self) -> list[DutyRow]:
        """Every duty the case ever had, in the order they were opened."""
        rows = await read.duties(self._records, self.case_id)
        return sorted(rows, key=lambda d: int(d.duty_id[1:]))

    async def escalations(self) -> list[EscalationRow]:
        """Every escalation of the case, the first first."""
        return await read.escalations(self._records, self.case_id)

    # Telling ---------------------------------------------------------------------------------------------------

    async def _tell(self, step: Step) -> Receipt:
        if step.event is not None and step.event.role is not Role.OTHER_STAFF:
            return await self._client.report(self.case_id, step.event)
        match said(await self.show(), step):
            case Fact() as event:
                return await self._client.report(self.case_id, event)
            case CompleteDuty() as completion:
                return await self._client.complete(self.case_id, completion)
            case WaiveDuty() as waiver:
                return await self._client.waive(self.case_id, waiver)
            case DecisionMade() as decision:
                return await self._client.decide(self.case_id, decision)
            case request:
                return await self._client.ask(self.case_id, request)

    async def _waiting(self) -> dict[str, Any]:
        """What the case waits for. The server that skips time loses a question asked as a run gives way to the next."""
        for _ in range(_ASK_AGAIN):
            with suppress(TimeoutError):
                return await asyncio.wait_for(self._client.waiting_for(self.case_id), _ANSWERS_WITHIN)
        return await self._client.waiting_for(self.case_id)

    async def _recorded(self, sequence: int) -> None:
        """Wait for the records without asking the case: it may be giving way to its next run."""
        gives_up = monotonic() + _PATIENCE
        while monotonic() < gives_up:
            row = await read.case(self._records, self.case_id)
            if row is not None and row.last_sequence >= sequence:
                break
            await asyncio.sleep(_PAUSE)
        await asyncio.sleep(_GIVES_WAY_WITHIN)

    async def _settle(self) -> None:
        """Wait until everything due by now is handled and written to the records."""
        gives_up = monotonic() + _PATIENCE
        while monotonic() < gives_up:
            waiting = await self._waiting()
            wake = waiting["at"]
            if not waiting["unrecorded"] and (wake is None or datetime.fromisoformat(wake) > await self.now()):
                return
            await asyncio.sleep(_PAUSE)
        raise TimeoutError(f"case {self.case_id} did not settle within {_PATIENCE:.0f} seconds")


def _happened(row: EventRow, notices: list[NoticeRow], duties: dict[str, DutyRow]) -> Happened:
    def lines(name: str) -> list[DutyLine]:
        return [DutyLine.model_validate(line) for line in row.led_to.get(name, [])]

    told_of = sorted((n for n in notices if n.event == row.event_id), key=lambda n: (n.at, int(n.notice_id[1:])))
    return Happened(row, told_of, duties, lines("opened"), lines("joined"), lines("moved"), lines("closed"))
