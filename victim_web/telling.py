"""What an officer does: opens a contact, tells it of an event, records work as done. Each form acts once."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from pydantic import BaseModel, ValidationError
from starlette.responses import Response
from starlette.routing import Route

from audit.entry import Outcome
from client import CaseProblem, CaseRefused
from models.victims.contact import VictimContact, VictimStart
from models.victims.events import VICTIM_EVENT_TYPES, VictimEvent
from models.victims.messages import VictimDutyDone, VictimReceipt
from policy.victims.duties import SCHEME_OFFER, VICTIM_RULES
from victim_client import NoSuchContact
from victim_web.labels import EVENTS, labelled
from victim_web.visit import Visit, for_officers
from web.fields.control import controls
from web.fields.faults import Fault, faults_of, in_order
from web.fields.field import Field
from web.fields.schema import fields_of
from web.fields.summary import summed_up
from web.fields.typed import read_typed

_KEY = re.compile(r"[0-9a-f]{32}")
_FILLED = frozenset({"type", "event_id", "reported_by", "contact_id", "vlo", "occurred_at"})

Do = Callable[[dict[str, Any], str], Awaitable[VictimReceipt]]
"""Does what was typed, under the key of the form. Raises ValidationError, CaseRefused and CaseProblem."""


@dataclass(frozen=True)
class Act:
    """A form: its words, its fields, what travels with it, and what it does."""

    title: str
    action: str
    fields: Sequence[Field]
    button: str
    do: Do
    contact_id: str | None = None
    about: str = ""
    kept: tuple[tuple[str, str], ...] = ()


async def open_contact(visit: Visit) -> Response:
    """Open a contact under an opaque id that is made here."""

    async def do(said: dict[str, Any], key: str) -> VictimReceipt:
        mine = {"contact_id": _contact_id(visit.who.staff, key), "vlo": visit.who.staff, "occurred_at": _now()}
        return await visit.site.contacts.open(_read(VictimStart, {**said, **mine}))

    fields = labelled(fields_of(VictimStart.model_json_schema(), without=_FILLED | {"event_id"}))
    return await _formed(visit, Act("Open a contact", "open_contact", fields, "Open the contact", do))


async def tell(visit: Visit) -> Response:
    """Tell of an event: which, then its fields."""
    contact = await visit.contact()
    kind = visit.form.one("event")
    if kind not in VICTIM_EVENT_TYPES:
        fault = "Select what happened" if visit.request.method == "POST" else None
        status = 422 if fault else 200
        return _kinds(visit, contact, "Tell of an event", EVENTS, status, fault)

    async def do(said: dict[str, Any], key: str) -> VictimReceipt:
        mine = {"type": kind, "event_id": f"e-{key}", "reported_by": visit.who.staff}
        event: VictimEvent = _read(VICTIM_EVENT_TYPES[kind], {**said, **mine})
        return await visit.site.contacts.tell(contact.contact_id, event)

    without = frozenset({"type", "event_id", "reported_by"})
    fields = labelled(fields_of(VICTIM_EVENT_TYPES[kind].model_json_schema(), without=without))
    fields = sorted(fields, key=lambda one: one.name == "occurred_at")
    act = Act(EVENTS[kind], f"tell_{kind}", fields, "Record it", do, contact.contact_id, kept=(("event", kind),))
    return await _formed(visit, act)


async def complete(visit: Visit) -> Response:
    """Record a duty as done, with what its form asks for."""
    contact = await visit.contact()
    duty = contact.duties.get(visit.request.path_params["duty"])
    if duty is None or (not duty.is_open and visit.request.method == "GET"):
        raise NoSuchContact("")
    rule = VICTIM_RULES[duty.kind]
    if rule.form is None:
        return _closes_by_event(visit, contact)

    async def do(said: dict[str, Any], key: str) -> VictimReceipt:
        about = {"completion_id": f"c-{key}", "duty": duty.id, "done_at": _now(), "done_by": visit.who.staff}
        return await visit.site.contacts.complete(
            contact.contact_id, _read(VictimDutyDone, {**about, "evidence": said})
        )

    fields = labelled(fields_of(rule.form.model_json_schema()))
    return await _formed(
        visit, Act(duty.title, "complete_duty", fields, "Record it as done", do, contact.contact_id, duty.subject or "")
    )


def _closes_by_event(visit: Visit, contact: VictimContact) -> Response:
    """Work that closes when the answer itself is told of."""
    return _kinds(visit, contact, SCHEME_OFFER.title, {"victim_answered": EVENTS["victim_answered"]})


def _kinds(
    visit: Visit,
    contact: VictimContact,
    title: str,
    offered: Mapping[str, str],
    status: int = 200,
    fault: str | None = None,
) -> Response:
    """Ask which kind of event it is."""
    back = f"/victims/contacts/{contact.contact_id}"
    return visit.page(
        "kinds.html", title, status, contact=back, page=f"{back}/tell", name="event", asked="What happened?",
        offered=offered, fault=fault,
    )  # fmt: skip


async def _formed(visit: Visit, act: Act) -> Response:
    key = visit.form.one("key")
    if not _KEY.fullmatch(key):
        return _asked(visit, act, uuid4().hex, fresh=True)
    typed = read_typed(act.fields, visit.form, datetime.now(UTC))
    await visit.keep(act.action, Outcome.BEGUN, act.contact_id)
    try:
        receipt = await act.do(typed.said, key) if not typed.faults else None
        found = list[Fault]()
    except ValidationError as error:
        receipt, found = None, _faults(act.fields, _of_model(error))
    except CaseRefused as refused:
        receipt, found = None, _faults(act.fields, [{k: str(v or "") for k, v in r.items()} for r in refused.reasons])
    except CaseProblem:
        await visit.keep(act.action, Outcome.FAILED, act.contact_id)
        raise
    if receipt is None:
        await visit.keep(act.action, Outcome.REFUSED, act.contact_id)
        return _asked(visit, act, key, in_order(act.fields, typed.faults, found))
    await visit.keep(act.action, Outcome.DONE, receipt.contact_id, version=receipt.sequence)
    return visit.page("recorded.html", "Recorded", receipt=receipt, what=act.title)


def _asked(visit: Visit, act: Act, key: str, faults: Sequence[Fault] = (), fresh: bool = False) -> Response:
    back = f"/victims/contacts/{act.contact_id}" if act.contact_id else "/victims"
    return visit.page(
        "victim_act.html", act.title, 422 if faults else 200, act=act, back=back, kept=[*act.kept, ("key", key)],
        controls=controls(act.fields, visit.form, faults, fresh=fresh), faults=summed_up(act.fields, faults),
    )  # fmt: skip


def _faults(fields: Sequence[Field], errors: Sequence[dict[str, str]]) -> list[Fault]:
    """What is wrong, at its field, with its clause in the words: the clauses' pages are not in this area."""
    found = faults_of(fields, errors)
    return [replace(one, words=f"{one.words} ({one.clause})", clause="") if one.clause else one for one in found]


def _of_model(error: ValidationError) -> list[dict[str, str]]:
    problems = error.errors(include_input=False, include_url=False)
    return [
        {"field": ".".join(map(str, one["loc"])), "words": str(one["msg"]), "code": str(one["type"])}
        for one in problems
    ]


def _read(model: type[BaseModel], said: dict[str, Any]) -> Any:
    return model.model_validate_json(json.dumps(said))


def _contact_id(officer: str, key: str) -> str:
    """The id of what a form opens: the same when it is sent twice, and no key leads to another officer's contact."""
    return f"contact-{sha256(f'{officer}/{key}'.encode()).hexdigest()[:16]}"


def _now() -> str:
    return datetime.now(UTC).isoformat()


ROUTES = [
    Route("/victims/open", for_officers(open_contact), methods=["GET", "POST"]),
    Route("/victims/contacts/{contact_id:str}/tell", for_officers(tell), methods=["GET", "POST"]),
    Route("/victims/contacts/{contact_id:str}/duties/{duty:str}", for_officers(complete), methods=["GET", "POST"]),
]
