"""Whose token a request carries: checked once, before anything else is done for it."""

from starlette.datastructures import Headers
from starlette.types import Scope

from api.auth.endings import Endings
from api.auth.principal import Principal
from api.auth.seen import Seen
from api.auth.tokens import Verifier
from api.problems import ApiProblem

_HERE = "throughcare.identified"


class Doorkeeper:
    """Knows whose token a request carries, and whether it still counts."""

    def __init__(self, verifier: Verifier, endings: Endings, seen: Seen) -> None:
        self._verifier, self._endings, self._seen = verifier, endings, seen

    async def identify(self, scope: Scope) -> Principal | ApiProblem:
        """Check the token of a request, and keep what came of it with the request: who it is, or what is wrong."""
        authorization = Headers(scope=scope).get("Authorization")
        try:
            who = await self._verifier.principal(authorization)
            await self._endings.check(who)
            self._seen.note(who, authorization or "")
        except ApiProblem as problem:
            scope[_HERE] = problem
            return problem
        scope[_HERE] = who
        return who


def identified(scope: Scope) -> Principal:
    """Whoever a request was found to be of. Raises what was found wrong with its token."""
    found: Principal | ApiProblem = scope[_HERE]
    if isinstance(found, ApiProblem):
        raise found
    return found
