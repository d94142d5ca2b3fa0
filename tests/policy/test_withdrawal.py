"""A fact that was wrong and never was: PF-13.1a (accurate records), docs/decisions/0069."""

from collections import Counter
from collections.abc import Iterator
from copy import copy
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from models.case import Case
from models.duties import DutyState
from models.outcome import NoticeClass, Outcome
from models.risk import RoshLevel
from models.roles import Role
from models.sentence import Stage
from policy import kept_facts
from policy.kept_facts import known_of
from policy.stages.chart import MOVES
from policy.withdraw import asks_for_manager
from tests.lives.drawing import drawing
from tests.lives.life import live
from tests.policy.anything import EVENTS, events
from tests.policy.driving import Driven, kinds, on_licence, order_made, settled_order
from tests.policy.order_of_facts import may_matter, same_day
from tests.policy.told import Told


def withdraw(case: Driven, told: Outcome | str, at: str, why: str = "wrong_case", **more: Any) -> Outcome:
    id = told if isinstance(told, str) else told.receipt.message
    return case.report("fact_withdrawn", at, withdraws=id, why=why, **more)


# Open work ---------------------------------------------------------------------------------------------------------


def test_open_work_that_hangs_on_it_alone_is_cancelled_with_the_reason() -> None:
    case = settled_order()
    told = case.report("domestic_abuse_incident", "2026-03-09")
    assert "review" in kinds(told.receipt.opened)
    ended = withdraw(case, told, "2026-03-10", "mistaken_identity").receipt
    assert kinds(ended.closed) == kinds(told.receipt.opened)
    review = case.closed("review")
    assert review.state is DutyState.CANCELLED and review.closed is not None
    assert review.closed.reason == "what asked for it was withdrawn: a mistaken identity"


def test_work_that_another_event_demands_too_stays_and_is_due_by_that_alone() -> None:
    case = on_licence()
    assert case.due("home_visit") == "2026-03-23"  # PF-10.8a: 15 working days from release
    told = case.report("concern_identified", "2026-03-03")
    assert case.due("home_visit") == "2026-03-17"  # PF-10.8c: 10 working days from the concern
    receipt = withdraw(case, told, "2026-03-04").receipt
    assert case.due("home_visit") == "2026-03-23"
    assert "home_visit" in kinds(receipt.moved) and "home_visit" not in kinds(receipt.closed)


def test_work_that_was_asked_for_first_by_it_stays_for_the_other() -> None:
    case = settled_order()
    first = case.report("substance_misuse", "2026-03-09", substance="alcohol")
    case.report("risk_falling", "2026-03-10")
    withdraw(case, first, "2026-03-11")
    review = case.duty("review")
    assert review.triggers == ["risk_falling"] and not review.rests_on_withdrawn


def test_the_process_of_work_that_stays_stays_too() -> None:
    case = settled_order()
    first = case.report("substance_misuse", "2026-03-09", substance="alcohol")
    case.report("risk_falling", "2026-03-10")
    withdraw(case, first, "2026-03-11")
    assert case.case.processes["review"] == "to review"


def test_what_work_had_said_before_it_stands_again() -> None:
    """No fact said who held the condition before: work did."""
    case = order_made()
    case.report("new_relationship", "2026-03-03", partner="partner-1", certainty="suspected")
    known = case.case.partners["partner-1"]
    told = case.report("partner_pregnant", "2026-03-04", partner="partner-1", details_known=True)
    withdraw(case, told, "2026-03-05")
    assert case.case.partners["partner-1"] == known


def test_work_that_came_back_of_it_is_cancelled_too() -> None:
    case = settled_order()
    told = case.report("protective_order_made", "2026-03-09", order="order-1", protects=["person-1"])
    case.done("order_check", "2026-03-20", "order-1")
    assert case.duty("order_check", "order-1").clocks[0].started_by == "last done"
    withdraw(case, told, "2026-03-23")
    assert "order_check" not in case.kinds


def test_what_was_sent_and_done_stays_done_rests_on_it_and_is_named_to_be_put_right() -> None:
    case = settled_order()
    told = case.report("domestic_abuse_incident", "2026-03-09", victim="victim-1")
    sent = case.done("police_enquiry", "2026-03-10", "victim-1", subjects=["person", "victim-1"])
    receipt = withdraw(case, told, "2026-03-11").receipt
    enquiry = case.case.duties[sent.receipt.closed[0].id]
    assert enquiry.state is DutyState.DONE and enquiry.rests_on_withdrawn
    assert kinds(receipt.opened) == {"put_right"}
    put_right = case.duty("put_right", told.receipt.message)
    assert put_right.owner is Role.COMMUNITY_PRACTITIONER
    assert f"done for it: {enquiry.id} (Ask the police for domestic abuse information)" in put_right.notes
    reply = case.duty("police_reply", "victim-1")
    assert f"still open, as it follows from that: {reply.id} (Get the police reply)" in put_right.notes
    case.done("put_right", "2026-03-12")
    assert "put_right" not in case.kinds


def test_a_decision_stays_and_is_shown_as_resting_on_it() -> None:
    case = settled_order()
    told = case.report("condition_breached", "2026-03-09", condition="condition-1")
    case.decided("enforcement", "warning", "2026-03-10", rationale="late once")
    [(id, decision)] = [(id, d) for id, d in case.case.decisions.items() if d.kind.value == "enforcement"]
    assert decision.rests_on is None
    withdraw(case, told, "2026-03-11")
    assert case.case.decisions[id].rests_on == told.receipt.message
    assert case.case.decisions[id].option == "warning"
    assert f"decided for it: {id}" in case.duty("put_right").notes


def test_work_that_it_ended_is_owed_again_by_the_same_day() -> None:
    case = settled_order()
    case.report("protective_order_made", "2026-03-09", order="order-1", protects=["person-1"])
    due = case.due("order_check", "order-1")
    told = case.report("order_revoked", "2026-03-12", order="order-1")
    assert "order_check" not in case.kinds
    withdraw(case, told, "2026-03-13")
    assert case.due("order_check", "order-1") == due
    assert case.case.orders["order-1"].ended_on is None


def test_clocks_that_it_stopped_run_as_if_they_always_had() -> None:
    case = on_licence()
    due = case.due("home_visit")
    told = case.report("received_into_custody", "2026-03-05", prison="prison-1", reason="remand")
    assert case.due("home_visit") == "None"
    withdraw(case, told, "2026-03-10")
    assert case.due("home_visit") == due and not case.case.in_prison


# What the case knows -----------------------------------------------------------------------------------------------


def test_what_it_alone_said_goes_back_to_what_the_others_say() -> None:
    case = settled_order()
    case.report("rosh_changed", "2026-03-09", level="medium", group="known_adult")
    told = case.report("rosh_changed", "2026-03-10", level="very_high", group="known_adult")
    met = case.report("new_relationship", "2026-03-10", partner="partner-1", children=["child-1"])
    assert case.state["rosh"]["known_adult"] == "very_high" and "child-1" in case.case.people_at_risk
    withdraw(case, told, "2026-03-11")
    assert case.state["rosh"]["known_adult"] == "medium"
    withdraw(case, met, "2026-03-11")
    assert not case.case.partners and "child-1" not in case.case.people_at_risk


def test_what_a_later_fact_says_stands() -> None:
    case = settled_order()
    told = case.report("rosh_changed", "2026-03-09", level="very_high", group="known_adult")
    case.report("rosh_changed", "2026-03-10", level="high", group="known_adult")
    withdraw(case, told, "2026-03-11")
    assert case.case.known_adult_risk is RoshLevel.HIGH


def test_what_work_hangs_on_stays_and_is_named() -> None:
    case = settled_order()
    told = case.report("new_relationship", "2026-03-09", partner="partner-1", certainty="found")
    case.done("police_enquiry", "2026-03-10", "partner-1", subjects=["person", "partner-1"])
    withdraw(case, told, "2026-03-11")
    assert "partner-1" in case.case.partners
    assert any(note.endswith("partners: partner-1") for note in case.duty("put_right").notes)


def test_a_move_of_the_sentence_is_not_undone_and_is_put_right_at_once() -> None:
    case = on_licence()
    told = case.report("recalled", "2026-03-10")
    withdraw(case, told, "2026-03-11", "sent_in_error", role="spo")
    assert case.case.stage is Stage.CUSTODY
    put_right = case.duty("put_right")
    assert put_right.grave and case.due("put_right") == "2026-03-12"
    assert "the stage: it moved the sentence from licence to custody; report what is so now" in put_right.notes


def test_a_death_told_of_the_wrong_person_opens_work_on_the_closed_case() -> None:
    case = on_licence()
    told = case.report("died", "2026-03-10")
    assert not case.kinds
    withdraw(case, told, "2026-03-11", "mistaken_identity")
    assert case.case.stage is Stage.CLOSED and case.kinds == {"put_right"}
    assert any(note.startswith("ended by it: ") for note in case.duty("put_right").notes)
    assert not case.finished


def test_a_fact_that_came_after_the_close_is_withdrawn_with_no_work_left() -> None:
    case = on_licence()
    case.report("died", "2026-03-10")
    told = case.report("address_changed", "2026-03-12", address="address-9")
    assert "address-9" in case.case.addresses
    receipt = withdraw(case, told, "2026-03-13").receipt
    assert not receipt.opened and "address-9" not in case.case.addresses


def test_a_reply_that_never_came_is_awaited_again() -> None:
    case = order_made()
    case.done("police_enquiry", "2026-03-03", "person")
    told = case.report("enquiry_answered", "2026-03-05", agency="police", about="person", area="national")
    assert "police_reply" not in case.kinds
    withdraw(case, told, "2026-03-06")
    assert case.case.enquiries["police/person"].state == "sent"
    assert case.duty("police_reply", "person").due_on is not None


# Who is told -------------------------------------------------------------------------------------------------------


def test_the_manager_is_told_of_a_grave_one_and_not_of_others() -> None:
    case = settled_order()
    grave = case.report("domestic_abuse_incident", "2026-03-09")
    other = case.report("substance_misuse", "2026-03-09", substance="drugs")
    before = len(case.notices(NoticeClass.IMMEDIATE, Role.SPO))
    withdraw(case, other, "2026-03-10")
    assert len(case.notices(NoticeClass.IMMEDIATE, Role.SPO)) == before
    withdraw(case, grave, "2026-03-10")
    assert len(case.notices(NoticeClass.IMMEDIATE, Role.SPO)) == before + 1


def test_whoever_was_told_at_once_hears_that_it_never_was() -> None:
    case = settled_order()
    told = case.report("imminent_risk", "2026-03-09", person="partner-1")
    interrupted = {n.to_role for n in told.receipt.notices if n.kind is not NoticeClass.DIGEST}
    again = withdraw(case, told, "2026-03-09 12:00")
    assert interrupted and {n.to_role for n in again.receipt.notices} >= interrupted
    assert any(note.startswith("told at once when it came: ") for note in case.duty("put_right").notes)


def test_only_managers_withdraw_what_is_grave_moves_the_sentence_or_is_not_known() -> None:
    """A project default; the API refuses anybody else (tests/api)."""
    case = settled_order()
    grave = case.report("stalking", "2026-03-09").receipt.message
    other = case.report("substance_misuse", "2026-03-09", substance="drugs").receipt.message
    assert asks_for_manager(case.case, grave) and asks_for_manager(case.case, "no-such")
    assert not asks_for_manager(case.case, other)


# What cannot be withdrawn, and what is withdrawn twice or early ----------------------------------------------------


def test_what_cannot_be_withdrawn_is_kept_and_says_why() -> None:
    case = settled_order()
    start = next(iter(case.case.facts))
    before = case.kinds
    assert withdraw(case, start, "2026-03-09").receipt.flags == [
        "the start of the case is not withdrawn: close the case, and say why"
    ]
    told = case.report("substance_misuse", "2026-03-09", substance="alcohol")
    first = withdraw(case, told, "2026-03-10")
    assert withdraw(case, told, "2026-03-11").receipt.flags == [
        "it was withdrawn before: kept, and nothing more changed"
    ]
    [words] = withdraw(case, first, "2026-03-11").receipt.flags
    assert words == "a withdrawal is not withdrawn: report the fact again if it was right"
    assert case.kinds == before


def test_told_again_it_counts_as_new() -> None:
    case = settled_order()
    said = {"substance": "alcohol"}
    told = case.report("substance_misuse", "2026-03-09", **said)
    withdraw(case, told, "2026-03-10")
    again = case.report("substance_misuse", "2026-03-11", happened="2026-03-09", **said)
    assert kinds(again.receipt.opened) == kinds(told.receipt.opened)


def test_told_before_the_event_it_names_it_applies_when_that_comes() -> None:
    early, late = settled_order(), settled_order()
    early._count = late._count = 500
    fact = {"type": "new_relationship", "event_id": "fact-1", "occurred_at": "2026-03-09T10:00:00Z",
            "partner": "partner-1"}  # fmt: skip
    said = {"type": "fact_withdrawn", "event_id": "fact-2", "occurred_at": "2026-03-09T10:05:00Z",
            "withdraws": "fact-1", "why": "wrong_case"}  # fmt: skip
    kept = early.send({"kind": "reported", "event": said}, "2026-03-09 10:10")
    assert kept.receipt.flags == ["the case knows of no such event: kept, and it applies when that comes"]
    came = early.send({"kind": "reported", "event": fact}, "2026-03-09 10:11")
    assert came.receipt.flags == ["it was withdrawn before it came: kept, and nothing opened"]
    assert not came.receipt.opened
    for event in (fact, said):
        late.send({"kind": "reported", "event": event}, "2026-03-09 10:11")
    assert early.case.facts["fact-1"].withdrawn == late.case.facts["fact-1"].withdrawn == "fact-2"
    assert early.kinds == late.kinds and known_of(early.case) == known_of(late.case)


def test_a_second_report_of_the_same_incident_takes_its_place() -> None:
    case = settled_order()
    told = case.report("domestic_abuse_incident", "2026-03-09", incident_ref="police-1", source="police")
    case.report("domestic_abuse_incident", "2026-03-09 11:00", incident_ref="police-1", source="staff")
    opened = case.kinds
    receipt = withdraw(case, told, "2026-03-10", "sent_in_error").receipt
    assert case.kinds == opened and not receipt.closed
    second = case.duty("review").clocks[0].cause
    assert second != told.receipt.message
    withdraw(case, second, "2026-03-11", "sent_in_error")
    assert "review" not in case.kinds


def test_a_move_that_waits_for_the_one_before_it_goes_when_it_is_withdrawn() -> None:
    case = Driven()
    case.open("court_report_requested", "2026-03-02")
    told = case.report("released", "2026-03-03")
    assert case.case.held
    withdraw(case, told, "2026-03-04")
    assert not case.case.held and "put_right" not in case.kinds


def test_a_fact_from_before_facts_were_kept_is_put_right_by_hand() -> None:
    case = settled_order()
    told = case.report("substance_misuse", "2026-03-09", substance="alcohol")
    case.state = {name: part for name, part in case.state.items() if name not in {"facts", "began"}} | {"facts": {}}
    receipt = withdraw(case, told, "2026-03-10").receipt
    assert "review" in case.kinds and not receipt.closed
    assert any(note.startswith("asked for by it: ") for note in case.duty("put_right").notes)


def test_facts_too_old_to_be_kept_one_by_one_are_kept_as_one_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_facts, "KEEP_FACTS", 3)
    case = settled_order()
    case.report("rosh_changed", "2026-03-09", level="high", group="children")
    for number in range(4):
        case.report("risk_falling", f"2026-03-{10 + number}")
    told = case.report("rosh_changed", "2026-03-16", level="low", group="children")
    assert len(case.case.facts) == 3
    withdraw(case, told, "2026-03-17")
    assert case.state["rosh"]["children"] == "high"


STANDING = tuple(name for name in EVENTS if name != "fact_withdrawn")

# Any fact, in any case -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(24))
def test_any_fact_withdrawn_at_once_leaves_the_case_as_it_was(seed: int) -> None:
    """But for what it moved, and for what is named to be put right."""
    for told, fact, _ in _days(f"withdrawn/{seed}"):
        twin = _telling(told, fact, _withdrawal(told, fact))
        if twin.case.facts[fact["event_id"]].moved_to is None and not _left(twin):
            assert _stands(twin.case) == _stands(told.case), fact


@pytest.mark.parametrize("seed", range(24))
def test_any_fact_withdrawn_after_another_leaves_the_case_as_the_other_alone_would(seed: int) -> None:
    """Where the order of the two does not matter (docs/order-of-facts.md), and neither moves the sentence."""
    for told, fact, other in _days(f"withdrawn after/{seed}"):
        if {fact["type"], other["type"]} & MOVES or may_matter(fact["type"], other["type"]):
            continue
        alone, twin = _telling(told, other), _telling(told, fact, other, _withdrawal(told, fact))
        if told.case.stage is not Stage.CLOSED and not _left(twin):
            assert _stands(twin.case) == _stands(alone.case), (fact, other)


def _days(seed: str) -> Iterator[tuple[Told, dict[str, Any], dict[str, Any]]]:
    """A case that chance has made, and two facts of each of its next days."""
    random = Random(seed)
    told = Told(50)
    live(told, random)
    draw = drawing(random)
    for number in range(6):
        if told.finished or not told.state:
            return
        now = same_day(told)
        facts = [_of_the_day(draw(events(STANDING)), now, f"fact-{number}-{n}") for n in (1, 2)]
        if not told.finished:
            yield told, facts[0], facts[1]


def _of_the_day(said: dict[str, Any], now: datetime, id: str) -> dict[str, Any]:
    plain = {name: value for name, value in said.items() if name not in {"happened", "known", "incident_ref"}}
    return {**plain, "event_id": id, "occurred_at": (now - timedelta(hours=int(id[-1]))).isoformat()}


def _withdrawal(told: Told, fact: dict[str, Any]) -> dict[str, Any]:
    said = {"type": "fact_withdrawn", "event_id": f"{fact['event_id']}-gone", "occurred_at": told.now.isoformat()}
    return {**said, "withdraws": fact["event_id"], "why": "wrong_case"}


def _telling(told: Told, *facts: dict[str, Any]) -> Told:
    twin = copy(told)
    twin.log, twin.allowed, twin.taken = [*told.log], [*told.allowed], [*told.taken]
    twin.stages, twin.fired = {*told.stages}, {*told.fired}
    for fact in facts:
        twin.now += timedelta(minutes=1)
        twin.tell({"kind": "reported", "event": fact})
    return twin


def _left(told: Told) -> bool:
    named = [note for duty in told.case.open_duties if duty.kind == "put_right" for note in duty.notes]
    return any(note.startswith("still on the case") for note in named)


def _stands(case: Case) -> tuple[Any, ...]:
    duties = Counter((d.kind, d.subject, d.due_on) for d in case.open_duties if d.kind != "put_right")
    return duties, known_of(case), case.enquiries, case.stage, case.processes
