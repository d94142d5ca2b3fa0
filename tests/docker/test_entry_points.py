"""Every process of the compose file, run outside a container as it is written there, until its health check passes.

The databases are files here, and the Temporal server the one that comes as a package; all else is the file's own word.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from temporalio.testing import WorkflowEnvironment

from servers import dev_server
from tests.docker.test_deployment import OURS, ROOT
from victims.keys import load_or_make

pytestmark = [pytest.mark.temporal, pytest.mark.slow]

PATIENCE = 120.0
LASTING = sorted(OURS.keys() - {"migrate", "migrate-victims", "api"})
"""The API is checked by its own tests, which start it."""


@pytest.fixture(scope="module")
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    """A Temporal server."""
    async with dev_server() as server:
        yield server


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The secrets as files, as containers see them."""
    folder = tmp_path_factory.mktemp("secrets")
    for name in ("records", "victims"):
        (folder / f"{name}_url").write_text(f"sqlite+aiosqlite:///{folder}/{name}.db\n", encoding="utf-8")
    load_or_make(folder / "victim_key")
    (folder / "notices.toml").write_text('[smtp]\nhost = "127.0.0.1"\nsender = "us@mail.example"\n', encoding="utf-8")
    return folder


def environment(service: dict[str, Any], secrets: Path, server: WorkflowEnvironment) -> dict[str, str]:
    """What the file gives a service: its secrets and its Temporal server stand elsewhere here."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("THROUGHCARE", "TEMPORAL"))}
    given = {name: str(value) for name, value in service["environment"].items()}
    given = {n: v.replace("/run/secrets", str(secrets)) for n, v in given.items() if not v.startswith("${")}
    if "TEMPORAL_ADDRESS" in given:
        given["TEMPORAL_ADDRESS"] = server.client.service_client.config.target_host
    return {**mine, **given, "THROUGHCARE_DATA": str(secrets / "data"), "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1"}  # fmt: skip


async def run(words: list[str], env: dict[str, str]) -> tuple[int, str]:
    """Run one of our commands to its end: its exit code and what it said."""
    told = await start(words, env)
    said, _ = await told.communicate()
    return told.returncode or 0, said.decode()


async def start(words: list[str], env: dict[str, str]) -> asyncio.subprocess.Process:
    """Start one of our commands."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", *words, cwd=ROOT, env=env,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip


async def migrated(secrets: Path, server: WorkflowEnvironment) -> None:
    for name in ("migrate", "migrate-victims", "migrate"):  # a job may run again
        code, said = await run(OURS[name]["command"], environment(OURS[name], secrets, server))
        assert code == 0, said


async def test_each_process_comes_up_healthy_and_ends_in_order(temporal: WorkflowEnvironment, secrets: Path) -> None:
    await migrated(secrets, temporal)
    for name in LASTING:
        service = OURS[name]
        env = environment(service, secrets, temporal)
        check = service["healthcheck"]["test"][4:]
        code, said = await run(
            check, {**env, "THROUGHCARE_RECORDS_FILE": "/nowhere", "THROUGHCARE_VICTIMS_FILE": "/nowhere"}
        )
        assert code == 1 and "Traceback" not in said, f"{name} is healthy before it is there: {said}"
        process = await start(service["command"], env)
        try:
            async with asyncio.timeout(PATIENCE):
                assert process.stdout is not None
                assert await process.stdout.readline(), f"{name} ended before it said anything"
                while (checked := await run(check, env))[0]:
                    assert process.returncode is None, f"{name} ended: {checked}"
                    await asyncio.sleep(0.5)
        finally:
            process.terminate()
        said = (await process.communicate())[0].decode()
        assert process.returncode == 143, f"{name}: {said}"
        assert "Traceback" not in said
