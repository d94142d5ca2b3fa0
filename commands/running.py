"""Running things: a worker on a Temporal server, or everything at once on this machine."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

import servers
from attributes import register_search_attributes
from client import CaseClient
from collecting import collect_less_often
from commands import intake, outgoing, trying
from commands.notices import settings_file
from commands.retention import terms
from commands.settings import (
    SetUpProblem,
    case_keys,
    connect,
    connect_unsealed,
    data_folder,
    records_url,
    shown,
    victim_keyring,
    victims_url,
)
from models.queues import VICTIM_TASK_QUEUE
from notices.sender import Sender
from notices.settings_file import SettingsFile
from records.engine import engine_for
from records.upgrade import upgrade
from schedules import (
    ensure_daily_digest,
    ensure_daily_proof,
    ensure_daily_retention,
    ensure_daily_victim_retention,
)
from sealing.codec import sealed
from sealing.data_keys import DataKeys
from telemetry.runtime import METRICS, start_runtime
from telemetry.traces import start_tracing, traced
from victim_worker import victim_worker
from victims.codec import sealed as sealed_for_victims
from victims.records import upgrade as upgrade_victims
from worker import case_worker
from workflows.search_attributes import KEYS

CONSOLE = Console(highlight=False)


async def run_worker(versioned: bool) -> None:
    """Run a worker until it is stopped."""
    notices = settings_file()
    _start_runtime()
    await upgrade(records_url())  # they hold the cases' keys
    keys = case_keys(make=True)
    temporal = await connect(keys)
    await register_search_attributes(temporal)
    await _ensure_schedules(temporal, notices)
    CONSOLE.print(f"worker for cases in namespace {temporal.namespace}; Ctrl-C ends it")
    async with AsyncExitStack() as running:
        await _start_cases(running, temporal, keys, versioned, notices)
        await asyncio.Event().wait()


async def run_victim_worker() -> None:
    """Run a victim worker until it is stopped: the only process that needs the victim key."""
    _start_runtime()
    temporal = await connect_unsealed()
    CONSOLE.print(f"worker for victim contact in namespace {temporal.namespace}; Ctrl-C ends it")
    async with AsyncExitStack() as running:
        await _start_victims(running, temporal)
        await asyncio.Event().wait()


async def up(port: int, ui_port: int | None, api_port: int | None, victim_port: int | None, empty: bool) -> None:
    """Run a Temporal server on a file, both records, both workers and the API, until stopped; cases carry on.

    Where there are no cases, made-up ones are taken over, unless it is to start ``empty``.
    """
    notices = settings_file()
    _start_runtime()
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        await _serve(folder, port, ui_port, api_port, victim_port, notices, empty)
    except RuntimeError as error:
        words = f"the Temporal server did not start on port {port}: is another one running? (--port chooses another)"
        raise SetUpProblem(words) from error


async def _serve(
    folder: Path,
    port: int,
    ui_port: int | None,
    api_port: int | None,
    victim_port: int | None,
    notices: SettingsFile,
    empty: bool,
) -> None:
    server = servers.dev_server(folder / "temporal.db", port, search_attributes=list(KEYS.values()), ui_port=ui_port)
    async with server as environment:
        CONSOLE.print(f"Temporal server on localhost:{port}, its data in {folder}/temporal.db")
        if ui_port is not None:
            CONSOLE.print(f"Temporal UI on http://localhost:{ui_port}")
        CONSOLE.print(
            f"records in {shown(records_url())}; victim records in {shown(victims_url())}, under a key of their own"
        )
        await register_search_attributes(environment.client)
        await upgrade(records_url())  # they hold the cases' keys
        keys = case_keys(make=True)
        temporal = sealed(environment.client, keys)
        await _ensure_schedules(temporal, notices)
        async with AsyncExitStack() as running:
            engine = await _start_cases(running, temporal, keys, versioned=False, notices=notices)
            await _start_victims(running, environment.client, victim_port)
            await running.enter_async_context(intake.running(temporal, engine))
            await running.enter_async_context(outgoing.running(engine, outgoing.subscriptions()))
            await _start_api(running, temporal, api_port)
            CONSOLE.print(
                "ready: in another terminal try `throughcare start --help`, `throughcare duties`; Ctrl-C ends it"
            )
            if not empty:
                await running.enter_async_context(trying.taking_over(temporal, engine, folder))
            await Sender(engine, notices).run()


async def _start_api(running: AsyncExitStack, temporal: Client, port: int | None) -> None:
    if port is None:
        return
    from commands.serving import served  # seconds of imports, for those who serve

    address = await running.enter_async_context(served(traced(temporal), "localhost", port))
    CONSOLE.print(f"API and pages on {address}; `throughcare token` lists whom there are tokens for")


async def _ensure_schedules(temporal: Client, notices: SettingsFile) -> None:
    await ensure_daily_proof(temporal)
    await ensure_daily_digest(temporal, notices.now.digest_at)
    if terms() is not None:
        await ensure_daily_retention(temporal)


async def _start_cases(
    running: AsyncExitStack, temporal: Client, keys: DataKeys, versioned: bool, notices: SettingsFile
) -> AsyncEngine:
    collect_less_often()
    if provider := start_tracing("throughcare-worker"):
        running.callback(provider.shutdown)
    engine = engine_for(records_url())
    running.push_async_callback(engine.dispose)
    await running.enter_async_context(
        case_worker(
            traced(temporal),
            engine,
            versioned=versioned,
            victim_queue=VICTIM_TASK_QUEUE,
            notices=notices,
            subscriptions=outgoing.subscriptions(),
            keys=keys,
            terms=terms(),
        )
    )
    return engine


async def _start_victims(running: AsyncExitStack, temporal: Client, port: int | None = None) -> None:
    url, keyring = victims_url(), victim_keyring(make=True)
    await upgrade_victims(url)
    engine = engine_for(url)
    running.push_async_callback(engine.dispose)
    if terms() is not None:
        await ensure_daily_victim_retention(sealed_for_victims(temporal, keyring))
    await running.enter_async_context(victim_worker(temporal, engine, keyring, terms=terms()))
    if port is None:
        return
    from commands.victim_pages import victim_pages  # seconds of imports, for those who serve

    address = await running.enter_async_context(victim_pages(temporal, engine, keyring, "localhost", port))
    CONSOLE.print(f"victim liaison officers' pages on {address}/victims")


def _start_runtime() -> None:
    try:
        start_runtime()
    except (RuntimeError, ValueError) as error:
        raise SetUpProblem(f"the metrics cannot be served at {METRICS}: is it host:port, and free?") from error


async def recalculate() -> None:
    """Have every open case work its dates out afresh: after a bank holiday was announced or a release installed."""
    temporal = await connect()
    cases = CaseClient(temporal)
    count = 0
    async for found in temporal.list_workflows("WorkflowType = 'CaseWorkflow' AND ExecutionStatus = 'Running'"):
        await cases.recalculate(found.id.removeprefix("case-"))
        count += 1
    CONSOLE.print(f"{count} open cases asked to work out their dates afresh")
