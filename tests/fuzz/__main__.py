"""Send inputs to every external parser, guided by what code they reach: ``make fuzz`` (RUNS=200000 SEED=… set it)."""

import argparse
import re
import subprocess
import sys
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path
from secrets import randbelow
from time import monotonic

from rich.console import Console

from tests.fuzz.parsers import PARSERS
from tests.fuzz.seeds import ROOT

SHARES = {
    "message": 6,
    "messages_file": 2,
    "scenario": 2,
    "caseload_lines": 2,
    "caseload_csv": 1,
    "token": 4,
    "body": 5,
    "request": 4,
}
"""How often each is asked: more where strangers send, and where an answer is quick."""

_SENT = re.compile(r"stat::number_of_executed_units:\s*(\d+)")


@dataclass(frozen=True)
class Ended:
    """What became of one parser. ``said`` is the end of what the run printed, of one that did not end well."""

    parser: str
    sent: int
    seconds: float
    said: str = ""


def send(parser: str, runs: int, seed: int, kept: Path) -> Ended:
    """Send one parser so many inputs, in a process of its own."""
    began = monotonic()
    options = [f"--runs={runs}", f"--seed={seed}", f"--kept={kept}"]
    command = [sys.executable, "-m", "tests.fuzz.guided", parser, *options]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    said = (ended.stderr[-2000:] + ended.stdout[-4000:]).decode(errors="replace")  # where it broke is on the second
    counted = _SENT.search(said)
    sent = int(counted[1]) if counted else 0
    well = ended.returncode == 0 and sent >= runs
    return Ended(parser, sent, monotonic() - began, "" if well else said[-4000:])


def main() -> int:
    """Send them, say what became of them; the last line has the figure."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=200_000)
    asked.add_argument("--seed", type=int, default=None)
    asked.add_argument("--only", choices=sorted(PARSERS), action="append")
    asked.add_argument("--kept", type=Path, default=ROOT / ".fuzz")
    said = asked.parse_args()
    console = Console(highlight=False, soft_wrap=True)
    try:
        import atheris  # type: ignore[import-untyped]  # noqa: F401  # asked once, for all the processes
    except ImportError:
        console.print("atheris has no package for this machine: run this on Linux, x86-64, with Python 3.11 to 3.13")
        return 2
    seed = randbelow(2**31) if said.seed is None else said.seed
    said.kept.mkdir(exist_ok=True)
    names = said.only or list(SHARES)
    whole = sum(SHARES[name] for name in names)
    runs = {name: -(-said.runs * SHARES[name] // whole) for name in names}
    console.print(f"seed {seed}")
    began, ended = monotonic(), []
    with ThreadPoolExecutor(cpu_count()) as at_once:
        for one in at_once.map(lambda name: send(name, runs[name], seed, said.kept), names):
            console.print(f"{one.parser}: {one.sent:,} inputs in {one.seconds:.0f} s{_failed(one)}", markup=False)
            ended.append(one)
    for file in sorted(said.kept.glob("*-*-*")):
        console.print(f"{file.name}: {b64encode(file.read_bytes()[:3000]).decode()}", markup=False)
    failed = sum(bool(one.said) for one in ended)
    parsers = f"{len(ended)} parser{'s' if len(ended) > 1 else ''}"
    what = f"{failed} of them failed" if failed else "no crash, no hang"
    sent = sum(one.sent for one in ended)
    console.print(f"fuzz: {sent} inputs to {parsers}: {what}; {monotonic() - began:.0f} s")
    return 1 if failed else 0


def _failed(one: Ended) -> str:
    return f": FAILED\n{one.said}" if one.said else ""


if __name__ == "__main__":
    sys.exit(main())
