"""Times every list at growing numbers of cases, on SQLite and PostgreSQL, and prints the tables of docs/benchmarks.md.

``BENCH_RECORDS_CASES=1000,10000,100000`` says how many; ``BENCH_RECORDS_ON=sqlite,postgresql`` on what. PostgreSQL is a
throw-away cluster that writes without care: only reading is timed.
"""

import asyncio
import os
import random
import statistics
import tempfile
import time
from pathlib import Path

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.records.asked import asked, full_scans
from bench.records.invented import Invented
from bench.records.load import BASE, grow, load
from collecting import collect_less_often
from records.engine import engine_for, reading
from records.lists import PageWanted
from records.upgrade import upgrade
from tests.clusters import Cluster, binaries

SIZES = [int(n) for n in os.environ.get("BENCH_RECORDS_CASES", "1000,10000,100000").split(",")]
DATABASES = os.environ.get("BENCH_RECORDS_ON", "sqlite,postgresql").split(",")
TIMES = int(os.environ.get("BENCH_RECORDS_TIMES", "200"))
TARGETS = {"sqlite": 150.0, "postgresql": 50.0}
"""p99 in milliseconds of every list at 100,000 cases."""

Figures = dict[str, tuple[float, float, float]]
"""p50, p99 and the mean of processor time of each list, in milliseconds."""


async def measure(engine: AsyncEngine, invented: Invented, cases: int) -> Figures:
    """How long each list takes: its first page and, where there is one, the page after.

    The processor time is this process's and, on PostgreSQL, the server's: it is what is left when the machine is busy.
    """
    chance = random.Random(7)
    taken: dict[str, list[float]] = {}
    worked: dict[str, float] = {}
    for turn in range(TIMES + 3):
        for name, ask in asked(invented, chance, cases).items():
            page = PageWanted()
            for _ in range(2):
                cpu, began = _processor(), time.perf_counter()
                found = await ask(engine, page)
                if turn >= 3:  # the first are for getting warm
                    taken.setdefault(name, []).append((time.perf_counter() - began) * 1000)
                    worked[name] = worked.get(name, 0.0) + (_processor() - cpu) * 1000
                if found.next is None:
                    break
                page = PageWanted(after=found.next)
    return {
        name: (statistics.median(t), statistics.quantiles(t, n=100)[98], worked[name] / len(t))
        for name, t in taken.items()
    }


def _processor() -> float:
    """Seconds of processor time of this process and of the servers of PostgreSQL that it started."""
    own = time.process_time()
    for pid in SERVERS:
        fields = Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()
        own += int(fields[0]) / 1e9
    return own


SERVERS: list[int] = []


async def _on(kind: str, folder: Path, cluster: Cluster | None) -> dict[int, Figures]:
    url = f"sqlite+aiosqlite:///{folder / 'records.db'}" if cluster is None else cluster.url("postgres")
    await upgrade(url)
    filling = engine_for(url, altering=True)
    if cluster is None:
        event.listen(filling.sync_engine, "connect", lambda c, _: c.execute("PRAGMA synchronous=OFF"))
    engine = engine_for(url)
    found: dict[int, Figures] = {}
    there = 0
    for cases in SIZES:
        began = time.perf_counter()
        if not there:
            await load(filling)
            there = BASE
        await grow(filling, there, cases)
        there = cases
        print(f"{kind}, {cases:,} cases: filled in {time.perf_counter() - began:.0f} s", flush=True)
        await _find_servers(engine)
        collect_less_often()  # as the service does
        found[cases] = await measure(engine, Invented(BASE), cases)
        scans = await full_scans(engine, Invented(BASE))
        print(f"  lists that go through a whole table: {', '.join(scans) or 'none'}", flush=True)
    await filling.dispose()
    await engine.dispose()
    return found


async def _find_servers(engine: AsyncEngine) -> None:
    """The one server process that asks are answered by: they come one after the other, on one connection."""
    SERVERS.clear()
    if engine.dialect.name == "postgresql":
        async with reading(engine).connect() as connection:
            SERVERS.append(await connection.scalar(text("SELECT pg_backend_pid()")))


async def main() -> None:
    """Fill, measure and print."""
    load_before = os.getloadavg()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in DATABASES:
            cluster = _cluster(folder) if kind == "postgresql" else None
            try:
                figures = await _on(kind, folder, cluster)
            finally:
                if cluster is not None:
                    cluster.stop()
            _print(kind, figures)
    print(f"load of the machine: {load_before[0]:.1f} before, {os.getloadavg()[0]:.1f} after")


def _cluster(folder: Path) -> Cluster:
    programs = binaries()
    if programs is None:
        raise SystemExit("there is no PostgreSQL on this machine: apt-get install postgresql")
    folder.chmod(0o755)  # another user than root runs it
    cluster = Cluster(folder / "cluster", programs)
    cluster.start()
    return cluster


def _print(kind: str, figures: dict[int, Figures]) -> None:
    target = f"at {SIZES[-1]:,} cases the target for p99 is {TARGETS[kind]:.0f} ms"
    print(f"\n{kind}: p50 / p99 in ms, and the mean of processor time; {target}\n")
    print(f"| list | {' | '.join(f'{cases:,}' for cases in figures)} |")
    print(f"| --- |{' --- |' * len(figures)}")
    for name in figures[SIZES[0]]:
        cells = (f"{p50:.1f} / {p99:.1f}, {cpu:.1f}" for p50, p99, cpu in (found[name] for found in figures.values()))
        print(f"| {name} | {' | '.join(cells)} |")
    print(flush=True)


if __name__ == "__main__":
    asyncio.run(main())
