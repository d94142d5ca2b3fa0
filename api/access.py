"""Who asks, and what they may do on the case they ask about."""

from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials

from api.auth.principal import Principal
from api.service import TheService

_BEARER = HTTPBearer(auto_error=False, bearerFormat="JWT", description="A token of the issuer: docs/api.md")


async def caller(
    request: Request,
    service: TheService,
    _: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
) -> Principal:
    """Whoever asks. Raises TokenMissing, TokenInvalid, TokenExpired, NoRole and KeysUnavailable."""
    return await service.verifier.principal(request.headers.get("Authorization"))


TheCaller = Annotated[Principal, Depends(caller)]
