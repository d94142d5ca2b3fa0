"""The forms of an event: what happened first, then the fields of that kind, whether it is told or only supposed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from starlette.responses import Response

from api.audiences.cases import CaseForColleague
from api.audiences.listed import Entry, Listed
from api.permissions import Action
from models.events import EVENT_TYPES, Fact, Source
from web.fields.acting_as import NAME as ACTING_AS
from web.fields.acting_as import acting_as, in_role
from web.fields.choices import with_choices
from web.fields.control import controls
from web.fields.faults import Fault, unanswered
from web.fields.field import Field, Option
from web.fields.schema import fields_of
from web.fields.summary import summed_up
from web.fields.typed import Typed, read_typed
from web.forms import Form
from web.on_case import path_of
from web.views.event_kinds import TITLES, Group
from web.views.timeline import entry_in_words
from web.visit import Visit

_FILLED = frozenset({"type", "event_id", "reported_by", "role"})
_ASIDE = frozenset(Fact.model_fields) - {"occurred_at"}
_ENTRIES = 50
_EVENT_ID = re.compile(r"e-[0-9a-f]{32}")
"""What a page calls an event: made when the form is first shown, so that one form tells of one event."""


@dataclass(frozen=True)
class Telling:
    """What the forms are for: their title, the words above the kinds, and the step that what was typed goes to."""

    title: str
    page: str
    words: str
    step: str
    button: str
    action: Action


def page_of(visit: Visit, telling: Telling) -> str:
    """The address of its page."""
    return f"/cases/{visit.request.path_params['case_id']}/{telling.page}"


def event_fields(kind: str) -> list[Field]:
    """The fields of a kind of event: its own first, then when it happened, then what is seldom needed."""
    found = fields_of(EVENT_TYPES[kind].model_json_schema(), without=_FILLED, aside=_ASIDE)
    own = [_from_a_person(one) if one.name == "source" else one for one in found]
    return sorted(own, key=lambda one: (one.aside, one.name == "occurred_at"))


async def fields_on(visit: Visit, telling: Telling, kind: str, case: CaseForColleague | None) -> list[Field]:
    """The fields of a kind of event, with what the case has to choose from. Who may not see it is offered nothing."""
    fields = [*with_choices(event_fields(kind), case), *acting_as(visit.me, telling.action)]
    return await _with_entries(visit, fields) if kind == "fact_withdrawn" and case is not None else fields


async def _with_entries(visit: Visit, fields: Sequence[Field]) -> list[Field]:
    """The newest entries that may be withdrawn, as far as this reader sees them, offered for which one it is."""
    history = await visit.ask.get(Listed[Entry], f"{path_of(visit)}/history", limit=_ENTRIES)
    told = [one for one in history.items if isinstance(one, Entry) and one.can_be_withdrawn]
    options = tuple(Option(one.id, entry_in_words(one), one.id) for one in told)
    return [replace(one, options=options) if one.name == "withdraws" else one for one in fields]


def read(fields: Sequence[Field], form: Form) -> Typed:
    """What was typed. The API finds everything else that is missing, but of a role only that it will not do."""
    typed = read_typed(fields, form, datetime.now(UTC))
    role = [one for one in fields if one.name == ACTING_AS]
    typed.faults.update({fault.field: fault.words for fault in unanswered(role, typed.said, typed.faults)})
    return typed


def _from_a_person(source: Field) -> Field:
    """A person is no case system: where they do not say, it is staff, as the API has it."""
    left = tuple(one for one in source.options if one.value != Source.CASE_SYSTEM.value)
    return replace(source, options=left, default=Source.STAFF.value)


def event_id(form: Form) -> str:
    """The id that a form carries, or a new one."""
    found = form.one("event_id")
    return found if _EVENT_ID.fullmatch(found) else f"e-{uuid4().hex}"


def event(kind: str, form: Form, typed: Typed) -> dict[str, Any]:
    """The event as the API takes it."""
    said, role = in_role(typed.said)
    return {**said, **role, "type": kind, "event_id": event_id(form)}


def choose(
    visit: Visit,
    telling: Telling,
    groups: Sequence[Group],
    fault: str | None = None,
    kept: Sequence[tuple[str, str]] = (),
) -> Response:
    """Asks what happened."""
    return visit.page(
        "report_kind.html", telling.title, 422 if fault else 200, groups=groups, fault=fault, telling=telling,
        page=page_of(visit, telling), kept=kept, **on(visit),
    )  # fmt: skip


def ask(
    visit: Visit,
    telling: Telling,
    kind: str,
    fields: Sequence[Field],
    kept: Sequence[tuple[str, str]],
    faults: Sequence[Fault] = (),
    fresh: bool = False,
) -> Response:
    """Asks for the fields of what happened. ``kept`` is what the form carries besides its kind and its id."""
    return visit.page(
        "report.html", telling.title, 422 if faults else 200, what=TITLES[kind], telling=telling,
        page=page_of(visit, telling), controls=controls(fields, visit.form, faults, fresh=fresh),
        faults=summed_up(fields, faults), kept=[("type", kind), ("event_id", event_id(visit.form)), *kept], **on(visit),
    )  # fmt: skip


def on(visit: Visit) -> dict[str, Any]:
    """What a template is told of the case of the page."""
    return {"case_id": visit.request.path_params["case_id"]}
