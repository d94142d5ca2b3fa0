"""Signing in as a victim liaison officer among the built-in issuer's demo people, and out again."""

import secrets

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.auth.builtin import LASTS_SECONDS, PEOPLE
from api.permissions import words_of
from audit.entry import Outcome
from audit.trail import NotWritten
from models.roles import Role
from victim_web.visit import (
    HOME,
    SIGN_IN,
    NotAnOfficer,
    Visit,
    cookie_of,
    for_officers,
    frame,
    marked_form,
    page,
    problem,
    session_id,
    site_of,
)
from web.forms import BadForm

_OFFICERS = [
    {"name": name, "as": words_of(Role.VLO), "teams": ""} for name, one in PEOPLE.items() if one.capacity is Role.VLO
]


async def ask(request: Request) -> Response:
    """Ask who signs in. A browser without a session gets an id to mark the form with; it is nobody's."""
    id = session_id(request) or secrets.token_urlsafe(32)
    return _with_cookie(request, _asking(request, id), id)


async def sign_in(request: Request) -> Response:
    """Sign in, where the token is an officer's; nobody else gets a session here."""
    site, before = site_of(request), session_id(request)
    try:
        name = (await marked_form(request)).one("person")
        if name not in PEOPLE:
            return _asking(request, before, error="Select who you are")
        token = site.issuer.token(name)
        await site.keep(await site.officer(token), "sign_in", Outcome.DONE)
    except BadForm:
        return problem(request, 400)
    except NotAnOfficer:
        return problem(request, 403)
    except (NotWritten, SQLAlchemyError):
        return problem(request, 503)
    site.sessions.end(before)
    return _with_cookie(request, RedirectResponse(HOME, 303), site.sessions.begin(token, LASTS_SECONDS))


async def sign_out(visit: Visit) -> Response:
    """End the session, and have the browser forget what it kept of us."""
    visit.site.sessions.end(visit.session)
    answer = RedirectResponse(SIGN_IN, 303, {"Clear-Site-Data": '"cache"'})
    answer.delete_cookie(
        cookie_of(visit.request), HOME, httponly=True, samesite="lax", secure=visit.request.url.scheme == "https"
    )
    return answer


def _asking(request: Request, id: str, error: str | None = None) -> Response:
    shown = {**frame(request, "Sign in", id), "people": _OFFICERS, "error": error}
    return page("victim_sign_in.html", shown, 422 if error else 200)


def _with_cookie(request: Request, answer: Response, id: str) -> Response:
    secure = request.url.scheme == "https"
    answer.set_cookie(cookie_of(request), id, path=HOME, httponly=True, samesite="lax", secure=secure)
    return answer


ROUTES = [
    Route(SIGN_IN, ask, methods=["GET"]),
    Route(SIGN_IN, sign_in, methods=["POST"]),
    Route("/victims/sign-out", for_officers(sign_out), methods=["POST"]),
]
