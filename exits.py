"""The one way out: every entry point and the test session end through here."""

import asyncio
import gc
import signal
import threading
import time
import traceback
from collections.abc import Callable, Coroutine
from typing import Any

FAILED = 1
INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM

_RELEASE_SECONDS = 0.1
_ANSWERED_WITHIN = 2.0
_SQLITE = "_connection_worker_thread"
"""How aiosqlite names the thread of a connection; it ends with the connection."""


def run(main: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run `main` in an event loop of its own and return the exit code for the process.

    Ctrl-C and SIGTERM cancel `main`, which so ends in order; they give 130 and 143, without a traceback. An error is
    printed and gives 1: were it passed on, its traceback would keep alive what `settle` has to collect.
    """
    try:
        return asyncio.run(_terminable(main))
    except KeyboardInterrupt:
        return INTERRUPTED
    except asyncio.CancelledError:
        return TERMINATED
    except Exception:
        traceback.print_exc()
        return FAILED
    finally:
        settle()


def settle() -> None:
    """Let the Temporal SDK finish before the interpreter shuts down; to be called when the event loop is closed.

    Threads of the Rust runtime in temporalio 1.35 may still have Python objects to release when the loop is closed. A
    process that reached the shutdown in the meantime died of SIGABRT or SIGSEGV, all its work done: about one in eight
    of those that had run a worker and a test server. What lies in reference cycles is collected, so that nothing more
    comes to be released, and the threads are given the interpreter to release the rest; `make exits` counts.
    """
    gc.collect()
    time.sleep(_RELEASE_SECONDS)


async def _terminable(main: Callable[[], Coroutine[Any, Any, int]]) -> int:
    this = asyncio.current_task()
    assert this is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    others = set(threading.enumerate())
    try:
        return await main()
    finally:
        await _databases_answered(others)


async def _databases_answered(others: set[threading.Thread]) -> None:
    """Wait for what SQLite was asked when the end came: its answer to a loop that is closed would be a traceback."""
    until = time.monotonic() + _ANSWERED_WITHIN
    while any(_SQLITE in one.name for one in set(threading.enumerate()) - others):
        if time.monotonic() > until:
            return
        await asyncio.sleep(0.01)
