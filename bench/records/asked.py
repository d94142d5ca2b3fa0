"""Each list as people ask for it, and whether the database goes through a whole table to answer."""

import random
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.records.invented import CLAUSES, KINDS, NOW, TODAY, Invented
from bench.records.load import BASE
from models.roles import Role
from models.sentence import Stage
from records import lists
from records.engine import reading
from records.lists import Page, PageWanted

Ask = Callable[[AsyncEngine, PageWanted], Awaitable[Page[Any]]]


def asked(invented: Invented, chance: random.Random, cases: int) -> dict[str, Ask]:
    """Each list as people ask for it: of a team and a practitioner as likely as they have cases, and of the largest."""
    team = invented.teams[0] if chance.random() < 0.2 else invented.a_team(chance)
    copy = chance.randrange(cases // BASE) // 4
    staff = f"{team}.cp-0" if chance.random() < 0.2 else invented.a_practitioner(team, chance)
    staff += f".{copy}" if copy else ""
    kind, clause = chance.choice(KINDS), chance.choice(CLAUSES)
    stage = chance.choice(list(Stage))
    case_id = f"case-{chance.randrange(cases):07}"
    return {
        "duties: mine": _duties(held_by=staff),
        "duties: mine, overdue": _duties(held_by=staff, overdue_at=NOW),
        "duties: my team's": _duties(team=team),
        "duties: my team's, overdue": _duties(team=team, overdue_at=NOW),
        "duties: my team's, of one kind": _duties(team=team, kind=kind),
        "duties: my team's, by clause": _duties(team=team, clause=clause),
        "duties: my team's, 8 to 28 days late": _duties(team=team, late_at_least=8, late_at_most=28, today=TODAY),
        "duties: everyone's, overdue": _duties(overdue_at=NOW),
        "duties: everyone's, due in 7 days": _duties(due_within=7, today=TODAY),
        "duties: everyone's, by stage": _duties(stage=stage),
        "duties: everyone's, by clause": _duties(clause=clause),
        "duties: everyone's, by kind": _duties(kind=kind),
        "duties: everyone's, by kind and stage": _duties(kind=kind, stage=stage),
        "duties: of a case, in any state": _duties(case_id=case_id, state=None),
        "duties: my team's, in any state": _duties(team=team, state=None),
        "escalations: to me": _list(lists.escalations, lists.EscalationsWanted(to_staff=f"{team}.spo")),
        "escalations: to a role, unacknowledged": _list(
            lists.escalations, lists.EscalationsWanted(to_role=Role.HEAD_OF_PDU, unacknowledged=True)
        ),
        "escalations: my team's, open": _list(lists.escalations, lists.EscalationsWanted(team=team, open=True)),
        "escalations: my team's, unacknowledged, oldest first": _list(
            lists.escalations, lists.EscalationsWanted(team=team, unacknowledged=True, oldest_first=True)
        ),
        "escalations: by clause": _list(lists.escalations, lists.EscalationsWanted(clause=clause)),
        "releases in 28 days": _ahead(lists.releases),
        "releases in 28 days: my team's": _ahead(lists.releases, team=team),
        "handovers in 28 days: a practitioner's": _ahead(lists.handovers, held_by=staff),
        "orders that end in 28 days": _list(lists.orders_ending, lists.OrdersWanted(today=TODAY, within=28)),
        "cases without a practitioner": _list(lists.without_practitioner, lists.UnheldWanted()),
        "cases: my team's": _cases(team=team),
        "cases: a practitioner's": _cases(held_by=staff),
        "cases: everyone's, by stage": _cases(stage=stage),
        "cases: everyone's, very high risk, by stage since": _cases(rosh="very_high", by="stage_since"),
        "cases: my team's, by stage and risk": _cases(team=team, stage=stage, rosh="high"),
        "a case's timeline": _list(lists.timeline, lists.TimelineWanted(case_id=case_id)),
    }


def _list(read: Any, wanted: Any) -> Ask:
    return lambda engine, page: read(engine, wanted, page)


def _duties(**wanted: Any) -> Ask:
    return _list(lists.duties, lists.DutiesWanted(**wanted))


def _cases(**wanted: Any) -> Ask:
    return _list(lists.cases, lists.CasesWanted(**wanted))


def _ahead(read: Any, **wanted: Any) -> Ask:
    return _list(read, lists.AheadWanted(today=TODAY, within=28, **wanted))


async def full_scans(engine: AsyncEngine, invented: Invented) -> list[str]:
    """The lists for which the database would go through a whole table."""
    found = []
    for name, ask in asked(invented, random.Random(3), BASE).items():
        statements: list[tuple[str, Any]] = []

        def note(_c: Any, _u: Any, statement: str, parameters: Any, _x: Any, _m: bool, into: Any = statements) -> None:
            into.append((statement, parameters))

        event.listen(engine.sync_engine, "before_cursor_execute", note)
        await ask(engine, PageWanted())
        event.remove(engine.sync_engine, "before_cursor_execute", note)
        if await _scans(engine, [s for s in statements if s[0].lstrip().upper().startswith("SELECT")]):
            found.append(name)
    return found


async def _scans(engine: AsyncEngine, statements: list[tuple[str, Any]]) -> bool:
    explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    async with reading(engine).connect() as connection:
        for statement, parameters in statements:
            plan = [row[-1] for row in await connection.exec_driver_sql(f"{explain} {statement}", parameters)]
            if any("Seq Scan" in line or (line.startswith("SCAN") and "INDEX" not in line and "anon" not in line)
                   for line in plan):  # fmt: skip
                return True
    return False
