"""Serving the API: alone, or beside everything else that `throughcare up` runs."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from rich.console import Console
from starlette.applications import Starlette
from temporalio.client import Client

from api.app import make_app
from api.sealed import open_for
from collecting import collect_less_often
from commands.allowed import allowed
from commands.intake import DETAILS
from commands.settings import SetUpProblem, case_keys, connect_later, records_url
from commands.trust import demo_issuer, strength, trusted
from records.engine import engine_for
from telemetry.traces import start_tracing, traced
from web.app import put_beside

CONSOLE = Console(highlight=False)
PROXIES = "THROUGHCARE_TRUSTED_PROXIES"
UI_ORIGIN = "THROUGHCARE_UI_ORIGIN"


async def run_api(host: str, port: int) -> None:
    """Serve the API until it is stopped. It starts, and says that it is not ready, while what it needs is not there."""
    provider = start_tracing("throughcare-api")
    try:
        async with served(traced(await connect_later()), host, port) as address:
            collect_less_often()
            CONSOLE.print(f"API and pages on {address}; Ctrl-C ends it")
            await asyncio.Event().wait()
    finally:
        if provider is not None:
            provider.shutdown()


@asynccontextmanager
async def served(temporal: Client, host: str, port: int) -> AsyncIterator[str]:
    """The API over a Temporal client and the records; gives its address. Raises SetUpProblem."""
    verifier = trusted()
    engine, asks = engine_for(records_url()), bool(os.environ.get(DETAILS))
    try:
        app = make_app(temporal, engine, verifier, asks_details=asks, allowed=allowed(), strength=strength())
        if origin := os.environ.get(UI_ORIGIN):
            open_for(app, case_keys(), origin.rstrip("/"))
        if (issuer := demo_issuer()) is not None:
            put_beside(app, issuer)
        async with serving(app, host, port) as address:
            yield address
    finally:
        await engine.dispose()


@asynccontextmanager
async def serving(app: Starlette, host: str, port: int) -> AsyncIterator[str]:
    """The app on a port, for as long as the block runs; port 0 is any that is free. Raises SetUpProblem."""
    listening = listen(host, port)
    # What is asked for is logged nowhere here: telemetry does it, and knows what must not be in it.
    # Only from a proxy that is named is it believed that a browser came over TLS: anybody can write X-Forwarded-Proto.
    proxies = os.environ.get(PROXIES, "")
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started and not task.done():  # noqa: ASYNC110  # the server has no event to wait for
        await asyncio.sleep(0.01)
    try:
        yield f"http://{host}:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; its connections send at once what they are given. Raises SetUpProblem."""
    try:
        listening = socket.create_server((host, port))
    except OSError:
        raise SetUpProblem(f"port {port} on {host} is taken: choose another (--port, or --api-port of up)") from None
    # Otherwise a short answer on a connection that is kept waits 40 ms for the other side to acknowledge its head.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


class _Server(uvicorn.Server):
    """Leaves signals alone: who ends the process ends the server too."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield
