"""What is ahead, from the records: releases, handovers, orders that end, cases nobody holds; and a case's history."""

from datetime import UTC, date, datetime

from commands.answer import print_json
from commands.fields import BadArgument
from commands.lists import CONSOLE, at, read, say_more, show
from commands.receipts import counted, due, table, words
from models.roles import ROLE_WORDS, Role
from models.sentence import Stage
from models.tables import CaseRow
from policy.calendar import london_date
from records import lists
from records.lists import Page, PageWanted, TimelineRow

_CASE = ["case", "stage", "risk", "responsible"]


async def releases(
    within: int, passed: bool, mine: str | None, team: str | None, rehearsals: bool, page: PageWanted, as_json: bool
) -> None:
    """Cases in custody by the day their release is expected on."""
    found = await read(lists.releases, _ahead(within, passed, mine, team, rehearsals), page)
    show(found, "release ahead", "releases ahead", [*_CASE, "release"], as_json, lambda c: [
        *_case(c), due(c.release_on),
    ])  # fmt: skip


async def handovers(
    within: int, passed: bool, mine: str | None, team: str | None, rehearsals: bool, page: PageWanted, as_json: bool
) -> None:
    """Cases in custody by the day the community becomes responsible."""
    found = await read(lists.handovers, _ahead(within, passed, mine, team, rehearsals), page)
    show(found, "handover ahead", "handovers ahead", [*_CASE, "handover"], as_json, lambda c: [
        *_case(c), due(c.handover_on),
    ])  # fmt: skip


async def orders_ending(
    within: int,
    mine: str | None,
    team: str | None,
    case_id: str | None,
    rehearsals: bool,
    page: PageWanted,
    as_json: bool,
) -> None:
    """Protective orders in force by the day they end."""
    wanted = lists.OrdersWanted(
        today=_today(), within=within, team=team, held_by=mine, case_id=case_id, rehearsals=rehearsals
    )
    found = await read(lists.orders_ending, wanted, page)
    headings = ["case", "order", "kind", "ends"]
    show(found, "order that ends", "orders that end", headings, as_json, lambda o: [
        o.case_id, o.ref, words(o.kind), due(o.ends_on),
    ])  # fmt: skip


async def without_practitioner(
    role: Role | None, stage: Stage | None, team: str | None, rehearsals: bool, page: PageWanted, as_json: bool
) -> None:
    """Cases on which nobody holds a role that somebody should."""
    if role not in (None, Role.POM, Role.COMMUNITY_PRACTITIONER):
        raise BadArgument("--role: give pom or community_practitioner")
    wanted = lists.UnheldWanted(role=role, stage=stage, team=team, rehearsals=rehearsals)
    found = await read(lists.without_practitioner, wanted, page)
    headings = [*_CASE, "in stage since", "nobody is"]
    show(found, "case without a practitioner", "cases without a practitioner", headings, as_json, lambda c: [
        *_case(c), due(c.stage_since), ROLE_WORDS[Role(c.missing_role)] if c.missing_role else "",
    ])  # fmt: skip


async def history(case_id: str, newest_first: bool, page: PageWanted, as_json: bool) -> None:
    """What happened on a case, in order. Raises BadArgument for a case the records do not have."""
    found = await read(lists.timeline, lists.TimelineWanted(case_id=case_id, newest_first=newest_first), page)
    if not found.items and page.after is None:
        raise BadArgument("the records have no case of this id: see `throughcare cases`")
    if as_json:
        print_json({"items": [_entry(row) for row in found.items], "next": found.next})
        return
    _show_history(found)


def _show_history(found: Page[TimelineRow]) -> None:
    title = counted(len(found.items), "entry", "entries")
    rows = [[at(row.at), words(row.what.name.lower()), _about(row), _by(row)] for row in found.items]
    CONSOLE.print(table(title, ["when", "what", "about", "who"], rows))
    say_more(found.next)


def _about(row: TimelineRow) -> str:
    by_kind = row.what in {lists.What.EVENT, lists.What.DECISION}
    said = row.words if row.words and not by_kind else words(row.kind)
    option = f": {words(row.words)}" if row.words and by_kind else ""
    state = f", {words(row.state)}" if row.state else ""
    resting = ", rests on a withdrawn entry" if row.rests_on_withdrawn else ""
    return f"{said}{option}" + (f" ({row.subject})" if row.subject else "") + state + resting


def _by(row: TimelineRow) -> str:
    role = ROLE_WORDS[Role(row.role)] if row.role else None
    return ", ".join(one for one in (role, row.staff) if one)


def _entry(row: TimelineRow) -> dict[str, object]:
    said = {name: getattr(row, name) for name in TimelineRow.__dataclass_fields__}
    times = {name: at.isoformat() if at else None for name, at in (("at", row.at), ("happened_at", row.happened_at))}
    by = row.withdrawn
    mark = {"by": by.by, "staff": by.staff, "at": by.at.isoformat(), "why": by.why} if by else None
    return said | times | {"what": row.what.name.lower(), "withdrawn": mark}


def _ahead(within: int, passed: bool, mine: str | None, team: str | None, rehearsals: bool) -> lists.AheadWanted:
    return lists.AheadWanted(
        today=_today(), within=within, passed=passed, team=team, held_by=mine, rehearsals=rehearsals
    )


def _case(row: CaseRow) -> list[str]:
    return [row.case_id, words(row.stage), words(row.rosh), ROLE_WORDS[Role(row.responsible)]]


def _today() -> date:
    return london_date(datetime.now(UTC))
