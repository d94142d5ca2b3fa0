"""``make bench``: what our cases cost beside the floor, memory, opening, and recovery from a killed worker."""

import asyncio
import os
import signal
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from temporalio.client import Client

import exits
import servers
from bench.load import Load, case_round, floor_round, history_events, opening
from client import CaseClient
from models.events import Event
from models.events.life import OtherSignificantChange
from workflows.search_attributes import KEYS

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "4"))
WORKFLOWS = 20
EVENTS = 20
IN_FLIGHT = 16
OPENED = int(os.environ.get("BENCH_CASES", "1000"))


class WorkerProcess:
    """The worker under test, in a process of its own."""

    def __init__(self, address: str, folder: Path) -> None:
        self._arguments = (sys.executable, "-m", "bench.workers", address, str(folder))
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it and wait until it works."""
        self.process = await asyncio.create_subprocess_exec(*self._arguments, stdout=asyncio.subprocess.PIPE)
        assert self.process.stdout is not None
        await self.process.stdout.readline()

    async def stop(self, how: signal.Signals) -> None:
        """End it with a signal."""
        assert self.process is not None
        self.process.send_signal(how)
        await self.process.wait()

    def memory(self) -> float:
        """Its resident memory, MB."""
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


async def main() -> int:
    """Run every part and print the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with servers.dev_server(folder / "temporal.db", search_attributes=list(KEYS.values())) as environment:
            address = environment.client.service_client.config.target_host
            worker, other = WorkerProcess(address, folder), WorkerProcess(address, folder)
            await worker.start()
            await other.start()
            try:
                await _compare(environment.client)
                await _memory_and_opening(environment.client, (worker, other))
                await _killed(environment.client, worker, other)
            finally:
                await other.stop(signal.SIGTERM)
                await worker.stop(signal.SIGTERM)
    return 0


async def _compare(client: Client) -> None:
    _say(f"{ROUNDS} rounds, alternating: {WORKFLOWS} workflows x {EVENTS} events, {IN_FLIGHT} in flight; WAL, fsync on")
    floors: list[Load] = []
    cases: list[Load] = []
    per_event: list[float] = []
    for n in range(ROUNDS):
        floors.append(await floor_round(client, str(n), WORKFLOWS, EVENTS, IN_FLIGHT))
        cases.append(await case_round(client, str(n), WORKFLOWS, EVENTS, IN_FLIGHT))
        await asyncio.sleep(1)
        per_event += [await _events_each(client, f"bench-{n}-{w}") for w in range(WORKFLOWS)]
        _line(f"round {n + 1} floor", floors[-1])
        _line(f"round {n + 1} cases", cases[-1])
    throughput = statistics.median(c.per_second / f.per_second for c, f in zip(cases, floors, strict=True))
    p99 = statistics.median(c.percentile(0.99) / f.percentile(0.99) for c, f in zip(cases, floors, strict=True))
    p50 = statistics.median(c.percentile(0.5) / f.percentile(0.5) for c, f in zip(cases, floors, strict=True))
    _say(f"throughput of the floor: {throughput:.2f} (target: at least 0.80)")
    _say(f"p50 against the floor: {p50:.2f}; p99 against the floor: {p99:.2f} (target: at most 1.50)")
    _say(f"history events a reported event: {statistics.mean(per_event):.1f} (target: at most 13)")


async def _events_each(client: Client, case_id: str) -> float:
    """History events a reported event, the opening's own left out of both."""
    opened = await _opening_events(client)
    return (await history_events(client, case_id) - opened) / EVENTS


_OPENING: list[int] = []


async def _opening_events(client: Client) -> int:
    if not _OPENING:
        await CaseClient(client).start(opening("bench-opening"))
        await asyncio.sleep(1)
        _OPENING.append(await history_events(client, "bench-opening"))
    return _OPENING[0]


async def _memory_and_opening(client: Client, workers: tuple[WorkerProcess, ...]) -> None:
    cases = CaseClient(client)
    before = sum(w.memory() for w in workers)
    began = time.perf_counter()
    gate = asyncio.Semaphore(IN_FLIGHT)

    async def open_one(n: int) -> None:
        async with gate:
            await cases.start(opening(f"open-{n}"))

    await asyncio.gather(*(open_one(n) for n in range(OPENED)))
    seconds = time.perf_counter() - began
    _say(f"{OPENED} cases opened in {seconds:.1f} s ({OPENED / seconds:.0f} a second)")
    after = sum(w.memory() for w in workers)
    _say(f"worker memory a cached open case: {(after - before) * 1024 / OPENED:.0f} KB ({after:.0f} MB in all)")


async def _killed(client: Client, worker: WorkerProcess, other: WorkerProcess) -> None:
    """Two workers, as in production: one is killed, the other answers. The case is in the memory of one of them."""
    cases = CaseClient(client)
    await cases.start(opening("killed"))
    times = []
    for n in range(4):
        await cases.report("killed", _event(f"warm-{n}"))
        victim = (worker, other)[n % 2]
        await victim.stop(signal.SIGKILL)
        began = time.perf_counter()
        await cases.report("killed", _event(f"after-{n}"))
        times.append(time.perf_counter() - began)
        await victim.start()
    said = ", ".join(f"{t:.1f}" for t in times)
    _say(f"kill -9 of one worker of two to the next answer: {said} s (target: under 3 s)")


def _event(event_id: str) -> Event:
    return OtherSignificantChange(event_id=event_id, occurred_at=datetime.now(UTC))


def _line(name: str, load: Load) -> None:
    p50, p99 = load.percentile(0.5), load.percentile(0.99)
    _say(f"  {name}: {load.per_second:.0f} events/s, p50 {p50:.0f} ms, p99 {p99:.0f} ms")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(exits.run(main))
