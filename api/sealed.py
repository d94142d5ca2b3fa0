"""Opening what Temporal keeps of a case, for its UI: to those who may read the whole case, and with a trace.

The UI calls this a codec server: it sends payloads as it has them, with the token of whoever looks. It is served only
where its origin is named; no other page may call it from a browser. Nothing is sealed here for anybody.
"""

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send
from temporalio.api.common.v1 import Payload, Payloads

from api import audited
from api.access import TheCaller, stands
from api.audiences.audience import Audience, audience_of
from api.auth.principal import Office, Principal
from api.bodies import parsed
from api.problems import InvalidRequest, NotPermitted
from api.service import Service, TheService
from sealing.codec import CASE, SERVICE
from sealing.data_keys import DataKeys
from sealing.payloads import is_sealed, key_of, unseal
from sealing.problems import Unreadable

PREFIX = "/v1/sealed"

router = APIRouter(prefix=PREFIX, include_in_schema=False)


def open_for(app: FastAPI, keys: DataKeys, origin: str) -> None:
    """Serve it to the UI at an origin, such as https://temporal.example."""
    app.state.keys = keys
    app.include_router(router)
    app.add_middleware(_FromTheUi, origin=origin)


class _FromTheUi:
    """Lets pages of one origin call these routes and no others."""

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self._app = app
        self._shared = CORSMiddleware(
            app,
            allow_origins=[origin],
            allow_methods=["POST"],
            allow_headers=["authorization", "content-type", "x-namespace"],
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        here = scope["type"] == "http" and scope["path"].startswith(PREFIX)
        await (self._shared if here else self._app)(scope, receive, send)


@router.post("/decode")
async def decode_sealed(request: Request, who: TheCaller, service: TheService) -> JSONResponse:
    """Open payloads of one workflow. What is not sealed here, or can be read no more, comes back as it came."""
    keys: DataKeys = request.app.state.keys
    payloads = _payloads(await request.body())
    found = {owner for payload in payloads if (owner := await _owner(keys, payload)) is not None}
    if len(found) > 1:
        raise InvalidRequest(errors=[{"field": "body.payloads", "words": "send those of one workflow at a time"}])
    for owner in found:
        await _check(service, who, owner)
    opened = [await _opened(keys, payload) for payload in payloads]
    audited.showing(sum(is_sealed(before) and not is_sealed(now) for before, now in zip(payloads, opened, strict=True)))
    return JSONResponse(MessageToDict(Payloads(payloads=opened)))


async def _check(service: Service, who: Principal, owner: str) -> None:
    """Raises NotPermitted: a case is opened to those who may read all of it, our own workflows to operators."""
    if owner == SERVICE:
        if Office.OPERATOR not in who.capacities:
            raise NotPermitted()
        return
    relation, _ = await stands(service, who, owner.removeprefix(CASE))
    if audience_of(who, relation) is not Audience.PRACTITIONER:
        raise NotPermitted()


def _payloads(body: bytes) -> Sequence[Payload]:
    said = parsed(body)
    try:
        if not isinstance(said, dict):
            raise TypeError
        return ParseDict(said, Payloads()).payloads
    except (ParseError, TypeError, AttributeError, ValueError):
        fault = {"field": "body", "words": "send payloads as Temporal's UI does"}
        raise InvalidRequest(errors=[fault]) from None


async def _owner(keys: DataKeys, payload: Payload) -> str | None:
    """Whose a payload is; none when it is not sealed with a key of ours that is still there."""
    if not is_sealed(payload):
        return None
    try:
        return await keys.owner(key_of(payload))
    except Unreadable:
        return None


async def _opened(keys: DataKeys, payload: Payload) -> Payload:
    if await _owner(keys, payload) is None:
        return payload
    try:
        return unseal(payload, await keys.opening(key_of(payload)))
    except Unreadable:
        return payload
