"""The audit trail for operators: who saw and did what, and what was found when it was last looked through."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, StringConstraints

from api import audited
from api.access import may
from api.auth.principal import Principal
from api.bodies import Body
from api.permissions import Action
from api.service import TheService
from audit import verified
from audit.chain import Link
from audit.entry import Outcome, written
from audit.reading import Wanted, found
from models.words import CaseId, Instant, Said

router = APIRouter(prefix="/v1", tags=["audit"])

MaySearch = Annotated[Principal, Depends(may(Action.SEARCH_AUDIT))]
Who = Annotated[str, StringConstraints(pattern=r"^((user|client):)?[A-Za-z0-9][A-Za-z0-9._-]{0,59}$", to_lower=True)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,59}$")]


class AuditWanted(Said):
    """Which entries; what is left out does not narrow them. ``before`` asks for the page after."""

    who: Who | None = Field(default=None, description="as the token names them, with or without user: or client:")
    case_id: CaseId | None = None
    action: Name | None = Field(default=None, description="an operation of this description, such as read_case")
    outcome: Outcome | None = None
    since: Instant | None = Field(default=None, description="from this moment on")
    until: Instant | None = Field(default=None, description="before this moment")
    before: int | None = Field(default=None, ge=1, description="only entries before the one with this number")
    limit: int = Field(default=50, ge=1, le=200)


class AuditEntry(BaseModel):
    """One entry: nothing of what was in it, and nothing somebody wrote."""

    number: int
    at: str
    who: str
    capacities: str
    action: str
    outcome: str
    case_id: str | None
    asked: str | None
    shown: int | None
    version: int | None
    problem: str | None
    correlation_id: str


class AuditEntries(BaseModel):
    """Entries, the newest first; ``before`` asks for those that follow, absent when there are none."""

    items: list[AuditEntry]
    before: int | None


class AuditVerification(BaseModel):
    """One look through the whole trail. Only a checkpoint kept elsewhere tells whether its end was cut off."""

    at: datetime
    entries: int
    checkpoint: int | None = Field(description="the entry up to which a signed checkpoint was compared")
    faults: int
    words: list[str] = Field(description="what is wrong, of the first faults")


class LastVerification(BaseModel):
    """The last look there was; none when nobody looked yet."""

    last: AuditVerification | None


WANTED = Body[AuditWanted](AuditWanted)


@router.post("/audit-search", openapi_extra=WANTED.marked())
async def search_audit(request: Request, _: MaySearch, service: TheService) -> AuditEntries:
    """Search the trail. Who and which case are in the body: what stands in an address ends up in logs."""
    asked = await WANTED.read(request)
    wanted = Wanted(
        case_id=asked.case_id,
        who=asked.who,
        since=written(asked.since) if asked.since else None,
        limit=asked.limit + 1,
        action=asked.action,
        outcome=asked.outcome.value if asked.outcome else None,
        until=written(asked.until) if asked.until else None,
        before=asked.before,
    )
    links = await found(service.records, wanted)
    shown = links[: asked.limit]
    _note(asked, shown)
    more = len(links) > asked.limit
    return AuditEntries(items=[_entry(one) for one in shown], before=shown[-1].number if more else None)


@router.get("/audit-verification")
async def last_verification(_: MaySearch, service: TheService) -> LastVerification:
    """What was found when the trail was last looked through (`throughcare audit verify`)."""
    last = await verified.latest(service.records)
    return LastVerification(last=AuditVerification(**asdict(last)) if last else None)


def _note(asked: AuditWanted, shown: list[Link]) -> None:
    """Whose entries and which case's they were is on record once some were found: what names nobody may be anything."""
    audited.showing(len(shown))
    if shown and asked.who:
        audited.of_somebody(shown[0].entry.who)
    if shown and asked.case_id:
        audited.on(asked.case_id)


_NUMBERS = ("shown", "version")


def _entry(link: Link) -> AuditEntry:
    """An entry, also one that somebody got at: a row may then hold anything, and is shown all the same."""
    said: dict[str, Any] = {k: None if v is None else str(v) for k, v in asdict(link.entry).items()}
    said |= {k: int(said[k]) if said[k] is not None and said[k].isdecimal() else None for k in _NUMBERS}
    return AuditEntry(number=link.number, **said)
