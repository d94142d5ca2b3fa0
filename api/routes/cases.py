"""Cases: starting one, reading it, finding it, and restricting who may look into it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, model_validator

from api import audited
from api.access import OnCase, TheCaller, TheCase, may, on_case, relation_to, stands
from api.audiences.audience import audience_of
from api.audiences.cases import AnyCase, RestrictedCase, case_for
from api.audiences.receipts import AnyReceipt, receipt_for
from api.auth.principal import Principal
from api.bodies import Body
from api.permissions import Action, Relation, allowing, anywhere
from api.problems import NotPermitted
from api.problems import RestrictedCase as RestrictedProblem
from api.reporters import put_down_to
from api.service import Service, TheService
from api.versions import etag
from models.case import CaseStart
from models.restriction import RestrictionReason
from models.tables import CaseRow
from models.words import Crn, MayLook, PrisonNumber, Said
from records import read, restrictions

router = APIRouter(prefix="/v1", tags=["cases"])


class StartCase(CaseStart):
    """A case to open, and who may look into it if that is restricted from the start."""

    restricted_to: MayLook | None = Field(
        default=None, description="the case is restricted: who may look into it beside those it names; empty if nobody"
    )

    def opens(self) -> CaseStart:
        """What opens the case."""
        return CaseStart(**{name: getattr(self, name) for name in CaseStart.model_fields})


START = Body[StartCase](StartCase)


@router.post("/cases", status_code=201, response_model=AnyReceipt, openapi_extra=START.marked())
async def start_case(
    request: Request, service: TheService, who: Annotated[Principal, Depends(may(Action.START_CASE))]
) -> JSONResponse:
    """Open a case at the court report or at sentencing. The same again gives the same case, once."""
    asked = await START.read(request)
    opening = put_down_to(who, asked.opening, [Relation.NO_CASE], Action.START_CASE)
    start = asked.opens().model_copy(update={"opening": opening})
    if asked.restricted_to is not None:
        await _restrict_from_the_start(service, who, start.case_id, asked.restricted_to)
    receipt = await service.cases.start(start)
    relation, look = await stands(service, who, start.case_id)
    headers = {"Location": f"/v1/cases/{start.case_id}", "ETag": etag(look.sequence)}
    shown = receipt_for(receipt, audience_of(who, relation))
    return JSONResponse(shown.model_dump(mode="json"), 201, headers)


async def _restrict_from_the_start(service: Service, who: Principal, case_id: str, others: Sequence[str]) -> None:
    """Before the case is there for anybody to look into. Raises NotPermitted: who else may look is for few to say."""
    if others and not anywhere(who, Action.RESTRICT_CASE):
        raise NotPermitted()
    await restrictions.restrict_from_the_start(service.records, case_id, others, who.subject, service.now())


@router.get("/cases/{case_id}", response_model=AnyCase)
async def read_case(case_id: TheCase, who: TheCaller, service: TheService) -> JSONResponse:
    """The case as it stands, as whoever asks may see it; of a restricted case only that it is there."""
    if not anywhere(who, Action.READ_CASE):
        raise NotPermitted()
    relation, look = await stands(service, who, case_id)
    if allowing(who, Action.READ_CASE, relation):
        on = OnCase(who, Action.READ_CASE, relation, look)
        restricted = await restrictions.allowed(service.records, case_id) is not None
        shown: Any = case_for(look, on.audience, on.named_as, service.now() + look.ahead, restricted=restricted)
        return JSONResponse(shown.model_dump(mode="json"), headers={"ETag": etag(look.sequence)})
    if not allowing(who, Action.KNOW_OF_CASE, relation):
        raise RestrictedProblem() if relation is Relation.RESTRICTED else NotPermitted()
    audited.as_restricted()
    return JSONResponse(RestrictedCase(case_id=case_id).model_dump(mode="json"))


# Finding ------------------------------------------------------------------------------------------------------------


class Sought(Said):
    """Whose cases: by CRN or by prison number, one of them."""

    crn: Crn | None = None
    prison_number: PrisonNumber | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "Sought":
        if (self.crn is None) == (self.prison_number is None):
            raise ValueError("give crn or prison_number, one of them")
        return self


class FoundCase(BaseModel):
    """A case of the person sought."""

    case_id: str
    access: Literal["open", "not permitted", "Restricted"] = Field(description="whether whoever asks may read it")


class Found(BaseModel):
    """The cases of the person sought."""

    items: list[FoundCase]


SOUGHT = Body[Sought](Sought)


@router.post("/case-search", openapi_extra=SOUGHT.marked())
async def find_cases(
    request: Request, service: TheService, who: Annotated[Principal, Depends(may(Action.FIND_CASE))]
) -> Found:
    """Find a person's cases. The number is in the body: what stands in an address ends up in logs."""
    sought = await SOUGHT.read(request)
    if sought.crn is not None:
        rows = await read.find_by_crn(service.records, sought.crn)
    else:
        rows = await read.find_by_prison_number(service.records, str(sought.prison_number))
    audited.showing(len(rows))
    restricted = await restrictions.among(service.records, [row.case_id for row in rows])
    return Found(items=[FoundCase(case_id=r.case_id, access=_access(who, r, restricted.get(r.case_id))) for r in rows])


def _access(
    who: Principal, row: CaseRow, restricted_to: Sequence[str] | None
) -> Literal["open", "not permitted", "Restricted"]:
    relation = relation_to(who, (row.pom, row.community_practitioner, row.spo), row.team, restricted_to)
    if allowing(who, Action.READ_CASE, relation):
        return "open"
    return "Restricted" if relation is Relation.RESTRICTED else "not permitted"


# Restricting --------------------------------------------------------------------------------------------------------


class Restriction(Said):
    """Who may look into the case beside those it names."""

    allowed: MayLook = Field(default_factory=list)
    reason: RestrictionReason | None = Field(default=None, description="why, as a choice: it says nothing of anybody")


class RestrictionShown(BaseModel):
    """Whether the case is restricted, who may look into it all the same beside those it names, and why."""

    restricted: bool
    allowed: list[str]
    reason: RestrictionReason | None
    set_by: str | None
    set_at: datetime | None


RESTRICTION = Body[Restriction](Restriction)
MayRestrict = Annotated[OnCase, Depends(on_case(Action.RESTRICT_CASE))]


@router.get("/cases/{case_id}/restriction")
async def read_restriction(on: MayRestrict, service: TheService) -> RestrictionShown:
    """Whether the case is restricted, to whom besides those it names, and why."""
    found = await restrictions.found(service.records, on.case.case_id)
    if found is None:
        return RestrictionShown(restricted=False, allowed=[], reason=None, set_by=None, set_at=None)
    reason = RestrictionReason(found.reason) if found.reason else None
    return RestrictionShown(
        restricted=True, allowed=found.allowed, reason=reason, set_by=found.set_by, set_at=found.set_at
    )


@router.put("/cases/{case_id}/restriction", openapi_extra=RESTRICTION.marked())
async def restrict_case(request: Request, on: MayRestrict, service: TheService) -> Restriction:
    """Restrict the case to those it names and those given here; given again, the list is the new one."""
    asked = await RESTRICTION.read(request)
    await restrictions.restrict(
        service.records, on.case.case_id, asked.allowed, on.who.subject, service.now(), asked.reason
    )
    return asked


@router.delete("/cases/{case_id}/restriction", status_code=204)
async def lift_restriction(on: MayRestrict, service: TheService) -> Response:
    """End the restriction of the case."""
    await restrictions.lift(service.records, on.case.case_id)
    return Response(status_code=204)
