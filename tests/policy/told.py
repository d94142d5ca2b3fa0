"""A case told one thing after another, every answer checked: what the property tests and the long run share."""

import json
from datetime import datetime
from random import Random
from typing import Any

from models.case import Case
from models.messages import MESSAGE, message_id
from models.outcome import Outcome
from models.roles import Role
from models.sentence import Stage
from policy.calendar import CURRENT
from policy.decide import decide
from policy.explain import why_due
from policy.known_versions import policy_of, versions
from policy.ladder import LADDERS
from policy.processes import BY_NAME
from policy.proof import differences
from policy.refusal import Refused
from tests.policy.anything import START
from tests.policy.claims import left_open, lost
from tests.policy.driving import FRAMEWORK
from tests.policy.evidence import EVIDENCE, THROUGH_OTHERS
from tests.policy.inventing import changed
from workflows.merge import merged

FOLLOWED = {"review", "escalation", "home_visit", "risk_management_plan", "sentence_plan", "objective"}
"""The processes of plans, visits and reviews: what each owes is open even on a closed case."""


class Told:
    """A case told one thing after another, every answer checked.

    ``every``: each how many messages is decided twice over. ``by_its_own_clock``: the clock strikes at its own moments
    and at no other. ``start`` says more of how the case starts. ``log`` has every message with its moment, refused ones
    too: told again, they make the same case; ``taken`` has the id of each that was not refused.
    """

    def __init__(self, every: int = 1, by_its_own_clock: bool = False, **start: Any) -> None:
        self.start = {"case_id": "case-1", **start}
        self.every = every
        self.by_its_own_clock = by_its_own_clock
        self.sequence = 0
        self.state: dict[str, Any] = {}
        self.log: list[tuple[datetime, dict[str, Any]]] = []
        self.taken: list[str | None] = []
        self.allowed: list[str] = []
        self.stages: set[str] = set()
        self.finished = False
        self.now = START
        self.count = 0
        self.wake_at: datetime | None = None
        self.wake_for = ""
        self.fired: set[tuple[str, str, str]] = set()

    @property
    def case(self) -> Case:
        return Case.model_validate(self.state)

    def open(self, opening: dict[str, Any]) -> bool:
        """Open the case; whether it could be."""
        return self.tell({"kind": "opened", "start": {**self.start, "opening": self.fact(opening)}}) is not None

    def fact(self, said: dict[str, Any]) -> dict[str, Any]:
        self.count += 1
        fields = dict(said)
        event = {"event_id": f"event-{self.count}", "occurred_at": (self.now + fields.pop("happened")).isoformat()}
        if "known" in fields:
            event["identified_at"] = (self.now + fields.pop("known")).isoformat()
        if "withdraws" in fields:
            fields["withdraws"] = self.id_of(fields["withdraws"])
        return {**event, **fields}

    def id_of(self, place: str) -> str:
        """The id of an event named by how many before or after it was told; of any other the name itself."""
        which, _, number = place.partition("-")
        told = [m["event"]["event_id"] for _, m in self.log if m["kind"] == "reported"]
        if which == "ahead":
            return f"event-{self.count + int(number)}"
        return told[-int(number)] if which == "back" and len(told) >= int(number) else place

    def step(self, what: str, given: Any) -> Outcome | None:
        self.count += 1
        about = f"{what.replace('_', '-')}-{self.count}"
        at = self.now.isoformat()
        duties = self.case.open_duties
        if what == "event":
            return self.tell({"kind": "reported", "event": self.fact(given)})
        if what == "decided":
            decision = {"decision_id": about, "decided_at": at, "decided_by": "staff-1", "role": "pom", **given}
            return self.tell({"kind": "decided", "decision": decision})
        if what == "asked":
            return self.ask({"request_id": about, "asked_at": at, "asked_by": "staff-1", **given})
        if what == "policy":
            self.go_over(versions()[given % len(versions())].id)
            return None
        if what == "do":
            kind, _, subject = given.partition("/")
            duties = [d for d in duties if d.kind == kind and subject in {"", d.subject}]
        if what == "clock" or not duties:
            return None if self.by_its_own_clock else self.tell({"kind": "clock"})
        number = given[0] if what == "done_otherwise" else 0 if what == "do" else given
        duty = duties[number % len(duties)]
        if what == "waived":
            waiver = {"waiver_id": about, "duty": duty.id, "waived_at": at, "waived_by": "spo-1", "role": "spo",
                      "reason": "in hospital"}  # fmt: skip
            return self.tell({"kind": "waived", "waiver": waiver})
        evidence = self.evidence(duty.kind)
        if "subjects" in evidence and duty.subject:
            evidence["subjects"] = ["person", duty.subject]
        form = policy_of(self.case).rules[duty.kind].form
        if what == "done_otherwise" and form is not None:
            evidence = changed(form, evidence, Random(given[1]))
        completion = {"completion_id": about, "duty": duty.id, "done_at": at, "done_by": "staff-1", "role": "pom",
                      "evidence": evidence}  # fmt: skip
        return self.tell({"kind": "completed", "completion": completion})

    def ask(self, request: dict[str, Any]) -> Outcome | None:
        """Ask for something; to close the case, a manager gives a reason for whatever is open."""
        if request["type"] == "close_case" and request["role"] == "spo":
            request["reasons"] = {d.id: "nobody is left to do it for" for d in self.case.open_duties}
        return self.tell({"kind": "asked", "request": request})

    def again(self, random: Random) -> None:
        """Report an old event a second time, under an id of its own."""
        reported = [m["event"] for _, m in self.log if m["kind"] == "reported"]
        if reported:
            self.count += 1
            self.tell({"kind": "reported", "event": {**random.choice(reported), "event_id": f"again-{self.count}"}})

    def strike_until_now(self) -> None:
        """Let the case's own clock bring what it brings, each thing at its moment."""
        now = self.now
        while self.wake_at is not None and self.wake_at <= now and not self.finished:
            self.now = self.wake_at
            self.count += 1
            self.tell({"kind": "clock"})
        self.now = now

    def evidence(self, kind: str) -> dict[str, Any]:
        """What completes a kind of work under the case's version."""
        more = {} if self.case.policy_version == FRAMEWORK else THROUGH_OTHERS.get(kind, {})
        return {**EVIDENCE.get(kind, {}), **more}

    def go_over(self, version: str) -> None:
        """INS-X10: whatever is open goes on, or is closed with the reason; what was decided stays as decided."""
        self.strike_until_now()
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
        self.log.append((self.now, message))
        read = MESSAGE.validate_python(message)
        twice = len(self.log) % self.every == 0
        as_it_was, before = self.state, json.dumps(self.state)
        try:
            outcome = decide(self.state or None, read, self.now, self.sequence + 1, CURRENT)
        except Refused:
            assert read.kind not in {"reported", "clock"}
            assert json.dumps(self.state) == before
            return None
        if twice:
            assert decide(self.state or None, read, self.now, self.sequence + 1, CURRENT) == outcome
        assert json.dumps(self.state) == before
        self.state = merged(self.state, json.loads(json.dumps(outcome.change)))
        self.wake_at, self.finished, self.sequence = outcome.wake_at, outcome.finished, self.sequence + 1
        self.wake_for = outcome.wake_for
        self.taken.append(message_id(read))
        self.stages.add(outcome.receipt.stage)
        if read.kind == "asked":
            self.allowed.append(message["request"]["type"])
        self.check(outcome)
        broken = [*lost(as_it_was, self.state, self.now), *left_open(as_it_was, message)]
        assert not broken, broken
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
            found = differences(case, policy_of(case), CURRENT, self.now, outcome.wake_at)
            assert not found, found
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
                assert key not in self.fired, f"fired again: {key}"
                self.fired.add(key)

    def check_privacy(self, outcome: Outcome) -> None:
        """AM-22: what lists, timers and notices show names nobody, not even by reference."""
        shown = [outcome.summary, outcome.wake_for, json.dumps(outcome.attributes)]
        shown += [notice.about for notice in outcome.receipt.notices]
        for text in shown:
            assert not any(ref in text for ref in ("partner-", "victim-", "child-", "address-")), text
