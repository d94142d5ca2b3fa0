"""The policy: its clauses, how many are built, and what each kind of duty asks for as evidence."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from api.access import may
from api.permissions import Action
from api.problems import UnknownThing
from policy.catalogue import RULES
from policy.clauses import CLAUSES
from policy.clauses.clause import Clause
from policy.clauses.phases import PHASES
from policy.coverage import in_scope, problem

router = APIRouter(prefix="/v1/policy", tags=["policy"], dependencies=[Depends(may(Action.READ_POLICY))])

Table = Literal["PF", "EV", "GU", "DE", "TI", "ST", "IN"]


class ClauseShown(BaseModel):
    """One row of the policy: what it asks of whom and when, and where it lives here."""

    id: str
    section: str
    strength: str
    who: str
    phase: str
    when: str
    asks: str
    timing_in_the_text: str
    timing_here: str = Field(description="with its source: a clause, or `project default`")
    counts_as_done: str
    sensitivity: str
    kind: str
    home: str
    duty: str | None = Field(default=None, description="the kind of duty it becomes")
    in_scope: bool
    built: bool


class Clauses(BaseModel):
    """Rows of the policy."""

    items: list[ClauseShown]


@router.get("/clauses")
async def list_clauses(
    table: Annotated[Table | None, Query(description="only this table of the catalogue")] = None,
) -> Clauses:
    """Every row of the policy's catalogue, or of one of its tables."""
    return Clauses(items=[_shown(one) for one in CLAUSES.values() if table is None or one.table == table])


@router.get("/clauses/{clause_id}")
async def show_clause(
    clause_id: Annotated[str, Path(max_length=12, description="such as PF-10.8a, EV-08, GU-01")],
) -> ClauseShown:
    """One row of the policy's catalogue."""
    found = CLAUSES.get(clause_id)
    if found is None:
        raise UnknownThing()
    return _shown(found)


class TableCovered(BaseModel):
    """How much of one table is built."""

    table: str
    total: int
    built: int
    out_of_scope: int


class Coverage(BaseModel):
    """How much of the policy is built, and the rows that are not."""

    tables: list[TableCovered]
    missing: list[str]


@router.get("/coverage")
async def show_coverage() -> Coverage:
    """How many rows of each table are built."""
    tables = sorted({clause.table for clause in CLAUSES.values()})
    missing = [c.id for c in CLAUSES.values() if in_scope(c) and problem(c) is not None]
    return Coverage(tables=[_covered(one) for one in tables], missing=missing)


class DutyKind(BaseModel):
    """A kind of duty: its clauses, how long it may take, and its form."""

    kind: str
    title: str
    clauses: list[str]
    owner: str | None = Field(description="the role it is put on; absent when it is whoever is responsible")
    takes: str
    source: str = Field(description="whose interval it is: a clause, or `project default`")
    form: dict[str, Any] | None = Field(description="the evidence, as a JSON Schema; absent when an event closes it")


@router.get("/duties/{kind}")
async def show_duty_kind(kind: Annotated[str, Path(max_length=60)]) -> DutyKind:
    """What a kind of duty asks for, as the newest policy version has it."""
    rule = RULES.get(kind)
    if rule is None:
        raise UnknownThing()
    return DutyKind(
        kind=rule.kind,
        title=rule.title,
        clauses=list(rule.clauses),
        owner=rule.owner.value if rule.owner else None,
        takes=str(rule.budget),
        source=rule.budget.source,
        form=rule.form.model_json_schema() if rule.form else None,
    )


def _covered(table: str) -> TableCovered:
    rows = [c for c in CLAUSES.values() if c.table == table]
    scoped = [c for c in rows if in_scope(c)]
    built = sum(problem(c) is None for c in scoped)
    return TableCovered(table=table, total=len(rows), built=built, out_of_scope=len(rows) - len(scoped))


def _shown(clause: Clause) -> ClauseShown:
    rule = RULES.get(clause.home.name)
    phase = clause.phase
    for id, name in PHASES.items():
        phase = phase.replace(id, name)
    return ClauseShown(
        id=clause.id,
        section=clause.section,
        strength=clause.strength.value,
        who=clause.who,
        phase=phase,
        when=clause.when,
        asks=clause.asks,
        timing_in_the_text=clause.timing,
        timing_here=f"{rule.budget}; {rule.budget.source}" if rule else "",
        counts_as_done=clause.done,
        sensitivity=clause.sensitivity.value,
        kind=clause.home.kind.value,
        home=str(clause.home),
        duty=rule.kind if rule else None,
        in_scope=in_scope(clause),
        built=problem(clause) is None,
    )
