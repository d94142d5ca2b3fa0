"""Serving the pages of victim liaison officers: by a process of their own, or beside the victim worker of `up`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from commands.serving import serving
from commands.settings import SetUpProblem, connect_unsealed, victim_keyring, victim_records, victims_url
from commands.trust import demo_issuer
from sealing.keyring import Keyring
from victim_client import VictimClient
from victim_web.app import make_victim_pages
from victims.records import upgrade

CONSOLE = Console(highlight=False)


async def run(host: str, port: int) -> None:
    """Serve them until stopped. Raises SetUpProblem."""
    keyring, engine = victim_keyring(), victim_records()
    try:
        await upgrade(victims_url())
        async with victim_pages(await connect_unsealed(), engine, keyring, host, port) as address:
            CONSOLE.print(f"victim liaison officers' pages on {address}/victims; Ctrl-C ends it")
            await asyncio.Event().wait()
    finally:
        await engine.dispose()


@asynccontextmanager
async def victim_pages(
    temporal: Client, engine: AsyncEngine, keyring: Keyring, host: str, port: int
) -> AsyncIterator[str]:
    """The pages over a plain client, the victim records and key; gives their address. Raises SetUpProblem."""
    issuer = demo_issuer()
    if issuer is None:
        raise SetUpProblem("the victim pages sign in the built-in issuer's people alone: unset THROUGHCARE_ISSUER")
    async with serving(make_victim_pages(VictimClient(temporal, keyring), engine, issuer), host, port) as address:
        yield address
