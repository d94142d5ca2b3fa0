"""Forms made of the models: every kind of event has one that can be shown, filled in, read back and accepted."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from api.auth.builtin import PEOPLE
from models.decisions import DecisionKind
from models.events import EVENT, EVENT_TYPES
from models.requests import REQUEST_TYPES
from policy.known_versions import versions
from web.fields.control import controls, first_input
from web.fields.faults import faults_of, in_order, unanswered
from web.fields.field import Field, Option
from web.fields.schema import fields_of
from web.fields.typed import ANOTHER, in_row, read_typed
from web.forms import Form
from web.routes.ask import TITLES as REQUEST_TITLES
from web.routes.ask import request_fields
from web.routes.decide import decision_fields
from web.routes.duties import evidence_fields
from web.telling import event_fields
from web.views.event_kinds import TITLES, may_report, offered
from web.views.written import written

NEWEST = versions()[-1]
NOW = datetime(2026, 3, 16, 10, tzinfo=UTC)
TYPED = {
    "short": "2026a", "text": "Because", "lines": "one\r\ntwo", "number": "3", "reference": "partner-1",
    "references": "partner-1, partner-2",
}  # fmt: skip


def filled(one: Field) -> list[tuple[str, str]]:
    """A field as a browser sends it once it is filled in."""
    match one.kind:
        case "day" | "moment":
            return [(f"{one.name}-{part}", text) for part, text in (("day", "14"), ("month", "3"), ("year", "2026"))]
        case "choice" | "yes_no" | "choices":
            return [(one.name, one.options[0].value)]
        case "confirm":
            return [(one.name, "yes")]
        case "reference" | "references":
            return [(f"{one.name}-other", TYPED[one.kind])]
        case "reasons":
            return [(f"{one.name}~{option.value}", "Because") for option in one.options]
        case "rows":
            return [
                (f"{one.name}~0~{name.partition('~0~')[2]}", text)
                for part in one.parts
                for name, text in filled(Field(in_row(part, one, 0), part.kind, "", options=part.options))
            ]
    return [(one.name, TYPED[one.kind])]


@pytest.mark.parametrize("kind", sorted(TITLES))
def test_a_form_of_every_kind_of_event_is_shown_and_what_is_typed_is_an_event(kind: str) -> None:
    fields = event_fields(kind)
    assert all(one.label and (one.missing or not one.required) for one in fields)
    assert len({first_input(one) for one in fields}) == len(fields)
    empty = read_typed(fields, Form(()), NOW)
    assert empty.faults == {} and "occurred_at" not in empty.said
    form = Form(tuple(pair for one in fields for pair in filled(one)))
    typed = read_typed(fields, form, NOW)
    assert typed.faults == {}
    told = EVENT.validate_python({**typed.said, "type": kind, "event_id": "e-1"})
    assert told.type == kind
    assert len(written(fields, typed.said)) == len(fields)
    shown = controls(fields, form, (), fresh=False)
    assert [one.field.name for one in shown] == [one.name for one in fields]


FORMS = {**{name: (rule.form, evidence_fields(name, NEWEST.id)) for name, rule in NEWEST.rules.items() if rule.form}}
REQUESTS = {name: (REQUEST_TYPES[name], request_fields(name)) for name in REQUEST_TYPES}


@pytest.mark.parametrize("name", sorted({*FORMS, *REQUESTS}))
def test_every_form_of_evidence_and_every_request_is_filled_in_and_read_by_its_model(name: str) -> None:
    model, fields = {**FORMS, **REQUESTS}[name]
    assert fields is not None
    fields = [
        replace(one, options=(Option("d1", "d1"),)) if one.kind == "reasons" and not one.options else one
        for one in fields
    ]
    typed = read_typed(fields, Form(tuple(pair for one in fields for pair in filled(one))), NOW)
    assert typed.faults == {}
    assert unanswered(fields, typed.said, ()) == []
    act = {"request_id": "r-1", "asked_at": NOW, "asked_by": "com-1", "role": "pom"} if name in REQUESTS else {}
    read = model.model_validate({**typed.said, **act})
    assert {one.name.split(".")[0] for one in fields} <= read.model_fields_set
    needed = {one.name for one in unanswered_names(fields)}
    assert needed == {n for n, info in model.model_fields.items() if info.is_required()} - set(act)


def unanswered_names(fields: list[Field]) -> list[Field]:
    left = {fault.field for fault in unanswered(fields, {}, ())}
    return [one for one in fields if one.name in left]


@pytest.mark.parametrize("kind", DecisionKind)
def test_every_decision_has_its_options_and_asks_ahead_for_what_it_needs(kind: DecisionKind) -> None:
    rule = NEWEST.decisions[kind]
    fields = decision_fields(rule)
    assert [one.value for one in fields[0].options] == list(rule.options)
    ahead = {one.name for one in fields if not one.aside}
    assert "rationale" in ahead and ("manager_discussed_with" in ahead or not rule.manager_for)


def test_no_field_is_called_what_a_form_carries_unseen() -> None:
    carried = {"mark", "step", "key", "seen", "seen_at", "event_id", "type"}
    every = [event_fields(kind) for kind in TITLES]
    every += [fields or [] for _, fields in (*FORMS.values(), *REQUESTS.values())]
    assert not {one.name for fields in every for one in fields} & carried
    assert not {one.name for rule in NEWEST.decisions.values() for one in decision_fields(rule)} & {*carried, "kind"}
    assert set(REQUEST_TITLES) == set(REQUEST_TYPES)


def test_every_kind_is_offered_but_the_merge_of_records_and_who_holds_a_case_to_managers_alone() -> None:
    assert set(TITLES) == set(EVENT_TYPES) - {"records_merged"}
    for person in PEOPLE.values():
        capacities = [person.capacity.value]
        groups = offered(capacities)
        assert [kind for group in groups for kind, _ in group.kinds].count("concern_identified") == 1
    assert may_report("practitioner_allocated", ["spo"])
    assert not may_report("practitioner_allocated", ["keyworker"])
    assert offered(["keyworker"])[0].kinds[0][0] == "concern_identified"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"day": "14", "month": "3"}, "Date it happened must include a year"),
        ({"day": "31", "month": "2", "year": "2026"}, "Date it happened must be a real date"),
        ({"day": "1", "month": "March", "year": "26"}, "Date it happened: year must include 4 numbers"),
        ({"day": "x", "month": "x", "year": "2026"}, "Date it happened must be a real date"),
        ({"time": "10:00"}, "Enter the date it happened"),
        ({"day": "1", "month": "3", "year": "2026", "time": "25:00"}, "Date it happened: time must be between"),
    ],
)
def test_a_date_that_cannot_be_read_says_what_to_do(typed: dict[str, str], words: str) -> None:
    (when,) = (one for one in event_fields("concern_identified") if one.name == "occurred_at")
    found = read_typed([when], Form(tuple((f"occurred_at-{part}", text) for part, text in typed.items())), NOW)
    assert found.faults["occurred_at"].startswith(words)


@pytest.mark.parametrize(("ago", "expected"), [(0, NOW), (1, datetime(2026, 3, 15, 12, tzinfo=UTC))])
def test_without_a_time_it_is_now_today_and_midday_before(ago: int, expected: datetime) -> None:
    day = NOW.date() - timedelta(days=ago)
    parts = {"day": day.day, "month": day.month, "year": day.year}
    form = Form(tuple((f"occurred_at-{part}", str(text)) for part, text in parts.items()))
    said = read_typed(event_fields("concern_identified"), form, NOW).said
    assert datetime.fromisoformat(said["occurred_at"]) == expected


def test_a_thing_is_one_of_the_case_or_another_and_never_both() -> None:
    one = Field("partner", "reference", "Partner", options=(Option("partner-1", "partner-1", "partner-1"),))

    def read(*pairs: tuple[str, str]) -> Any:
        typed = read_typed([one], Form(pairs), NOW)
        return typed.faults or typed.said

    assert read(("partner", "partner-1")) == {"partner": "partner-1"}
    assert read(("partner", ANOTHER), ("partner-other", "partner-2")) == {"partner": "partner-2"}
    assert read(("partner-other", "partner-2")) == {"partner": "partner-2"}
    assert read(("partner", ANOTHER)) == {}
    assert "not both" in read(("partner", "partner-1"), ("partner-other", "partner-2"))["partner"]


def test_what_the_api_finds_is_said_at_its_field_in_the_order_of_the_page() -> None:
    fields = event_fields("released")
    errors = [
        {"field": "body.released.occurred_at", "words": "Field required", "code": "missing"},
        {"field": "body.released.address", "words": "not of the form", "code": "string_pattern_mismatch"},
        {"field": "role", "words": "ask a manager", "clause": "PF-1.1"},
    ]
    found = in_order(fields, {"licence_end": "Licence end must be a real date"}, faults_of(fields, errors))
    assert [one.field for one in found] == ["address", "licence_end", "occurred_at", ""]
    assert found[0].words.startswith("Address must be a reference")
    assert found[2].words == "Enter the date it happened"
    assert (found[3].words, found[3].clause) == ("Ask a manager", "PF-1.1")


def test_a_field_says_its_default_and_keeps_what_was_typed() -> None:
    schema = {
        "properties": {"kind": {"enum": ["a", "b"], "default": "a"}, "done": {"const": True}},
        "required": ["done"],
    }
    fields = fields_of(schema)
    assert [one.value for one in controls(fields, Form(()), (), fresh=True)] == ["a", ""]
    assert [one.value for one in controls(fields, Form((("kind", "b"),)), (), fresh=False)] == ["b", ""]
    assert (
        date(2026, 3, 1).isoformat()
        == read_typed(
            [Field("on", "day", "On")], Form((("on-day", "1"), ("on-month", "March"), ("on-year", "2026"))), NOW
        ).said["on"]
    )
