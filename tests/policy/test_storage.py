"""What may be held where (ST-01 to ST-20): every field there is, looked at."""

from datetime import date
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

from models.forms.form import Form
from models.words import Ref, Text
from policy import storage
from policy.clauses import CLAUSES
from policy.clauses.clause import Kind, Sensitivity
from policy.storage import OPEN, STORAGE, fields, free_text, strays
from tests.policy.driving import order_made, settled_order

RULES_BY_DESIGN = [
    "ST-01", "ST-02", "ST-03", "ST-04", "ST-05", "ST-06", "ST-07", "ST-08", "ST-09", "ST-10", "ST-11", "ST-12", "ST-13",
    "ST-14", "ST-15", "ST-16", "ST-17", "ST-18", "ST-19", "ST-20",
]  # fmt: skip


@pytest.mark.parametrize("id", RULES_BY_DESIGN)
def test_each_rule_is_kept_by_every_field_there_is(id: str) -> None:
    assert STORAGE[id].broken() == []


def test_every_row_has_its_rule_or_the_reason_why_it_has_none() -> None:
    rows = [c for c in CLAUSES.values() if c.table == "ST"]
    assert {c.id for c in rows if c.home.kind is Kind.STORAGE} == set(STORAGE) == set(RULES_BY_DESIGN)
    assert [c.id for c in rows if c.home.kind is Kind.OUT_OF_SCOPE] == ["ST-21"]


def test_no_field_is_for_minutes_for_a_name_or_for_what_victims_say() -> None:
    assert strays() == []


class Bad(BaseModel):
    """What must never come in."""

    minutes: Text = ""
    surname: Ref = "x"
    address: Text = ""
    victim_statement: Text = ""
    attachment: bytes = b""
    anything: dict[str, Any] = Field(default_factory=dict)
    reason: Text = ""
    on: date | None = None


def test_a_field_that_may_not_be_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [_field(name, info) for name, info in Bad.model_fields.items()]
    monkeypatch.setattr(storage, "fields", lambda: found)
    assert {line.partition(":")[0] for line in strays()} == {
        "Bad.minutes", "Bad.surname", "Bad.address", "Bad.victim_statement", "Bad.attachment", "Bad.anything",
    }  # fmt: skip


def _field(name: str, info: FieldInfo) -> storage.Field:
    return storage.Field(Bad, name, info, storage._is_free(info), storage._is_open(info.annotation))


class Answers(Form):
    """Fields of every kind."""

    words: Text
    some: list[Text] | None = None
    ref: Ref
    refs: list[Ref] = Field(default_factory=list)
    choice: Literal["a", "b"] = "a"
    count: int = 0


def test_only_words_that_nothing_restrains_are_free_text() -> None:
    free = {name for name, info in Answers.model_fields.items() if storage._is_free(info)}
    assert free == {"words", "some"}


def test_every_field_people_write_in_is_listed_with_how_sensitive_it_is() -> None:
    listed = free_text()
    assert {
        "WaiveDuty.reason",
        "DecisionMade.rationale",
        "PurposefulContact.purpose",
        "EscalationMeasures.measures",
    } <= set(listed)
    assert listed["DecisionMade.rationale"] is Sensitivity.SENSITIVE
    assert listed["AfterDisclosure.what_and_why"] is Sensitivity.SENSITIVE
    assert all(isinstance(found, Sensitivity) for found in listed.values())


def test_whatever_may_hold_anything_says_what_keeps_it_in() -> None:
    assert {str(f) for f in fields() if f.open} == set(OPEN)


def test_st_01_pf_13_2a_an_enquiry_keeps_when_and_where_it_stands_and_nothing_it_said() -> None:
    case = order_made()
    case.done("police_enquiry", "2026-03-03", question="twelve years of call-outs at her mother's")
    case.report("enquiry_answered", "2026-03-04", agency="police", about="person", area="national")
    held = case.case.enquiries["police/person"].model_dump_json()
    assert "call-outs" not in held and "2026-03-04" in held


def test_st_04_st_08_pf_15_15a_mappa_and_marac_leave_dates_and_references_only() -> None:
    case = settled_order()
    case.report("mappa_status", "2026-03-09", category="category_2", level=2)
    case.report("mappa_meeting", "2026-03-09 11:00", next_meeting="2026-05-11", actions=["action-7"])
    case.report("marac_meeting", "2026-03-10", meeting="marac-1", meets_on="2026-03-26")
    assert case.case.mappa.model_dump(exclude_none=True, mode="json") == {
        "category": "category_2", "last_meeting": "2026-03-09", "next_meeting": "2026-05-11",
    }  # fmt: skip
    assert case.case.marac.meetings == {"marac-1": date(2026, 3, 26)}
