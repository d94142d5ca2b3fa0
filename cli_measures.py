"""The ``throughcare measures`` commands: the questions of the 2023 inspection, asked of the records."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from cyclopts import App, Parameter

measures = App(name="measures", help="Ask the records what an inspection asks: each figure with its base and baseline.")

Json = Annotated[bool, Parameter(name="--json", negative="", help="print JSON, for programs")]
Team = Annotated[str | None, Parameter(help="only cases that this team has now")]
Since = Annotated[str | None, Parameter(name="--from", help="only what began on or after this day: 2026-03-16")]
Until = Annotated[str | None, Parameter(name="--to", help="only what began on or before this day: 2026-06-30")]
AsOf = Annotated[
    str | None, Parameter(help="as the records knew it at the end of this day, or at 2026-06-30T10:30; now if absent")
]
Rehearsals = Annotated[bool, Parameter(negative="", help="include rehearsed cases")]


def _answer(work: Callable[[], Coroutine[Any, Any, None]]) -> int:
    from commands.answer import answer

    return answer(work)


@measures.default
def every(
    *,
    team: Team = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    rehearsals: Rehearsals = False,
    json: Json = False,
) -> int:
    """Ask every question: the figure of its base, the share, and what was published (docs/measures.md)."""
    from commands import measures

    return _answer(lambda: measures.every(team, since, until, as_of, rehearsals, json))


@measures.command
def show(
    id: str,
    *,
    team: Team = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    rehearsals: Rehearsals = False,
    json: Json = False,
) -> int:
    """Ask one question, and show what counts, of what base, and the cases behind the figure.

    Parameters
    ----------
    id: the question's id or name, such as INS-Q22 or home_visits_overdue.
    """
    from commands import measures

    return _answer(lambda: measures.show(id, team, since, until, as_of, rehearsals, json))


@measures.command
def standing(*, team: Team = None, rehearsals: Rehearsals = False, json: Json = False) -> int:
    """For each standing expectation, in how many open cases it applies, is met, is not, and cannot be shown."""
    from commands import measures

    return _answer(lambda: measures.standing(team, rehearsals, json))
