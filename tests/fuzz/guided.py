"""One parser under atheris, which looks for inputs that reach code no other input reached. A process of its own."""

import argparse
import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(
    include=["adoption", "api", "commands", "intake", "models", "web"], enable_loader_override=False
):
    from tests.fuzz.parsers import PARSERS

from tests.fuzz.mutating import mutated
from tests.fuzz.seeds import seeds_of

LONGEST = {"request": 50}
"""Seconds after which an input counts as a hang, where other processes have a part in the answer."""

LONGEST_HERE = 10
"""The same, where none has."""

MOST = 8192
"""Bytes of an input."""


def change(raw: bytes, most: int, seed: int) -> bytes:
    """Change an input: its meaning mostly, its bytes sometimes."""
    random = Random(seed)
    if random.random() < 0.3:
        return atheris.Mutate(raw, most)  # type: ignore[no-any-return]
    return mutated(raw, random)[:most]


def main() -> None:
    """Send inputs until there were so many, or one breaks the parser. Ends the process."""
    asked = argparse.ArgumentParser()
    asked.add_argument("parser", choices=sorted(PARSERS))
    asked.add_argument("--runs", type=int, required=True)
    asked.add_argument("--seed", type=int, required=True)
    asked.add_argument("--kept", type=Path, required=True)
    said = asked.parse_args()
    with TemporaryDirectory(prefix="throughcare-seeds-") as folder:
        for number, seed in enumerate(seeds_of(said.parser)):
            (Path(folder) / f"{number:04}").write_bytes(seed[:MOST])
        longest = LONGEST.get(said.parser, LONGEST_HERE)
        options = [
            f"-runs={said.runs}", f"-seed={said.seed}", f"-timeout={longest}", f"-max_len={MOST}", "-len_control=0",
            "-rss_limit_mb=2048", f"-artifact_prefix={said.kept}/{said.parser}-", "-print_final_stats=1",
        ]  # fmt: skip
        PARSERS[said.parser](seeds_of(said.parser)[0])  # a service starts at the first
        atheris.Setup([sys.argv[0], *options, folder], PARSERS[said.parser], custom_mutator=change)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
