"""Events: reporting one, seeing first what it would open, and asking what several facts together would change."""

from collections.abc import Awaitable, Mapping
from dataclasses import asdict
from typing import Annotated, Any, TypeVar

import structlog
from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from api.access import OnCase, on_case
from api.audiences.audience import plain
from api.audiences.duties import lines_shown
from api.audiences.receipts import AnyReceipt, Taken, receipt_for
from api.bodies import Body
from api.load.urgency import Urgency
from api.permissions import Action, allowing
from api.problems import CaseFinished, NotPermitted
from api.reporters import put_down_to
from api.service import Service, TheService
from api.versions import etag
from client import CaseIsFull, NoSuchCase
from models.events import Event
from models.events.withdrawal import FactWithdrawn
from models.words import Said
from policy.limits import beyond
from policy.what_if import Shift, Supposed
from policy.withdraw import asks_for_manager

LOG = structlog.get_logger("throughcare.api")

T = TypeVar("T")

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["events"])

EVENT_BODY = Body[Event](Event)
MayReport = Annotated[OnCase, Depends(on_case(Action.REPORT_EVENT))]
MayPreview = Annotated[OnCase, Depends(on_case(Action.PREVIEW))]


SAYS_WHO_HOLDS = frozenset({"practitioner_allocated", "case_transferred", "records_merged"})
"""Facts by which somebody comes to be named on a case, or a team to have it: they give rights, and need one."""


class Accepted(BaseModel):
    """The event is kept and will be worked through; what it led to is in the case's history."""

    case_id: str
    message: str


@router.post(
    "/events",
    response_model=AnyReceipt,
    responses={202: {"model": Accepted, "description": "Kept; it is worked through in its turn"}},
    openapi_extra=EVENT_BODY.marked(),
)
async def report_event(
    request: Request,
    on: MayReport,
    service: TheService,
    prefer: Annotated[str | None, Header(max_length=100, description="respond-async: do not wait for it")] = None,
) -> JSONResponse:
    """Report an event. The answer says what it led to; with `Prefer: respond-async` only that it is kept (202).

    Known by its `event_id`: told twice it counts once. With either answer it is durable.
    """
    event = put_down_to(on.who, await EVENT_BODY.read(request), [on.relation])
    _check_may_tell(on, event)
    id = on.case.case_id
    if prefer is not None and "respond-async" in prefer.lower():
        if reasons := beyond(on.case.model_dump(mode="json", exclude_none=True), event):
            raise _full(service, id, [asdict(reason) for reason in reasons])
        await taking(service.cases.report_later(id, event))
        return JSONResponse(Accepted(case_id=id, message=event.event_id).model_dump(mode="json"), 202)
    try:
        receipt = await taking(service.cases.report(id, event))
    except CaseIsFull as full:
        raise _full(service, id, full.reasons) from None
    shown = receipt_for(receipt, on.audience)
    headers = {} if isinstance(shown, Taken) else {"ETag": etag(receipt.sequence)}
    return JSONResponse(shown.model_dump(mode="json"), headers=headers)


def _check_may_tell(on: OnCase, event: Event) -> None:
    """Raise NotPermitted for a fact that gives rights, or takes back what is grave, from somebody who may not."""
    needed = []
    if isinstance(event, FactWithdrawn):
        kept = on.case.facts.get(event.withdraws)
        gives = kept is not None and kept.said["type"] in SAYS_WHO_HOLDS
        needed = [Action.WITHDRAW_GRAVE] if asks_for_manager(on.case, event.withdraws) else []
        needed += [Action.SAY_WHO_HOLDS] if gives else []
    elif event.type in SAYS_WHO_HOLDS:
        needed = [Action.SAY_WHO_HOLDS]
    if not all(allowing(on.who, action, on.relation) for action in needed):
        raise NotPermitted()


def _full(service: Service, case_id: str, reasons: list[Mapping[str, Any]]) -> CaseIsFull:
    """A fact was refused, so whoever operates this must hear of it."""
    LOG.error("a case is full: a fact was refused", case_id=case_id)
    service.load.tally.refused(Urgency.ACT, "case_full")
    return CaseIsFull(reasons)


async def taking(told: Awaitable[T]) -> T:
    """What telling a case leads to. Raises CaseFinished for a case that is there to be looked at and takes no more."""
    try:
        return await told
    except NoSuchCase:
        raise CaseFinished() from None


@router.post("/preview", response_model=AnyReceipt, openapi_extra=EVENT_BODY.marked())
async def preview_event(request: Request, on: MayPreview, service: TheService) -> JSONResponse:
    """What an event would lead to if it were reported now. Nothing is written."""
    event = put_down_to(on.who, await EVENT_BODY.read(request), [on.relation], Action.PREVIEW)
    if isinstance(event, FactWithdrawn):
        _check_may_tell(on, event)
    receipt = await service.cases.preview(on.case.case_id, event, service.now() + on.look.ahead)
    return JSONResponse(receipt_for(receipt, on.audience).model_dump(mode="json"))


class WhatIf(Said):
    """Facts that have not happened, in the order in which they would be told."""

    facts: list[Event] = Field(min_length=1, max_length=20)


WHAT_IF = Body[WhatIf](WhatIf)


@router.post("/what-if", openapi_extra=WHAT_IF.marked())
async def what_if(request: Request, on: MayPreview, service: TheService) -> Supposed:
    """What facts would open, move and close if they came one after another. Nothing is written."""
    asked = (await WHAT_IF.read(request)).facts
    facts = [put_down_to(on.who, fact, [on.relation], Action.PREVIEW) for fact in asked]
    found = await service.cases.what_if(on.case.case_id, facts, service.now() + on.look.ahead)
    return Supposed(
        stage_now=found.stage_now,
        stage_then=found.stage_then,
        dates=found.dates,
        opens=lines_shown(found.opens, on.audience),
        closes=lines_shown(found.closes, on.audience),
        moves=[shift for shift in found.moves if _seen(shift, on)],
        flags=plain(on.audience, found.flags),
    )


def _seen(shift: Shift, on: OnCase) -> bool:
    return bool(lines_shown([shift.duty], on.audience))
