"""How the system as a whole comes along: policy versions over the open cases, and caseloads that are taken over."""

from datetime import UTC, datetime

from starlette.responses import Response
from starlette.routing import Route

from api.routes.operations import AdoptionsSeen, PolicyInUse
from web.views.adoptions import run_shown
from web.views.rollout import rollout_shown
from web.visit import Visit, signed_in


async def policy_in_use(visit: Visit) -> Response:
    """Which versions open cases follow, and how far the rollout of one has come."""
    found = await visit.ask.get(PolicyInUse, "/v1/operations/policy")
    return visit.page("rollout.html", "Policy rollout", found=found, rollout=rollout_shown(found))


async def adoptions(visit: Visit) -> Response:
    """How far caseloads have been taken over."""
    found = await visit.ask.get(AdoptionsSeen, "/v1/operations/adoptions")
    now = datetime.now(UTC)
    return visit.page("adoptions.html", "Caseload adoption", runs=[run_shown(one, now) for one in found.runs])


ROUTES = [
    Route("/operations/policy", signed_in(policy_in_use)),
    Route("/operations/adoption", signed_in(adoptions)),
]
