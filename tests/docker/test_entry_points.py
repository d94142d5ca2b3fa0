"""Every process of the compose file, run outside a container as it is written there, until its health check passes.

The databases are files here, and the Temporal server the one that comes as a package; all else is the file's own word.
"""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from temporalio.testing import WorkflowEnvironment

import exits
from cli import app
from sealing.keyring import load_or_make
from servers import dev_server
from tests.docker.test_deployment import OURS, ROOT

pytestmark = [pytest.mark.temporal, pytest.mark.slow]

PATIENCE = 60.0
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
    load_or_make(folder / "master_key")
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


def run(words: list[str], env: dict[str, str]) -> tuple[int, str]:
    """Run one of our commands to its end as a process: its exit code and what it said."""
    told = start(words, env)
    said, _ = told.communicate()
    return told.returncode, said


def start(words: list[str], env: dict[str, str]) -> subprocess.Popen[str]:
    """Start one of our commands."""
    return subprocess.Popen(
        [sys.executable, "-m", "cli", *words], cwd=ROOT, env=env, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


@dataclass
class Checking:
    """Runs a health check as it is written, in this process: each as one of its own would take seconds."""

    capsys: pytest.CaptureFixture[str]

    def __call__(self, words: list[str], env: dict[str, str]) -> tuple[int, str]:
        with pytest.MonkeyPatch.context() as patch:
            for setting in os.environ.keys() - env.keys():
                patch.delenv(setting)
            for setting, value in env.items():
                patch.setenv(setting, value)
            patch.setattr(exits, "settle", lambda: None)
            code = app(words)
        printed = self.capsys.readouterr()
        return int(code), printed.out + printed.err


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Checking:
    """Whether a service is healthy."""
    return Checking(capsys)


def test_the_jobs_make_the_tables_and_may_run_again(temporal: WorkflowEnvironment, secrets: Path) -> None:
    for name in ("migrate", "migrate-victims", "migrate"):
        code, said = run(OURS[name]["command"], environment(OURS[name], secrets, temporal))
        assert code == 0, said


@pytest.mark.parametrize("name", LASTING)
def test_each_process_comes_up_healthy_and_ends_in_order(
    name: str, temporal: WorkflowEnvironment, secrets: Path, check: Checking
) -> None:
    service = OURS[name]
    env, words = environment(service, secrets, temporal), service["healthcheck"]["test"][4:]
    elsewhere = {**env, "THROUGHCARE_RECORDS_FILE": "/nowhere", "THROUGHCARE_VICTIMS_FILE": "/nowhere"}
    code, said = check(words, elsewhere)
    assert code == 1 and "Traceback" not in said, f"{name} is healthy before it is there: {said}"
    process = start(service["command"], env)
    try:
        assert process.stdout is not None
        assert process.stdout.readline(), f"{name} ended before it said anything"
        until = monotonic() + PATIENCE
        while (checked := check(words, env))[0]:
            assert process.poll() is None and monotonic() < until, f"{name} is not healthy: {checked}"
            sleep(0.5)
    finally:
        process.terminate()
    said, _ = process.communicate()
    assert process.returncode == 143, f"{name}: {said}"
    assert "Traceback" not in said
