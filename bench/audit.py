"""What the audit trail costs a read: ``python -m bench.audit ROUNDS`` (eight unless said).

The same requests to the same service with and without the trail, in turn, one at a time and so many at once, within one
process: no network hides the cost. On a SQLite file and on PostgreSQL, both of which put every commit on disk.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

import exits
from api.app import make_app
from api.audited import Audited
from api.auth.builtin import BuiltIn, load_or_make
from attributes import register_search_attributes
from audit.reading import whole
from audit.walk import Walk
from collecting import collect_less_often
from records.engine import engine_for
from records.upgrade import upgrade
from servers import dev_server
from tests.api.told import event, start_of
from tests.clusters import Cluster, binaries
from worker import case_worker

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 8
REQUESTS = 100
AT_ONCE = (1, 16)


class _OnDisk(Cluster):
    """A cluster that waits for the disk as one in service does."""

    def __init__(self, folder: Path, programs: Path) -> None:
        super().__init__(folder, programs, keeps_commits=True)
        self._options |= {"fsync": "on", "full_page_writes": "on"}
        folder.parent.chmod(0o755)  # another user than root runs it
        self.start()


async def main() -> int:
    """Measure on both databases and print."""
    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with dev_server() as server:
            await register_search_attributes(server.client)
            await _on("sqlite", f"sqlite+aiosqlite:///{folder / 'records.db'}", server.client, folder)
            if programs := binaries():
                cluster = _OnDisk(folder / "cluster", programs)
                try:
                    await _on("postgresql", cluster.url("postgres"), server.client, folder)
                finally:
                    cluster.stop()
    print(f"load of the machine: {load_before:.1f} before, {os.getloadavg()[0]:.1f} after")
    return 0


async def _on(kind: str, url: str, temporal: Client, folder: Path) -> None:
    await upgrade(url)
    engine, issuer, queue = engine_for(url), load_or_make(folder), f"bench-{kind}"
    apps = [make_app(temporal, engine, issuer.verifier(), task_queue=queue) for _ in range(2)]
    audited: object = Audited
    apps[1].user_middleware[:] = [one for one in apps[1].user_middleware if one.cls != audited]
    assert len(apps[1].user_middleware) == len(apps[0].user_middleware) - 1
    collect_less_often()
    async with case_worker(temporal, engine, task_queue=queue):
        case_id = await _cases(apps[1], issuer)
        async with _client(apps[1], issuer.token("spo-1")) as manager:
            rows = len((await manager.get("/v1/duties?team=team-1")).json()["items"])
        paths = {"a case": f"/v1/cases/{case_id}", f"a list of {rows} duties": "/v1/duties?team=team-1"}
        for what, path in paths.items():
            for at_once in AT_ONCE:
                await _compare(f"{kind}, {what}, {at_once} at once", apps, issuer, path, at_once)
    print(f"  {await _checked(engine)}")
    await engine.dispose()


async def _cases(app: FastAPI, issuer: BuiltIn) -> str:
    """Enough cases for the list; the id of the last."""
    async with _client(app, issuer.token("case-system")) as system:
        for _ in range(20):
            case_id = f"case-{uuid4().hex[:12]}"
            answer = await system.post("/v1/cases", json=start_of(case_id))
            answer.raise_for_status()
            for kind in ("significant_change", "concern_identified"):
                (await system.post(f"/v1/cases/{case_id}/events", json=event(kind))).raise_for_status()
    await asyncio.sleep(2)  # the records follow the cases
    return case_id


def _client(app: FastAPI, token: str) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api", headers=headers, timeout=60)


async def _compare(what: str, apps: list[FastAPI], issuer: BuiltIn, path: str, at_once: int) -> None:
    taken: tuple[list[float], list[float]] = ([], [])
    ratios: list[float] = []
    for turn in range(ROUNDS + 1):
        means = [await _round(app, issuer.token("spo-1"), path, at_once) for app in apps]
        if turn:  # the first is for getting warm
            ratios.append(statistics.median(means[0]) / statistics.median(means[1]))
            for into, seconds in zip(taken, means, strict=True):
                into += seconds
    with_it, without = ((statistics.median(one) * 1000, statistics.quantiles(one, n=100)[98] * 1000) for one in taken)
    print(
        f"| {what} | {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) "
        f"| {with_it[0]:.1f} / {with_it[1]:.1f} | {without[0]:.1f} / {without[1]:.1f} |",
        flush=True,
    )


async def _round(app: FastAPI, token: str, path: str, at_once: int) -> list[float]:
    """Seconds from request to answer of so many requests."""
    found: list[float] = []
    left = iter(range(REQUESTS))

    async def ask(client: httpx.AsyncClient) -> None:
        for _ in left:
            began = time.perf_counter()
            (await client.get(path)).raise_for_status()
            found.append(time.perf_counter() - began)

    async with _client(app, token) as client:
        await asyncio.gather(*(ask(client) for _ in range(at_once)))
    return found


async def _checked(engine: AsyncEngine) -> str:
    walk, began = Walk(), time.perf_counter()
    async for link in whole(engine):
        walk.take(link)
    assert walk.faults() == []
    seconds = time.perf_counter() - began
    return f"{walk.count} entries checked in {seconds:.2f} s, {walk.count / seconds:,.0f} a second"


if __name__ == "__main__":
    sys.exit(exits.run(main))
