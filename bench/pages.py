"""Times every page at 100,000 cases: ``python -m bench.pages``.

``BENCH_PAGES_CASES=100000`` says how many are in the records. They are invented and have no workflows; on top come 200
made-up cases with workflows, histories and work (`throughcare simulate`), which the demo people hold. Everything runs
as `throughcare up` runs it. Whoever signs in goes to each page that a page links to, a few of each kind.
"""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import aclosing
from pathlib import Path

import httpx
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.records.load import BASE, grow, load
from models.tables import TABLES, table_of
from records.engine import engine_for
from records.upgrade import upgrade

CASES = int(os.environ.get("BENCH_PAGES_CASES", "100000"))
TIMES = int(os.environ.get("BENCH_PAGES_TIMES", "12"))
PEOPLE = ("com-1", "pom-1", "psr-1", "key-1", "ap-1", "spo-1", "pdu-1", "vlo-1", "operator-1")
START = ("/work", "/team")
OF_A_KIND = 6
"""Pages of each kind that one person looks at."""

TARGET = 150
"""Milliseconds that a page may take."""

MESSAGES = 500
"""Messages in quarantine: more than five pages of the list."""

TEAMS = 75
"""Parts that each of the four invented teams is cut into: some 330 cases each, at 100,000."""

SEARCHES: tuple[dict[str, str], ...] = ({}, {"who": "com-1"}, {"outcome": "failed"}, {"action": "end_sign_ins"})
"""What is looked for in the audit trail: everything, somebody's, and what there is none of."""

_LINK = re.compile(r'href="(/(?!static|sign)[^"#]*)"')
_MARK = re.compile(r'name="mark" value="([0-9a-f]+)"')
_OF_ONE = re.compile(
    r"(simulated-|case-|PF-|[A-Z]{2}-)[\w.-]+|(?<=/duties/)d\d+|(?<=tine/)\d+|\d{4}-\d\d-\d\d|[0-9a-f-]{16,}"
)


async def _fill(folder: Path) -> None:
    url = f"sqlite+aiosqlite:///{folder / 'records.db'}"
    await upgrade(url)
    engine = engine_for(url, altering=True)
    event.listen(engine.sync_engine, "connect", lambda c, _: c.execute("PRAGMA synchronous=OFF"))
    await load(engine)
    if CASES > BASE:
        await grow(engine, BASE, CASES)
    await _in_teams(engine)
    await engine.dispose()


async def _in_teams(engine: AsyncEngine) -> None:
    """Teams of a size that one manager has: team-1 and team-2, which demo people are of, among them."""
    async with engine.begin() as connection:
        for table in {table_of(model) for model in TABLES.values()}:
            if "team" in table.columns:
                part = f"CAST(substr(case_id, 6) AS integer) % {TEAMS}"
                new = f"CASE WHEN {part} = 0 THEN team ELSE team || '.' || ({part}) END"
                await connection.execute(text(f"UPDATE {table.name} SET team = {new}"))


async def _run(*arguments: str, folder: Path, into: Path | None = None) -> asyncio.subprocess.Process:
    environment = {**os.environ, "THROUGHCARE_DATA": str(folder), "TEMPORAL_ADDRESS": f"localhost:{PORTS[0]}"}
    environment["THROUGHCARE_RATE_PERSON"] = "100000/10 seconds"  # nobody clicks as fast as this does
    with (into or folder / "log").open("ab") as out:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cli", *arguments, stdout=out, stderr=asyncio.subprocess.DEVNULL, env=environment
        )


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


PORTS = [_free() for _ in range(3)]


async def _served() -> None:
    async with httpx.AsyncClient() as client, asyncio.timeout(120):
        while True:
            try:
                await client.get(f"http://localhost:{PORTS[2]}/sign-in")
                return
            except httpx.TransportError:
                await asyncio.sleep(0.2)


async def _signed_in(person: str) -> httpx.AsyncClient:
    client = httpx.AsyncClient(base_url=f"http://localhost:{PORTS[2]}", timeout=60, follow_redirects=True)
    found = _MARK.search((await client.get("/sign-in")).text)
    assert found is not None
    await client.post("/sign-in", data={"mark": found[1], "person": person})
    return client


async def _crawl(person: str, taken: dict[str, list[float]], slow: dict[str, str]) -> None:
    """Look at every page that one person can get to by links, a few of each kind, and note how long each took."""
    waiting, seen, of_a_kind = [*START], {*START}, defaultdict[str, int](int)
    client = await _signed_in(person)
    async with aclosing(client):
        while waiting:
            page = waiting.pop(0)
            kind = _OF_ONE.sub("…", page.split("?")[0]) + ("?…" if "?" in page else "")
            of_a_kind[kind] += 1
            if of_a_kind[kind] > OF_A_KIND:
                continue
            for turn in range(TIMES + 1):
                began = time.perf_counter()
                answer = await client.get(page)
                if turn:  # the first is for getting warm
                    taken[kind].append((time.perf_counter() - began) * 1000)
            if answer.status_code not in {200, 403, 404}:
                slow[page] = f"{person}: {answer.status_code}"
            for link in _LINK.findall(answer.text):
                link = link.replace("&amp;", "&")
                if link not in seen and not link.startswith("/v1"):
                    seen.add(link)
                    waiting.append(link)


async def _search_audit(taken: dict[str, list[float]]) -> None:
    """Search the audit trail as an operator does; it has what all the others looked at by then."""
    client = await _signed_in("operator-1")
    async with aclosing(client):
        found = _MARK.search((await client.get("/operations/audit")).text)
        assert found is not None
        for said in SEARCHES:
            for turn in range(TIMES + 1):
                began = time.perf_counter()
                answer = await client.post("/operations/audit", data={"mark": found[1], **said})
                assert answer.status_code == 200
                if turn:
                    taken["/operations/audit (search)"].append((time.perf_counter() - began) * 1000)


def _messages(folder: Path) -> Path:
    """Messages of another system that nobody can take in: what the quarantine has."""
    file = folder / "messages.json"
    kinds = ({"eventType": f"unknown.kind-{n}", "occurredAt": "2026-03-16T10:00:00Z"} for n in range(MESSAGES))
    file.write_text(json.dumps(list(kinds)))
    return file


async def main() -> int:
    """Fill, serve, look and print. 1 when a kind of page takes longer than it may."""
    folder = Path(tempfile.mkdtemp(prefix="pages-"))
    began = time.perf_counter()
    await _fill(folder)
    print(f"{CASES:,} cases in the records, filled in {time.perf_counter() - began:.0f} s", flush=True)
    ports = ("--port", str(PORTS[0]), "--ui-port", str(PORTS[1]), "--api-port", str(PORTS[2]))
    service = await _run("up", *ports, "--empty", folder=folder)
    try:
        await _served()
        caseload = folder / "made-up.jsonl"
        await (await _run("simulate", folder=folder, into=caseload)).wait()
        await (await _run("adopt", str(caseload), folder=folder)).wait()
        await (await _run("ingest", str(_messages(folder)), folder=folder)).wait()
        await asyncio.sleep(5)  # the records follow in a moment
        taken: dict[str, list[float]] = defaultdict(list)
        wrong: dict[str, str] = {}
        for person in PEOPLE:
            await _crawl(person, taken, wrong)
        await _search_audit(taken)
    finally:
        service.send_signal(signal.SIGTERM)
        await service.wait()
        shutil.rmtree(folder)
    print("| page | looked at | p50 ms | p99 ms |\n| --- | ---: | ---: | ---: |")
    for kind, times in sorted(taken.items()):
        p99 = statistics.quantiles(times, n=100)[98]
        print(f"| `{kind}` | {len(times)} | {statistics.median(times):.0f} | {p99:.0f} |")
    for page, words in wrong.items():
        print(f"{page}: {words}")
    late = [kind for kind, times in taken.items() if statistics.quantiles(times, n=100)[98] > TARGET]
    print(f"load of the machine: {os.getloadavg()[0]:.1f}; kinds of page over {TARGET} ms: {', '.join(late) or 'none'}")
    return int(bool(late or wrong))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
