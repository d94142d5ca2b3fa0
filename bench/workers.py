"""A worker process for the benchmark: the floor and our cases, each on a task queue of its own."""

import asyncio
import sys
from pathlib import Path

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

import exits
from bench.floor import Floor, after, local
from collecting import collect_less_often
from records.engine import engine_for
from records.upgrade import upgrade
from worker import STICKY_TIMEOUT, case_worker

FLOOR_QUEUE = "bench-floor"


async def _main() -> int:
    collect_less_often()
    address, folder = sys.argv[1], Path(sys.argv[2])
    client = await Client.connect(address, data_converter=pydantic_data_converter)
    url = f"sqlite+aiosqlite:///{folder / 'records.db'}"
    await upgrade(url)
    engine = engine_for(url)
    floor = Worker(
        client,
        task_queue=FLOOR_QUEUE,
        workflows=[Floor],
        activities=[local, after],
        workflow_runner=UnsandboxedWorkflowRunner(),
        sticky_queue_schedule_to_start_timeout=STICKY_TIMEOUT,
        max_cached_workflows=5000,
    )
    async with floor, case_worker(client, engine, max_cached_cases=5000):
        sys.stdout.write("working\n")
        sys.stdout.flush()
        await asyncio.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(exits.run(_main))
