"""Reading bearer tokens as HMPPS Auth issues them: RS256, `authorities`, `user_name` or `client_id`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidKeyIdError, JoseError

from api.auth.keys import KeySource, NoKeys
from api.auth.principal import AUTHORITY, CAPACITIES, Kind, Principal, SignIn
from api.auth.staff import StaffDirectory
from api.problems import KeysUnavailable, NoRole, TokenExpired, TokenInvalid, TokenMissing

ALGORITHMS = ["RS256"]
TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})
"""What an access token may say it is; a token for signing out or of another use is none."""

LEEWAY_SECONDS = 30
"""How far the issuer's clock may be off (project default)."""

_LONGEST = 16 * 1024
_FAR = 2**40
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_STAFF = re.compile(r"[a-z0-9][a-z0-9.-]{0,39}")
_BEARER = "Bearer"


@dataclass(frozen=True)
class Verifier:
    """Accepts tokens of one issuer. With ``audience``, only those meant for it."""

    issuer: str
    audience: str | None
    keys: KeySource
    staff: StaffDirectory

    async def principal(self, authorization: str | None) -> Principal:
        """Whoever an Authorization header stands for.

        Raises TokenMissing, TokenInvalid, TokenExpired, NoRole and KeysUnavailable.
        """
        scheme, _, token = (authorization or "").strip().partition(" ")
        if scheme.lower() != _BEARER.lower() or not token.strip():
            raise TokenMissing(headers={"WWW-Authenticate": _BEARER})
        claims = await self._claims(token.strip())
        return self._of(claims)

    async def _claims(self, token: str) -> Mapping[str, Any]:
        try:
            if len(token) > _LONGEST:
                raise _invalid()
            read = await self._decoded(token)
            if str(read.header.get("typ", "jwt")).lower() not in TYPES:
                raise _invalid()
            self._registry().validate(read.claims)
        except NoKeys:
            raise KeysUnavailable() from None
        except ExpiredTokenError:
            raise TokenExpired(headers=_challenge("the token has expired")) from None
        except (JoseError, ValueError, TypeError):
            raise _invalid() from None
        return read.claims

    async def _decoded(self, token: str) -> jwt.Token:
        try:
            return jwt.decode(token, await self.keys.keys(), algorithms=ALGORITHMS)
        except InvalidKeyIdError:  # the issuer may have a new key since
            return jwt.decode(token, await self.keys.keys(missing=True), algorithms=ALGORITHMS)

    def _registry(self) -> jwt.JWTClaimsRegistry:
        asked: dict[str, Any] = {
            "iss": {"essential": True, "value": self.issuer},
            "exp": {"essential": True},
        }
        if self.audience is not None:
            asked["aud"] = {"essential": True, "value": self.audience}
        return jwt.JWTClaimsRegistry(leeway=LEEWAY_SECONDS, **asked)

    def _of(self, claims: Mapping[str, Any]) -> Principal:
        given = claims.get("authorities")
        names = [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
        ours = (name.removeprefix(AUTHORITY).lower() for name in names if name.startswith(AUTHORITY))
        capacities = frozenset(CAPACITIES[name] for name in ours if name in CAPACITIES)
        kind, name = _who(claims)
        if not capacities or name is None:
            raise _no_role(kind, name)
        member = self.staff.find(name) if kind == "user" else None
        staff = member.staff if member else name
        if not _STAFF.fullmatch(staff):
            words = "The staff directory must give this user name a staff id of lower case letters, digits and dashes."
            raise _no_role(kind, name, words)
        teams = member.teams if member else frozenset[str]()
        return Principal(kind, name, staff, capacities, teams, _sign_in(claims))


def _who(claims: Mapping[str, Any]) -> tuple[Kind, str | None]:
    """The person, by their user name in lower case as HMPPS Auth compares them; else the system, by its client id."""
    user, client = claims.get("user_name"), claims.get("client_id")
    if isinstance(user, str):
        return "user", user.lower() if _NAME.fullmatch(user) else None
    if isinstance(client, str) and _NAME.fullmatch(client):
        return "client", client.lower()
    return "client", None


def _sign_in(claims: Mapping[str, Any]) -> SignIn:
    means = claims.get("amr")
    by = [one for one in (*(means if isinstance(means, list) else []), claims.get("acr")) if isinstance(one, str)]
    issued_at, expires_at, at = (_second(claims.get(name)) for name in ("iat", "exp", "auth_time"))
    return SignIn(issued_at, expires_at, at, frozenset(by))


def _second(said: Any) -> int | None:
    return int(said) if isinstance(said, int | float) and abs(said) < _FAR else None


def _no_role(kind: Kind, name: str | None, words: str | None = None) -> NoRole:
    problem = NoRole(words)
    problem.subject = f"{kind}:{name}" if name is not None else None
    return problem


def _invalid() -> TokenInvalid:
    return TokenInvalid(headers=_challenge("the token is not accepted"))


def _challenge(words: str) -> dict[str, str]:
    return {"WWW-Authenticate": f'{_BEARER} error="invalid_token", error_description="{words}"'}
