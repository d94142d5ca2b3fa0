"""Signing in as one of the built-in issuer's demo people, and out again."""

import secrets

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.auth.builtin import LASTS_SECONDS, PEOPLE
from api.permissions import words_of_all
from web.forms import BadForm
from web.rendering import page
from web.visit import (
    Visit,
    cookie_of,
    frame,
    marked_form,
    over_tls,
    problem,
    session_id,
    signed_in,
    site_of,
)

_PERSON = "person"


async def ask(request: Request) -> Response:
    """Ask who signs in. A browser without a session gets an id to mark the form with; it is nobody's."""
    id = session_id(request) or secrets.token_urlsafe(32)
    return _with_cookie(request, _asking(request, id), id)


async def sign_in(request: Request) -> Response:
    """Sign in: the session before ends, and a new one begins under a new id."""
    site, before = site_of(request), session_id(request)
    try:
        name = (await marked_form(request)).one(_PERSON)
    except BadForm:
        return problem(request, 400, "bad-form")
    if name not in PEOPLE or PEOPLE[name].system:
        return _asking(request, before, error="Select who you are")
    site.sessions.end(before)
    return _with_cookie(
        request, RedirectResponse("/", 303), site.sessions.begin(site.issuer.token(name), LASTS_SECONDS)
    )


async def sign_out(visit: Visit) -> Response:
    """End the session, and have the browser forget what it kept of us."""
    site_of(visit.request).sessions.end(visit.session)
    answer = RedirectResponse("/sign-in", 303, {"Clear-Site-Data": '"cache", "storage"'})
    tls = over_tls(visit.request)
    answer.delete_cookie(cookie_of(visit.request), httponly=True, samesite="lax", secure=tls)
    return answer


def _asking(request: Request, id: str, error: str | None = None) -> Response:
    people = [
        {
            "name": name,
            "as": words_of_all(one.capacities),
            "teams": ", ".join(sorted(one.teams)),
        }
        for name, one in PEOPLE.items()
        if not one.system
    ]
    shown = {**frame(request, "Sign in", id), "people": people, "error": error}
    return page("sign_in.html", shown, 422 if error else 200)


def _with_cookie(request: Request, answer: Response, id: str) -> Response:
    answer.set_cookie(cookie_of(request), id, httponly=True, samesite="lax", secure=over_tls(request))
    return answer


ROUTES = [
    Route("/sign-in", ask, methods=["GET"]),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-out", signed_in(sign_out), methods=["POST"]),
]
