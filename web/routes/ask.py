"""Asking for something that policy may refuse: each reason is shown with its clause."""

from starlette.responses import Response
from starlette.routing import Route

from api.permissions import Action
from models.requests import REQUEST_TYPES, Request
from web.acting import Act, begin, send
from web.asking import Declined
from web.fields.field import Field
from web.fields.schema import fields_of
from web.on_case import case_of
from web.views.may import may
from web.visit import Visit, signed_in

TITLES: dict[str, str] = {
    "propose_curfew": "Propose a curfew with electronic monitoring",
    "approve_hdc_address": "Approve an address for HDC",
    "approve_rotl_address": "Approve an address for overnight ROTL",
    "call_release_ready": "Call the release ready",
    "drop_condition": "Leave out a licence condition",
    "clear_number": "Put a number on the prisoner's phone account",
    "allow_child_contact": "Allow a prisoner contact with a child",
    "pass_on_contact_request": "Pass on that contact is unwanted",
    "choose_intervention": "Choose a programme or another intervention",
    "close_case": "Close the case",
}
"""What may be asked for."""

_FILLED = frozenset({"type", *Request.model_fields})


def request_fields(kind: str) -> list[Field]:
    """The fields of a request."""
    return fields_of(REQUEST_TYPES[kind].model_json_schema(), without=_FILLED)


async def ask(visit: Visit) -> Response:
    """Ask; everything typed travels with the form."""
    if not may(visit.me, Action.MAKE_REQUEST):
        raise Declined(403, "not-permitted")
    case = await case_of(visit)
    page, kind = f"/cases/{case.case_id}/ask", visit.form.one("type")
    if visit.request.method == "GET" or kind not in TITLES:
        fault = "Select what you ask for" if visit.request.method == "POST" else None
        return visit.page(
            "choose.html", "Ask for something", 422 if fault else 200, case_id=case.case_id, name="type", fault=fault,
            offered=TITLES, page=page, asked="What do you ask for?",
        )  # fmt: skip
    act = Act(
        TITLES[kind],
        page,
        Action.MAKE_REQUEST,
        "requests",
        request_fields(kind),
        "Ask",
        f"Allowed: {TITLES[kind]}",
        carried={"type": kind},
    )
    return await (send if visit.form.one("step") == "send" else begin)(visit, case, act)


ROUTES = [Route("/cases/{case_id:str}/ask", signed_in(ask), methods=["GET", "POST"])]
