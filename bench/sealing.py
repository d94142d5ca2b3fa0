"""What sealing costs a case: ``python -m bench.sealing ROUNDS`` (six unless said).

The same events to the same workflows with and without sealing, in turn, within one process: each way has a Temporal
server on a file, records, a worker and a client of its own.
"""

import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from temporalio.client import Client

import exits
from attributes import register_search_attributes
from bench.load import Load, case_round
from collecting import collect_less_often
from records.engine import engine_for
from records.upgrade import upgrade
from sealing.codec import sealed
from sealing.data_keys import DataKeys
from sealing.keyring import load_or_make
from sealing.master import MasterKeyFile
from servers import dev_server
from worker import case_worker

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 6
WORKFLOWS, EVENTS, IN_FLIGHT = 10, 20, 8


async def main() -> int:
    """Measure and print."""
    collect_less_often()
    before = os.getloadavg()[0]
    async with AsyncExitStack() as running:
        clients = {way: await running.enter_async_context(_served(way)) for way in ("plain", "sealed")}
        rounds: dict[str, list[Load]] = {way: [] for way in clients}
        for n in range(ROUNDS + 1):
            for way, client in clients.items():
                load = await case_round(client, f"{way}-{n}", WORKFLOWS, EVENTS, IN_FLIGHT)
                if n:  # the first is for getting warm
                    rounds[way].append(load)
                    said = f"{load.per_second:.0f} events/s, p50 {load.percentile(0.5):.0f} ms"
                    print(f"round {n} {way}: {said}", flush=True)
    pairs = list(zip(rounds["sealed"], rounds["plain"], strict=True))
    throughput = statistics.median(s.per_second / p.per_second for s, p in pairs)
    p50 = statistics.median(s.percentile(0.5) / p.percentile(0.5) for s, p in pairs)
    print(f"sealed against plain: throughput {throughput:.2f}, p50 {p50:.2f}; load of the machine {before:.1f}")
    return 0


@asynccontextmanager
async def _served(way: str) -> AsyncIterator[Client]:
    async with AsyncExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
        server = await running.enter_async_context(dev_server(folder / "temporal.db"))
        await register_search_attributes(server.client)
        url = f"sqlite+aiosqlite:///{folder / 'records.db'}"
        await upgrade(url)
        engine = engine_for(url)
        running.push_async_callback(engine.dispose)
        client = server.client
        if way == "sealed":
            load_or_make(folder / "master.key")
            client = sealed(client, DataKeys(engine_for(url, kept=False), MasterKeyFile(folder / "master.key")))
        await running.enter_async_context(case_worker(client, engine))
        yield client


if __name__ == "__main__":
    sys.exit(exits.run(main))
