"""Applying a policy version to the open cases: what would change, starting it, pausing, resuming and ending it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field
from temporalio.exceptions import WorkflowAlreadyStartedError

from api import audited
from api.access import may
from api.auth.principal import Principal
from api.bodies import Body
from api.permissions import Action
from api.problems import InvalidRequest, OtherRollout, UnknownThing
from api.service import Service, TheService
from models.rollout import Progress, RolloutGiven
from models.words import Ref, Said
from policy.calendar import london_date
from policy.in_force import Policy
from policy.known_versions import UnknownVersion, in_force_on, policy
from policy.version_diff import differences
from records.on_versions import open_cases_on
from rollout_client import NoRollout, progress, start_rollout, told

router = APIRouter(prefix="/v1/operations/policy", tags=["operations"])

MayApply = Annotated[Principal, Depends(may(Action.APPLY_POLICY))]


class Change(BaseModel):
    """One thing that differs between two versions."""

    what: str
    name: str
    words: str
    clauses: list[str]


class GoingOver(BaseModel):
    """Open cases that would go over from one version, and what changes for them."""

    version: str
    open_cases: int
    changes: list[Change] | None = Field(description="none where this process does not have the version")


class RolloutPreview(BaseModel):
    """What applying a version would do, as the records have the cases. Nothing is written."""

    version: str
    title: str
    for_new_cases: str = Field(description="the version that a case opening today follows")
    already_on_it: int
    going_over: list[GoingOver]


class RolloutOrder(Said):
    """Apply a version to every open case; so many are told at once."""

    version: Ref
    at_a_time: int = Field(default=10, ge=1, le=100)


ORDER = Body[RolloutOrder](RolloutOrder)


@router.get("/preview")
async def preview_rollout(
    _: MayApply, service: TheService, version: Annotated[Ref, Query(description="the version to apply")]
) -> RolloutPreview:
    """What applying a version would change, in words, and for how many open cases."""
    new = _known(version, "query.version")
    on = await open_cases_on(service.records)
    already = on.pop(version, 0)
    going = [GoingOver(version=id, open_cases=n, changes=_changes(id, new)) for id, n in sorted(on.items())]
    today = in_force_on(london_date(service.now()))
    return RolloutPreview(
        version=new.id, title=new.version.title, for_new_cases=today, already_on_it=already, going_over=going
    )


@router.post("/rollout", status_code=202, openapi_extra=ORDER.marked())
async def apply_policy(request: Request, who: MayApply, service: TheService) -> Progress:
    """Take every open case over to a version, a few at a time. Sent again while it runs, it counts once."""
    order = await ORDER.read(request)
    _known(order.version, "body.version")
    given = RolloutGiven(version=order.version, ordered_by=who.staff, at_a_time=order.at_a_time)
    try:
        await start_rollout(service.temporal, given, service.cases.task_queue)
    except WorkflowAlreadyStartedError:
        running = await progress(service.temporal)
        if running.version != order.version:
            raise OtherRollout() from None
        return running
    return await progress(service.temporal)


@router.post("/rollout/{step}")
async def steer_rollout(
    step: Annotated[Literal["pause", "resume", "stop"], Path()], _: MayApply, service: TheService
) -> Progress:
    """Pause the rollout that runs, go on with it, or end it: cases that went over stay on the version."""
    return await _steered(service, step)


async def _steered(service: Service, step: str) -> Progress:
    try:
        return await told(service.temporal, step)
    except NoRollout:
        raise UnknownThing() from None


def _known(version: str, field: str) -> Policy:
    try:
        found = policy(version)
    except UnknownVersion as unknown:
        raise InvalidRequest(errors=[{"field": field, "words": str(unknown)}]) from None
    audited.of_policy(found.id)
    return found


def _changes(old: str, new: Policy) -> list[Change] | None:
    try:
        found = differences(policy(old), new)
    except UnknownVersion:
        return None
    return [Change(what=d.what, name=d.name, words=d.words, clauses=list(d.clauses)) for d in found]
