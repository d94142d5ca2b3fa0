"""The catalogue for people and programs: one row, a list of rows, and how much of it is built and tested."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from commands.answer import print_json
from commands.citations import citations
from commands.fields import BadArgument
from models.roles import ROLE_WORDS
from policy.catalogue import RULES
from policy.clauses import CLAUSES
from policy.clauses.clause import Clause, Kind, Strength
from policy.clauses.phases import PHASES
from policy.coverage import in_scope, problem

CONSOLE = Console(highlight=False)
TESTS = Path(__file__).parents[1] / "tests"

TABLES = {
    "PF": "obligations",
    "EV": "events",
    "GU": "guards",
    "DE": "decisions",
    "TI": "timings",
    "ST": "storage rules",
    "IN": "intervention rules",
}


class NoSuchClause(BadArgument):
    """No row has this id; the text says what to try."""

    def __init__(self, id: str) -> None:
        near = [c for c in CLAUSES if c.startswith(id)][:6]
        super().__init__(f"no row {id} in the catalogue" + (f": did you mean {', '.join(near)}?" if near else
                         ": ids look like PF-10.8a, EV-08, GU-01, DE-18, TI-01, ST-01, IN-01"))  # fmt: skip


async def show(id: str, as_json: bool) -> None:
    """One row, whole: what it asks, where it lives, and which tests cite it. Raises NoSuchClause."""
    clause = CLAUSES.get(id)
    if clause is None:
        raise NoSuchClause(id)
    row = row_of(clause, citations(TESTS).get(id, set()))
    if as_json:
        print_json([row])
        return
    CONSOLE.print(f"[bold]{clause.id}[/bold]  section {clause.section}")
    for name, value in row.items():
        if name not in {"id", "section"} and value not in ("", None, []):
            said = "".join(f"\n    {item}" for item in value) if isinstance(value, list) else f" {value}"
            CONSOLE.print(f"  {name.replace('_', ' ')}:{said}", soft_wrap=isinstance(value, list))


def row_of(clause: Clause, tests: set[str]) -> dict[str, Any]:
    """A row as programs read it."""
    rule = RULES.get(clause.home.name)
    return {
        "id": clause.id,
        "section": clause.section,
        "strength": clause.strength.value if clause.strength is not Strength.NONE else "",
        "who": clause.who,
        "phase": _phase(clause),
        "when": clause.when,
        "asks": clause.asks,
        "timing_in_the_text": clause.timing,
        "timing_here": f"{rule.budget}; {rule.budget.source}" if rule else "",
        "counts_as_done": clause.done,
        "recorded": clause.recorded,
        "sensitivity": clause.sensitivity.value,
        "kind": clause.home.kind.value.replace("_", " "),
        "home": str(clause.home),
        "owner": (ROLE_WORDS[rule.owner] if rule.owner else "whoever is responsible") if rule else "",
        "problem": problem(clause),
        "tests": sorted(tests),
    }


def _phase(clause: Clause) -> str:
    """The phase in words: the catalogue's numbers say nothing to a practitioner."""
    words = clause.phase
    for id, name in PHASES.items():
        words = words.replace(id, name)
    return words


async def list_rows(phase: str | None, role: str | None, kind: str | None, table: str | None, as_json: bool) -> None:
    """The rows that match every condition given; words match anywhere, whatever their case."""
    found = [c for c in CLAUSES.values() if _matches(c, phase, role, kind, table)]
    if as_json:
        print_json([row_of(c, set()) for c in found])
        return
    shown = Table(box=None, pad_edge=False)
    for column in ("id", "strength", "who", "asks", "kind", "home"):
        shown.add_column(column, overflow="fold")
    for c in found:
        home = "" if c.home.kind is Kind.OUT_OF_SCOPE else str(c.home)
        shown.add_row(c.id, row_of(c, set())["strength"], c.who, c.asks, c.home.kind.value.replace("_", " "), home)
    CONSOLE.print(shown)
    CONSOLE.print(f"{len(found)} of {len(CLAUSES)} rows")


def _matches(c: Clause, phase: str | None, role: str | None, kind: str | None, table: str | None) -> bool:
    rule = RULES.get(c.home.name)
    roles = f"{c.who} {ROLE_WORDS[rule.owner] if rule and rule.owner else ''}".lower()
    return (
        (phase is None or phase.lower() in f"{c.phase} {_phase(c)}".lower())
        and (role is None or role.lower() in roles)
        and (kind is None or c.home.kind.value == kind.replace(" ", "_"))
        and (table is None or c.table == table.upper())
    )


def coverage(as_json: bool) -> int:
    """How many rows are built and tested, table by table; 1 when any is missing."""
    tests = citations(TESTS)
    tables = [_table(table, tests) for table in TABLES]
    missing = [
        {"id": c.id, "problem": problem(c) or ("no test cites it" if TESTS.is_dir() else "tests not found")}
        for c in CLAUSES.values()
        if in_scope(c) and (problem(c) or c.id not in tests)
    ]
    if as_json:
        print_json([{"tables": tables, "missing": missing}])
        return int(bool(missing))
    shown = Table(box=None, pad_edge=False)
    for column in ("table", "total", "implemented", "tested", "out of scope"):
        shown.add_column(column, justify="left" if column == "table" else "right")
    for t in tables:
        shown.add_row(t["table"], *(str(t[n]) for n in ("total", "implemented", "tested", "out_of_scope")))
    CONSOLE.print(shown)
    for m in missing:
        CONSOLE.print(f"{m['id']}: {m['problem']}")
    CONSOLE.print("every row is built and tested" if not missing else f"{len(missing)} rows are missing something")
    return int(bool(missing))


def _table(table: str, tests: dict[str, set[str]]) -> dict[str, Any]:
    rows = [c for c in CLAUSES.values() if c.table == table]
    scoped = [c for c in rows if in_scope(c)]
    return {
        "table": TABLES[table],
        "total": len(rows),
        "implemented": sum(problem(c) is None for c in scoped),
        "tested": sum(c.id in tests for c in scoped),
        "out_of_scope": len(rows) - len(scoped),
    }
