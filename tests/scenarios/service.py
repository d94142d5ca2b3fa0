"""A case, and a service that keeps up with it: what a scenario leaves undone then stands out.

The service does each piece of work on its last day and no sooner, so that an alarm nobody needed would be raised here.
Moments and dates are written as in ``tests/policy/driving.py``. A case runs under the policy of the day it opens on.
"""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any

from models.duties import Duty
from models.outcome import NoticeClass, Outcome
from models.roles import ROLE_WORDS, Role
from policy.calendar import LONDON
from policy.catalogue import RULES
from policy.known_versions import in_force_on
from tests.policy.driving import ALLOCATED, FRAMEWORK, Driven, moment
from tests.policy.evidence import EVIDENCE, THROUGH_OTHERS

OPTIONS = {
    "adjournment": "do_not_ask",
    "children_at_risk": "yes",
    "complex_needs_exclusion": "include",
    "contact_restriction": "restrict",
    "disclosure": "request_disclosure",
    "enforcement": "warning",
    "home_visit_safety": "go",
    "licence_variation": "vary",
    "lifer_forum": "mappa_2_3",
    "mappa": "category_3",
    "marac": "refer",
    "objective": "drop",
    "oversight": "standard",
    "prison_child_contact": "none",
}
"""What this service decides unless a scenario says otherwise."""

COMMUNITY, SPO, HEAD_OF_PDU = Role.COMMUNITY_PRACTITIONER, Role.SPO, Role.HEAD_OF_PDU


class Service(Driven):
    """One case under the policy of its day, with a service that can be told to keep up, and what to leave."""

    def __init__(self, opened_on: str) -> None:
        super().__init__(policy=in_force_on(moment(opened_on).date()))
        self.now = moment(opened_on)

    # What the service does ---------------------------------------------------------------------------------------

    def keeps_up(self, until: str, leaving: Collection[str] = (), **evidence: dict[str, Any]) -> None:
        """Do all open work on its last day up to a moment, but for the kinds left; evidence by kind where unusual."""
        while True:
            found = self._next(until, leaving)
            if self.wake_at is not None and not self.finished and self.wake_at < moment(found[1] if found else until):
                self._decide({"kind": "clock"}, self.wake_at)  # it may bring more work
            elif found is None:
                return
            else:
                self._do(*found, evidence.get(found[0].kind, {}))

    def settles_in(self, leaving: Collection[str] = (), **evidence: dict[str, Any]) -> None:
        """Do all that is open on the day after the case opened, but for what comes back and the kinds left."""
        at = f"{self.now.astimezone(LONDON).date() + timedelta(days=1)} 09:30"
        while True:
            left = [d for d in self.case.open_duties if d.kind not in leaving and not comes_back(d)]
            if not left:
                return
            self._do(left[0], at, evidence.get(left[0].kind, {}))

    def _next(self, until: str, leaving: Collection[str]) -> tuple[Duty, str] | None:
        open_now = [d for d in self.case.open_duties if d.kind not in leaving and d.due_on is not None]
        if not open_now:
            return None
        first = min(open_now, key=lambda d: (d.due_on or self.now.date(), int(d.id[1:])))
        assert first.due_on is not None
        last_day = datetime.combine(first.due_on, time(9, 30), LONDON)
        at = max(last_day, self.now)
        return (first, f"{at.astimezone(LONDON):%Y-%m-%d %H:%M}") if at < moment(until) else None

    def _do(self, duty: Duty, at: str, evidence: dict[str, Any]) -> None:
        rule = RULES[duty.kind]
        if rule.decided_by is not None:
            self._decide_on(duty, rule.decided_by.value, at, evidence)
        elif duty.kind.endswith("_reply"):
            self._is_answered(duty, at)
        elif duty.kind == "pom_allocation":
            self.report("practitioner_allocated", at, practitioner="pom-1", holder="pom")
        elif duty.kind == "community_allocation" and COMMUNITY not in self.case.practitioners:
            self.report("practitioner_allocated", at, **ALLOCATED)
        else:
            self._complete(duty, at, {**self._usual(duty), **evidence})

    def _complete(self, duty: Duty, at: str, evidence: dict[str, Any]) -> None:
        completion = {
            "completion_id": self._id("done"),
            "duty": duty.id,
            "done_at": moment(at).isoformat(),
            "done_by": "staff-1",
            "role": duty.owner.value,
            "evidence": evidence,
        }
        self.send({"kind": "completed", "completion": completion}, at)

    def _decide_on(self, duty: Duty, kind: str, at: str, evidence: dict[str, Any]) -> None:
        about = {"subject": duty.subject} if duty.subject else {}
        with_others = {"privacy_outweighed": True, "decided_with": ["police", "idva"]} if kind == "disclosure" else {}
        said = {"rationale": "by the history of abuse", "manager_discussed_with": "spo-1", **about, **with_others}
        option = str(evidence.get("option", OPTIONS[kind]))
        self.decided(kind, option, at, **said)

    def _is_answered(self, duty: Duty, at: str) -> None:
        about = duty.subject or "person"
        self.report("enquiry_answered", at, agency=duty.kind.removesuffix("_reply"), about=about, area="national")

    def _usual(self, duty: Duty) -> dict[str, Any]:
        """The usual evidence, made to fit whom the work is about."""
        usual = dict(EVIDENCE.get(duty.kind, {}))
        if self.policy != FRAMEWORK:
            usual |= THROUGH_OTHERS.get(duty.kind, {})
        partner = self.case.partners.get(duty.subject or "")
        children = partner.children if partner else []
        if "subjects" in usual:
            usual["subjects"] = list(dict.fromkeys(["person", duty.subject or "person", *children]))
        if duty.kind == "new_partner":
            usual |= {"daso_referral": "referral-3", "session_note": "note-3"}
            usual |= {"child_at_risk": True} if children else {}
        if duty.kind == "initial_assessment":
            people = list(self.case.people_at_risk) or ["none"]
            usual |= {"people_at_risk": people, "people_safeguarded": people}
            usual |= {"programme_considered": "by need: one-to-one work first"}
        if duty.kind == "review":
            usual["stalking_considered"] = True
        if duty.kind == "risk_from_custody":
            usual["harassment_measures"] = True
        if duty.kind == "after_disclosure":
            usual["contingency"] = "activated"
        return usual

    # What the case shows -----------------------------------------------------------------------------------------

    def went_up(self, kind: str, subject: str | None = None) -> list[tuple[str, Role]]:
        """Each day on which lateness of a kind of work was escalated, and to whom."""
        about = {d.id for d in self.case.duties.values() if d.kind == kind and subject in {None, d.subject}}
        return [(at[:10], n.to_role) for at, n in self.escalations() if about & set(n.duties)]

    def alarms(self, since: str = "2000-01-01", until: str = "2100-01-01") -> list[tuple[str, Role, str]]:
        """Every escalation between two days: its day, whom it reached, and about what."""
        return [(at[:10], n.to_role, n.about) for at, n in self.escalations() if since <= at[:10] < until]

    def _decide(self, message: dict[str, Any], now: datetime) -> Outcome:
        outcome = super()._decide(message, now)
        self.now = now
        for notice in outcome.receipt.notices:
            assert notice.to_role in ROLE_WORDS and notice.kind in set(NoticeClass), "only staff are ever told"
        return outcome


def comes_back(duty: Duty) -> bool:
    """Whether a kind of work is regular, and so comes back when it is done."""
    return RULES[duty.kind].every is not None


def order(at: str, profile: dict[str, Any] | None = None, **sentence: Any) -> Service:
    """A community order, its practitioner allocated the same day."""
    case = Service(at)
    case.open("sentence_passed", at, profile, **{"kind": "community_order", **sentence})
    case.report("practitioner_allocated", f"{at} 11:00", **ALLOCATED)
    return case
