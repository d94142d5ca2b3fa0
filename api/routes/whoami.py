"""Who the service takes the caller for: the first thing to ask when something is not permitted."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.access import TheCaller

router = APIRouter(prefix="/v1", tags=["who"])


class Me(BaseModel):
    """Whoever asks, as their token and the staff directory have it."""

    kind: str
    staff: str
    capacities: list[str] = Field(description="roles on cases, and offices beside them")
    teams: list[str]


@router.get("/me")
async def me(caller: TheCaller) -> Me:
    """Who the service takes you for."""
    capacities = sorted(one.value for one in caller.capacities)
    return Me(kind=caller.kind, staff=caller.staff, capacities=capacities, teams=sorted(caller.teams))
