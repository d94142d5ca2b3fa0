"""Lists from the records: duties (mine, overdue, by team), cases, escalations."""

from datetime import UTC, datetime, timedelta

from rich.console import Console

from commands.answer import print_json
from commands.receipts import counted, due, table, words
from commands.settings import records
from models.duties import DutyState
from models.roles import ROLE_WORDS, Role
from models.sentence import Stage
from policy.calendar import LONDON, london_date
from policy.explain import day_in_words
from records import read

CONSOLE = Console(highlight=False)


async def duties(
    mine: str | None,
    team: str | None,
    case_id: str | None,
    kind: str | None,
    overdue: bool,
    due_within: int | None,
    rehearsals: bool,
    as_json: bool,
) -> None:
    """Open duties, the first due first."""
    engine = records()
    now = datetime.now(UTC)
    found = await read.duties(
        engine,
        case_id=case_id,
        owner_staff=mine,
        team=team,
        kind=kind,
        state=DutyState.OPEN,
        overdue_at=now if overdue else None,
        due_within=timedelta(days=due_within) if due_within is not None else None,
        today=london_date(now),
        rehearsals=rehearsals,
    )
    await engine.dispose()
    if as_json:
        print_json(found)
        return
    if not found:
        CONSOLE.print("No open duties match.")
        return
    rows = [
        [
            d.case_id,
            d.duty_id,
            d.title + (f" ({d.subject})" if d.subject else ""),
            ROLE_WORDS[Role(d.owner)],
            due(d.due_on),
        ]
        for d in found
    ]
    CONSOLE.print(table(counted(len(found), "open duty", "open duties"), ["case", "duty", "what", "who", "due"], rows))


async def cases(team: str | None, stage: Stage | None, mine: str | None, rehearsals: bool, as_json: bool) -> None:
    """Cases, the next due first."""
    engine = records()
    found = await read.cases(engine, team=team, stage=stage, practitioner=mine, rehearsals=rehearsals)
    await engine.dispose()
    if as_json:
        print_json(found)
        return
    if not found:
        CONSOLE.print("No cases match.")
        return
    rows = [
        [c.case_id, words(c.stage), words(c.rosh), ROLE_WORDS[Role(c.responsible)], due(c.next_due), str(c.overdue)]
        for c in found
    ]
    CONSOLE.print(
        table(
            counted(len(found), "case", "cases"), ["case", "stage", "risk", "responsible", "next due", "overdue"], rows
        )
    )


async def escalations(team: str | None, case_id: str | None, rehearsals: bool, as_json: bool) -> None:
    """Escalations, the newest first."""
    engine = records()
    found = await read.escalations(engine, case_id=case_id, team=team, rehearsals=rehearsals)
    await engine.dispose()
    if as_json:
        print_json(found)
        return
    if not found:
        CONSOLE.print("No escalations match.")
        return
    rows = [[e.case_id, _at(e.at), ROLE_WORDS[Role(e.to_role)], e.about] for e in found]
    CONSOLE.print(table(counted(len(found), "escalation", "escalations"), ["case", "when", "to", "about"], rows))


def _at(instant: datetime) -> str:
    local = instant.astimezone(LONDON)
    return f"{day_in_words(local.date())} {local:%H:%M}"
