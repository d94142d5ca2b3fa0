"""What holds for any sequence of any messages with any dates: facts are never refused, and nothing is ever lost."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from models.case import Case
from models.events import EVENT, Event
from models.messages import MESSAGE
from models.outcome import Outcome
from models.roles import Role
from models.sentence import Stage
from policy.calendar import CURRENT
from policy.decide import decide
from policy.explain import why_due
from policy.holder import holder
from policy.known_versions import added, policy_of, versions
from policy.ladder import LADDERS
from policy.processes import BY_NAME
from policy.proof import differences
from policy.refusal import Refused
from tests.policy.anything import EVENTS, GAPS, START, STEPS, events
from tests.policy.driving import FRAMEWORK
from tests.policy.evidence import EVIDENCE, THROUGH_OTHERS
from tests.policy.third_version import TRIAL
from workflows.merge import merged

bounded = settings(max_examples=40, derandomize=True, deadline=None)
OPENINGS = events(("court_report_requested", "sentence_passed"))


@pytest.fixture(autouse=True, scope="module")
def third_version() -> Iterator[None]:
    """Cases go over between three versions, somebody else's among them (TI-16)."""
    with added(TRIAL):
        yield


FOLLOWED = {"review", "escalation", "home_visit", "risk_management_plan", "sentence_plan", "objective"}
"""The processes of plans, visits and reviews: what each owes is checked after every message."""


class Told:
    """A case told one thing after another, every answer checked."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {}
        self.now = START
        self.count = 0
        self.wake_at: datetime | None = None
        self.fired: set[tuple[str, str, str]] = set()

    @property
    def case(self) -> Case:
        return Case.model_validate(self.state)

    def open(self, opening: dict[str, Any]) -> bool:
        """Open the case; whether it could be."""
        start = {"case_id": "case-1", "opening": self.fact(opening)}
        return self.tell({"kind": "opened", "start": start}) is not None

    def fact(self, said: dict[str, Any]) -> dict[str, Any]:
        self.count += 1
        fields = dict(said)
        event = {"event_id": f"event-{self.count}", "occurred_at": (self.now + fields.pop("happened")).isoformat()}
        if "known" in fields:
            event["identified_at"] = (self.now + fields.pop("known")).isoformat()
        return {**event, **fields}

    def step(self, what: str, given: Any) -> Outcome | None:
        self.count += 1
        about = f"{what}-{self.count}"
        at = self.now.isoformat()
        duties = self.case.open_duties
        if what == "event":
            return self.tell({"kind": "reported", "event": self.fact(given)})
        if what == "decided":
            decision = {"decision_id": about, "decided_at": at, "decided_by": "staff-1", "role": "pom", **given}
            return self.tell({"kind": "decided", "decision": decision})
        if what == "policy":
            self.go_over(versions()[given % len(versions())].id)
            return None
        if what == "clock" or not duties:
            return self.tell({"kind": "clock"})
        duty = duties[given % len(duties)]
        if what == "waived":
            waiver = {"waiver_id": about, "duty": duty.id, "waived_at": at, "waived_by": "spo-1", "role": "spo",
                      "reason": "in hospital"}  # fmt: skip
            return self.tell({"kind": "waived", "waiver": waiver})
        completion = {"completion_id": about, "duty": duty.id, "done_at": at, "done_by": "staff-1", "role": "pom",
                      "evidence": self.evidence(duty.kind)}  # fmt: skip
        return self.tell({"kind": "completed", "completion": completion})

    def evidence(self, kind: str) -> dict[str, Any]:
        """What completes a kind of work under the case's version."""
        more = {} if self.case.policy_version == FRAMEWORK else THROUGH_OTHERS.get(kind, {})
        return {**EVIDENCE.get(kind, {}), **more}

    def go_over(self, version: str) -> None:
        """INS-X10: whatever is open goes on, or is closed with the reason; what was decided stays as decided."""
        before = self.case
        change = {"change_id": f"change-{self.count}", "version": version}
        outcome = self.tell({"kind": "policy_changed", "change": change})
        assert outcome is not None
        after = self.case
        assert after.policy_version == version
        assert after.decisions == before.decisions
        closed = {d.id for d in outcome.receipt.closed}
        assert {d.id for d in before.open_duties} <= {d.id for d in after.open_duties} | closed
        for duty in closed:
            reason = after.duties[duty].closed
            assert reason is not None and reason.reason and version in reason.reason

    def tell(self, message: dict[str, Any]) -> Outcome | None:
        """Decide twice, check the answer and apply it. None when what was asked is refused; a fact never is."""
        read = MESSAGE.validate_python(message)
        before = json.dumps(self.state)
        try:
            outcome = decide(self.state or None, read, self.now, self.count, CURRENT)
        except Refused:
            assert read.kind not in {"reported", "clock"}
            assert json.dumps(self.state) == before
            return None
        assert decide(self.state or None, read, self.now, self.count, CURRENT) == outcome
        assert json.dumps(self.state) == before
        self.state = json.loads(json.dumps(merged(self.state, outcome.change)))
        self.wake_at = outcome.wake_at
        self.check(outcome)
        return outcome

    def check(self, outcome: Outcome) -> None:
        case = self.case
        assert case.model_dump(mode="json", exclude_none=True) == self.state
        json.dumps([outcome.rows, outcome.attributes])
        assert outcome.wake_at is None or outcome.wake_at > self.now
        for duty in case.open_duties:
            assert why_due(duty), f"{duty.kind}: neither a due date nor a reason for none"
            rule = policy_of(case).rules[duty.kind]
            assert (duty.policy_version, duty.title) == (case.policy_version, rule.title)
            if rule.owner is None and case.in_community:
                assert duty.owner is Role.COMMUNITY_PRACTITIONER, f"{duty.kind} stayed with the {duty.owner.value}"
            if rule.owner is None and case.stage is Stage.CUSTODY:
                assert duty.owner is not Role.REPORT_WRITER, f"{duty.kind} stayed with the report writer"
        if not outcome.finished:
            assert differences(case, policy_of(case), CURRENT, self.now, outcome.wake_at) == []
        self.check_processes(case)
        self.check_rungs(case, outcome)
        self.check_privacy(outcome)

    def check_processes(self, case: Case) -> None:
        """Whatever a process owes in the state it is in is an open duty."""
        for key, state in case.processes.items():
            name, _, subject = key.partition("/")
            for kind in BY_NAME[name].owes.get(state, ()) if name in FOLLOWED else ():
                assert case.open_duty(kind, subject or None), f"{key} is in {state!r}, and no {kind} is open"

    def check_rungs(self, case: Case, outcome: Outcome) -> None:
        """A rung fires once for a due date."""
        names = {rung.name for ladder in LADDERS.values() for rung in ladder.rungs}
        for notice in outcome.receipt.notices:
            rung = notice.about.partition(":")[0]
            for duty in notice.duties if rung in names else ():
                key = (duty, rung, str(case.duties[duty].due_on))
                assert key not in self.fired
                self.fired.add(key)

    def check_privacy(self, outcome: Outcome) -> None:
        """AM-22: what lists, timers and notices show names nobody, not even by reference."""
        shown = [outcome.summary, outcome.wake_for, json.dumps(outcome.attributes)]
        shown += [notice.about for notice in outcome.receipt.notices]
        for text in shown:
            assert not any(ref in text for ref in ("partner-", "victim-", "child-", "address-")), text


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
@given(opening=OPENINGS, facts=st.lists(events(), max_size=4), last=events())
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
    assert told.case.model_copy(update={"flags": before.flags}) == before


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
