"""Playing a scenario from its first line to its end, and handing each thing to whoever prints it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from client import CaseProblem, CaseRefused
from commands.played import Ending, Ledger, ending
from commands.player import Happened, Player
from commands.saying import NotPlayed
from commands.scenario_input import Scenario, Step
from models.case import Case
from models.outcome import Receipt
from models.scenario import EndLine, NoteLine, Refusable
from models.tables import EscalationRow
from policy.calendar import CURRENT


class Out(Protocol):
    """Whoever prints a played case."""

    def happened(self, happened: Happened, step: Step | None = None) -> None:
        """One entry of the records."""

    def again(self, at: datetime, step: Step, receipt: Receipt) -> None:
        """Something told that left no entry of its own."""

    def refused(self, at: datetime, step: Step, refused: CaseRefused, expected: bool) -> None:
        """Something that was not allowed."""

    def problem(self, at: datetime, step: Step, words: str) -> None:
        """A line that could not be played, or that did not end as the file expects."""

    def remark(self, words: str) -> None:
        """A note of the file's own."""

    def result(
        self, endings: Sequence[Ending], escalations: Sequence[EscalationRow], case: Case, now: datetime
    ) -> None:
        """Everything the run adds up to."""

    def end(self, problems: int) -> None:
        """How many lines could not be played."""


async def perform(
    server: WorkflowEnvironment, records: AsyncEngine, scenario: Scenario, out: Out, ledger: Ledger
) -> int:
    """Play a scenario to its end: 0 when all went as written, 1 when a line could not be played."""
    return await Performance(Player(server, records, scenario), scenario, out, ledger).run()


class Performance:
    """One run of one scenario."""

    def __init__(self, player: Player, scenario: Scenario, out: Out, ledger: Ledger) -> None:
        self.player = player
        self._scenario = scenario
        self._out = out
        self._ledger = ledger
        self._problems = 0
        self._remarks: list[str] = []
        self._telling = _as_step(scenario)
        self._lines = {scenario.start.opening.event_id: _as_step(scenario)}

    async def run(self) -> int:
        """Everything: open, tell each line at its time, run on to the end, add up."""
        try:
            await self.player.open()
        except CaseProblem as problem:
            self._problem(self._scenario.first, _as_step(self._scenario), str(problem))
            self._out.end(self._problems)
            return 1
        try:
            await self.play()
        except (RPCError, TimeoutError, CaseProblem) as problem:
            why = str(problem) or "it took too long"
            words = f"the server that skips time did not answer ({why}), and the run stops here; play the file again"
            self._problem(self._telling.at, self._telling, words)
        self._out.end(self._problems)
        return 1 if self._problems else 0

    async def play(self) -> None:
        """Everything after the opening."""
        await self.show()
        for step in self._scenario.steps:
            await self.tell(step)
        self._show_remarks()
        await self.run_on()
        await self.add_up()

    async def tell(self, step: Step) -> None:
        """Let time pass to a line's moment, then tell the case what it says."""
        self._telling = step
        if isinstance(step.line, NoteLine) and step.line.at is None:
            self._remarks.append(step.line.note)
            return
        await self.pass_time(step.at)
        self._show_remarks(step.line.note if isinstance(step.line, NoteLine | EndLine) else None)
        if isinstance(step.line, NoteLine | EndLine):
            return
        self._lines[_message_id(step)] = step
        expected = isinstance(step.line, Refusable) and step.line.expect == "refused"
        try:
            receipt = await self.player.tell(step)
        except CaseRefused as refused:
            self._refused(await self.player.now(), step, refused, expected)
            return
        except NotPlayed as problem:
            if expected:
                self._refused(await self.player.now(), step, CaseRefused([{"words": str(problem)}]), expected)
            else:
                self._problem(await self.player.now(), step, str(problem))
            return
        if not await self.show():
            self._out.again(receipt.at, step, receipt)
        if expected:
            self._problem(receipt.at, step, "this should have been refused, and was allowed")

    def _show_remarks(self, last: str | None = None) -> None:
        """Remarks without a moment of their own go before the line that follows them."""
        for words in [*self._remarks, *([last] if last else [])]:
            self._out.remark(words)
        self._remarks = []

    async def pass_time(self, until: datetime) -> None:
        """Let time pass, showing what the clock brings on the way."""
        while not await self.player.step_towards(until):
            await self.show()
        await self.show()

    async def run_on(self) -> None:
        """After the last line: on to its end line, or until nothing more falls due."""
        steps = self._scenario.steps
        if any(isinstance(step.line, EndLine) for step in steps):
            return
        last = steps[-1].at if steps else self._scenario.first
        while due := await self.player.next_due(last):
            await self.pass_time(due)

    async def show(self) -> int:
        """Hand on what the records have that is new; how much that was."""
        news = await self.player.news()
        for happened in news:
            self._ledger.keep(happened)
            self._out.happened(happened, self._lines.get(happened.row.event_id))
        return len(news)

    async def add_up(self) -> None:
        """Every duty, every escalation, and the case as it stands."""
        now = await self.player.now()
        duties = [ending(row, self._ledger.due.get(row.duty_id), now, CURRENT) for row in await self.player.duties()]
        self._out.result(duties, await self.player.escalations(), await self.player.show(), now)

    def _refused(self, at: datetime, step: Step, refused: CaseRefused, expected: bool) -> None:
        self._problems += not expected
        self._out.refused(at, step, refused, expected)

    def _problem(self, at: datetime, step: Step, words: str) -> None:
        self._problems += 1
        self._out.problem(at, step, words)


def _as_step(scenario: Scenario) -> Step:
    return Step(scenario.number, scenario.first, scenario.line, event=scenario.start.opening)


def _message_id(step: Step) -> str:
    return step.event.event_id if step.event else f"line-{step.number}"
