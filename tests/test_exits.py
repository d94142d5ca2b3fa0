"""Every entry point ends through `exits.run`: one exit code, no traceback for Ctrl-C, no abort at the end."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import exits


def test_the_code_of_main_is_the_exit_code() -> None:
    async def main() -> int:
        return 7

    assert exits.run(main) == 7


def test_an_error_is_printed_and_becomes_1(capsys: pytest.CaptureFixture[str]) -> None:
    async def main() -> int:
        raise LookupError("no such case")

    assert exits.run(main) == 1
    assert "LookupError: no such case" in capsys.readouterr().err


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_main_in_order_and_without_a_traceback(
    sent: signal.Signals, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    # A shell starts what it runs in the background with Ctrl-C ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    ended_in_order = False

    async def main() -> int:
        nonlocal ended_in_order
        try:
            os.kill(os.getpid(), sent)
            await asyncio.sleep(10)
        finally:
            ended_in_order = True
        return 0

    assert exits.run(main) == code
    assert ended_in_order
    assert capsys.readouterr().err == ""


@pytest.mark.temporal
@pytest.mark.slow
def test_processes_with_a_worker_and_a_server_end_well() -> None:
    script = Path(__file__).with_name("exit_starts.py")
    starts = subprocess.run([sys.executable, script, "3"], capture_output=True, text=True, check=False)
    assert (starts.stdout, starts.returncode) == ("3 starts, 0 aborted\n", 0)
