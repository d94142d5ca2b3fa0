"""A visit to a page: who is signed in, and the API as they have it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.builtin import BuiltIn
from api.routes.whoami import Me
from web.asking import Asking, Declined
from web.forms import BadForm, Form, read_form
from web.navigation import places
from web.rendering import page
from web.sessions import Sessions
from web.views.problems import problem_shown
from web.views.words import capacities

COOKIE = "throughcare-session"
COOKIE_OVER_TLS = f"__Host-{COOKIE}"
"""A browser takes this name over TLS only, from this host alone."""

MARK = "mark"
"""The field of every form that says which session we gave it to."""


@dataclass(frozen=True)
class Site:
    """What every page works with."""

    http: httpx.AsyncClient
    issuer: BuiltIn
    sessions: Sessions


@dataclass(frozen=True)
class Visit:
    """Somebody signed in, at a page; ``form`` is what they sent."""

    request: Request
    session: str
    ask: Asking
    me: Me
    form: Form

    def page(self, template: str, title: str, status: int = 200, **shown: Any) -> Response:
        """A page for them. The title never holds anything of a case, and says so where something is to be mended."""
        said = f"Error: {title}" if status == 422 else title
        around = {**frame(self.request, said), **_as_whom(self.me)}
        return page(template, {**around, **shown}, status)


def site_of(request: Request) -> Site:
    """The site a request came to."""
    found: Site = request.app.state.site
    return found


def over_tls(request: Request) -> bool:
    """Whether a browser came over TLS, as far as here or to a proxy that is trusted."""
    return request.url.scheme == "https"


def cookie_of(request: Request) -> str:
    """The name of the cookie that holds the session's id."""
    return COOKIE_OVER_TLS if over_tls(request) else COOKIE


def session_id(request: Request) -> str:
    """The session a browser says it has; empty without one."""
    return request.cookies.get(cookie_of(request), "")


def frame(request: Request, title: str, session: str | None = None) -> Mapping[str, Any]:
    """What every page has around it."""
    id = session_id(request) if session is None else session
    mark = site_of(request).sessions.mark(id)
    return {"title": title, "mark": mark, "path": request.url.path, **_as_whom(None)}


def _as_whom(me: Me | None) -> Mapping[str, Any]:
    """Who is signed in, as what, and where they can go."""
    if me is None:
        return {"me": None, "capacities": "", "places": []}
    return {"me": me, "capacities": capacities(me), "places": places(me)}


async def marked_form(request: Request) -> Form:
    """The form of a request, when it is one of ours. Raises BadForm."""
    form = await read_form(request)
    if not session_id(request) or not site_of(request).sessions.is_marked(session_id(request), form.one(MARK)):
        raise BadForm
    return form


Shown = Callable[[Visit], Awaitable[Response]]


def signed_in(show: Shown) -> Callable[[Request], Awaitable[Response]]:
    """A page for whoever is signed in; everybody else is asked to."""

    async def handle(request: Request) -> Response:
        site, id = site_of(request), session_id(request)
        session = site.sessions.find(id)
        if session is None:
            return RedirectResponse("/sign-in", 303)
        me: Me | None = None
        try:
            form = await marked_form(request) if request.method == "POST" else Form(())
            ask = Asking(site.http, session.token)
            me = await ask.get(Me, "/v1/me")
            return await show(Visit(request, id, ask, me, form))
        except BadForm:
            return problem(request, 400, "bad-form")
        except Declined as declined:
            if declined.kind == "sign-in-too-weak":
                return problem(request, 403, declined.kind, me)
            if declined.status == 401:
                site.sessions.end(id)
                return RedirectResponse("/sign-in", 303)
            answer = problem(request, declined.status, declined.kind, me)
            if declined.again_in is not None:
                answer.headers["Retry-After"] = declined.again_in
            return answer

    return handle


def problem(request: Request, status: int, kind: str, me: Me | None = None) -> Response:
    """A page that says in plain words what is wrong, and what to do, within what they have around every page."""
    shown = problem_shown(status, kind)
    around = {**frame(request, shown.title), **_as_whom(me)}
    return page("problem.html", {**around, "problem": shown, "kept": ""}, status)
