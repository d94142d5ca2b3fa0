"""Carrying out what responses demand: duties open, join, move and close on the case, and the receipt says so."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models.case import Case
from models.duties import Clock, Closure, Duty, DutyState, Moved, Suspension
from models.enquiries import Area, Enquiry, EnquiryState
from models.forms.form import Form
from models.outcome import DutyLine, Notice
from models.roles import Role
from policy.calendar import Calendar, london_date
from policy.clocks import falls_due, reproject
from policy.demands import (
    Announce,
    Ask,
    Cancel,
    Demand,
    KeepConcern,
    Note,
    Open,
    ResumeClocks,
    Settle,
    Supersede,
    SuspendClocks,
    Tell,
)
from policy.explain import day_in_words, why_due
from policy.holder import holder
from policy.in_force import Policy
from policy.known_versions import policy_of
from policy.process import Happening, What
from policy.responses.enquiries import ANOTHER_FORCE, SEND, key_of, still_current
from policy.rules import DutyRule
from policy.version import Also


@dataclass
class Enactment:
    """One message being carried out on a case: what it opened, moved, closed and whom it told."""

    case: Case
    calendar: Calendar
    now: datetime
    cause: str
    trigger: str
    happened: date
    responsible: Role
    opened: list[Duty] = field(default_factory=list)
    joined: list[Duty] = field(default_factory=list)
    moved: list[Duty] = field(default_factory=list)
    closed: list[Duty] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    happenings: deque[Happening] = field(default_factory=deque)
    rules_changed: str | None = None
    known: dict[str, Any] | None = None

    @property
    def policy(self) -> Policy:
        """The rules of the case's own policy version."""
        return policy_of(self.case)

    @property
    def today(self) -> date:
        """The day it is in London."""
        return london_date(self.now)

    def carry_out(self, demands: Iterable[Demand]) -> None:
        """Carry out each demand in order."""
        for demand in demands:
            match demand:
                case Open():
                    self.open(demand)
                case Ask():
                    self._ask(demand)
                case Settle(kind, subject, reason):
                    self.settle(kind, subject, reason)
                case Cancel(kind, reason, subject, any_subject):
                    self.cancel(kind, reason, subject, any_subject)
                case SuspendClocks(kind, reason):
                    self._suspend(kind, reason)
                case ResumeClocks(kind):
                    self._resume(kind)
                case Supersede():
                    self._supersede(demand)
                case KeepConcern(event):
                    if event not in self.case.concerns_in_custody:
                        self.case.concerns_in_custody.append(event)
                case Tell(role, kind, about):
                    self.tell(role, kind, about)
                case Announce(what, name, subject):
                    self.happenings.append(Happening(What(what), name, self.happened, subject))
                case Note(words):
                    self.notes.append(words)

    def open(self, demand: Open) -> Duty | None:
        """Open a duty, or give the open duty of the same kind and subject another clock (AM-06, AM-07).

        None when the case's policy version no longer asks for it.
        """
        kind = self.policy.in_place_of(demand.rule.kind)
        if kind is None:
            self._not_asked_for(demand)
            return None
        rule = self.policy.rules[kind]
        clock = self._clock(demand, rule)
        duty = self.case.open_duty(kind, demand.subject)
        if duty is None:
            duty = self._new_duty(demand, rule, clock)
            self.case.duties[duty.id] = duty
            self.opened.append(duty)
            self.happened_to(What.OPENED, duty)
            for also in self.policy.also:
                self.ask_also(duty, also, clock.counted_from)
        else:
            duty.clocks.append(clock)
            duty.grave = duty.grave or demand.grave
            if duty not in self.opened and duty not in self.joined:
                self.joined.append(duty)
        if demand.note and demand.note not in duty.notes:
            duty.notes.append(demand.note)
        return duty

    def ask_also(self, duty: Duty, also: Also, since: date) -> None:
        """What the policy version asks for beside a duty, if the duty is of the kind that calls for it."""
        if also.opened in {duty.kind, *self.policy.stood_for(duty.kind)} and also.live(self.case, duty):
            rule = self.policy.rule(also.asks_for)
            self.open(Open(rule, duty.subject, since=since, clause=also.clause, started_by=duty.title))

    def _not_asked_for(self, demand: Open) -> None:
        """A process that counts on the work goes on as if it had been called off."""
        gone, kind = self.policy.withdrawn[demand.rule.kind], demand.rule.kind
        self.notes.append(f"not asked for under policy {self.policy.id}: {demand.rule.title} ({gone.why})")
        self.happenings.append(Happening(What.CANCELLED, kind, self.happened, demand.subject))

    def _clock(self, demand: Open, rule: DutyRule) -> Clock:
        clock = Clock(
            id=self.number("clock", "c"),
            cause=self.cause,
            trigger=demand.trigger or self.trigger,
            started_by=demand.started_by or (demand.trigger or self.trigger).replace("_", " "),
            counted_from=demand.since or self.happened,
            recorded_on=self.today,
            budget=None if demand.counts_to else self.policy.timed(demand.budget or rule.budget),
            counts_to=demand.counts_to,
            clause=demand.clause,
            calendar_version=self.calendar.version,
        )
        clock.due_on = falls_due(clock, self.case, self.calendar)
        return clock

    def _new_duty(self, demand: Open, rule: DutyRule, clock: Clock) -> Duty:
        return Duty(
            id=self.number("duty", "d"),
            kind=rule.kind,
            title=rule.title,
            clauses=list(rule.clauses),
            owner=demand.owner or rule.owner or holder(self.case),
            subject=demand.subject,
            opened_at=self.now,
            clocks=[clock],
            grave=rule.grave or demand.grave,
            ladder=rule.ladder.name,
            policy_version=self.policy.id,
        )

    def _ask(self, wanted: Ask) -> None:
        key = key_of(wanted.agency, wanted.about)
        waiting = self.case.enquiries.get(key)
        if waiting is not None and still_current(waiting, wanted, self.today):
            words = f"answered about {wanted.about} on {day_in_words(waiting.answered_on or self.today)}: still current"
            self.notes.append(f"{wanted.agency.value.replace('_', ' ')} {words} (project default)")
            return
        if waiting is None or waiting.settled:
            self.case.enquiries[key] = Enquiry(
                agency=wanted.agency,
                about=wanted.about,
                area_needed=Area.PARTNER_FORCE if wanted.any_force else Area.HOME_FORCE,
                opened_on=self.today,
            )
        elif wanted.any_force:
            waiting.area_needed = Area.PARTNER_FORCE
        if waiting is not None and waiting.state in {EnquiryState.SENT, EnquiryState.CHASED}:
            self.notes.append(f"{wanted.agency.value} already asked about {wanted.about}: reply awaited")
            return
        note = ANOTHER_FORCE if wanted.any_force else None
        self.open(Open(SEND[wanted.agency], wanted.about, since=wanted.since, grave=wanted.grave, note=note))

    def close(self, duty: Duty, state: DutyState, closure: Closure, form: Form | None = None) -> None:
        """End a duty; ``form`` is the evidence that it was done."""
        duty.state, duty.closed = state, closure
        closure.cause = self.cause
        self.closed.append(duty)
        self.happened_to(What(state.value), duty, form)

    def happened_to(self, what: What, duty: Duty, form: Form | None = None) -> None:
        """Something happened to a duty that a process may wait for. It counts for the day the work was done."""
        day = (duty.closed.done_on if duty.closed else None) or (form.done_on if form else None) or self.happened
        for kind in (duty.kind, *self.policy.stood_for(duty.kind)):
            self.happenings.append(Happening(what, kind, day, duty.subject, duty=duty, form=form))

    def settle(self, kind: str, subject: str | None, reason: str) -> None:
        """The event itself shows the work done."""
        duty = self.case.open_duty(self.policy.in_place_of(kind) or kind, subject)
        if duty is not None:
            late = duty.due_on is not None and self.happened > duty.due_on
            self.close(duty, DutyState.DONE, Closure(at=self.now, done_on=self.happened, reason=reason, late=late))

    def cancel(self, kind: str, reason: str, subject: str | None = None, any_subject: bool = False) -> None:
        """What happened means the work is no longer owed."""
        kind = self.policy.in_place_of(kind) or kind
        for duty in self.case.open_duties:
            if duty.kind == kind and (any_subject or duty.subject == subject):
                self.close(duty, DutyState.CANCELLED, Closure(at=self.now, reason=reason))

    def tell(self, role: Role | None, kind: object, about: str, duties: list[str] | None = None) -> None:
        """Tell one role; ``None`` is whoever is responsible."""
        to = role or holder(self.case)
        notice = Notice.model_validate(
            {
                "id": self.number("notice", "n"),
                "kind": kind,
                "to_role": to,
                "to_staff": self.case.practitioners.get(to),
                "about": about,
                "duties": duties or [],
                "event": self.cause,
                "at": self.now,
            }
        )
        self.notices.append(notice)

    def _suspend(self, kind: str, reason: str) -> None:
        for clock in self._clocks(kind):
            if not clock.suspended:
                clock.suspensions.append(Suspension(since=self.happened, because=reason, by=self.cause))

    def _resume(self, kind: str) -> None:
        for clock in self._clocks(kind):
            if clock.suspended:
                clock.suspensions[-1].until = self.happened

    def _supersede(self, demand: Supersede) -> None:
        for clock in self._clocks(demand.kind):
            if clock.clause in demand.clauses:
                clock.moved.append(Moved(at=self.now, was=clock.due_on, because=demand.reason, by=self.cause))
                clock.answered = True

    def _clocks(self, kind: str) -> list[Clock]:
        kind = self.policy.in_place_of(kind) or kind
        return [c for d in self.case.open_duties if d.kind == kind for c in d.clocks if not c.answered]

    def reproject(self) -> None:
        """Work out every open due date afresh, and note those that moved."""
        for duty in reproject(self.case, self.calendar, self.now, self.rules_changed):
            if all(duty not in there for there in (self.opened, self.joined, self.moved)):
                self.moved.append(duty)

    def number(self, what: str, prefix: str) -> str:
        """The next id of its kind in this case."""
        self.case.counters[what] = self.case.counters.get(what, 0) + 1
        return f"{prefix}{self.case.counters[what]}"


def line(duty: Duty) -> DutyLine:
    """One duty as a receipt shows it."""
    return DutyLine(
        id=duty.id,
        kind=duty.kind,
        title=duty.title,
        clauses=duty.clauses,
        owner=duty.owner,
        subject=duty.subject,
        due_on=duty.due_on,
        why=why_due(duty),
        state=duty.state,
    )
