"""Stores the history of every scenario and path that has none yet. Histories that are there are never written again."""

import asyncio
import gzip
import json
import logging
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client, WorkflowHistory
from temporalio.testing import WorkflowEnvironment

import exits
from attributes import register_search_attributes
from client import CaseRefused, workflow_id
from commands.perform import perform
from commands.play import rehearsal_room
from commands.played import Ending, Ledger
from commands.player import Happened
from commands.scenario_input import Step, read_scenario
from models.case import Case
from models.outcome import Receipt
from models.tables import EscalationRow
from servers import dev_server
from tests.workflows import paths
from tests.workflows.one_case import OneCase
from worker import case_worker

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


async def play(server: WorkflowEnvironment, records: AsyncEngine, source: Path) -> int:
    """Play one scenario and store each of its runs; how many were new."""
    if _is_stored(source.stem):
        return 0
    scenario = read_scenario(str(source))
    await perform(server, records, scenario, Quiet(), Ledger())
    return await _store(server.client, scenario.start.case_id, source.stem)


async def go(server: WorkflowEnvironment, records: AsyncEngine, ways: dict[str, paths.Path]) -> int:
    """Send a case down each path that has no history, and store each of its runs; how many were new."""
    stored = 0
    for name, path in ways.items():
        if not _is_stored(name):
            case = OneCase(server, records)
            await asyncio.wait_for(path(case), 120)
            stored += await _store(server.client, case.id, name)
            await case.end()
    return stored


def _is_stored(name: str) -> bool:
    return any(HERE.glob(f"{name}.*.json.gz"))


async def _store(client: Client, case_id: str, name: str) -> int:
    histories = [history async for history in runs_of(client, case_id)]
    for number, history in enumerate(reversed(histories), 1):
        target = HERE / f"{name}.{number}.json.gz"
        told = history.to_json().replace(client.identity, "somebody")
        target.write_bytes(gzip.compress(json.dumps(without_traces(json.loads(told))).encode(), mtime=0))
    return len(histories)


def without_traces(value: Any) -> Any:
    """A history without the lines of code where failures came about: they name folders of this machine."""
    if isinstance(value, list):
        return [without_traces(part) for part in value]
    if isinstance(value, dict):
        return {name: without_traces(part) for name, part in value.items() if name != "stackTrace"}
    return value


async def main() -> int:
    """Store what is missing and say how much that was."""
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)  # the faults are meant
    stored = 0
    async with rehearsal_room() as (server, records):
        for source in PLAYED:
            stored += await asyncio.wait_for(play(server, records, source), 120)
        stored += await go(server, records, paths.SKIPPING)
        async with dev_server(dynamic_config={"limit.historyCount.suggestContinueAsNew": 60}) as suggesting:
            await register_search_attributes(suggesting.client)
            async with case_worker(suggesting.client, records):
                stored += await go(suggesting, records, paths.SUGGESTING)
    sys.stdout.write(f"{stored} histories stored\n")
    return 0


if __name__ == "__main__":
    sys.exit(exits.run(main))
