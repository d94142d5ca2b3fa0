"""Roll a deployment forward and back under load and account for every case: ``make upgrade`` (UPGRADED=60)."""

import argparse
import socket
import sys
import tempfile
from pathlib import Path

import exits
from tests.upgrade.rolling import Size, rolled
from tests.workflows.test_policy_rollout import STAGES

QUIET = 12


async def main() -> int:
    """Run, say what is wrong, and end with one line of figures; 1 when anything is."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=60)
    of_each = max(1, (asked.parse_args().cases - QUIET) // len(STAGES))
    moments = [20.0 + 15 * n for n in range(QUIET)]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = int(listening.getsockname()[1])
    with tempfile.TemporaryDirectory(prefix="throughcare-upgrade-") as name:
        done = await rolled(Path(name), port, Size(of_each, moments, workers=2, dwells=8.0, pause=2.0, again=True))
    sys.stdout.write("".join(f"{words}\n" for words in done.account.wrong) + done.line + "\n")
    return 1 if done.account.wrong else 0


if __name__ == "__main__":
    sys.exit(exits.run(main))
