"""``docs/work-per-event.md``: how many duties, and how many clauses, each event opens in each stage.

Counted by telling each event to a case in that stage which has nothing else open. What an event adds to open work, and
does not open anew, is not counted: it costs nobody another task.
"""

import enum
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from models.case import CaseStart
from models.events import EVENT, EVENT_TYPES, Fact
from models.messages import Opened, Reported
from models.outcome import DutyLine
from policy.calendar import CURRENT
from policy.decide import State, decide
from policy.known_versions import versions
from workflows.merge import merged

DOCS = Path(__file__).parents[1] / "docs" / "work-per-event.md"

BEGUN = datetime(2026, 3, 2, 10, tzinfo=UTC)
TOLD = BEGUN + timedelta(days=100)

Event = dict[str, Any]

_SENTENCE = {"type": "sentence_passed", "kind": "determinate", "length_days": 900, "programme": "bbr",
             "dates": {"conditional_release": "2027-03-01"}}  # fmt: skip
_RELEASED = {"type": "released", "programme": "bbr"}

STAGES: dict[str, tuple[Event, ...]] = {
    "court report": ({"type": "court_report_requested"},),
    "custody": (_SENTENCE, {"type": "received_into_custody", "prison": "prison-1"}),
    "licence": (_SENTENCE, _RELEASED),
    "post-sentence supervision": (
        _SENTENCE,
        _RELEASED,
        {"type": "supervision_ended", "what": "licence", "followed_by_post_sentence_supervision": True},
    ),
    "community order": (
        {"type": "sentence_passed", "kind": "community_order", "length_days": 540, "programme": "bbr"},
    ),
}
"""How a case comes to each stage; with Building Better Relationships, which asks for the most."""

KNOWN: tuple[Event, ...] = (
    {"type": "practitioner_allocated", "practitioner": "com-1", "holder": "community_practitioner"},
    {"type": "practitioner_allocated", "practitioner": "pom-1", "holder": "pom"},
    {"type": "protective_order_made", "order": "order-1", "protects": ["person-1"]},
    {"type": "new_relationship", "partner": "partner-2", "certainty": "found"},
)
"""What the case knows already: an order to breach, and a partner whose relationship can change."""

VARIANTS: dict[str, tuple[Event, ...]] = {
    "new_relationship": ({"partner": "partner-1"}, {"partner": "partner-1", "children": ["child-1"]}),
    "domestic_abuse_incident": ({}, {"kind": "arrest", "victim": "partner-2"}),
    "order_breached": ({"order": "order-1", "victim": "person-1"},),
    "contact_with_protected_person": ({"person": "person-1"},),
    "rosh_changed": ({"level": "very_high"},),
    "sentence_passed": (_SENTENCE, {"kind": "community_order", "sentence": "sentence-2", "programme": "bbr"}),
    "released": (_RELEASED,),
    "received_into_custody": ({"prison": "prison-1"}, {"prison": "prison-2", "reason": "transfer"}),
    "substance_misuse": ({"substance": "alcohol"},),
}
"""Fields for the events whose plainest form would not show what they ask for; each is told by itself."""

LIMITS = {"new_relationship": 6, "released": 10, "order_breached": 7}
"""The most that an event may open beside what is open already: more would drown a practitioner (project default)."""


def in_stage(stage: str, profile: dict[str, Any] | None = None, version: str | None = None) -> State:
    """A case in a stage with nothing open, under a policy version, by default the newest."""
    return after((*STAGES[stage], *KNOWN), profile, version)


def after(told: tuple[Event, ...], profile: dict[str, Any] | None = None, version: str | None = None) -> State:
    """A case that was told these events, one a day, and has nothing open."""
    first, *rest = told
    opening = EVENT.validate_python(_event(first, "opening", BEGUN))
    start = CaseStart(case_id="case-1", opening=opening, profile=profile or {})  # type: ignore[arg-type]
    newest = version or versions()[-1].id
    state: State = merged({}, decide(None, Opened(start=start), BEGUN, 1, CURRENT, lambda _day: newest).change)
    for n, each in enumerate(rest):
        at = BEGUN + timedelta(days=n + 1)
        message = Reported(event=EVENT.validate_python(_event(each, f"event-{n}", at)))
        state = merged(state, decide(state, message, at, n + 2, CURRENT).change)
    return {**state, "duties": {}, "enquiries": {}, "processes": {}}


def opened_by(event: Event, state: State, at: datetime = TOLD) -> list[DutyLine]:
    """The duties an event opens on a case."""
    told = Reported(event=EVENT.validate_python(_event(event, "told", at)))
    return decide(state, told, at, 99, CURRENT).receipt.opened


def _event(fields: Event, id: str, at: datetime) -> Event:
    return {"event_id": id, "occurred_at": at.isoformat(), **fields}


def every_event() -> Iterator[tuple[str, list[Event]]]:
    """Each type of event with the forms in which it is told here."""
    for type_, model in EVENT_TYPES.items():
        usual = {"type": type_, **_required(model)}
        yield type_, [{**usual, **more, "type": type_} for more in VARIANTS.get(type_, ({},))]


def _required(model: type[BaseModel]) -> Event:
    own = {n: f for n, f in model.model_fields.items() if n not in Fact.model_fields and n != "type"}
    return {name: _value(name, f.annotation, f) for name, f in own.items() if f.is_required()}


def _value(name: str, kind: Any, field: FieldInfo) -> Any:
    """The plainest value there is for a field."""
    origin, given = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _value(name, given[0], field)
    if origin is Literal:
        return given[0]
    if origin in {Union, UnionType}:
        return _value(name, next(a for a in given if a is not NoneType), field)
    if origin is list:
        wanted = any(isinstance(m, MinLen) for m in field.metadata)
        return [_value(name.removesuffix("s"), given[0], field)] if wanted or field.is_required() else []
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _required(kind) if not issubclass(kind, Fact) else {}
    return _plain(name, kind)


def _plain(name: str, kind: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return next(iter(kind)).value
    if kind is bool:
        return True
    if kind is int:
        return 1
    if kind is date:
        return "2026-09-01"
    if kind is datetime:
        return "2026-09-01T10:00:00+00:00"
    return {"person": "person-1", "partner": "partner-2"}.get(name, f"{name.replace('_', '-')}-1")


_HEAD = """# Work per event

How many duties each event opens, and how many clauses they answer together, by stage: `duties (clauses)`. Made from
the code by `make work`; a test checks that this page is current. Counted under policy {version} on a case with
Building Better Relationships (which asks for the most) that has nothing else open; work that is open already is
joined, never opened twice. A dash: nothing to do.

The most an event may open (project defaults, held by tests in every stage, under every policy version, for every
kind of person: children at risk, a partner killed before, high risk, nobody allocated): {limits}.

"""


def page() -> str:
    """The page as it should be."""
    states = {stage: in_stage(stage) for stage in STAGES}
    limits = ", ".join(f"{name.replace('_', ' ')} {most}" for name, most in LIMITS.items())
    lines = [f"| event | {' | '.join(STAGES)} |", f"| --- |{' --- |' * len(STAGES)}"]
    for type_, told in every_event():
        for n, each in enumerate(told):
            label = type_.replace("_", " ") + (f" ({_difference(each, told[0])})" if n else "")
            cells = [_cell(opened_by(each, state)) for state in states.values()]
            lines.append(f"| {label} | {' | '.join(cells)} |")
    head = _HEAD.format(version=versions()[-1].id, limits=limits)
    return head + "\n".join(lines) + "\n"


def _difference(event: Event, usual: Event) -> str:
    said = [f"{k}: {v if isinstance(v, str) else 'yes'}" for k, v in event.items() if usual.get(k) != v]
    return ", ".join(said).replace("_", " ")


def _cell(opened: list[DutyLine]) -> str:
    clauses = {clause for line in opened for clause in line.clauses}
    return f"{len(opened)} ({len(clauses)})" if opened else "-"


def main() -> int:
    """Write the page."""
    DOCS.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
