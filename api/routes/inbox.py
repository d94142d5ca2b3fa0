"""What somebody was told: their own inbox, and nobody else's."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field, ValidationError, model_validator

from api import audited
from api.access import may
from api.audiences.audience import audience_of, needed
from api.auth.principal import Principal
from api.bodies import Body
from api.permissions import Action, Relation
from api.problems import InvalidRequest, NotPermitted
from api.service import Service, TheService
from models.notices import InboxItem, Place
from models.words import CaseId, Instant, Ref, Said
from notices.inbox import PAGE, inbox, mark_read
from records import read, restrictions

router = APIRouter(prefix="/v1/inbox", tags=["inbox"])

LARGEST_PAGE = 200


class Told(BaseModel):
    """One notice. ``about`` is absent when whoever was told may not read it here any more."""

    case_id: str
    notice_id: str
    at: datetime
    kind: str
    rank: str = Field(description="grave and prompt were sent at once, digest in the next digest")
    about: str | None
    to_role: str
    duties: list[str]
    covering: bool = Field(description="it was for a colleague who is away")
    read_at: datetime | None


class Inbox(BaseModel):
    """A page of the inbox, the newest first. ``next`` is the ``after`` of the next page, absent on the last."""

    items: list[Told]
    unread: int = Field(description="of the whole inbox")
    next: str | None = None


class Reading(Said):
    """What was read: one notice of a case, all of a case, or all up to a moment."""

    case_id: CaseId | None = None
    notice_id: Ref | None = None
    until: Instant | None = None

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if self.case_id is None and (self.until is None or self.notice_id is not None):
            raise ValueError("say which: case_id and notice_id, case_id alone, or until")
        return self


class WasRead(BaseModel):
    """How many had not been read before."""

    read: int


READING = Body[Reading](Reading)


async def somebody(who: Annotated[Principal, Depends(may(Action.READ_INBOX))]) -> Principal:
    """Whoever has an inbox: a person, never a system. Raises NotPermitted."""
    if who.kind != "user":
        raise NotPermitted()
    return who


Somebody = Annotated[Principal, Depends(somebody)]


@router.get("")
async def my_inbox(
    who: Somebody,
    service: TheService,
    unread: Annotated[bool | None, Query(description="only the unread; if false, only the read")] = None,
    case: Annotated[CaseId | None, Query(description="only this case")] = None,
    after: Annotated[str | None, Query(max_length=300, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> Inbox:
    """What I was told, the newest first."""
    page = await inbox(service.records, who.staff, unread=unread, case_id=case, after=_place(after), limit=limit)
    audited.showing(len(page.items))
    closed = await _closed_to(service, who, {item.case_id for item in page.items})
    return Inbox(
        items=[_told(item, who, closed) for item in page.items],
        unread=page.unread,
        next=_said(page.following) if page.following else None,
    )


@router.post("/read", openapi_extra=READING.marked())
async def read_in_inbox(request: Request, who: Somebody, service: TheService) -> WasRead:
    """Mark as read. Doing it again changes nothing."""
    said = await READING.read(request)
    given = {"case_id": said.case_id, "notice_id": said.notice_id}
    count = await mark_read(service.records, who.staff, service.now(), until=said.until, **given)
    return WasRead(read=count)


def _told(item: InboxItem, who: Principal, closed: Collection[str]) -> Told:
    """As whoever was told may read it: as somebody of the case, unless it is closed to them by now."""
    hidden = item.case_id in closed or needed(item.sensitivity, item.about) > audience_of(who, Relation.OWN)
    said = item.model_dump(exclude={"sensitivity"})
    return Told.model_validate({**said, "about": None if hidden else item.about})


async def _closed_to(service: Service, who: Principal, cases: Collection[str]) -> set[str]:
    """Those of the cases that are under restriction now, and neither name this person nor list them."""
    restricted = await restrictions.among(service.records, cases)
    closed = set[str]()
    for case_id, listed in restricted.items():
        row = await read.case(service.records, case_id)
        named = {row.pom, row.community_practitioner, row.spo} if row else set()
        if who.staff not in {*named, *listed}:
            closed.add(case_id)
    return closed


def _said(place: Place) -> str:
    return urlsafe_b64encode(f"{place.at.isoformat()} {place.case_id} {place.notice_id}".encode()).decode().rstrip("=")


def _place(said: str | None) -> Place | None:
    """Raises InvalidRequest."""
    if said is None:
        return None
    try:
        at, case_id, notice_id = urlsafe_b64decode(said + "=" * (-len(said) % 4)).decode("ascii").split(" ")
        return Place.model_validate({"at": at, "case_id": case_id, "notice_id": notice_id})
    except (ValueError, ValidationError):
        raise InvalidRequest(errors=[{"field": "query.after", "words": "take it from the page before"}]) from None
