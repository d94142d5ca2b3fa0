"""The statechart of the sentence, drawn from the transition table into ``docs/``."""

import sys
from collections import defaultdict
from pathlib import Path

from models.case import HdcState
from models.risk import OrderState
from models.sentence import Stage
from policy.stages.chart import CHART, OPENINGS

FILE = Path("docs") / "statecharts.md"

_HEAD = """# Statecharts

Drawn from the tables in `policy/` by `make statecharts`; a test checks that this page is current.

## The sentence

A fact that finds no arrow is kept and flagged. Pre-release planning, and the change of responsibility from the POM to
the community practitioner, happen inside custody by date. Recall is custody again.

"""


def drawing() -> str:
    """The page, as Markdown with a Mermaid diagram and the same table in words."""
    return _HEAD + _diagram() + "\n## In words\n\n" + _table()


def _diagram() -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {stage.value} : {_plain(event)}" for event, stage in OPENINGS.items()]
    lines += [f"    [*] --> {stage.value} : sentence passed" for stage in (Stage.CUSTODY, Stage.COMMUNITY_ORDER)]
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for t in CHART:
        if _plain(t.event) not in arrows[(t.source.value, t.target.value)]:
            arrows[(t.source.value, t.target.value)].append(_plain(t.event))
    lines += [f"    {source} --> {target} : {', '.join(events)}" for (source, target), events in arrows.items()]
    lines += [f"    {Stage.CLOSED.value} --> [*]", "```", ""]
    return "\n".join(lines)


def _table() -> str:
    rows = ["| from | event | to | when |", "| --- | --- | --- | --- |"]
    rows += [f"| {_plain(t.source)} | {_plain(t.event)} | {_plain(t.target)} | {t.words} |" for t in CHART]
    smaller = [
        "",
        f"An HDC address is {_list(HdcState)}. A protective order is {_list(OrderState)}.",
        "",
    ]
    return "\n".join(rows + smaller)


def _list(states: type[HdcState] | type[OrderState]) -> str:
    names = [_plain(state) for state in states]
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _plain(name: str) -> str:
    return str(name).replace("_", " ")


def statecharts_command(write: bool) -> int:
    """Write the page, or say whether it is current: 0 when it is, 1 when not."""
    made = drawing()
    if write:
        FILE.write_text(made, encoding="utf-8")
        return 0
    if FILE.exists() and FILE.read_text(encoding="utf-8") == made:
        return 0
    sys.stderr.write(f"throughcare: {FILE} is not current: run `make statecharts`\n")
    return 1
