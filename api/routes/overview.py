"""How work stands, in figures: what a manager looks at first."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api import audited
from api.access import TheCaller, check_list
from api.permissions import Action
from api.service import TheService
from models.words import Ref
from records.lists.counted import COUNTED_TO
from records.overview import AGES, Overview, overview

router = APIRouter(prefix="/v1/overview", tags=["lists"])

Team = Annotated[Ref | None, Query(description="the team that has the case now; all teams if absent")]


class Counted(BaseModel):
    """How many there are."""

    count: int
    or_more: bool = Field(default=False, description=f"there are more: they are counted up to {COUNTED_TO:,}")


class Late(Counted):
    """Overdue work of one age, in days past due. The ages are a project default."""

    from_days: int
    to_days: int | None


class Held(BaseModel):
    """What one member of staff holds of the team's: cases as POM or community practitioner, and open duties."""

    staff: str
    cases: int
    open_duties: int
    overdue: int


class HowWorkStands(BaseModel):
    """The length of lists, restricted cases and work that the reader may not see counted too."""

    overdue: list[Late]
    reviews: Counted = Field(description="changes not yet reviewed (PF-11.3a): open duties of the kind `review`")
    releases: Counted = Field(description="in 28 days, or passed and not reported")
    handovers: Counted = Field(description="in 56 days, or passed and not reported")
    protective_orders_ending: Counted = Field(description="in 28 days")
    cases_without_practitioner: Counted
    escalations: Counted = Field(description="those no manager has looked at since (DE-15)")
    escalations_open: Counted = Field(description="those of which some work is still open")
    workload: list[Held] | None = Field(description="of a team: the most overdue first; absent for all teams")


@router.get("")
async def read_overview(who: TheCaller, service: TheService, team: Team = None) -> HowWorkStands:
    """How the work of a team stands, or of all teams: one number for each list that a manager works from."""
    check_list(who, Action.OVERSEE, mine=False, team=team)
    found = await overview(service.records, service.now(), team)
    audited.showing(len(found.workload or ()))
    return _shown(found)


def _shown(found: Overview) -> HowWorkStands:
    late = [
        Late(**_counted(n).model_dump(), from_days=low, to_days=high)
        for n, (low, high) in zip(found.overdue, AGES, strict=True)
    ]
    return HowWorkStands(
        overdue=late,
        reviews=_counted(found.reviews),
        releases=_counted(found.releases),
        handovers=_counted(found.handovers),
        protective_orders_ending=_counted(found.orders_ending),
        cases_without_practitioner=_counted(found.without_practitioner),
        escalations=_counted(found.escalations),
        escalations_open=_counted(found.escalations_open),
        workload=None if found.workload is None else [Held(**vars(one)) for one in found.workload],
    )


def _counted(found: int) -> Counted:
    return Counted(count=min(found, COUNTED_TO), or_more=found > COUNTED_TO)
