"""Every page of the area, and what is true of all of them."""

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.auth.builtin import BuiltIn
from audit.trail import Trail
from victim_client import VictimClient
from victim_web import reading, sign_in, telling
from victim_web.visit import HOME, Site, problem
from victims.tables import VictimAuditRow, table_of
from web.edge import PageHeaders
from web.rendering import no_icon, static_file
from web.sessions import Sessions

LOG = structlog.get_logger("throughcare.victim_web")


async def _home(_: Request) -> Response:
    return RedirectResponse(HOME, 303)


ROUTES = [
    Route("/", _home),
    *sign_in.ROUTES,
    *reading.ROUTES,
    *telling.ROUTES,
    Route("/favicon.ico", no_icon),
    Route("/static/{digest}/{name:path}", static_file),
]


def make_victim_pages(contacts: VictimClient, records: AsyncEngine, issuer: BuiltIn) -> Starlette:
    """The pages over the victim side's client and records; officers among the demo people of the issuer sign in."""
    pages = Starlette(routes=ROUTES, middleware=[Middleware(PageHeaders)])
    pages.add_exception_handler(HTTPException, _http)
    pages.add_exception_handler(Exception, _unforeseen)
    trail = Trail(records, table_of(VictimAuditRow))
    pages.state.site = Site(contacts, records, trail, issuer, issuer.verifier(), Sessions())
    return pages


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(request, error.status_code)


async def _unforeseen(request: Request, error: Exception) -> Response:
    LOG.error("unforeseen", error=type(error).__qualname__)
    return problem(request, 500)
