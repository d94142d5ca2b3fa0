"""Whose token a request carries: checked once, before anything else is done for it."""

from starlette.datastructures import Headers
from starlette.types import Scope

from api.auth.principal import Principal
from api.auth.tokens import Verifier
from api.problems import ApiProblem

_HERE = "throughcare.identified"


async def identify(scope: Scope, verifier: Verifier) -> Principal | None:
    """Check the token of a request, and keep what came of it with the request; nobody when it is not accepted."""
    try:
        found: Principal | ApiProblem = await verifier.principal(Headers(scope=scope).get("Authorization"))
    except ApiProblem as problem:
        found = problem
    scope[_HERE] = found
    return found if isinstance(found, Principal) else None


def identified(scope: Scope) -> Principal:
    """Whoever a request was found to be of. Raises what was found wrong with its token."""
    found: Principal | ApiProblem = scope[_HERE]
    if isinstance(found, ApiProblem):
        raise found
    return found
