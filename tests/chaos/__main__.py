"""``make chaos``: everything goes wrong while hundreds of cases are told thousands of things; then the account."""

import argparse
import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import exits
from api.auth.builtin import load_or_make
from records.engine import engine_for
from tests.chaos.account import Account, account
from tests.chaos.faults import Faults, Say
from tests.chaos.house import House, house
from tests.chaos.plans import Plan, plans
from tests.chaos.telling import Told, tell


@dataclass(frozen=True)
class Asked:
    """How large a run is: the cases' own reminders strike within ``seconds``, and ``pause`` lies between faults."""

    cases: int
    events: int
    seed: int
    seconds: float
    pause: float
    at_once: int = 12


@dataclass
class Run:
    """What a run did and found."""

    asked: Asked
    told: Told
    faults: Faults
    account: Account
    minutes: float

    def line(self) -> str:
        """Its figures, in one line."""
        made = ", ".join(f"{count} x {kind}" for kind, count in sorted(self.faults.made.items()))
        found = self.account
        return (
            f"chaos: {self.asked.cases} cases, {self.told.events} events in {self.told.tries} requests, "
            f"{found.messages} messages, {found.timers} timers, {self.minutes:.1f} minutes, seed {self.asked.seed}; "
            f"faults: {made}; missing {len(found.missing)}, twice {len(found.twice)}, missed {len(found.missed)}, "
            f"duplicate notices {len(found.duplicates)}, records unlike workflows {len(found.differing)}, "
            f"unlike policy {len(found.unlike)}"
        )


async def run(asked: Asked, folder: Path, say: Say) -> Run:
    """One run, from empty folders to the account."""
    began = time.monotonic()
    told_of = plans(asked.seed, asked.cases, asked.events, asked.seconds)
    async with house(folder) as made:
        say("everything is up")
        faults, until = Faults(made, asked.seed, asked.pause, say), asyncio.Event()
        making = asyncio.create_task(faults.go_on(until))
        issuer = load_or_make(made.folder)
        address = f"http://127.0.0.1:{made.ports['api link']}"
        told = await tell(address, lambda: issuer.token("case-system"), told_of, asked.seed, asked.at_once)
        say(f"everything is told: {dict(told.answers)}")
        until.set()
        await making
        found = await _account(made, told_of, told)
        for words in found.wrong[:50]:
            say(f"WRONG {words} (seed {asked.seed})")
    return Run(asked, told, faults, found, (time.monotonic() - began) / 60)


async def _account(made: House, told_of: list[Plan], told: Told) -> Account:
    engine = engine_for(made.records)
    try:
        return await account(await made.temporal(), engine, told_of, told)
    finally:
        await engine.dispose()


def main() -> int:
    """Run it and print the figures; 1 when anything is wrong."""
    said = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    said.add_argument("--cases", type=int, default=500)
    said.add_argument("--events", type=int, default=9)
    said.add_argument("--seconds", type=float, default=300)
    said.add_argument("--pause", type=float, default=6)
    said.add_argument("--seed", type=int, default=int(time.time()))
    given = said.parse_args()
    began = time.monotonic()

    def say(words: str) -> None:
        sys.stdout.write(f"{time.monotonic() - began:6.1f} s  {words}\n")
        sys.stdout.flush()

    async def go() -> int:
        asked = Asked(given.cases, given.events, given.seed, given.seconds, given.pause)
        with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
            done = await run(asked, Path(folder), say)
        sys.stdout.write(f"{done.line()}\n")
        return int(bool(done.account.wrong))

    return exits.run(go)


if __name__ == "__main__":
    sys.exit(main())
