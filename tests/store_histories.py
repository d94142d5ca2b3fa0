"""Stores the history of every scenario that has none yet. Histories that are there are never written again."""

import asyncio
import gzip
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client, WorkflowHistory
from temporalio.testing import WorkflowEnvironment

import exits
from client import CaseRefused, workflow_id
from commands.perform import perform
from commands.play import rehearsal_room
from commands.played import Ending, Ledger
from commands.player import Happened
from commands.scenario_input import Step, read_scenario
from models.case import Case
from models.outcome import Receipt
from models.tables import EscalationRow

HERE = Path(__file__).parent / "histories"
PLAYED = sorted([*(HERE / "scenarios").glob("*.jsonl"), *(Path(__file__).parents[1] / "examples").glob("*.jsonl")])


class Quiet:
    """Prints nothing but the lines that could not be played."""

    def happened(self, happened: Happened, step: Step | None = None) -> None:
        """Pass over it."""

    def again(self, at: object, step: Step, receipt: Receipt) -> None:
        """Pass over it."""

    def refused(self, at: object, step: Step, refused: CaseRefused, expected: bool) -> None:
        """Only an unexpected refusal matters."""
        if not expected:
            sys.stderr.write(f"line {step.number}: {refused}\n")

    def problem(self, at: object, step: Step, words: str) -> None:
        """A line that could not be played."""
        sys.stderr.write(f"line {step.number}: {words}\n")

    def remark(self, words: str) -> None:
        """Pass over it."""

    def result(self, endings: Sequence[Ending], escalations: Sequence[EscalationRow], case: Case, now: object) -> None:
        """Pass over it."""

    def end(self, problems: int) -> None:
        """Pass over it."""


async def runs_of(client: Client, case_id: str) -> AsyncIterator[WorkflowHistory]:
    """The history of every run of a case, the last first."""
    run: str | None = None
    while True:
        history = await client.get_workflow_handle(workflow_id(case_id), run_id=run).fetch_history()
        yield history
        run = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
        if not run:
            return


async def store(server: WorkflowEnvironment, records: AsyncEngine, source: Path) -> int:
    """Play one scenario and store each of its runs; how many were new."""
    if list(HERE.glob(f"{source.stem}.*.json.gz")):
        return 0
    scenario = read_scenario(str(source))
    await perform(server, records, scenario, Quiet(), Ledger())
    histories = [history async for history in runs_of(server.client, scenario.start.case_id)]
    for number, history in enumerate(reversed(histories), 1):
        target = HERE / f"{source.stem}.{number}.json.gz"
        target.write_bytes(gzip.compress(history.to_json().encode(), mtime=0))
    return len(histories)


async def main() -> int:
    """Store what is missing and say how much that was."""
    stored = 0
    async with rehearsal_room() as (server, records):
        for source in PLAYED:
            stored += await asyncio.wait_for(store(server, records, source), 120)
    sys.stdout.write(f"{stored} histories stored\n")
    return 0


if __name__ == "__main__":
    sys.exit(exits.run(main))
