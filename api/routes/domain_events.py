"""Messages of other systems over HTTP: taking them in, and looking after those that a person has to see to."""

from collections.abc import Awaitable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from pydantic import BaseModel, Field

from api import audited
from api.access import may
from api.auth.principal import Principal
from api.bodies import Body
from api.permissions import Action
from api.problems import InvalidRequest, StaleMessage, UnknownThing
from api.service import TheService
from api.versions import sequence_of
from intake import quarantine
from intake.reading import Unreadable, data_of, elements
from intake.states import REASONS
from intake.take import Taken, take
from models.words import Said, Text

T = TypeVar("T")

router = APIRouter(prefix="/v1", tags=["domain events"])

MaySend = Annotated[Principal, Depends(may(Action.SEND_DOMAIN_EVENTS))]
MayMend = Annotated[Principal, Depends(may(Action.MEND_QUARANTINE))]
Number = Annotated[str, Path(pattern=r"^[1-9]\d{0,14}$", description="The message's number.")]

IfMatch = Annotated[
    str | None,
    Header(max_length=40, description="The message's version as it was looked at, in quotes; absent: whichever it is."),
]


def _seen(if_match: IfMatch = None) -> int | None:
    """The version that whoever acts has looked at; none when they do not say. Raises StaleMessage."""
    if if_match is None:
        return None
    if (found := sequence_of(if_match)) is None:
        raise StaleMessage()
    return found


Seen = Annotated[int | None, Depends(_seen)]

_ANY_MESSAGE = {
    "requestBody": {
        "required": True,
        "description": "A domain event, plain or in the envelope of SNS, SQS or CloudEvents; or an array of them",
        "content": {"application/json": {"schema": {"type": ["object", "array"]}}},
    }
}


class MessageTaken(BaseModel):
    """What became of one message; ``words`` never repeat what it said."""

    number: int
    state: str = Field(description="accepted, asking, applied, duplicate, not_for_us or quarantined")
    reason: str | None = None
    words: str | None = None
    duplicate_of: int | None = None
    facts: int = Field(description="how many facts are on their way to cases")


class MessagesTaken(BaseModel):
    """Every message is stored. What is accepted reaches its case, whatever is down meanwhile."""

    messages: list[MessageTaken]


class InQuarantine(BaseModel):
    """A message in quarantine, with nothing of what it says."""

    number: int
    came_at: datetime
    channel: str
    type: str | None
    occurred_at: datetime | None
    reason: str
    words: str
    mended: bool


class Quarantine(BaseModel):
    """A page of the quarantine, the oldest first; ``after`` asks for the next."""

    messages: list[InQuarantine]
    after: int | None


class DidWithIt(BaseModel):
    """Something that was done with a message."""

    at: datetime
    by: str
    did: str
    why: str | None


class QuarantinedMessage(InQuarantine):
    """A message with all it says: sensitive, whatever another system put there."""

    raw: str
    mended_copy: str | None
    history: list[DidWithIt]
    version: int = Field(description="how often something was done with it: for If-Match")


class Dismissal(Said):
    """Why nothing follows from a message."""

    why: Text


DISMISSAL = Body[Dismissal](Dismissal)


@router.post("/domain-events", status_code=202, openapi_extra=_ANY_MESSAGE)
async def send_domain_events(request: Request, _: MaySend, service: TheService) -> MessagesTaken:
    """Take in events of other systems. Once this answers, each is stored: delivered later, or seen to by a person."""
    body = await request.body()
    try:
        if elements(body) is None and not isinstance(data_of(body), dict):
            raise InvalidRequest(
                errors=[{"field": "body", "words": "send one event as an object, or an array of them"}]
            )
        content_type = request.headers.get("content-type")
        headers = dict(request.headers.items())
        found = await take(
            service.records, body, content_type, channel="api", headers=headers, can_ask=service.asks_details
        )
    except Unreadable as error:
        raise InvalidRequest(errors=[{"field": "body", "words": str(error)}]) from None
    audited.showing(len(found))
    return MessagesTaken(messages=[_taken(one) for one in found])


@router.get("/quarantine")
async def list_quarantine(
    _: MayMend,
    service: TheService,
    reason: Annotated[str | None, Query(pattern=r"^[a-z_]{1,40}$", description="only this reason")] = None,
    after: Annotated[str, Query(pattern=r"^\d{1,15}$", description="only messages after this number")] = "0",
) -> Quarantine:
    """List what is in quarantine. Nothing of what a message says is shown."""
    if reason is not None and reason not in REASONS:
        raise InvalidRequest(errors=[{"field": "query.reason", "words": f"say one of {', '.join(REASONS)}"}])
    found = await quarantine.waiting(service.records, reason=reason, after=int(after), limit=100)
    audited.showing(len(found))
    last = found[-1].number if len(found) == 100 else None
    return Quarantine(messages=[InQuarantine(**asdict(one)) for one in found], after=last)


@router.get("/quarantine/{number}")
async def show_quarantined(number: Number, who: MayMend, service: TheService) -> QuarantinedMessage:
    """One message with all it says, and what was done with it. That somebody looked is kept."""
    opened = await _found(quarantine.open_one(service.records, int(number), who.staff))
    return QuarantinedMessage(
        **asdict(opened.waiting),
        raw=opened.raw.decode(errors="backslashreplace"),
        mended_copy=None if opened.mended is None else opened.mended.decode(errors="backslashreplace"),
        history=[DidWithIt(**asdict(one)) for one in opened.history],
        version=opened.version,
    )


@router.put("/quarantine/{number}/mended", openapi_extra=_ANY_MESSAGE)
async def mend_quarantined(
    number: Number, request: Request, who: MayMend, service: TheService, seen: Seen
) -> MessageTaken:
    """Put a mended copy beside what came, and take that in."""
    body = await request.body()
    try:
        data_of(body)
    except Unreadable as error:
        raise InvalidRequest(errors=[{"field": "body", "words": str(error)}]) from None
    await _found(quarantine.mend(service.records, int(number), body, who.staff, seen=seen))
    return await replay_quarantined(number, who, service, None)


@router.post("/quarantine/{number}/replay")
async def replay_quarantined(number: Number, who: MayMend, service: TheService, seen: Seen) -> MessageTaken:
    """Take a message in again, as mended if it was."""
    again = quarantine.replay(service.records, int(number), who.staff, can_ask=service.asks_details, seen=seen)
    return _taken(await _found(again))


@router.post("/quarantine/{number}/dismissal", status_code=204, openapi_extra=DISMISSAL.marked())
async def dismiss_quarantined(number: Number, request: Request, who: MayMend, service: TheService, seen: Seen) -> None:
    """Let a message be, with the reason. It stays stored."""
    said = await DISMISSAL.read(request)
    await _found(quarantine.dismiss(service.records, int(number), who.staff, said.why, seen=seen))


async def _found(work: Awaitable[T]) -> T:
    try:
        return await work
    except quarantine.NoSuchMessage:
        raise UnknownThing() from None
    except quarantine.Changed:
        raise StaleMessage() from None


def _taken(one: Taken) -> MessageTaken:
    return MessageTaken(
        number=one.number,
        state=one.state,
        reason=one.reason,
        words=one.words,
        duplicate_of=one.duplicate_of,
        facts=one.facts,
    )
