"""Applying a policy version to the open cases: what it would change, confirmed, then steered."""

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.routes.rollout import RolloutPreview
from models.rollout import Progress
from web.asking import Declined
from web.views.rollout import in_sections
from web.visit import Visit, signed_in

_API = "/v1/operations/policy"
_PAGE = "/operations/policy"
_STEPS = ("pause", "resume", "stop")


async def preview(visit: Visit) -> Response:
    """What applying a version would do, and for how many cases."""
    return await _shown(visit)


async def apply(visit: Visit) -> Response:
    """Apply it, once it was looked at. Sent twice it runs once."""
    version = visit.request.path_params["version"]
    try:
        await visit.ask.post(Progress, f"{_API}/rollout", {"version": version})
    except Declined as declined:
        if declined.kind == "other-rollout":
            return await _shown(visit, other=True)
        raise
    return RedirectResponse(_PAGE, 303)


async def steer(visit: Visit) -> Response:
    """Pause, resume or stop the rollout that runs; one that ended meanwhile is shown as it is."""
    step = visit.form.one("step")
    if step not in _STEPS:
        raise Declined(400, "bad-form")
    try:
        await visit.ask.post(Progress, f"{_API}/rollout/{step}", {})
    except Declined as declined:
        if declined.kind != "unknown-thing":
            raise
    return RedirectResponse(_PAGE, 303)


async def _shown(visit: Visit, *, other: bool = False) -> Response:
    version = visit.request.path_params["version"]
    try:
        found = await visit.ask.get(RolloutPreview, f"{_API}/preview", version=version)
    except Declined as declined:
        raise Declined(404, "") if declined.kind == "invalid-request" else declined from None
    return visit.page(
        "rollout_preview.html", "Apply a policy version", 409 if other else 200, found=found,
        sections=in_sections(found), going=sum(one.open_cases for one in found.going_over), other=other,
    )  # fmt: skip


ROUTES = [
    Route(_PAGE, signed_in(steer), methods=["POST"]),
    Route(f"{_PAGE}/{{version}}/apply", signed_in(preview), methods=["GET"]),
    Route(f"{_PAGE}/{{version}}/apply", signed_in(apply), methods=["POST"]),
]
