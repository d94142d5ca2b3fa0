"""The ``play`` command: a scenario played from its first line to its end, in seconds, and printed as it goes."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import exits
from commands.scenario_input import Scenario, read_scenario
from commands.scenario_text import ScenarioError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine
    from temporalio.testing import WorkflowEnvironment

PLAYED, NOT_AS_WRITTEN, BAD_FILE = 0, 1, 2
"""Exit codes: all went as written; a line could not be played; the file cannot be played at all."""


def play_command(file: Path, json: bool = False) -> int:
    """Play a scenario file, or standard input for ``-``, and give the exit code (``docs/scenarios.md``)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character is no reason to stop
    return exits.run(lambda: play(file, json))


async def play(path: Path, json: bool = False) -> int:
    """Check the file, play it on a server whose clock skips time, and print what happened."""
    try:
        scenario = read_scenario(str(path))
    except ScenarioError as wrong:
        sys.stderr.write("\n".join(wrong.shown) + "\n")
        return BAD_FILE
    return await (_as_json(scenario) if json else _in_words(scenario))


# The rest of the project takes seconds to load: people read the header meanwhile.


async def _in_words(scenario: Scenario) -> int:
    from commands.header import show_header
    from commands.page import Page

    page = Page()
    show_header(page, scenario)

    from commands.perform import perform
    from commands.played import Ledger
    from commands.printed import Printed

    ledger = Ledger()
    async with rehearsal_room() as (server, records):
        return await perform(server, records, scenario, Printed(page, ledger), ledger)


async def _as_json(scenario: Scenario) -> int:
    from commands.json_lines import JsonLines
    from commands.perform import perform
    from commands.played import Ledger

    out = JsonLines()
    out.header(scenario)
    async with rehearsal_room() as (server, records):
        return await perform(server, records, scenario, out, Ledger())


@asynccontextmanager
async def rehearsal_room() -> "AsyncIterator[tuple[WorkflowEnvironment, AsyncEngine]]":
    """A server whose clock skips time, a worker, and records in a folder that is thrown away."""
    from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

    from attributes import register_search_attributes
    from models.tables import Recorded
    from records.engine import engine_for
    from servers import time_skipping
    from worker import case_worker

    # The server that skips time is an old one, and the SDK says so in the middle of the page.
    errors_only = LoggingConfig(TelemetryFilter(core_level="ERROR", other_level="ERROR"))
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=errors_only)), error_if_already_set=False)
    with TemporaryDirectory(prefix="throughcare-play-") as folder:
        records = engine_for(f"sqlite+aiosqlite:///{folder}/records.db")
        try:
            async with records.begin() as connection:
                await connection.run_sync(Recorded.metadata.create_all)  # a database for once needs no migrations
            async with time_skipping() as server:
                await register_search_attributes(server.client)
                async with case_worker(server.client, records):
                    yield server, records
        finally:
            await records.dispose()


if __name__ == "__main__":
    sys.exit(play_command(Path(sys.argv[1]), "--json" in sys.argv[2:]))
