"""The page of one case, and its history."""

from datetime import UTC, datetime

from starlette.responses import Response
from starlette.routing import Route

from api.audiences.cases import RestrictedCase
from api.audiences.listed import Entry, Listed
from api.permissions import Action
from policy.calendar import london_date
from web.on_case import CaseRead, path_of
from web.views.case import case_shown
from web.views.may import may
from web.views.timeline import timeline
from web.visit import Visit, problem, signed_in

_ENTRIES = 100


async def case_page(visit: Visit) -> Response:
    """A case as the API shows it to me, with its newest history."""
    path = path_of(visit)
    case = (await visit.ask.get(CaseRead, path)).root
    if isinstance(case, RestrictedCase):
        return problem(visit.request, 403, "restricted-case")
    after = visit.request.query_params.get("after")
    history = await visit.ask.get(Listed[Entry], f"{path}/history", limit=_ENTRIES, after=after)
    today = london_date(datetime.now(UTC))
    shown = case_shown(case, today)
    happened = timeline(one for one in history.items if isinstance(one, Entry))
    following = f"/cases/{case.case_id}?after={history.next}#timeline" if history.next else None
    return visit.page(
        "case.html", "Case", shown=shown, case=case, today=today, happened=happened, following=following,
        may={action.value for action in Action if may(visit.me, action)},
    )  # fmt: skip


ROUTES = [Route("/cases/{case_id:str}", signed_in(case_page))]
