"""Searching the audit trail. What is asked travels in the form: nobody is named in an address."""

from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from api.routes.audit_trail import AuditEntries, LastVerification
from web.asking import Declined
from web.fields.control import controls
from web.fields.faults import Fault, in_order
from web.fields.summary import summed_up
from web.fields.typed import read_typed
from web.views import audit as view
from web.visit import Visit, signed_in

_TITLE = "Audit trail"


async def ask(visit: Visit) -> Response:
    """What to look for, and when the trail was last found whole."""
    return await _page(visit)


async def search(visit: Visit) -> Response:
    """The newest entries that match, or those that follow."""
    typed = read_typed(view.FIELDS, visit.form, datetime.now(UTC))
    chosen = {name: visit.form.one(name) for name in view.CHOICES}
    before = visit.form.one("before")
    asked = view.wanted({**typed.said, **{name: value for name, value in chosen.items() if value}})
    if typed.faults:
        return await _page(visit, in_order(view.FIELDS, typed.faults, ()))
    if before.isdecimal() and len(before) < 16:
        asked["before"] = int(before)
    try:
        found = await visit.ask.post(AuditEntries, "/v1/audit-search", asked)
    except Declined as declined:
        if declined.kind != "invalid-request":
            raise
        return await _page(visit, in_order(view.FIELDS, {}, view.faults(declined.errors)))
    return await _page(visit, found=found)


async def _page(visit: Visit, faults: list[Fault] | None = None, found: AuditEntries | None = None) -> Response:
    last = (await visit.ask.get(LastVerification, "/v1/audit-verification")).last
    chosen = {name: (label, options, visit.form.one(name)) for name, (label, options) in view.CHOICES.items()}
    shown: dict[str, Any] = {"found": None, "kept": [], "before": None}
    if found is not None:
        kept = visit.form.but("mark", "before")
        shown = {"found": [view.shown(one) for one in found.items], "kept": kept, "before": found.before}
    wrong = faults or []
    return visit.page(
        "audit.html", _TITLE, 422 if wrong else 200, last=last, chosen=chosen,
        controls=controls(view.FIELDS, visit.form, wrong, fresh=False), faults=summed_up(view.FIELDS, wrong),
        later=bool(visit.form.one("before")), **shown,
    )  # fmt: skip


ROUTES = [
    Route("/operations/audit", signed_in(ask), methods=["GET"]),
    Route("/operations/audit", signed_in(search), methods=["POST"]),
]
