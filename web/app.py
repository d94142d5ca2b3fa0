"""The pages beside the API: every route, and what is true of all of them."""

import structlog
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.auth.builtin import BuiltIn
from web.asking import client_of
from web.edge import Beside, PageHeaders
from web.rendering import no_icon, static_file
from web.routes import (
    ask,
    audit,
    case,
    cases,
    decide,
    duties,
    find,
    operations,
    policy,
    quarantine,
    report,
    restriction,
    rollout,
    sign_in,
    team,
    what_if,
    work,
)
from web.sessions import Sessions
from web.visit import Site, problem

LOG = structlog.get_logger("throughcare.web")

ROUTES = [
    *sign_in.ROUTES,
    *work.ROUTES,
    *team.ROUTES,
    *cases.ROUTES,
    *case.ROUTES,
    *find.ROUTES,
    *report.ROUTES,
    *restriction.ROUTES,
    *what_if.ROUTES,
    *duties.ROUTES,
    *decide.ROUTES,
    *ask.ROUTES,
    *policy.ROUTES,
    *quarantine.ROUTES,
    *audit.ROUTES,
    *operations.ROUTES,
    *rollout.ROUTES,
    Route("/favicon.ico", no_icon),
    Route("/static/{digest}/{name:path}", static_file),
]


def put_beside(api: FastAPI, issuer: BuiltIn) -> Site:
    """Serve the pages beside an API that has not started yet; the demo people of the built-in issuer sign in."""
    pages = Starlette(routes=ROUTES, middleware=[Middleware(PageHeaders)])
    pages.add_exception_handler(HTTPException, _http)
    pages.add_exception_handler(Exception, _unforeseen)
    site = pages.state.site = Site(client_of(api), issuer, Sessions())
    api.add_middleware(Beside, pages=pages)
    return site


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(request, error.status_code, "")


async def _unforeseen(request: Request, error: Exception) -> Response:
    LOG.error("unforeseen", error=type(error).__qualname__)
    return problem(request, 500, "")
