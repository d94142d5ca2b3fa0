"""What somebody is signed in with, and ending it: for an operator, when an account was closed or a token was lost."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, StringConstraints, model_validator

from api import audited
from api.access import may
from api.auth.endings import still_counts
from api.auth.principal import Principal
from api.auth.seen import SeenToken
from api.bodies import Body
from api.permissions import Action
from api.service import Service, TheService
from models.words import Said
from records import sign_ins

router = APIRouter(prefix="/v1", tags=["sign-ins"])

MayEnd = Annotated[Principal, Depends(may(Action.END_SIGN_INS))]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]


class Whose(Said):
    """Whose sign-ins: a person's or a system's, one of them."""

    user_name: Name | None = None
    client_id: Name | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "Whose":
        if (self.user_name is None) == (self.client_id is None):
            raise ValueError("give user_name or client_id, one of them")
        return self

    @property
    def subject(self) -> str:
        """As tokens are put down to them."""
        return f"user:{self.user_name.lower()}" if self.user_name else f"client:{str(self.client_id).lower()}"


class Token(BaseModel):
    """Something that somebody is signed in with: a token of the API, or of a session of the pages."""

    issued_at: datetime | None
    expires_at: datetime | None
    first_seen: datetime
    last_seen: datetime


class SignIns(BaseModel):
    """What somebody is signed in with. What was issued up to ``ended_at`` counts for nothing."""

    subject: str
    ended_at: datetime | None
    seen_here: list[Token] = Field(description="what this process of the service was shown, and still counts")


WHOSE = Body[Whose](Whose)


@router.post("/sign-in-search", openapi_extra=WHOSE.marked())
async def find_sign_ins(request: Request, _: MayEnd, service: TheService) -> SignIns:
    """See what somebody is signed in with. The name is in the body: what stands in an address ends up in logs."""
    return await _sign_ins(service, (await WHOSE.read(request)).subject)


@router.post("/sign-in-endings", openapi_extra=WHOSE.marked())
async def end_sign_ins(request: Request, who: MayEnd, service: TheService) -> SignIns:
    """End whatever somebody is signed in with, in every process: their tokens, and their sessions of the pages.

    Told again, it ends what was begun meanwhile. Whether they may sign in again is the issuer's to say.
    """
    subject = (await WHOSE.read(request)).subject
    await sign_ins.end(service.records, subject, who.subject, service.now())
    service.endings.look_again()
    return await _sign_ins(service, subject)


async def _sign_ins(service: Service, subject: str) -> SignIns:
    ended_at = (await sign_ins.ended(service.records)).get(subject)
    still = [one for one in service.seen.of(subject) if ended_at is None or still_counts(one.issued_at, ended_at)]
    audited.of_somebody(subject)
    audited.showing(len(still))
    return SignIns(subject=subject, ended_at=ended_at, seen_here=[_token(one) for one in still])


def _token(one: SeenToken) -> Token:
    return Token(
        issued_at=_moment(one.issued_at),
        expires_at=_moment(one.expires_at),
        first_seen=datetime.fromtimestamp(one.first_seen, UTC),
        last_seen=datetime.fromtimestamp(one.last_seen, UTC),
    )


def _moment(second: int | None) -> datetime | None:
    try:
        return None if second is None else datetime.fromtimestamp(second, UTC)
    except (ValueError, OverflowError, OSError):
        return None
