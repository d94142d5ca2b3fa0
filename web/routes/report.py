"""Reporting an event: what happened, its fields, what it would open, and the confirmation."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from pydantic import Field as Told
from pydantic import RootModel
from starlette.responses import Response
from starlette.routing import Route

from api.audiences.cases import CaseForColleague
from api.audiences.listed import Entry, Listed
from api.audiences.receipts import ReceiptShown, Taken
from models.events import EVENT_TYPES, Fact, Source
from web.asking import Declined
from web.fields.choices import with_choices
from web.fields.control import controls
from web.fields.faults import Fault, faults_of, in_order
from web.fields.field import Field, Option
from web.fields.schema import fields_of
from web.fields.summary import summed_up
from web.fields.typed import Typed, read_typed
from web.on_case import SEEN, SEEN_AT, Stale, case_if_shown, has_changed, marks, path_of, what_changed
from web.views.event_kinds import TITLES, may_report, offered
from web.views.timeline import entry_in_words
from web.views.written import written
from web.visit import MARK, Visit, signed_in

_FILLED = frozenset({"type", "event_id", "reported_by", "role"})
_ASIDE = frozenset(Fact.model_fields) - {"occurred_at"}
_ENTRIES = 50
_EVENT_ID = re.compile(r"e-[0-9a-f]{32}")
"""What a page calls an event: made when the form is first shown, so that one form tells of one event."""


class ReceiptRead(RootModel[Taken | ReceiptShown]):
    """What a report led to, as whoever sent it may know it."""

    root: Taken | ReceiptShown = Told(discriminator="audience")


def event_fields(kind: str) -> list[Field]:
    """The fields of a kind of event: its own first, then when it happened, then what is seldom needed."""
    found = fields_of(EVENT_TYPES[kind].model_json_schema(), without=_FILLED, aside=_ASIDE)
    own = [_from_a_person(one) if one.name == "source" else one for one in found]
    return sorted(own, key=lambda one: (one.aside, one.name == "occurred_at"))


def _from_a_person(source: Field) -> Field:
    """A person is no case system: where they do not say, it is staff, as the API has it."""
    left = tuple(one for one in source.options if one.value != Source.CASE_SYSTEM.value)
    return replace(source, options=left, default=Source.STAFF.value)


async def report(visit: Visit) -> Response:
    """The whole way of reporting an event; everything typed travels with the form, and nothing is in the address."""
    if visit.request.method == "GET":
        return await _choose(visit)
    kind = visit.form.one("type")
    if not may_report(kind, visit.me.capacities):
        return await _choose(visit, "Select what happened")
    case = await case_if_shown(visit)
    fields = with_choices(event_fields(kind), case)
    if kind == "fact_withdrawn" and case is not None:
        fields = await _with_entries(visit, fields)
    match visit.form.one("step"):
        case "preview":
            return await _preview(visit, kind, fields, case)
        case "confirm":
            return await _confirm(visit, kind, fields, case)
        case "change":
            return _asked(visit, kind, fields, case)
    return _asked(visit, kind, fields, case, fresh=True)


async def _with_entries(visit: Visit, fields: Sequence[Field]) -> list[Field]:
    """The newest entries that may be withdrawn, as far as this reader sees them, offered for which one it is."""
    history = await visit.ask.get(Listed[Entry], f"{path_of(visit)}/history", limit=_ENTRIES)
    told = [one for one in history.items if isinstance(one, Entry) and one.can_be_withdrawn]
    options = tuple(Option(one.id, entry_in_words(one), one.id) for one in told)
    return [replace(one, options=options) if one.name == "withdraws" else one for one in fields]


async def _choose(visit: Visit, fault: str | None = None) -> Response:
    await case_if_shown(visit)
    groups = offered(visit.me.capacities)
    return visit.page(
        "report_kind.html", "Report an event", 422 if fault else 200, groups=groups, fault=fault, **_case(visit)
    )


def _asked(
    visit: Visit,
    kind: str,
    fields: Sequence[Field],
    case: CaseForColleague | None,
    faults: Sequence[Fault] = (),
    fresh: bool = False,
) -> Response:
    return visit.page(
        "report.html", "Report an event", 422 if faults else 200, **_case(visit), what=TITLES[kind],
        controls=controls(fields, visit.form, faults, fresh=fresh), faults=summed_up(fields, faults),
        kept=[("type", kind), ("event_id", _event_id(visit)), *marks(case)],
    )  # fmt: skip


async def _preview(
    visit: Visit, kind: str, fields: Sequence[Field], case: CaseForColleague | None, stale: Stale | None = None
) -> Response:
    """What it would open. Who may not see that is shown what they typed."""
    typed = read_typed(fields, visit.form, datetime.now(UTC))
    try:
        found = await _would_open(visit, kind, typed)
    except Declined as declined:
        return _declined(visit, kind, fields, case, typed, declined)
    if typed.faults:
        return _asked(visit, kind, fields, case, in_order(fields, typed.faults, ()))
    return visit.page(
        "report_preview.html", "Check what you report", 409 if stale else 200, **_case(visit), what=TITLES[kind],
        written=written(fields, typed.said), opens=found, stale=stale,
        kept=[*visit.form.but(SEEN, SEEN_AT, "step", MARK, "event_id"), ("event_id", _event_id(visit)), *marks(case)],
    )  # fmt: skip


async def _would_open(visit: Visit, kind: str, typed: Typed) -> ReceiptShown | None:
    try:
        found = (await visit.ask.post(ReceiptRead, f"{path_of(visit)}/preview", _event(visit, kind, typed))).root
    except Declined as declined:
        if declined.status == 403:
            return None
        raise
    return found if isinstance(found, ReceiptShown) else None


async def _confirm(visit: Visit, kind: str, fields: Sequence[Field], case: CaseForColleague | None) -> Response:
    if case is not None and has_changed(visit.form, case):
        stale = await what_changed(visit)
        if _event_id(visit) not in stale.ids:
            return await _preview(visit, kind, fields, case, stale)
    typed = read_typed(fields, visit.form, datetime.now(UTC))
    if typed.faults:
        return _asked(visit, kind, fields, case, in_order(fields, typed.faults, ()))
    try:
        found = (await visit.ask.post(ReceiptRead, f"{path_of(visit)}/events", _event(visit, kind, typed))).root
    except Declined as declined:
        return _declined(visit, kind, fields, case, typed, declined)
    receipt = found if isinstance(found, ReceiptShown) else None
    return visit.page(
        "done.html", "Recorded", **_case(visit), done=f"Reported: {TITLES[kind]}", again=found.duplicate,
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


def _event(visit: Visit, kind: str, typed: Typed) -> dict[str, Any]:
    return {**typed.said, "type": kind, "event_id": _event_id(visit)}


def _event_id(visit: Visit) -> str:
    found = visit.form.one("event_id")
    return found if _EVENT_ID.fullmatch(found) else f"e-{uuid4().hex}"


def _case(visit: Visit) -> dict[str, Any]:
    return {"case_id": visit.request.path_params["case_id"]}


ROUTES = [Route("/cases/{case_id:str}/report", signed_in(report), methods=["GET", "POST"])]
