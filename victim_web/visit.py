"""A visit by a victim liaison officer: who it is, which contact it is about, and what the trail keeps."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api import correlation
from api.auth.builtin import BuiltIn
from api.auth.principal import Principal
from api.auth.tokens import Verifier
from api.permissions import words_of
from api.problems import ApiProblem
from audit.entry import Entry, Outcome, written
from audit.trail import NotWritten, Trail
from client import CaseProblem
from models.roles import Role
from models.victims.contact import VictimContact
from victim_client import NoSuchContact, VictimClient
from web.forms import BadForm, Form, read_form
from web.rendering import environment
from web.sessions import Sessions

HOME, SIGN_IN = "/victims", "/victims/sign-in"
COOKIE = "throughcare-victims"
COOKIE_OVER_TLS = f"__Secure-{COOKIE}"
"""A browser takes this name over TLS only; ``__Host-`` would have it sent to every page of the host."""

_PLACES = (
    {"address": HOME, "name": "My victim cases"},
    {"address": "/victims/open", "name": "Open a contact"},
)
_CONTACT = re.compile(r"[a-z0-9][a-z0-9-]{2,59}")
_TEMPLATES = environment(Path(__file__).parent / "templates")
_SAID: Mapping[int, tuple[str, str]] = {
    400: ("The form could not be read", "Open the page again and send it from there."),
    403: ("You cannot use this area", "It is for victim liaison officers alone. Nothing was shown."),
    404: (
        "There is no such page",
        "Check the address, or choose the contact from your list. Another officer's are not shown.",
    ),
    405: ("There is no such page", "Choose what to do from the contact's page."),
    503: (
        "It did not work",
        "Part of the service is away. What you sent may not be kept: look at the contact, then try again.",
    ),
}


class NotAnOfficer(Exception):
    """Whoever it is has no part in the victim side."""


@dataclass(frozen=True)
class Site:
    """What every page works with. No case's client, records or key is among it."""

    contacts: VictimClient
    records: AsyncEngine
    trail: Trail
    issuer: BuiltIn
    verifier: Verifier
    sessions: Sessions

    async def officer(self, token: str) -> Principal:
        """The officer a token stands for. Raises ApiProblem and NotAnOfficer."""
        who = await self.verifier.principal(f"Bearer {token}")
        if who.kind != "user" or Role.VLO not in who.capacities:
            await self.keep(who, "sign_in", Outcome.REFUSED)
            raise NotAnOfficer
        return who

    async def keep(
        self, who: Principal, action: str, outcome: Outcome, contact: str | None = None, **more: Any
    ) -> None:
        """Add to the victim side's own trail. Raises NotWritten."""
        capacities = ",".join(sorted(one.value for one in who.capacities))
        at, correlated = written(datetime.now(UTC)), correlation.current()
        said = Entry(at, who.subject, capacities, action, outcome.value, contact, **more, correlation_id=correlated)
        await self.trail.append(said)


@dataclass(frozen=True)
class Visit:
    """An officer at a page; ``form`` is what they sent."""

    request: Request
    session: str
    site: Site
    who: Principal
    form: Form

    @property
    def contact_id(self) -> str:
        """The contact of the address. Raises NoSuchContact where it cannot be one."""
        said: str = self.request.path_params["contact_id"]
        if not _CONTACT.fullmatch(said):
            raise NoSuchContact("")
        return said

    async def contact(self) -> VictimContact:
        """The contact of the address, where it is this officer's; that it was read is kept. Raises NoSuchContact."""
        found = await self.site.contacts.show(self.contact_id)
        mine = found.vlo == self.who.staff
        await self.keep("read_contact", Outcome.DONE if mine else Outcome.REFUSED, self.contact_id)
        if not mine:
            raise NoSuchContact("")
        return found

    async def keep(self, action: str, outcome: Outcome, contact: str | None = None, **more: Any) -> None:
        """Keep in the trail what this officer did or saw. Raises NotWritten."""
        await self.site.keep(self.who, action, outcome, contact, **more)

    def page(self, template: str, title: str, status: int = 200, **shown: Any) -> Response:
        """A page for them. The title holds nothing of a contact."""
        said = f"Error: {title}" if status == 422 else title
        return page(
            template,
            {**frame(self.request, said), "me": self.who, "capacities": words_of(Role.VLO), "places": _PLACES, **shown},
            status,
        )


def page(template: str, shown: Mapping[str, Any], status: int = 200) -> Response:
    """A page of this area."""
    return HTMLResponse(_TEMPLATES.get_template(template).render(shown), status)


def site_of(request: Request) -> Site:
    """The site a request came to."""
    found: Site = request.app.state.site
    return found


def cookie_of(request: Request) -> str:
    """The name of the cookie that holds the session's id."""
    return COOKIE_OVER_TLS if request.url.scheme == "https" else COOKIE


def session_id(request: Request) -> str:
    """The session a browser says it has; empty without one."""
    return request.cookies.get(cookie_of(request), "")


def frame(request: Request, title: str, session: str | None = None) -> dict[str, Any]:
    """What every page has around it."""
    mark = site_of(request).sessions.mark(session_id(request) if session is None else session)
    return {"title": title, "mark": mark, "path": request.url.path, "me": None}


async def marked_form(request: Request) -> Form:
    """The form of a request, when it is one of ours. Raises BadForm."""
    form = await read_form(request)
    if not session_id(request) or not site_of(request).sessions.is_marked(session_id(request), form.one("mark")):
        raise BadForm
    return form


def for_officers(show: Callable[[Visit], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """A page for officers who are signed in; everybody else is asked to sign in as one."""

    async def handle(request: Request) -> Response:
        site, id = site_of(request), session_id(request)
        session = site.sessions.find(id)
        if session is None:
            return RedirectResponse(SIGN_IN, 303)
        try:
            who = await site.officer(session.token)
            form = await marked_form(request) if request.method == "POST" else Form(())
            return await show(Visit(request, id, site, who, form))
        except NotAnOfficer:
            site.sessions.end(id)
            return problem(request, 403)
        except BadForm:
            return problem(request, 400)
        except NoSuchContact:
            return problem(request, 404)
        except ApiProblem:
            site.sessions.end(id)
            return RedirectResponse(SIGN_IN, 303)
        except (CaseProblem, NotWritten, SQLAlchemyError, OSError):
            return problem(request, 503)

    return handle


def problem(request: Request, status: int) -> Response:
    """A page that says in plain words what is wrong, and what to do."""
    title, words = _SAID.get(status, ("It did not work", "The fault is ours. Try again later."))
    shown = {"title": title, "said": [words]}
    return page("problem.html", {**frame(request, title), "problem": shown, "kept": ""}, status)
