"""Lists from the records: duties (mine, overdue, by team), cases, escalations. A page at a time."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from pydantic import BaseModel
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from commands.answer import print_json
from commands.fields import BadArgument
from commands.receipts import counted, due, table, words
from commands.settings import records
from models.roles import ROLE_WORDS, Role
from models.sentence import Stage
from policy.calendar import LONDON, london_date
from policy.explain import day_in_words
from records import lists
from records.lists import BadCursor, Page, PageWanted, Wanted

CONSOLE = Console(highlight=False)

Row = TypeVar("Row", bound=BaseModel)
Listed = TypeVar("Listed")
Asked = TypeVar("Asked", bound=Wanted)
Cells = Callable[[Row], list[str]]


async def duties(
    mine: str | None,
    team: str | None,
    case_id: str | None,
    kind: str | None,
    overdue: bool,
    due_within: int | None,
    rehearsals: bool,
    page: PageWanted,
    as_json: bool,
) -> None:
    """Open duties, the first due first."""
    now = datetime.now(UTC)
    wanted = lists.DutiesWanted(
        held_by=mine,
        team=team,
        case_id=case_id,
        kind=kind,
        overdue_at=now if overdue else None,
        due_within=due_within,
        today=london_date(now),
        rehearsals=rehearsals,
    )
    found = await read(lists.duties, wanted, page)
    show(found, "open duty", "open duties", ["case", "duty", "what", "who", "due"], as_json, lambda d: [
        d.case_id, d.duty_id, d.title + (f" ({d.subject})" if d.subject else ""), ROLE_WORDS[Role(d.owner)],
        due(d.due_on),
    ])  # fmt: skip


async def cases(
    team: str | None, stage: Stage | None, mine: str | None, rehearsals: bool, page: PageWanted, as_json: bool
) -> None:
    """Cases, the next due first."""
    wanted = lists.CasesWanted(team=team, stage=stage, held_by=mine, rehearsals=rehearsals)
    found = await read(lists.cases, wanted, page)
    headings = ["case", "stage", "risk", "responsible", "next due", "overdue"]
    show(found, "case", "cases", headings, as_json, lambda c: [
        c.case_id, words(c.stage), words(c.rosh), ROLE_WORDS[Role(c.responsible)], due(c.next_due), str(c.overdue),
    ])  # fmt: skip


async def escalations(team: str | None, case_id: str | None, rehearsals: bool, page: PageWanted, as_json: bool) -> None:
    """Escalations, the newest first."""
    wanted = lists.EscalationsWanted(team=team, case_id=case_id, rehearsals=rehearsals)
    found = await read(lists.escalations, wanted, page)
    show(found, "escalation", "escalations", ["case", "when", "to", "about"], as_json, lambda e: [
        e.case_id, at(e.at), ROLE_WORDS[Role(e.to_role)], e.about,
    ])  # fmt: skip


async def read(
    list_: Callable[[AsyncEngine, Asked, PageWanted], Awaitable[Page[Listed]]], wanted: Asked, page: PageWanted
) -> Page[Listed]:
    """A page of a list of the records. Raises BadArgument for a cursor that is none of it, and SQLAlchemyError."""
    engine = records()
    try:
        return await list_(engine, wanted, page)
    except BadCursor as problem:
        raise BadArgument(f"--after: {problem}") from None
    finally:
        await engine.dispose()


def show(page: Page[Row], one: str, many: str, headings: Sequence[str], as_json: bool, cells: Cells[Row]) -> None:
    """Print a page: a table for people, or JSON."""
    if as_json:
        print_json({"items": [row.model_dump(mode="json") for row in page.items], "next": page.next})
        return
    if not page.items:
        CONSOLE.print(f"No {many} match.")
        return
    CONSOLE.print(table(counted(len(page.items), one, many), list(headings), [cells(row) for row in page.items]))
    say_more(page.next)


def say_more(cursor: str | None) -> None:
    """Say how the page after this one is had, if there is one."""
    if cursor:
        CONSOLE.print(f"There are more: the same again with --after {cursor}", soft_wrap=True)


def at(instant: datetime) -> str:
    """A moment for a table, in London."""
    local = instant.astimezone(LONDON)
    return f"{day_in_words(local.date())} {local:%H:%M}"
