"""Health checks for a container: whether this process's part of the work is being done."""

import asyncio
import socket
from datetime import UTC, datetime, timedelta

import httpx
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError

from commands.settings import SetUpProblem, connect_unsealed, records_url, victims_url
from models.queues import TASK_QUEUE, VICTIM_TASK_QUEUE
from records.engine import engine_for

LISTENED_WITHIN = timedelta(minutes=2)
"""A worker asks for work about every minute; one that has not for so long is stuck (project default)."""

PATIENCE = 5.0
"""Seconds a check may take."""


async def worker() -> None:
    """Whether a worker of this machine listens for cases, and the records are there. Raises SetUpProblem."""
    await _listening(TASK_QUEUE)
    await database(records_url(), "the records")


async def victim_worker() -> None:
    """Whether a worker of this machine listens for victim contact, and its records are there. Raises SetUpProblem."""
    await _listening(VICTIM_TASK_QUEUE)
    await database(victims_url(), "the victim records")


async def records() -> None:
    """Whether the records are there. Raises SetUpProblem."""
    await database(records_url(), "the records")


async def api(port: int) -> None:
    """Whether the API on a port of this machine answers. Raises SetUpProblem."""
    try:
        async with httpx.AsyncClient(timeout=PATIENCE) as http:
            answer = await http.get(f"http://127.0.0.1:{port}/health")
    except httpx.HTTPError:
        raise SetUpProblem(f"the API does not answer on port {port}") from None
    if answer.status_code != httpx.codes.OK:
        raise SetUpProblem(f"the API answers {answer.status_code} on port {port}")


async def database(url: str, what: str) -> None:
    """Whether a database answers. Raises SetUpProblem, which never shows its address."""
    engine = engine_for(url)
    try:
        async with asyncio.timeout(PATIENCE), engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError, TimeoutError):
        raise SetUpProblem(f"{what} cannot be reached") from None
    finally:
        await engine.dispose()


async def _listening(queue: str) -> None:
    """The server's own word for it: a worker that is stuck asks for no work."""
    temporal = await connect_unsealed()
    try:
        pollers = await _pollers(temporal, queue)
    except RPCError:
        raise SetUpProblem("the Temporal server does not answer") from None
    here = f"@{socket.gethostname()}"
    since = datetime.now(UTC) - LISTENED_WITHIN
    if not any(identity.endswith(here) and at >= since for identity, at in pollers):
        raise SetUpProblem(f"no worker of this machine listens on {queue}")


async def _pollers(temporal: Client, queue: str) -> list[tuple[str, datetime]]:
    request = DescribeTaskQueueRequest(
        namespace=temporal.namespace,
        task_queue=TaskQueue(name=queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    answer = await temporal.workflow_service.describe_task_queue(request, timeout=timedelta(seconds=PATIENCE))
    return [(p.identity, p.last_access_time.ToDatetime(tzinfo=UTC)) for p in answer.pollers]
