"""Reporting an event: what happened, its fields, what it would open, and the confirmation."""

from collections.abc import Sequence

from pydantic import Field as Told
from pydantic import RootModel
from starlette.responses import Response
from starlette.routing import Route

from api.audiences.cases import CaseForColleague
from api.audiences.receipts import ReceiptShown, Taken
from api.permissions import Action
from web.asking import Declined
from web.fields.faults import Fault, faults_of, in_order
from web.fields.field import Field
from web.fields.typed import Typed
from web.on_case import SEEN, SEEN_AT, Stale, case_if_shown, has_changed, marks, path_of, what_changed
from web.telling import Telling, ask, choose, event, event_id, fields_on, on, read
from web.views.event_kinds import TITLES, may_report, offered
from web.views.written import written
from web.visit import MARK, Visit, signed_in

REPORT = Telling(
    "Report an event", "report", "Select what happened. If somebody is in danger now, call 999 first.", "preview",
    "Continue", Action.REPORT_EVENT,
)  # fmt: skip

_AGAIN = (SEEN, SEEN_AT, "step", MARK, "event_id")
"""Fields that a page fills in anew."""


class ReceiptRead(RootModel[Taken | ReceiptShown]):
    """What a report led to, as whoever sent it may know it."""

    root: Taken | ReceiptShown = Told(discriminator="audience")


async def report(visit: Visit) -> Response:
    """The whole way of reporting an event; everything typed travels with the form, and nothing is in the address."""
    if visit.request.method == "GET":
        return await _choose(visit)
    kind = visit.form.one("type")
    if not may_report(kind, visit.me.capacities):
        return await _choose(visit, "Select what happened")
    case = await case_if_shown(visit)
    fields = await fields_on(visit, REPORT, kind, case)
    match visit.form.one("step"):
        case "preview":
            return await _preview(visit, kind, fields, case)
        case "confirm":
            return await _confirm(visit, kind, fields, case)
        case "change":
            return _asked(visit, kind, fields, case)
    return _asked(visit, kind, fields, case, fresh=True)


async def _choose(visit: Visit, fault: str | None = None) -> Response:
    await case_if_shown(visit)
    return choose(visit, REPORT, offered(visit.me.capacities), fault)


def _asked(
    visit: Visit,
    kind: str,
    fields: Sequence[Field],
    case: CaseForColleague | None,
    faults: Sequence[Fault] = (),
    fresh: bool = False,
) -> Response:
    return ask(visit, REPORT, kind, fields, marks(case), faults, fresh)


async def _preview(
    visit: Visit, kind: str, fields: Sequence[Field], case: CaseForColleague | None, stale: Stale | None = None
) -> Response:
    """What it would open. Who may not see that is shown what they typed."""
    typed = read(fields, visit.form)
    try:
        found = await _would_open(visit, kind, typed)
    except Declined as declined:
        return _declined(visit, kind, fields, case, typed, declined)
    if typed.faults:
        return _asked(visit, kind, fields, case, in_order(fields, typed.faults, ()))
    return visit.page(
        "report_preview.html", "Check what you report", 409 if stale else 200, **on(visit), what=TITLES[kind],
        written=written(fields, typed.said), opens=found, stale=stale,
        kept=[*visit.form.but(*_AGAIN), ("event_id", event_id(visit.form)), *marks(case)],
    )  # fmt: skip


async def _would_open(visit: Visit, kind: str, typed: Typed) -> ReceiptShown | None:
    try:
        found = (await visit.ask.post(ReceiptRead, f"{path_of(visit)}/preview", event(kind, visit.form, typed))).root
    except Declined as declined:
        if declined.status == 403:
            return None
        raise
    return found if isinstance(found, ReceiptShown) else None


async def _confirm(visit: Visit, kind: str, fields: Sequence[Field], case: CaseForColleague | None) -> Response:
    if case is not None and has_changed(visit.form, case):
        stale = await what_changed(visit)
        if event_id(visit.form) not in stale.ids:
            return await _preview(visit, kind, fields, case, stale)
    typed = read(fields, visit.form)
    if typed.faults:
        return _asked(visit, kind, fields, case, in_order(fields, typed.faults, ()))
    try:
        found = (await visit.ask.post(ReceiptRead, f"{path_of(visit)}/events", event(kind, visit.form, typed))).root
    except Declined as declined:
        return _declined(visit, kind, fields, case, typed, declined)
    receipt = found if isinstance(found, ReceiptShown) else None
    return visit.page(
        "done.html", "Recorded", **on(visit), done=f"Reported: {TITLES[kind]}", again=found.duplicate, then=None,
        led_to=receipt, shown=case is not None,
    )  # fmt: skip


def _declined(
    visit: Visit, kind: str, fields: Sequence[Field], case: CaseForColleague | None, typed: Typed, declined: Declined
) -> Response:
    """What is at fault in the form, at its field; anything else is a problem of its own."""
    if not declined.errors:
        raise declined
    faults = in_order(fields, typed.faults, faults_of(fields, declined.errors))
    return _asked(visit, kind, fields, case, faults)


ROUTES = [Route("/cases/{case_id:str}/report", signed_in(report), methods=["GET", "POST"])]
