"""How the system as a whole comes along: policy versions over the open cases."""

from starlette.responses import Response
from starlette.routing import Route

from api.routes.operations import PolicyInUse
from web.views.rollout import rollout_shown
from web.visit import Visit, signed_in


async def policy_in_use(visit: Visit) -> Response:
    """Which versions open cases follow, and how far the rollout of one has come."""
    found = await visit.ask.get(PolicyInUse, "/v1/operations/policy")
    return visit.page("rollout.html", "Policy rollout", found=found, rollout=rollout_shown(found))


ROUTES = [Route("/operations/policy", signed_in(policy_in_use))]
