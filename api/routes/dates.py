"""Dates from facts alone: handover, home visit, referral, notice and licence dates, for no case in particular."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from api.access import may
from api.auth.principal import Principal
from api.bodies import Body
from api.permissions import Action
from api.service import TheService
from models.release_facts import ReleaseFacts
from policy.calendar import london_date
from policy.dates import dates_of

router = APIRouter(prefix="/v1", tags=["dates"])

FACTS = Body[ReleaseFacts](ReleaseFacts)


@router.post("/dates", openapi_extra=FACTS.marked())
async def calculate_dates(
    request: Request, service: TheService, _: Annotated[Principal, Depends(may(Action.CALCULATE_DATES))]
) -> dict[str, Any]:
    """Work out every date that follows from the facts (docs/dates.md). Nothing is kept."""
    return dates_of(await FACTS.read(request), london_date(service.now()))
