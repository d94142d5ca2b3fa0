"""Drives one case through policy the way the workflow does: one message at a time, by merge patch and by its own clock.

Moments are written as London time, "2026-03-02" or "2026-03-02 23:30"; a day alone means ten in the morning.
"""

import json
from collections.abc import Callable, Iterable
from copy import copy
from datetime import date, datetime, time
from typing import Any, Self, TypeVar

from models.case import Case
from models.duties import Duty
from models.messages import MESSAGE
from models.outcome import DutyLine, Notice, NoticeClass, Outcome
from models.roles import Role
from policy.calendar import CURRENT, LONDON, Calendar
from policy.decide import decide
from policy.refusal import Refused
from tests.exercised import seen_in
from tests.policy.evidence import EVIDENCE, WEIGHED
from workflows.merge import merged

FRAMEWORK = "2022-09-26"


def moment(text: str) -> datetime:
    """A moment in London."""
    day, _, clock = text.partition(" ")
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock or "10:00"), LONDON)


def day(text: str) -> date:
    """A date."""
    return date.fromisoformat(text)


class Driven:
    """One case. Whatever is told at a moment, the case's own clock is first run up to that moment.

    It opens under the framework as re-issued in 2022, whose clauses most tests cite, unless a test names another
    version; the version of the day is what ``test_policy_versions.py`` tests.
    """

    def __init__(self, calendar: Calendar = CURRENT, policy: str = FRAMEWORK) -> None:
        self.calendar = calendar
        self.policy = policy
        self.state: dict[str, Any] = {}
        self.outcomes: list[Outcome] = []
        self.told: list[tuple[datetime, Notice]] = []
        self.wake_at: datetime | None = None
        self.finished = False
        self._count = 0

    def copy(self) -> Self:
        """The same case, to be driven another way. The state is never changed in place."""
        seen_in(self.state, self.outcomes)
        twin = copy(self)
        twin.outcomes, twin.told = list(self.outcomes), list(self.told)
        return twin

    # What the case is told --------------------------------------------------------------------------------------

    def open(self, opening: str, at: str, profile: dict[str, Any] | None = None, **event: Any) -> Outcome:
        """Open the case with an event."""
        start = {"case_id": "case-1", "profile": profile or {}, "opening": self._event(opening, at, event)}
        return self._decide({"kind": "opened", "start": start}, moment(at))

    def report(self, event: str, at: str, happened: str | None = None, **fields: Any) -> Outcome:
        """Report an event at a moment, by default as it happens."""
        self.until(at)
        return self._decide({"kind": "reported", "event": self._event(event, happened or at, fields)}, moment(at))

    def done(self, kind: str, at: str, subject: str | None = None, **evidence: Any) -> Outcome:
        """Complete the open duty of a kind, with the usual evidence but for what is given; ``None`` leaves it out."""
        self.until(at)
        given = {k: v for k, v in {**EVIDENCE.get(kind, {}), **evidence}.items() if v is not None}
        completion = {
            "completion_id": self._id("done"),
            "duty": self.duty(kind, subject).id,
            "done_at": moment(at).isoformat(),
            "done_by": "staff-1",
            "role": "community_practitioner",
            "evidence": given,
        }
        return self._decide({"kind": "completed", "completion": completion}, moment(at))

    def waive(self, kind: str, at: str, reason: str, role: str = "spo", subject: str | None = None) -> Outcome:
        """Waive the open duty of a kind."""
        self.until(at)
        waiver = {
            "waiver_id": self._id("waived"),
            "duty": self.duty(kind, subject).id,
            "waived_at": moment(at).isoformat(),
            "waived_by": "staff-2",
            "role": role,
            "reason": reason,
        }
        return self._decide({"kind": "waived", "waiver": waiver}, moment(at))

    def decided(self, kind: str, option: str, at: str, **fields: Any) -> Outcome:
        """Record a decision, with what it usually weighs; ``decided`` says when it was made, by default when told."""
        self.until(at)
        made = moment(fields.pop("decided", at)).isoformat()
        decision = {"decision_id": self._id("decision"), "kind": kind, "option": option, "decided_at": made,
                    "decided_by": "staff-1", "role": "community_practitioner",
                    **WEIGHED.get(kind, {}), **fields}  # fmt: skip
        return self._decide({"kind": "decided", "decision": decision}, moment(at))

    def ask(self, request: str, at: str, role: str = "community_practitioner", **fields: Any) -> Outcome:
        """Ask the case to allow something."""
        self.until(at)
        asked = {"type": request, "request_id": self._id("asked"), "asked_at": moment(at).isoformat(),
                 "asked_by": "staff-1", "role": role, **fields}  # fmt: skip
        return self._decide({"kind": "asked", "request": asked}, moment(at))

    def until(self, at: str) -> None:
        """Let the case's own clock bring what it brings, up to a moment and not at it."""
        while self.wake_at is not None and self.wake_at < moment(at) and not self.finished:
            self._decide({"kind": "clock"}, self.wake_at)

    def strike(self, at: str) -> Outcome:
        """Run the clock up to a moment, and strike it then."""
        self.until(at)
        return self._decide({"kind": "clock"}, moment(at))

    # What the case shows ----------------------------------------------------------------------------------------

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return Case.model_validate(self.state)

    @property
    def kinds(self) -> set[str]:
        """The kinds of open work."""
        return {d.kind for d in self.case.open_duties}

    def duty(self, kind: str, subject: str | None = None) -> Duty:
        """The open duty of a kind; of the only subject there is, unless one is named."""
        found = [d for d in self.case.open_duties if d.kind == kind and subject in {None, d.subject}]
        assert len(found) == 1, f"{len(found)} open {kind} about {subject}; open: {sorted(self.kinds)}"
        return found[0]

    def due(self, kind: str, subject: str | None = None) -> str:
        """The due date of the open duty of a kind, as text."""
        return str(self.duty(kind, subject).due_on)

    def closed(self, kind: str) -> Duty:
        """The duty of a kind that was closed last."""
        return [d for d in self.case.duties.values() if d.kind == kind and not d.is_open][-1]

    def notices(self, kind: NoticeClass, role: Role | None = None) -> list[tuple[str, Notice]]:
        """What was told so far in one way, to one role or any, each with its London time."""
        found = [(at, n) for at, n in self.told if n.kind is kind and role in {None, n.to_role}]
        return [(f"{at.astimezone(LONDON):%Y-%m-%d %H:%M}", n) for at, n in found]

    def escalations(self, role: Role | None = None) -> list[tuple[str, Notice]]:
        """The escalations so far."""
        return self.notices(NoticeClass.ESCALATION, role)

    def told_about(self, duty_id: str) -> list[tuple[str, Notice]]:
        """Everything that was said of one duty, each with its London time."""
        return [(f"{at.astimezone(LONDON):%Y-%m-%d %H:%M}", n) for at, n in self.told if duty_id in n.duties]

    # How it is driven -------------------------------------------------------------------------------------------

    def send(self, message: dict[str, Any], at: str) -> Outcome:
        """Tell the case a message as it is."""
        self.until(at)
        return self._decide(message, moment(at))

    def _event(self, event: str, happened: str, fields: dict[str, Any]) -> dict[str, Any]:
        said = {"type": event, "event_id": self._id("event"), "occurred_at": moment(happened).isoformat(), **fields}
        if "identified" in said:
            said["identified_at"] = moment(said.pop("identified")).isoformat()
        return said

    def _id(self, what: str) -> str:
        self._count += 1
        return f"{what}-{self._count}"

    def _decide(self, message: dict[str, Any], now: datetime) -> Outcome:
        outcome = decide(
            self.state or None,
            MESSAGE.validate_python(message),
            now,
            len(self.outcomes) + 1,
            self.calendar,
            opens_under=lambda _day: self.policy,
        )
        self.state = json.loads(json.dumps(merged(self.state, outcome.change)))
        self._check(outcome, now)
        self.outcomes.append(outcome)
        self.told += [(now, n) for n in outcome.receipt.notices]
        self.wake_at, self.finished = outcome.wake_at, outcome.finished
        return outcome

    def _check(self, outcome: Outcome, now: datetime) -> None:
        """What holds after every message: the patch gives the case whole, and the next moment is still to come."""
        assert self.case.model_dump(mode="json", exclude_none=True) == self.state
        assert outcome.wake_at is None or outcome.wake_at > now


def kinds(lines: Iterable[DutyLine]) -> set[str]:
    """The kinds of some lines of a receipt."""
    return {line.kind for line in lines}


def clauses(refused: Refused) -> set[str | None]:
    """The clauses that refuse."""
    return {reason.clause for reason in refused.reasons}


ALLOCATED: dict[str, Any] = {
    "practitioner": "com-1",
    "holder": "community_practitioner",
    "skills_confirmed": True,
    "tier": "tier-3",
}
"""A community practitioner, with the manager's confirmation (GU-42)."""

D = TypeVar("D", bound=Driven)

# Where most tests begin. Monday 2 March 2026 is the day of the sentence, or of the release. --------------------------


def begun(build: Callable[..., D]) -> Callable[..., D]:
    """Drive each beginning once, and give every test a copy."""
    kept: dict[str, D] = {}

    def copied(*args: Any, **kwargs: Any) -> D:
        key = repr((args, sorted(kwargs.items())))
        if key not in kept:
            kept[key] = build(*args, **kwargs)
        return kept[key].copy()

    return copied


@begun
def order_made(at: str = "2026-03-02", profile: dict[str, Any] | None = None, **event: Any) -> Driven:
    """A community order."""
    case = Driven()
    case.open("sentence_passed", at, profile, **{"kind": "community_order", **event})
    return case


@begun
def sentenced(
    release: str | None, at: str = "2026-03-02", profile: dict[str, Any] | None = None, **event: Any
) -> Driven:
    """A determinate sentence with a conditional release date; none when it is not known."""
    case = Driven()
    dates = {**({"conditional_release": release} if release else {}), **event.pop("dates", {})}
    case.open("sentence_passed", at, profile, **{"kind": "determinate", "dates": dates, **event})
    return case


@begun
def on_licence(at: str = "2026-03-02", profile: dict[str, Any] | None = None, **event: Any) -> Driven:
    """Sentenced on 5 January 2026 to a short term, everything then done, and released."""
    case = sentenced(at, "2026-01-05", profile)
    case.report("practitioner_allocated", "2026-01-05", **ALLOCATED)
    for kind in ("post_sentence_papers", "first_contact_and_handover", "licence_conditions", "release_address_check",
                 "release_plan"):  # fmt: skip
        case.done(kind, "2026-01-06")
    case.report("released", at, **event)
    return case


@begun
def settled_order(**event: Any) -> Driven:
    """A community order of 2 March whose first work is all done; what comes back is still open."""
    case = order_made(**event)
    case.report("practitioner_allocated", "2026-03-02 11:00", **ALLOCATED)
    for kind in sorted(case.kinds - {"periodic_police_enquiry", "purposeful_contact", "daso_contact"}):
        case.done(kind, "2026-03-03")
    case.done("sentence_plan", "2026-03-03")
    for agency in ("police", "childrens_services"):
        case.report("enquiry_answered", "2026-03-04", agency=agency, about="person", area="national")
    return case
