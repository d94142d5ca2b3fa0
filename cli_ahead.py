"""The commands for what is ahead, for cases nobody holds, and for the history of one case."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from cyclopts import App, Parameter

from models.roles import Role
from models.sentence import Stage

ahead = App(name="ahead", help="What is ahead.")

Json = Annotated[bool, Parameter(name="--json", negative="", help="print JSON, for programs")]
Mine = Annotated[str | None, Parameter(help="only cases that this member of staff holds")]
Team = Annotated[str | None, Parameter(help="only this team's cases")]
Within = Annotated[int, Parameter(help="so many days from today, which counts")]
Passed = Annotated[bool, Parameter(negative="", help="also those whose day has gone by without being reported")]
Rehearsals = Annotated[bool, Parameter(negative="", help="include rehearsed cases")]
Limit = Annotated[int, Parameter(help="how many at most; 500 are the most at a time")]
After = Annotated[str | None, Parameter(help="go on where the page before ended: the cursor it gave")]


def _answer(work: Callable[[], Coroutine[Any, Any, None]]) -> int:
    from commands.answer import answer

    return answer(work)


@ahead.command
def releases(
    *,
    within: Within = 28,
    passed: Passed = False,
    mine: Mine = None,
    team: Team = None,
    rehearsals: Rehearsals = False,
    limit: Limit = 100,
    after: After = None,
    json: Json = False,
) -> int:
    """List cases in custody by the day their release is expected on, the soonest first."""
    from commands import ahead
    from records.lists import PageWanted

    async def work() -> None:
        page = PageWanted(limit=limit, after=after)
        await ahead.releases(within, passed, mine, team, rehearsals, page, json)

    return _answer(work)


@ahead.command
def handovers(
    *,
    within: Within = 56,
    passed: Passed = False,
    mine: Mine = None,
    team: Team = None,
    rehearsals: Rehearsals = False,
    limit: Limit = 100,
    after: After = None,
    json: Json = False,
) -> int:
    """List cases in custody by the day the community becomes responsible, the soonest first."""
    from commands import ahead
    from records.lists import PageWanted

    async def work() -> None:
        page = PageWanted(limit=limit, after=after)
        await ahead.handovers(within, passed, mine, team, rehearsals, page, json)

    return _answer(work)


@ahead.command
def protective_orders_ending(
    *,
    within: Within = 28,
    mine: Mine = None,
    team: Team = None,
    case: str | None = None,
    rehearsals: Rehearsals = False,
    limit: Limit = 100,
    after: After = None,
    json: Json = False,
) -> int:
    """List protective orders in force by the day they end, the soonest first.

    Parameters
    ----------
    case: only those of this case.
    """
    from commands import ahead
    from records.lists import PageWanted

    async def work() -> None:
        page = PageWanted(limit=limit, after=after)
        await ahead.orders_ending(within, mine, team, case, rehearsals, page, json)

    return _answer(work)


@ahead.command
def cases_without_practitioner(
    *,
    team: Team = None,
    role: Annotated[Role | None, Parameter(name_transform=str.lower, help="pom or community_practitioner")] = None,
    stage: Annotated[Stage | None, Parameter(name_transform=str.lower)] = None,
    rehearsals: Rehearsals = False,
    limit: Limit = 100,
    after: After = None,
    json: Json = False,
) -> int:
    """List cases on which nobody holds a role that somebody should, the longest in their stage first.

    Parameters
    ----------
    stage: only those in this stage.
    """
    from commands import ahead
    from records.lists import PageWanted

    async def work() -> None:
        await ahead.without_practitioner(role, stage, team, rehearsals, PageWanted(limit=limit, after=after), json)

    return _answer(work)


@ahead.command
def history(
    case: str,
    *,
    oldest_first: Annotated[bool, Parameter(negative="")] = False,
    limit: Limit = 100,
    after: After = None,
    json: Json = False,
) -> int:
    """Show what a case was told, what was decided, work opened and closed, what was escalated; the newest first.

    Parameters
    ----------
    case: the case's id.
    oldest_first: from the beginning on.
    """
    from commands import ahead
    from records.lists import PageWanted

    async def work() -> None:
        await ahead.history(case, not oldest_first, PageWanted(limit=limit, after=after), json)

    return _answer(work)
