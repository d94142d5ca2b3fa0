"""Live many lives in the pure policy, in a process for each core: ``make lives`` (LIVES=20000, SEED=… set them)."""

import argparse
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from os import cpu_count
from pathlib import Path
from random import Random
from secrets import randbelow
from time import monotonic

from policy.known_versions import added
from tests.lives.life import Failed, lived
from tests.lives.scenario import told_again, written
from tests.policy.order_of_facts import differing
from tests.policy.third_version import TRIAL
from tests.policy.told import Told

AT_A_TIME = 20
PAIRS = 2
"""Pairs of facts told in both orders at the end of each life."""

SHOWN_FAILURES = 20


@dataclass
class Figures:
    """What a number of lives came to; ``failed`` has for each failure its words and its scenario."""

    lives: int = 0
    messages: int = 0
    stages: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    allowed: Counter[str] = field(default_factory=Counter)
    failed: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: "Figures") -> None:
        """Count another's with these."""
        self.lives += other.lives
        self.messages += other.messages
        self.stages += other.stages
        self.kinds += other.kinds
        self.allowed += other.allowed
        self.failed += other.failed


def live_some(seed: int, first: int, number: int) -> Figures:
    """Live so many lives, each from the run's seed and its own number; cases go over to the trial version too."""
    found = Figures()
    for n in range(first, first + number):
        try:
            told = lived(f"{seed}/{n}", every=10)
            for words in in_either_order(told, f"{seed}/{n}"):
                found.failed.append((f"life {seed}/{n}, at its end: {words}", written(told)))
        except Failed as failed:
            told = failed.told
            found.failed.append((str(failed), written(told)))
        found.lives += 1
        found.messages += len(told.log)
        found.stages.update(told.stages)
        found.kinds.update(m["kind"] for _, m in told.log)
        found.allowed.update(told.allowed)
    return found


def in_either_order(told: Told, seed: str) -> list[str]:
    """The same facts in another order within the day, at the end of a life. Raises Failed."""
    try:
        return list(differing(told, Random(f"order of {seed}"), PAIRS))
    except Exception as error:
        raise Failed(seed, told, error) from error


def _in_a_process(seed: int, first: int, number: int) -> Figures:
    with added(TRIAL):
        return live_some(seed, first, number)


def run(seed: int, lives: int, processes: int) -> Figures:
    """Live them all, saying now and then how far it is."""
    total, began, said = Figures(), monotonic(), monotonic()
    with ProcessPoolExecutor(processes) as pool:
        parts = range(0, lives, AT_A_TIME)
        waiting = [pool.submit(_in_a_process, seed, first, min(AT_A_TIME, lives - first)) for first in parts]
        for done in as_completed(waiting):
            part = done.result()
            for words, scenario in part.failed[: max(0, SHOWN_FAILURES - len(total.failed))]:
                show(words, scenario)
            total.add(part)
            if monotonic() - said > 5:
                said = monotonic()
                sys.stderr.write(f"{total.lives} of {lives} lives, {total.messages} messages, "
                                 f"{len(total.failed)} failures, {monotonic() - began:.0f} s\n")  # fmt: skip
    return total


def show(words: str, scenario: str) -> None:
    """Say what failed, and keep its scenario where it can be told again."""
    number = words.split(",")[0].removeprefix("life ").replace("/", "-")
    path = Path("build/lives") / f"{number}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(scenario, encoding="utf-8")
    sys.stderr.write(f"{words}\n  again: .venv/bin/python -m tests.lives --again {path}\n")


def main() -> int:
    """Run, and end with one line of figures; 1 when a life failed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lives", type=int, default=20_000)
    asked.add_argument("--seed", type=int, default=None)
    asked.add_argument("--processes", type=int, default=cpu_count() or 1)
    asked.add_argument("--again", type=Path, default=None, help="tell a case again what a failing life was told")
    given = asked.parse_args()
    if given.again is not None:
        with added(TRIAL):
            told_again(given.again)
        sys.stdout.write("told again: every claim holds\n")
        return 0
    seed = randbelow(10**6) if given.seed is None else given.seed
    sys.stdout.write(f"SEED={seed} LIVES={given.lives}\n")
    sys.stdout.flush()
    began = monotonic()
    total = run(seed, given.lives, given.processes)
    stages = ", ".join(f"{name} {number}" for name, number in total.stages.most_common())
    kinds = ", ".join(f"{name} {number}" for name, number in total.kinds.most_common())
    allowed = ", ".join(f"{name} {number}" for name, number in total.allowed.most_common())
    sys.stdout.write(
        f"{total.lives} lives, {total.messages} messages ({kinds}); reached: {stages}; allowed: {allowed}; "
        f"{len(total.failed)} failures; {monotonic() - began:.0f} seconds; SEED={seed}\n"
    )
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
