"""A worker's own metrics: served where the setting says, the lateness of the records among them."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

WORKER = """
import asyncio, sys, urllib.request
from sqlalchemy.ext.asyncio import AsyncEngine
from telemetry.logs import configure
from telemetry.runtime import start_runtime

configure()
start_runtime()

from client import CaseClient
from records.engine import engine_for
from records.upgrade import upgrade
from servers import dev_server
from attributes import register_search_attributes
from tests.workflows.one_case import ORDERED, OneCase
from worker import case_worker

async def main(folder, port):
    url = f"sqlite+aiosqlite:///{folder}/records.db"
    await upgrade(url)
    engine = engine_for(url)
    async with dev_server() as server:
        await register_search_attributes(server.client)
        async with case_worker(server.client, engine):
            case = OneCase(server, engine)
            await case.open(ORDERED, start=None)
            await case.settled()
            said = await asyncio.to_thread(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read())
            await case.end()
    await engine.dispose()
    sys.stdout.write(said.decode())

asyncio.run(main(sys.argv[1], sys.argv[2]))
import exits
exits.settle()
"""


@pytest.mark.temporal
@pytest.mark.slow
def test_a_worker_serves_the_sdk_s_metrics_and_how_late_the_records_are(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "THROUGHCARE_METRICS": f"127.0.0.1:{port}", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", WORKER, str(tmp_path), str(port)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert "temporal_workflow_task_execution_latency" in said
    assert "throughcare_record_lag_seconds_bucket{" in said
    assert 'le="60"' in said
    counted = [line for line in said.splitlines() if line.startswith("throughcare_record_lag_seconds_count")]
    assert sum(float(line.rpartition(" ")[2]) for line in counted) >= 1
    assert "case-" not in said.replace("throughcare-cases", "")
