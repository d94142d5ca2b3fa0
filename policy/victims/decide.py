"""One message on one victim's contact: what section 17 asks. Pure: the same contact, message and moment, one answer."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from models.duties import DutyState
from models.forms.form import Form
from models.victims.contact import VictimClosure, VictimContact, VictimDuty
from models.victims.forms import ContactReport
from models.victims.messages import (
    ContactOpened,
    KeyStagesHeard,
    Undelivered,
    VictimClock,
    VictimDutyDone,
    VictimDutyLine,
    VictimMessage,
    VictimOutcome,
    VictimReceipt,
    VictimReported,
    VictimUnread,
    victim_message_id,
)
from models.victims.words import VcsState
from policy.calendar import Calendar, end_of_day, london_date, start_of_day
from policy.completion import field_errors
from policy.explain import day_in_words
from policy.patch import merge_patch
from policy.refusal import Refusal, Refused, refuse_if
from policy.victims import defaults, duties
from policy.victims.duties import VICTIM_RULES, VictimRule
from policy.victims.facts import FACTS, eligible, hear, offer
from policy.victims.re_referral import ask_if_due, asked_at
from policy.victims.rows import rows
from policy.victims.work import VictimWork

State = dict[str, Any]
"""A contact as plain data, the way the workflow holds it."""


def decide(
    state: State | None, message: VictimMessage, now: datetime, sequence: int, calendar: Calendar
) -> VictimOutcome:
    """What one message does to a contact. Raises Refused for a completion that may not be."""
    before = VictimContact.model_validate(state) if state else None
    contact = VictimContact.model_validate(state) if state else _new(message)
    work = VictimWork(contact, calendar, now, victim_message_id(message) or f"clock-{sequence}")
    _carry_out(work, message)
    ask_if_due(work)
    _tell_of_late_work(work)
    _forget(work)
    moments = [at for at in _moments(contact, now) if at > now]
    until = _listens_until(contact)
    receipt = _receipt(work, sequence)
    return VictimOutcome(
        change=merge_patch(state or {}, contact.model_dump(mode="json", exclude_none=True)),
        receipt=receipt,
        rows=rows(before, contact, message, receipt, work),
        triggers=work.triggers,
        wake_at=min(moments, default=None),
        finished=until is not None and until <= now,
    )


def _new(message: VictimMessage) -> VictimContact:
    if not isinstance(message, ContactOpened):
        raise Refused([Refusal("there is no such contact: open it first")])
    start = message.start
    fits = eligible(start.offence, start.custody_months)
    return VictimContact(
        contact_id=start.contact_id,
        case_id=start.case_id,
        victim=start.victim,
        vlo=start.vlo,
        vlu_manager=start.vlu_manager,
        policy_version=defaults.VICTIM_POLICY_VERSION,
        state=VcsState.ELIGIBLE if fits else VcsState.NOT_ELIGIBLE,
        offence=start.offence,
        custody_months=start.custody_months,
    )


def _carry_out(work: VictimWork, message: VictimMessage) -> None:
    match message:
        case ContactOpened():
            offer(work)
        case VictimReported(event=event):
            FACTS[type(event)](work, event)
        case VictimDutyDone():
            _complete(work, message)
        case KeyStagesHeard(heard=heard):
            hear(work, heard)
        case Undelivered(trigger=trigger):
            work.open(duties.TELL_PRACTITIONER, trigger)
        case VictimUnread():
            work.tell("something came that could not be read: it is kept in the victim records", [])
        case VictimClock():
            pass


def _complete(work: VictimWork, done: VictimDutyDone) -> None:
    duty = work.contact.duties.get(done.duty)
    if duty is None or not duty.is_open:
        words = f"no duty {done.duty} on this contact" if duty is None else f"{duty.id} is already {duty.state.value}"
        raise Refused([Refusal(words, field="duty")])
    rule = VICTIM_RULES[duty.kind]
    form = _read(rule, duty, done.evidence)
    refuse_if(rule.check(work.contact, duty, form))
    day = form.done_on or london_date(done.done_at)
    if day > work.today:
        raise Refused([Refusal(f"{day_in_words(day)} is still to come", field="done_on")])
    evidence = form.model_dump(mode="json", exclude_none=True)
    closure = VictimClosure(at=work.now, by=done.done_by, done_on=day, evidence=evidence, late=day > duty.due_on)
    work.close(duty, DutyState.DONE, closure)
    if isinstance(form, ContactReport):
        work.contact.contact_report = form.vcms_reference
    if duty.kind == duties.VIEWS.kind:
        work.contact.views_given = True
    if rule.every is not None and work.contact.participates:
        work.open(rule, duty.subject, since=day, budget=rule.every)


def _read(rule: VictimRule, duty: VictimDuty, evidence: dict[str, object]) -> Form:
    if rule.form is None:
        raise Refused([Refusal(f"{duty.title}: closes when the event itself is reported", duty.clauses[0], "duty")])
    if rule.form is ContactReport and set(evidence) - set(ContactReport.model_fields):
        words = "give the VCMS reference only: the report is never attached or quoted (GU-09)"
        raise Refused([Refusal(words, "PF-17.6c", "evidence")])
    try:
        return rule.form.model_validate(evidence)
    except ValidationError as error:
        raise Refused(field_errors(rule.form, error)) from None


def _tell_of_late_work(work: VictimWork) -> None:
    """Late work is told once for a due date: to the unit's manager, with the officer's list showing it all the time."""
    late = [d for d in work.contact.open_duties if not d.overdue_told and end_of_day(d.due_on) <= work.now]
    for duty in late:
        duty.overdue_told = True
    if late:
        work.tell(f"overdue: {'; '.join(d.title for d in late)}", [d.id for d in late])


def _moments(contact: VictimContact, now: datetime) -> Iterator[datetime]:
    """Every moment the contact waits for."""
    for duty in contact.open_duties:
        if not duty.overdue_told:
            yield end_of_day(duty.due_on)
    ask = asked_at(contact, london_date(now))
    if ask is not None:
        yield ask
    for stage in contact.stages.values():  # one that passes makes the next the earliest
        yield end_of_day(stage)
    until = _listens_until(contact)
    if until is not None:
        yield until


def _listens_until(contact: VictimContact) -> datetime | None:
    """When the workflow of a contact may end: late facts are taken for a while after the sentence."""
    if contact.ended_on is None or contact.open_duties:
        return None
    return start_of_day(contact.ended_on + timedelta(days=defaults.CLOSED_CONTACT_LISTENS_DAYS))


def _forget(work: VictimWork) -> None:
    """Work finished more than a year ago leaves the workflow; the victim records keep it."""
    edge = work.now - timedelta(days=365)
    kept = {d.id: d for d in work.contact.duties.values() if d.closed is None or d.closed.at >= edge}
    work.contact.duties = kept


def _receipt(work: VictimWork, sequence: int) -> VictimReceipt:
    return VictimReceipt(
        contact_id=work.contact.contact_id,
        message=work.cause,
        sequence=sequence,
        at=work.now,
        state=work.contact.state.value,
        opened=[line(d) for d in work.opened],
        closed=[line(d) for d in work.closed],
        triggers=[t.message["event"]["type"] for t in work.triggers],
        notes=work.notes,
    )


def line(duty: VictimDuty) -> VictimDutyLine:
    """A duty as a receipt and a list show it."""
    return VictimDutyLine.model_validate(duty.model_dump(include=set(VictimDutyLine.model_fields)))
