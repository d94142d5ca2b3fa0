"""My work today."""

from datetime import UTC, datetime

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.audiences.listed import DutyListed, Listed
from policy.calendar import london_date
from web.asking import Asking
from web.navigation import landing
from web.views.work import work_today
from web.visit import Visit, signed_in

_PAGE = 500
_PAGES = 4
"""Two thousand pieces of open work: nobody holds more."""


async def home(visit: Visit) -> Response:
    """Where somebody begins: at the first of their places."""
    return RedirectResponse(landing(visit.me), 303)


async def my_work(visit: Visit) -> Response:
    """What is on me, the most urgent first."""
    shown = work_today(await _all_mine(visit.ask), london_date(datetime.now(UTC)))
    return visit.page("work.html", "My work today", work=shown)


async def _all_mine(ask: Asking) -> list[DutyListed]:
    found, after = list[DutyListed](), None
    for _ in range(_PAGES):
        page = await ask.get(Listed[DutyListed], "/v1/duties", mine="true", limit=_PAGE, after=after)
        found += [one for one in page.items if isinstance(one, DutyListed)]
        after = page.next
        if after is None:
            break
    return found


ROUTES = [Route("/", signed_in(home)), Route("/work", signed_in(my_work))]
