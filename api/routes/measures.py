"""The inspection's measures, asked of the records over a period and a team."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from api import audited
from api.access import TheCaller, check_list
from api.audiences.listed import closed_to
from api.permissions import Action, anywhere
from api.problems import InvalidRequest, NotPermitted, UnknownThing
from api.queries import DayAsked, InstantAsked
from api.service import Service, TheService
from models.words import Ref
from records.measures.catalogue import MEASURES, QUESTIONS, ask
from records.measures.measure import Asked, Line, Measure, NotAnswered, Result
from records.measures.standing import Expectation, expectations

router = APIRouter(prefix="/v1/measures", tags=["measures"])

Team = Annotated[Ref | None, Query(description="the team that has the case now; all teams if absent")]
From = Annotated[DayAsked | None, Query(alias="from", description="the first day of the period")]
To = Annotated[DayAsked | None, Query(description="the last day of the period")]
AsOf = Annotated[InstantAsked | None, Query(description="as the records knew it then; now if absent")]


class Question(BaseModel):
    """One question of the inspection, and what was published."""

    id: str
    name: str
    question: str
    published: str | None = Field(description="what the inspection of July 2023 published")
    not_answered: str | None = Field(default=None, description="why there is no figure here")


class Questions(BaseModel):
    """Every question of the inspection."""

    items: list[Question]


class Standing(BaseModel):
    """What is expected all the time, over the open cases."""

    items: list[Expectation]


class Measured(Result):
    """One figure, and the cases behind it that the reader may be told of."""

    withheld: int = Field(description="lines of restricted cases: they count in the figure and are not named")


@router.get("")
async def list_measures(who: TheCaller) -> Questions:
    """Every question of the inspection, those without an answer too."""
    if not anywhere(who, Action.MEASURE):
        raise NotPermitted()
    return Questions(items=[_question(one) for one in QUESTIONS.values()])


@router.get("/standing")
async def standing(who: TheCaller, service: TheService, team: Team = None) -> Standing:
    """How many open cases show what is expected all the time, as they stand now."""
    check_list(who, Action.MEASURE, mine=False, team=team)
    found = await expectations(service.records, team)
    audited.showing(len(found))
    return Standing(items=found)


@router.get("/{measure_id}")
async def measure(
    who: TheCaller,
    service: TheService,
    measure_id: Annotated[str, Path(max_length=60, description="such as INS-M01")],
    team: Team = None,
    since: From = None,
    to: To = None,
    as_of: AsOf = None,
) -> Measured:
    """One figure with its base, its groups, and the cases behind it."""
    check_list(who, Action.MEASURE, mine=False, team=team)
    if measure_id not in MEASURES:
        raise UnknownThing()
    (found,) = await ask(service.records, _asked(service, team, since, to, as_of), measure_id)
    closed = await closed_to(service.records, who, {line.case_id for line in (*found.counted, *found.others)})
    counted, others = _open_to(found.counted, closed), _open_to(found.others, closed)
    audited.showing(len(counted) + len(others))
    withheld = len(found.counted) + len(found.others) - len(counted) - len(others)
    return Measured(**dict(found) | {"counted": counted, "others": others, "withheld": withheld})


def _open_to(lines: Sequence[Line], closed: Collection[str]) -> list[Line]:
    return [line for line in lines if line.case_id not in closed]


def _asked(service: Service, team: str | None, since: date | None, until: date | None, as_of: datetime | None) -> Asked:
    if since is not None and until is not None and until < since:
        raise InvalidRequest(errors=[{"field": "query.to", "words": "it is before from"}])
    return Asked(as_of or service.now(), team, since, until)


def _question(one: Measure | NotAnswered) -> Question:
    return Question(
        id=one.id,
        name=one.name,
        question=one.question,
        published=one.baseline.printed if one.baseline else None,
        not_answered=one.reason if isinstance(one, NotAnswered) else None,
    )
