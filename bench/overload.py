"""What happens under more than can be served: ``python -m bench.overload SECONDS`` (15 a round unless said).

A Temporal server, a worker and the API, each a process of its own, as set up by default but for the rate of one sender,
who here stands for many. First so many callers that wait for their answers show how many events a second are served;
then once, three and five times that many are sent, whether they are answered or not, one in twenty of them grave.
"""

import asyncio
import os
import random
import signal
import socket
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import aiohttp

import exits
import servers
from api.auth.builtin import load_or_make
from bench.load import EVENTS, opening
from client import CaseClient
from records.engine import engine_for
from records.upgrade import upgrade
from sealing.codec import sealed
from sealing.data_keys import DataKeys
from sealing.keyring import load_or_make as load_or_make_master
from sealing.master import MasterKeyFile
from workflows.search_attributes import KEYS

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 15.0
CASES = 200
CALLERS = 16
ONE_IN = 20
PATIENCE = 30.0
"""Seconds a caller waits."""

TIMES = (1, 3, 1, 5, 1)
GRAVE = {"type": "order_breached", "order": "order-1"}


@dataclass
class Told:
    """What became of the events of one round. Latencies in seconds."""

    accepted: Mapping[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})
    refused: Mapping[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})
    unanswered: int = 0
    without_retry_after: int = 0
    other: int = 0
    ids: set[str] = field(default_factory=set)


class Sender:
    """Sends events to the API."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http, self._url, self._count = http, url, 0

    async def tell(self, told: Told, *, grave: bool = False) -> float:
        """Send one event; how long it took until it was accepted, infinite if it was not."""
        self._count += 1
        said = {**(GRAVE if grave else EVENTS[self._count % len(EVENTS)]), "event_id": f"e-{uuid4().hex}"}
        said["occurred_at"] = datetime.now(UTC).isoformat()
        path = f"{self._url}/v1/cases/overload-{random.randrange(CASES)}/events"
        began = time.perf_counter()
        try:
            async with self._http.post(path, json=said) as answer:
                await answer.read()
        except (TimeoutError, aiohttp.ClientError):
            told.unanswered += 1
            return float("inf")
        took = time.perf_counter() - began
        if answer.status == 200:
            told.accepted[grave].append(took)
            told.ids.add(said["event_id"])
            return took
        if answer.status in {429, 503}:
            told.refused[grave].append(took)
            told.without_retry_after += "Retry-After" not in answer.headers
        else:
            told.other += 1
        return float("inf")


async def main() -> int:
    """Measure and print; 1 when something that was accepted is in no case."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with servers.dev_server(folder / "temporal.db", search_attributes=list(KEYS.values())) as environment:
            address = environment.client.service_client.config.target_host
            url = f"sqlite+aiosqlite:///{folder / 'records.db'}"
            await upgrade(url)
            load_or_make_master(folder / "master.key")
            keys = DataKeys(engine_for(url, kept=False), MasterKeyFile(folder / "master.key"))
            cases, port = CaseClient(sealed(environment.client, keys)), _free_port()
            async with _running(address, folder, "worker"):
                for n in range(0, CASES, 8):
                    await asyncio.gather(*(cases.start(opening(f"overload-{n + k}")) for k in range(8)))
                http = _http(load_or_make(folder).token("case-system"))
                async with _running(address, folder, "api", "--port", str(port)), http:
                    ids = await _rounds(Sender(http, f"http://127.0.0.1:{port}"))
                return await _all_there(ids, folder / "records.db")


async def _rounds(sender: Sender) -> set[str]:
    every = Told()
    _say(f"load of the machine: {os.getloadavg()[0]:.1f}")
    await _served(sender, every, SECONDS / 3)  # to get warm
    rate = await _served(sender, every, SECONDS)
    usual = statistics.median(every.accepted[False])
    _say(f"{CALLERS} callers that wait: {rate:.0f} events a second, p50 {usual * 1000:.0f} ms")
    _say("| offered | kind | accepted | refused | accepted: p50 / p99, ms | refused: p50 / p99, ms | well again |")
    _say("| --- | --- | --- | --- | --- | --- | --- |")
    for times in TIMES:
        told = Told()
        telling = await _offered(sender, rate * times, told)
        again = await _recovered(sender, every, usual)
        await asyncio.gather(*telling)
        for grave, kind in ((True, "grave"), (False, "routine")):
            said = f"{times}x, {rate * times:.0f} a second", kind, _cells(told, grave), f"{again:.1f} s"
            _say(f"| {' | '.join(said)} |")
        if told.unanswered or told.without_retry_after or told.other:
            _say(f"not answered {told.unanswered}, no Retry-After {told.without_retry_after}, else {told.other}")
        every.ids.update(told.ids)
    _say(f"load of the machine: {os.getloadavg()[0]:.1f}")
    return every.ids


async def _served(sender: Sender, told: Told, seconds: float) -> float:
    """How many events a second are served to callers that wait for each answer."""
    before, until = len(told.ids), time.perf_counter() + seconds

    async def caller() -> None:
        while time.perf_counter() < until:
            await sender.tell(told)

    began = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return (len(told.ids) - before) / (time.perf_counter() - began)


async def _offered(sender: Sender, rate: float, told: Told) -> list[asyncio.Task[float]]:
    """Send so many a second, whether they are answered or not; those under way."""
    telling: list[asyncio.Task[float]] = []
    began = time.perf_counter()
    while (passed := time.perf_counter() - began) < SECONDS:
        while len(telling) < passed * rate:
            telling.append(asyncio.create_task(sender.tell(told, grave=len(telling) % ONE_IN == 0)))
        await asyncio.sleep(0.005)
    return telling


async def _recovered(sender: Sender, told: Told, usual: float) -> float:
    """Seconds from now until the first of ten in a row that are accepted in at most twice the usual time."""
    began = since = time.perf_counter()
    in_a_row = 0
    while in_a_row < 10:
        at = time.perf_counter()
        if await sender.tell(told) > 2 * usual:
            in_a_row = 0
            continue
        since = since if in_a_row else at
        in_a_row += 1
    return since - began


def _cells(told: Told, grave: bool) -> str:
    accepted, refused = told.accepted[grave], told.refused[grave]
    return f"{len(accepted)} | {len(refused)} | {_spread(accepted)} | {_spread(refused)}"


def _spread(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return "-"
    return f"{statistics.median(seconds) * 1000:.0f} / {statistics.quantiles(seconds, n=100)[98] * 1000:.0f}"


async def _all_there(ids: set[str], records: Path) -> int:
    """Whether every accepted event is in its case, which writes it to the records."""
    missing = ids
    for _ in range(120):
        with sqlite3.connect(f"file:{records}?mode=ro", uri=True) as connection:
            missing = ids - {id for (id,) in connection.execute("SELECT event_id FROM events")}
        if not missing:
            break
        await asyncio.sleep(0.5)
    _say(f"accepted {len(ids)}, of them not in their case: {len(missing)}")
    return 1 if missing else 0


@asynccontextmanager
async def _running(temporal: str, folder: Path, *command: str) -> AsyncIterator[None]:
    """A command of ours in a process of its own, with its data in a folder."""
    mine = {"THROUGHCARE_DATA": str(folder), "TEMPORAL_ADDRESS": temporal, "THROUGHCARE_RATE_SYSTEM": "1000000/second"}
    mine["THROUGHCARE_RATE_GRAVE"] = "1000000/second"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli", *command),
        env={**os.environ, **mine},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    await process.stdout.readline()
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _http(token: str) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        headers={"Authorization": f"Bearer {token}"},
        connector=aiohttp.TCPConnector(limit=0),
        timeout=aiohttp.ClientTimeout(total=PATIENCE),
    )


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(exits.run(main))
