"""Standing expectations: for each, how many open cases it applies to and how many show it."""

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncEngine

from policy.standings import STANDING
from records import read


class Expectation(BaseModel):
    """One expectation over the open cases. ``falls_short`` are the cases that show it is not met."""

    model_config = ConfigDict(frozen=True)

    name: str
    words: str
    clauses: tuple[str, ...]
    who: str
    applies: int
    met: int
    not_shown: int
    falls_short: list[str]


async def expectations(engine: AsyncEngine, team: str | None = None, rehearsals: bool = False) -> list[Expectation]:
    """Every standing expectation, as each open case's last message left it. No past day can be asked about."""
    cases = await read.open_cases(engine, team=team, rehearsals=rehearsals)
    found = []
    for standing in STANDING.values():
        shown = {c.case_id: c.standing[standing.name] for c in cases if standing.name in c.standing}
        found.append(
            Expectation(
                name=standing.name,
                words=standing.words,
                clauses=standing.clauses,
                who=standing.who,
                applies=len(shown),
                met=sum(met is True for met in shown.values()),
                not_shown=sum(met is None for met in shown.values()),
                falls_short=sorted(c for c, met in shown.items() if met is False),
            )
        )
    return found
