"""Who the service takes the caller for: the first thing to ask when something is not permitted."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.access import may
from api.auth.principal import Principal
from api.permissions import Action

router = APIRouter(prefix="/v1", tags=["who"])


class Me(BaseModel):
    """Whoever asks, as their token and the staff directory have it."""

    kind: str
    staff: str
    capacities: list[str] = Field(description="roles on cases, and offices beside them")
    teams: list[str]


@router.get("/me")
async def me(caller: Annotated[Principal, Depends(may(Action.SEE_MYSELF))]) -> Me:
    """Who the service takes you for."""
    capacities = sorted(one.value for one in caller.capacities)
    return Me(kind=caller.kind, staff=caller.staff, capacities=capacities, teams=sorted(caller.teams))
