"""Start many processes that each run a worker on a time-skipping server, and count those that do not end well.

python tests/exit_starts.py 50            every process ends through `exits.run`
python tests/exit_starts.py 50 --plain    every process ends through `asyncio.run` alone: what is the other worth?
"""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from temporalio import workflow
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    import exits
    from servers import time_skipping


@workflow.defn
class Sentence:
    """A workflow that serves a year."""

    @workflow.run
    async def run(self) -> str:
        """Wait, and say so."""
        await workflow.sleep(timedelta(days=365))
        return "served"


async def serve() -> int:
    """Run one workflow to its end and return 0."""
    # Without a name for the build the SDK reads every loaded module to make one: seconds at each start.
    async with (
        time_skipping() as environment,
        Worker(environment.client, task_queue="exits", workflows=[Sentence], build_id="exits"),
    ):
        served = await environment.client.execute_workflow(Sentence.run, id="sentence", task_queue="exits")
    return 0 if served == "served" else 1


def exit_codes(starts: int, *, plain: bool = False) -> Counter[int]:
    """Start that many processes, as many at a time as there are cores, and count their exit codes (-6 is an abort)."""
    command = [sys.executable, __file__, "--one", *(["--plain"] if plain else [])]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        ends = pool.map(lambda _: subprocess.run(command, capture_output=True, check=False), range(starts))
        return Counter(end.returncode for end in ends)


def main(*arguments: str) -> int:
    """Be one of the processes, or start them and report the figure."""
    plain = "--plain" in arguments
    if "--one" in arguments:
        return asyncio.run(serve()) if plain else exits.run(serve)
    starts = int(arguments[0])
    codes = exit_codes(starts, plain=plain)
    aborted = starts - codes[0]
    sys.stdout.write(f"{starts} starts, {aborted} aborted{f' {dict(codes)}' if aborted else ''}\n")
    return min(aborted, 1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
