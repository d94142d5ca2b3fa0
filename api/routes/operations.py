"""How the system as a whole comes along: policy versions over the open cases."""

from datetime import date, timedelta

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.access import may
from api.permissions import Action
from api.service import TheService
from models.rollout import Progress
from policy.calendar import london_date
from policy.known_versions import in_force_on, versions
from records.on_versions import open_cases_on
from rollout_client import NoRollout, RolloutNotReached, progress

router = APIRouter(prefix="/v1/operations", tags=["operations"], dependencies=[Depends(may(Action.WATCH_OPERATIONS))])

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


async def _rollout(service: TheService) -> tuple[Progress | None, bool]:
    try:
        return await progress(service.temporal, PATIENCE), True
    except NoRollout:
        return None, True
    except RolloutNotReached:
        return None, False
