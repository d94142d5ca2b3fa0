"""How the system as a whole comes along: policy versions over the open cases, and caseloads that are taken over."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.access import may
from api.permissions import Action
from api.service import TheService
from models.rollout import Progress
from policy.calendar import london_date
from policy.known_versions import in_force_on, versions
from records import adoptions
from records.adoptions import AdoptionRun, RunState
from records.on_versions import open_cases_on
from rollout_client import NoRollout, RolloutNotReached, progress

router = APIRouter(prefix="/v1/operations", tags=["operations"], dependencies=[Depends(may(Action.WATCH_OPERATIONS))])

RUNS_SHOWN = 10

PATIENCE = timedelta(seconds=5)
"""How long the rollout may take to say how far it is (project default)."""


class VersionInUse(BaseModel):
    """A policy version, and how many open cases follow it."""

    version: str
    title: str | None = Field(description="absent where this process does not have the version")
    in_force_from: date | None
    for_new_cases: bool = Field(description="a case that opens today follows it")
    open_cases: int


class PolicyInUse(BaseModel):
    """The versions there are, and the rollout that runs or ran last.

    ``rollout`` is none where none was ever started; ``answers`` is false where nobody could say.
    """

    versions: list[VersionInUse]
    rollout: Progress | None
    answers: bool


@router.get("/policy")
async def show_policy_in_use(service: TheService) -> PolicyInUse:
    """Which policy versions open cases follow, and how far the rollout of one has come. Cases are counted only."""
    on = await open_cases_on(service.records)
    today = in_force_on(london_date(service.now()))
    known = [
        VersionInUse(
            version=one.id,
            title=one.version.title,
            in_force_from=one.version.in_force_from,
            for_new_cases=one.id == today,
            open_cases=on.pop(one.id, 0),
        )
        for one in versions()
    ]
    others = [
        VersionInUse(version=id, title=None, in_force_from=None, for_new_cases=False, open_cases=count)
        for id, count in sorted(on.items())
    ]
    rollout, answers = await _rollout(service)
    return PolicyInUse(versions=[*known, *others], rollout=rollout, answers=answers)


class AdoptionSeen(BaseModel):
    """A run that takes over a caseload, in figures; ``words`` name what could not be used by its line alone."""

    began_at: datetime
    told_at: datetime = Field(description="when the run last said how far it is")
    state: RunState
    rows: int = Field(description="about how many rows there are in all")
    adopted: int
    already: int
    left_out: int
    problems: int
    opened: int
    late: int
    words: list[str] = Field(description="the first of what could not be used")


class AdoptionsSeen(BaseModel):
    """The last runs, the newest first."""

    runs: list[AdoptionSeen]


@router.get("/adoptions")
async def list_adoptions(service: TheService) -> AdoptionsSeen:
    """How far caseloads have been taken over (`throughcare adopt`), in figures."""
    runs = await adoptions.latest(service.records, RUNS_SHOWN)
    return AdoptionsSeen(runs=[AdoptionSeen(**_shown(one)) for one in runs])


def _shown(run: AdoptionRun) -> dict[str, Any]:
    return {name: value for name, value in asdict(run).items() if name != "run"}


async def _rollout(service: TheService) -> tuple[Progress | None, bool]:
    try:
        return await progress(service.temporal, PATIENCE), True
    except NoRollout:
        return None, True
    except RolloutNotReached:
        return None, False
