"""What holds for any sequence of any messages with any dates: facts are never refused, and nothing is ever lost."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from models.events import EVENT, Event
from models.roles import Role
from policy.holder import holder
from policy.known_versions import added
from tests.policy.anything import EVENTS, GAPS, OPENINGS, STEPS, events
from tests.policy.third_version import TRIAL
from tests.policy.told import Told

STANDING = tuple(name for name in EVENTS if name != "fact_withdrawn")
"""What is withdrawn and told again is news."""

bounded = settings(max_examples=40, derandomize=True, deadline=None)


@pytest.fixture(autouse=True, scope="module")
def third_version() -> Iterator[None]:
    """Cases go over between three versions, somebody else's among them (TI-16)."""
    with added(TRIAL):
        yield


def test_the_strategy_knows_every_type_of_event() -> None:
    types = {get_args(t.model_fields["type"].annotation)[0] for t in get_args(get_args(Event)[0])}
    assert types == set(EVENTS)


@bounded
@given(opening=OPENINGS, steps=st.lists(st.tuples(GAPS, STEPS), max_size=8))
def test_whatever_is_told_in_whatever_order_with_whatever_dates(
    opening: dict[str, Any], steps: list[tuple[timedelta, tuple[str, Any]]]
) -> None:
    told = Told()
    if not told.open(opening):
        assert opening["type"] == "sentence_passed" and opening["kind"] == "not_supervised"
        return
    for gap, (what, given_) in steps:
        told.now += gap
        told.step(what, given_)


@bounded
@given(opening=OPENINGS, facts=st.lists(events(STANDING), max_size=4), last=events(STANDING))
def test_an_event_told_twice_changes_nothing(
    opening: dict[str, Any], facts: list[dict[str, Any]], last: dict[str, Any]
) -> None:
    told = Told()
    if not told.open(opening):
        return
    for fact in facts:
        told.step("event", fact)
    told.step("event", last)
    before = told.case
    again = told.step("event", last)
    assert again is not None
    assert not (again.receipt.opened or again.receipt.joined or again.receipt.moved or again.receipt.closed)
    assert not again.receipt.notices
    assert told.case.model_copy(update={"flags": before.flags, "facts": before.facts}) == before


UNRELATED = (
    "substance_misuse", "concern_identified", "significant_change", "contact_with_children", "domestic_abuse_incident",
    "imminent_risk", "address_changed", "condition_breached", "new_relationship", "protective_order_made",
    "programme_started", "rosh_changed", "partner_details_refused", "hdc_address_proposed", "curfew_considered",
)  # fmt: skip
"""Events that ask for work of their own, whatever came before."""


@bounded
@given(opening=OPENINGS, one=events(UNRELATED), other=events(UNRELATED))
def test_the_order_of_two_unrelated_facts_changes_no_kind_of_work(
    opening: dict[str, Any], one: dict[str, Any], other: dict[str, Any]
) -> None:
    if one["type"] == other["type"] or _share_somebody(one, other):
        return
    found = []
    for first, second in ((one, other), (other, one)):
        told = Told()
        if not told.open(opening):
            return
        told.step("event", {**first, "happened": timedelta(), "known": timedelta()})
        told.step("event", {**second, "happened": timedelta(), "known": timedelta()})
        found.append({(d.kind, d.subject) for d in told.case.open_duties})
    assert found[0] == found[1]


def _share_somebody(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether both are about the same person or address: then what is known of them may come from the other."""

    def about(event: dict[str, Any]) -> set[str]:
        values = [v if isinstance(v, list) else [v] for v in event.values()]
        return {x for v in values for x in v if isinstance(x, str) and x[-2:] in {"-1", "-2"}}

    return bool(about(one) & about(other))


@settings(max_examples=15, derandomize=True, deadline=None)
@given(opening=OPENINGS, facts=st.lists(events(), max_size=3))
def test_left_alone_a_case_comes_to_rest(opening: dict[str, Any], facts: list[dict[str, Any]]) -> None:
    """The clock never strikes for nothing for ever: every wake handles something, until no moment is left."""
    told = Told()
    if not told.open(opening):
        return
    for fact in facts:
        told.step("event", fact)
    strikes = 0
    while told.wake_at is not None and strikes < 200:
        told.now = told.wake_at
        told.step("clock", None)
        strikes += 1
    assert strikes < 200
    for duty in told.case.open_duties:
        if duty.due_on is not None:
            assert "passes its due date" in duty.rungs_fired
            assert duty.rungs_fired[-1] in {"still overdue", "overdue"} or duty.owner in {Role.SPO, Role.HEAD_OF_OMD}
    assert holder(told.case) in Role


@pytest.mark.parametrize("name", ["Jane Smith", "12 High Street", "jane smith", "SW1A 1AA", "", "x" * 61])
@pytest.mark.parametrize("field", ["partner", "incident_ref", "event_id"])
def test_am_22_a_name_or_an_address_cannot_be_told(field: str, name: str) -> None:
    event = {"type": "new_relationship", "event_id": "event-1", "occurred_at": "2026-03-02T10:00:00Z",
             "partner": "partner-1"}  # fmt: skip
    with pytest.raises(ValidationError):
        EVENT.validate_python({**event, field: name})


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:00-12:00", "2026-03-02T10:00:00"])
def test_a_moment_nobody_can_count_with_is_unreadable_and_not_a_crash(moment: str) -> None:
    with pytest.raises(ValidationError):
        EVENT.validate_python({"type": "died", "event_id": "event-1", "occurred_at": moment})
    with pytest.raises(ValidationError):
        EVENT.validate_python({"type": "dates_changed", "event_id": "event-1", "occurred_at": "2026-03-02T10:00:00Z",
                               "dates": {"conditional_release": "9999-12-31"}})  # fmt: skip


def test_what_could_not_be_read_is_kept_as_it_came_and_changes_nothing() -> None:
    told = Told()
    assert told.open({"type": "sentence_passed", "kind": "community_order", "happened": timedelta()})
    before = told.case
    outcome = told.tell({"kind": "unread", "unread_id": "unread-1", "came": {"type": "nonsense", "when": None}})
    assert outcome is not None
    assert told.case == before
    row = next(row for row in outcome.rows if row["table"] == "events")
    assert (row["kind"], row["event_id"], row["body"]["came"]["type"]) == ("unread", "unread-1", "nonsense")
