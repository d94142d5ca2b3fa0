"""Running things: a worker on a Temporal server, or everything at once on this machine."""

import asyncio
from pathlib import Path

from rich.console import Console
from temporalio.client import Client

import servers
from attributes import register_search_attributes
from client import CaseClient
from commands.settings import SetUpProblem, connect, data_folder, records_url
from records.engine import engine_for
from records.upgrade import upgrade
from worker import case_worker, collect_less_often
from workflows.search_attributes import KEYS

CONSOLE = Console(highlight=False)


async def run_worker(versioned: bool) -> None:
    """Run a worker until it is stopped."""
    temporal = await connect()
    await register_search_attributes(temporal)
    CONSOLE.print(f"worker for cases in namespace {temporal.namespace}; Ctrl-C ends it")
    await _work(temporal, versioned)


async def up(port: int, ui_port: int | None) -> None:
    """Run a Temporal server on a file, the records and a worker, until stopped; open cases carry on."""
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        await _serve(folder, port, ui_port)
    except RuntimeError as error:
        words = f"the Temporal server did not start on port {port}: is another one running? (--port chooses another)"
        raise SetUpProblem(words) from error


async def _serve(folder: Path, port: int, ui_port: int | None) -> None:
    server = servers.dev_server(folder / "temporal.db", port, search_attributes=list(KEYS.values()), ui_port=ui_port)
    async with server as environment:
        CONSOLE.print(f"Temporal server on localhost:{port}, its data in {folder}/temporal.db")
        if ui_port is not None:
            CONSOLE.print(f"Temporal UI on http://localhost:{ui_port}")
        CONSOLE.print(f"records in {records_url()}")
        CONSOLE.print("ready: in another terminal try `throughcare start --help`, `throughcare duties`; Ctrl-C ends it")
        await register_search_attributes(environment.client)
        await _work(environment.client, versioned=False)


async def _work(temporal: Client, versioned: bool) -> None:
    collect_less_often()
    url = records_url()
    await upgrade(url)
    engine = engine_for(url)
    try:
        async with case_worker(temporal, engine, versioned=versioned):
            await asyncio.Event().wait()
    finally:
        await engine.dispose()


async def recalculate() -> None:
    """Have every open case work its dates out afresh: after a bank holiday was announced or a release installed."""
    temporal = await connect()
    cases = CaseClient(temporal)
    count = 0
    async for found in temporal.list_workflows("WorkflowType = 'CaseWorkflow' AND ExecutionStatus = 'Running'"):
        await cases.recalculate(found.id.removeprefix("case-"))
        count += 1
    CONSOLE.print(f"{count} open cases asked to work out their dates afresh")
