"""One message being carried out on a contact: duties open, move and close, and the case is given triggers."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models.duties import Budget, DutyState
from models.victims.contact import VictimClosure, VictimContact, VictimDuty
from models.victims.messages import Trigger
from policy.calendar import Calendar, london_date
from policy.clocks import after
from policy.victims.duties import VictimRule


@dataclass
class VictimWork:
    """What a message opened, moved and closed, whom it told, and what the case is to be told."""

    contact: VictimContact
    calendar: Calendar
    now: datetime
    cause: str
    opened: list[VictimDuty] = field(default_factory=list)
    closed: list[VictimDuty] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The day it is in London."""
        return london_date(self.now)

    def open(self, rule: VictimRule, subject: str | None = None, due: date | None = None, since: date | None = None,
             budget: Budget | None = None) -> VictimDuty:  # fmt: skip
        """Open a duty; one of the same kind and subject that is open stays, due on the earlier of the two days."""
        budget = budget or rule.budget
        counted_from = since or self.today
        due_on = due or after(counted_from, budget, self.calendar)
        known = self.contact.open_duty(rule.kind, subject)
        if known is not None:
            if due_on < known.due_on:
                known.due_on, known.overdue_told = due_on, False
            return known
        duty = VictimDuty(
            id=self._number("duty", "v"), kind=rule.kind, title=rule.title, clauses=list(rule.clauses),
            owner=rule.owner, subject=subject, opened_at=self.now, counted_from=counted_from, due_on=due_on,
            source=budget.source,
        )  # fmt: skip
        self.contact.duties[duty.id] = duty
        self.opened.append(duty)
        return duty

    def close(self, duty: VictimDuty, state: DutyState, closure: VictimClosure) -> None:
        """End a duty."""
        duty.state, duty.closed = state, closure
        self.closed.append(duty)

    def settle(self, kind: str, reason: str, subject: str | None = None) -> None:
        """What happened shows the work done."""
        duty = self.contact.open_duty(kind, subject)
        if duty is not None:
            late = self.today > duty.due_on
            closure = VictimClosure(at=self.now, done_on=self.today, reason=reason, late=late)
            self.close(duty, DutyState.DONE, closure)

    def cancel(self, kind: str, reason: str) -> None:
        """The work of a kind is no longer owed."""
        for duty in self.contact.open_duties:
            if duty.kind == kind:
                self.close(duty, DutyState.CANCELLED, VictimClosure(at=self.now, reason=reason))

    def trigger(self, event: str, **fields: Any) -> None:
        """Tell the case that something is to be done. What is said holds opaque references only (ST-05, ST-19)."""
        ref = self.opaque("trigger", str(self.contact.counters.get("trigger", 0)))
        self._number("trigger", "")
        said = {"type": event, "event_id": ref, "occurred_at": self.now.isoformat(), **fields}
        message = {"kind": "reported", "event": {k: v for k, v in said.items() if v is not None}}
        self.triggers.append(Trigger(id=ref, case_id=self.contact.case_id, message=message))

    def opaque(self, what: str, about: str) -> str:
        """A reference for the case that cannot be read back: always the same for the same thing of this contact."""
        said = f"{self.contact.contact_id}/{self.contact.victim}/{what}/{about}"
        return f"{what}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"

    @property
    def reference(self) -> str:
        """What the case knows this contact by: the officer's own opaque reference (ST-05)."""
        return self.opaque("contact", "")

    def tell(self, about: str, duties: list[str], to: str | None = None) -> None:
        """Tell the unit's manager, or the officer, of something; the words are ours."""
        self.notices.append(
            {
                "notice_id": self._number("notice", "n"),
                "to_staff": to or self.contact.vlu_manager,
                "about": about,
                "duties": duties,
                "at": self.now.isoformat(),
            }
        )

    def _number(self, what: str, prefix: str) -> str:
        self.contact.counters[what] = self.contact.counters.get(what, 0) + 1
        return f"{prefix}{self.contact.counters[what]}"
