"""The statecharts of the sentence and of every process in it, drawn from the transition tables into ``docs/``."""

import sys
from collections import defaultdict
from pathlib import Path

from models.case import AddressState
from models.risk import OrderState
from models.sentence import Stage
from policy.catalogue import RULES
from policy.process import START, Process
from policy.processes import PROCESSES
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
    processes = "\n".join(_process(p) for p in PROCESSES)
    return _HEAD + _diagram() + "\n### In words\n\n" + _table() + _PROCESSES + processes


_PROCESSES = """
## The processes inside a case

Each runs beside the sentence and the others. It moves when an event is reported, a duty opens or ends, a decision is
recorded or a request is allowed; what finds no arrow leaves it where it is. A process that has ended can begin again.
"""


def _process(process: Process) -> str:
    each = "" if process.about == "the case" else f" One for each {process.about}."
    head = f"\n### {process.title}\n\nAnswers {', '.join(process.clauses)}.{each}\n\n"
    lines = ["```mermaid", "stateDiagram-v2"]
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for move in process.moves:
        said = f"{move.on} ({move.words})" if move.words else str(move.on)
        names = arrows[(_node(move.source), _node(move.target))]
        if said not in names:
            names.append(said)
    lines += [f"    {source} --> {target} : {', '.join(names)}" for (source, target), names in arrows.items()]
    lines += [f"    {_node(end)} --> [*]" for end in process.ends]
    owed = [f'In "{state}" it owes {_titles(kinds)}.' for state, kinds in process.owes.items()]
    return head + "\n".join([*lines, "```", "", *(["", "\n".join(owed), ""] if owed else [])])


def _node(state: str) -> str:
    return "[*]" if state == START else state.replace(" ", "_")


def _titles(kinds: tuple[str, ...]) -> str:
    return " and ".join(f'"{RULES[kind].title}"' for kind in kinds)


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
        f"An address for HDC or ROTL is {_list(AddressState)}. A protective order is {_list(OrderState)}.",
        "",
    ]
    return "\n".join(rows + smaller)


def _list(states: type[AddressState] | type[OrderState]) -> str:
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
