"""The table of ``docs/simulate.md`` made from the code: what was asked of a caseload beside what was drawn."""

import re
from datetime import date
from pathlib import Path

from simulation.compared import compared
from simulation.drawing import drawn

DOCS = Path(__file__).parents[1] / "docs" / "simulate.md"
CASES, SEED, TODAY = 2000, 1, date(2026, 11, 2)
_MARK = re.compile(r"(<!-- made from the code: compared -->\n).*?(<!-- end -->)", re.DOTALL)


def current(text: str) -> str:
    """The page with its table as it should be."""
    return _MARK.sub(lambda found: f"{found[1]}\n{table()}\n\n{found[2]}", text)


def table() -> str:
    """A row for each figure."""
    rows = ["| id | what | the source says | asked | drawn | of |", "| --- | --- | --- | ---: | ---: | ---: |"]
    for row in compared([drawn(SEED, number, TODAY) for number in range(1, CASES + 1)], TODAY):
        figure = row.figure
        shares = f"{figure.share:.0%} | {row.drawn:.0%}"
        rows.append(f"| {figure.id} | {figure.words} | {figure.source} | {shares} | {row.of:,} |")
    return "\n".join(rows)


if __name__ == "__main__":
    DOCS.write_text(current(DOCS.read_text(encoding="utf-8")), encoding="utf-8")
