"""The one way out: every entry point and the test session end through here."""

import asyncio
import gc
import signal
import traceback
from collections.abc import Callable, Coroutine
from typing import Any

FAILED = 1
INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM


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
    """Collect what the Temporal SDK leaves in reference cycles; to be called when the event loop is closed.

    With temporalio 1.35, threads of the SDK's Rust runtime may still release Python objects while the interpreter shuts
    down. Without this, one process in seven that had run a worker and a test server then died of SIGABRT or SIGSEGV,
    all its work done; with it none of fifty did (`make exits`).
    """
    gc.collect()
    gc.collect()  # what the first pass finalised may have let go of more


async def _terminable(main: Callable[[], Coroutine[Any, Any, int]]) -> int:
    this = asyncio.current_task()
    assert this is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    return await main()
