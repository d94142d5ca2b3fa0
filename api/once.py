"""Acts that are done once however often they are sent: the Idempotency-Key and what is kept under it.

The id of the message to the case is made from the key and whoever sent it. A process that dies between the act and the
keeping of its answer leaves a claim; the act sent again is the same message, which the case knows already.
"""

import hashlib
import json
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.access import TheCaller
from api.auth.principal import Principal
from api.problems import KeyInUse, KeyRequired, KeyReused
from api.service import Service, TheService
from records import answers
from records.answers import Claim, Kept

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_NAMESPACE = uuid.UUID("8f0c6c3e-3b8e-4c55-9a55-0d6f1c1f7b1d")

Key = Annotated[
    str | None,
    Header(
        alias=HEADER,
        pattern=r"^[A-Za-z0-9_-]{8,64}$",
        description="The same for the same act sent again, else a new one; kept for 24 hours (project default).",
    ),
]


@dataclass(frozen=True)
class Answer:
    """What an act answers: a body, a status, and the case's version afterwards."""

    body: BaseModel
    status: int = 200
    etag: str | None = None


@dataclass(frozen=True)
class Once:
    """One act under one key of one caller."""

    service: Service
    claim: Claim
    message_id: str

    async def answer(self, work: Callable[[], Awaitable[Answer]]) -> JSONResponse:
        """Do the work, or answer with what it led to when it was done before.

        Raises KeyInUse, KeyReused, and whatever the work raises; then nothing is kept.
        """
        found = await answers.claim(self.service.records, self.claim, self.service.now())
        match found:
            case "claimed":
                return await self._work(work)
            case "under way":
                raise KeyInUse()
            case "another request":
                raise KeyReused()
            case Kept():
                return as_response(found, {REPLAYED: "true"})

    async def _work(self, work: Callable[[], Awaitable[Answer]]) -> JSONResponse:
        try:
            made = await work()
        except BaseException:
            await answers.give_up(self.service.records, self.claim)
            raise
        kept = Kept(made.status, made.body.model_dump(mode="json"), made.etag)
        await answers.answer(self.service.records, self.claim, kept)
        return as_response(kept, {})


def as_response(kept: Kept, headers: dict[str, str]) -> JSONResponse:
    """An answer as it is sent."""
    return JSONResponse(kept.body, kept.status, {**headers, **({"ETag": kept.etag} if kept.etag else {})})


async def once(request: Request, service: TheService, caller: TheCaller, key: Key = None) -> Once:
    """The act that a request is. Raises KeyRequired."""
    if key is None:
        raise KeyRequired()
    said = f"{request.method} {request.url.path}\n".encode() + _canonical(await request.body())
    claim = Claim(digest(caller), key, hashlib.sha256(said).hexdigest())
    return Once(service, claim, f"api-{uuid.uuid5(_NAMESPACE, f'{caller.subject} {key}')}")


def _canonical(body: bytes) -> bytes:
    """The same JSON is the same request, however it is spaced and ordered; what is none is told so when it is read."""
    try:
        return json.dumps(json.loads(body), sort_keys=True).encode()
    except (ValueError, RecursionError):
        return body


def digest(caller: Principal) -> str:
    """Who asks and what they may do: with other rights an answer kept before is not theirs any more."""
    said: list[Any] = [caller.subject, sorted(caller.capacities), sorted(caller.teams)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


TheAct = Annotated[Once, Depends(once)]
