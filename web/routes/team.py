"""The work of a team on one page, for whoever manages it, and each of its lists in full."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime

from starlette.responses import Response
from starlette.routing import Route

from api.auth.principal import CAPACITIES
from api.permissions import Action, Relation, allows
from api.routes.overview import HowWorkStands
from api.routes.whoami import Me
from policy.calendar import london_date
from web.asking import Declined
from web.views.may import may
from web.views.team import ESCALATIONS, LISTINGS, SECTIONS, Line, Listing, address, cards, lines, narrowed, said
from web.visit import Visit, signed_in

_SHOWN, _PAGE = 10, 50


@dataclass(frozen=True)
class Section:
    """The first rows of a list, and where all are."""

    listing: Listing
    lines: list[Line]
    all: str
    more: bool


async def team_page(visit: Visit) -> Response:
    """How the work of a team stands: its numbers, and the worst of each list."""
    _check(visit)
    teams, team = _teams(visit), _team(visit)
    if not teams and team is None and not _sees_every_team(visit.me):
        return visit.page("no_team.html", "Team")
    stands, sections = await asyncio.gather(
        visit.ask.get(HowWorkStands, "/v1/overview", team=team),
        asyncio.gather(*(_section(visit, one, team) for one in SECTIONS)),
    )
    return visit.page(
        "team.html", "Team", team=team, teams=teams, every=_sees_every_team(visit.me), cards=cards(stands, team),
        sections=sections, workload=None if stands.workload is None else stands.workload[:_SHOWN],
        people=len(stands.workload or ()), open_escalations=said(stands.escalations_open), address=address,
        escalations=ESCALATIONS.slug,
    )  # fmt: skip


async def _section(visit: Visit, listing: Listing, team: str | None) -> Section:
    found = await visit.ask.get(listing.rows, listing.path, team=team, limit=_SHOWN, **listing.asked)
    rows = lines(listing, found.items, _today())
    return Section(listing, rows, address(listing.slug, team), found.next is not None)


async def list_page(visit: Visit) -> Response:
    """One list of a team's in full, 50 rows a page. Raises Declined."""
    listing = LISTINGS.get(visit.request.path_params["slug"])
    if listing is None:
        raise Declined(404, "unknown-page")
    _check(visit)
    team, after = _team(visit), visit.request.query_params.get("after")
    also = {name: visit.request.query_params.get(name) or None for name in listing.also}
    found = await visit.ask.get(
        listing.rows, listing.path, team=team, limit=_PAGE, after=after, **listing.asked, **also
    )  # fmt: skip
    return visit.page(
        "team_list.html", listing.title, listing=listing, lines=lines(listing, found.items, _today()), team=team,
        back=address("", team), start=None if after is None else address(listing.slug, team, **also),
        following=address(listing.slug, team, after=found.next, **also) if found.next else None,
        narrowed=narrowed(also),
    )  # fmt: skip


async def workload_page(visit: Visit) -> Response:
    """Everybody who holds cases or open work of a team."""
    _check(visit)
    team = _team(visit)
    stands = await visit.ask.get(HowWorkStands, "/v1/overview", team=team)
    return visit.page(
        "workload.html", "Workload", workload=stands.workload, team=team, back=address("", team), address=address
    )


def _check(visit: Visit) -> None:
    """The lists are open to others too: these pages are for whoever manages."""
    if not may(visit.me, Action.OVERSEE):
        raise Declined(403, "not-permitted")


def _teams(visit: Visit) -> list[str]:
    return sorted(visit.me.teams)


def _team(visit: Visit) -> str | None:
    """The team that is asked for; without a word one's first; none stands for all teams."""
    asked = visit.request.query_params.get("team")
    if asked is None:
        return next(iter(_teams(visit)), None)
    return asked.strip() or None


def _sees_every_team(me: Me) -> bool:
    return any(allows(CAPACITIES[one], Action.OVERSEE, Relation.OTHER) for one in me.capacities)


def _today() -> date:
    return london_date(datetime.now(UTC))


ROUTES = [
    Route("/team", signed_in(team_page)),
    Route("/team/workload", signed_in(workload_page)),
    Route("/team/{slug:str}", signed_in(list_page)),
]
