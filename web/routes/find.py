"""Find a case: by CRN or prison number for whoever may, by the case's own reference for everybody who reports."""

import re
from collections.abc import Mapping

from pydantic import TypeAdapter, ValidationError
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.permissions import Action
from api.routes.cases import Found, FoundCase
from models.words import CaseId, Crn, PrisonNumber
from web.asking import segment
from web.views.may import may, may_anywhere
from web.visit import Visit, signed_in

_SOUGHT = "sought"
_KINDS: Mapping[str, TypeAdapter[str]] = {"crn": TypeAdapter(Crn), "prison_number": TypeAdapter(PrisonNumber)}
_CASE_ID = TypeAdapter(CaseId)


async def ask(visit: Visit) -> Response:
    """Ask for whom somebody looks."""
    return _asking(visit)


async def find(visit: Visit) -> Response:
    """Show the cases of a person, or go to the case whose reference was typed. Nothing typed is in an address."""
    sought = visit.form.one(_SOUGHT)
    by_number = may_anywhere(visit.me, Action.FIND_CASE)
    kind = next((name for name in _KINDS if _is(_KINDS[name], _without_blanks(sought))), None)
    if by_number and kind is not None:
        found = await visit.ask.post(Found, "/v1/case-search", {kind: _without_blanks(sought)})
        return _asking(visit, found=found.items, sought=_without_blanks(sought))
    if _is(_CASE_ID, sought.lower()):
        case = f"/cases/{segment(sought.lower())}"
        return RedirectResponse(case if may(visit.me, Action.READ_CASE) else f"{case}/report", 303)
    asked = "a CRN, a prison number or a case reference" if by_number else "a case reference"
    return _asking(visit, fault=f"Enter {asked}", sought=sought)


def _asking(
    visit: Visit, *, found: list[FoundCase] | None = None, sought: str = "", fault: str | None = None
) -> Response:
    return visit.page(
        "find.html", "Find a case", 422 if fault else 200, found=found, sought=sought, fault=fault,
        by_number=may_anywhere(visit.me, Action.FIND_CASE),
    )  # fmt: skip


def _without_blanks(sought: str) -> str:
    return re.sub(r"\s", "", sought).upper()


def _is(kind: TypeAdapter[str], said: str) -> bool:
    try:
        kind.validate_python(said)
    except ValidationError:
        return False
    return True


ROUTES = [Route("/find", signed_in(ask), methods=["GET"]), Route("/find", signed_in(find), methods=["POST"])]
