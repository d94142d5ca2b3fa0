"""My cases: sorted, filtered and paged by the API."""

from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import Route

from api.audiences.listed import CaseListed, Listed
from models.risk import RoshLevel
from models.sentence import Stage
from web.visit import Visit, signed_in

_PAGE = 20
_SORTS = {"next_due": "Next due", "stage_since": "Longest in their stage"}


async def my_cases(visit: Visit) -> Response:
    """The cases that name me. An empty filter is none."""
    asked = {name: visit.request.query_params.get(name) or None for name in ("stage", "rosh", "by")}
    after = visit.request.query_params.get("after")
    found = await visit.ask.get(Listed[CaseListed], "/v1/cases", mine="true", limit=_PAGE, after=after, **asked)
    kept = {name: value for name, value in asked.items() if value}
    following = f"/cases?{urlencode({**kept, 'after': found.next})}" if found.next else None
    return visit.page(
        "cases.html", "My cases", found=found.items, following=following, asked=asked, first=after is None,
        filtered=bool(asked["stage"] or asked["rosh"]), sorts=_SORTS, stages=list(Stage), levels=list(RoshLevel),
        start=f"/cases?{urlencode(kept)}",
    )  # fmt: skip


ROUTES = [Route("/cases", signed_in(my_cases))]
