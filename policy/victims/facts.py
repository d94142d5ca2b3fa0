"""What each event of the victim side changes and asks for: sections 17.2 and 17.5."""

from collections.abc import Callable
from datetime import date
from typing import Any

from models.key_stages import Happened, KeyStages
from models.victims import events
from models.victims.contact import Told
from models.victims.words import Offence, VcsState
from policy.calendar import london_date, months_before
from policy.clocks import after
from policy.victims import defaults, duties
from policy.victims.re_referral import ask_in_escalation, earliest
from policy.victims.work import VictimWork


def eligible(offence: Offence, custody_months: int) -> bool:
    """TI-08, TY-14: 12 months or more of custody for a specified violent or sexual offence."""
    return offence is not Offence.OTHER and custody_months >= defaults.ELIGIBLE_FROM_MONTHS


def offer(work: VictimWork) -> None:
    """An eligible victim is offered the scheme; one who is not is told so on the receipt."""
    if work.contact.state is VcsState.ELIGIBLE:
        work.open(duties.SCHEME_OFFER)
    else:
        work.notes.append(
            "not eligible: 12 months or more of custody for a specified violent or sexual offence (TI-08)"
        )


def _sentence_stated(work: VictimWork, event: events.SentenceStated) -> None:
    contact = work.contact
    contact.offence, contact.custody_months = event.offence, event.custody_months
    now = eligible(event.offence, event.custody_months)
    if now and contact.state is VcsState.NOT_ELIGIBLE:
        contact.state = VcsState.ELIGIBLE
        offer(work)
    elif not now and contact.state is VcsState.ELIGIBLE:
        contact.state = VcsState.NOT_ELIGIBLE
        work.cancel(duties.SCHEME_OFFER.kind, "not eligible (TI-08)")
    elif not now:
        work.notes.append("no longer within TI-08: the contact stays as it stands until you record otherwise")


def _answered(work: VictimWork, event: events.VictimAnswered) -> None:
    contact, joined = work.contact, work.contact.participates
    if contact.state is VcsState.NOT_ELIGIBLE:
        work.notes.append("the victim was recorded as not eligible (TI-08): kept, and taken as answered")
    contact.state = VcsState(event.answer)
    work.settle(duties.SCHEME_OFFER.kind, event.answer.replace("_", " "))
    if event.answer == "opted_in" and not joined:
        _join(work)
    elif event.answer != "opted_in" and joined:
        _leave(work, "the victim is no longer in the scheme")


def _join(work: VictimWork) -> None:
    """The victim joins: contact begins on both sides (EV-58, PF-17.1a), and the officer's own work opens."""
    contact = work.contact
    contact.asked = []
    work.settle(duties.NEW_APPROACH.kind, "the victim joined")
    work.trigger("liaise_with_vlo", contact=work.reference, about="contact", vlo=contact.vlo)
    if contact.contact_report is None:
        work.open(duties.CONTACT_REPORT)
    work.open(duties.VICTIM_CONTACT)
    _release_ahead(work)


def _leave(work: VictimWork, reason: str) -> None:
    work.trigger("liaise_with_vlo", contact=work.reference, about="no_longer")
    for rule in (duties.VICTIM_CONTACT, duties.CONTACT_REPORT, duties.VIEWS, duties.RELEASE_INFORMATION):
        work.cancel(rule.kind, reason)


def _release_ahead(work: VictimWork) -> None:
    """A possible release is known: the victim hears of it (PF-17.2c) and may give views on conditions (PF-17.2d)."""
    stage = earliest(work.contact.stages, work.today)
    if stage is None:
        return
    work.open(duties.RELEASE_INFORMATION)
    if work.contact.in_custody and not work.contact.views_given:
        work.open(duties.VIEWS, due=views_due(work, stage))


def views_due(work: VictimWork, stage: date) -> date:
    """Six months before the earliest key stage, or a month from now when that is nearer (project default)."""
    soon = after(work.today, defaults.VIEWS_ON_CONDITIONS, work.calendar)
    return max(months_before(stage, 6), soon)


def _conditions(work: VictimWork, event: events.ConditionsRequested) -> None:
    """Each goes to the case by its kind alone, to be put forward whatever is thought of it (EV-25, GU-22)."""
    for number, asked in enumerate(event.conditions):
        ref = work.opaque("condition", f"{event.event_id}/{number}")
        work.contact.conditions[ref] = Told(
            ref=ref, event_id=event.event_id, at=event.occurred_at, kind=asked.kind, words=asked.words
        )
        work.trigger("condition_to_put_forward", condition=ref, kind=asked.kind.value)
    work.settle(duties.VIEWS.kind, "the victim asked for conditions")
    work.contact.views_given = True


def _stop_contact(work: VictimWork, event: events.StopContactRequested) -> None:
    told = Told(ref=event.event_id, event_id=event.event_id, at=event.occurred_at, words=event.words)
    told.third_party = event.third_party
    work.contact.stop_contact.append(told)
    work.open(duties.UNWANTED_CONTACT_STEPS, event.event_id)


def _risk(work: VictimWork, event: events.RiskInformation | events.UnwantedContact) -> str:
    """The practitioner hears that there is something to be told, and acknowledges it (PF-17.2b, EV-28)."""
    ref = work.opaque("information", event.event_id)
    told = Told(ref=ref, event_id=event.event_id, at=event.occurred_at, words=event.words)
    told.third_party = isinstance(event, events.UnwantedContact) and event.third_party
    work.contact.information[ref] = told
    grave = event.grave or None
    work.trigger("risk_information_from_vlo", information=ref, vlo=work.contact.vlo, grave=grave)
    work.open(duties.ACKNOWLEDGEMENT, ref)
    return ref


def _unwanted_contact(work: VictimWork, event: events.UnwantedContact) -> None:
    """The officer's four steps (EV-23): three are theirs, the fourth is the practitioner's hearing of it (PF-17.5c)."""
    _risk(work, event)
    work.open(duties.UNWANTED_CONTACT_STEPS, event.event_id)


def _meeting(work: VictimWork, event: events.MeetingCalled) -> None:
    if work.contact.participates:
        work.open(duties.MEETING_INPUT, event.meeting, due=event.on)
    else:
        work.notes.append("the victim is not in the scheme: nothing is asked of you for this meeting (PF-17.2a)")


def _vlo_changed(work: VictimWork, event: events.VloChanged) -> None:
    work.contact.vlo = event.vlo
    if work.contact.participates:
        work.trigger("liaise_with_vlo", contact=work.reference, about="contact", vlo=event.vlo)


FACTS: dict[type[events.VictimEvent], Callable[[VictimWork, Any], object]] = {
    events.SentenceStated: _sentence_stated,
    events.VictimAnswered: _answered,
    events.ConditionsRequested: _conditions,
    events.StopContactRequested: _stop_contact,
    events.RiskInformation: _risk,
    events.UnwantedContact: _unwanted_contact,
    events.MeetingCalled: _meeting,
    events.VloChanged: _vlo_changed,
}
"""What each event does, by its type."""


def hear(work: VictimWork, heard: KeyStages) -> None:
    """The case's key stages: the newest stand; what happened is acted on whenever it is heard."""
    contact = work.contact
    if heard.case_id != contact.case_id:
        return
    if heard.merged_into is not None:
        contact.case_id, contact.heard = heard.merged_into, 0
        work.tell("the case goes on under another record of the same person: nothing changes for the victim", [])
    number = heard.surviving_sequence if heard.merged_into is not None else heard.sequence
    if number > contact.heard:
        contact.stages, contact.heard, contact.in_custody = heard.stages, number, heard.in_custody
        _views_move(work)
    if heard.ended and contact.ended_on is None:
        contact.ended_on = london_date(heard.at)
        _ended(work)
        return
    happened = {one.what for one in heard.happened}
    if Happened.RECALLED in happened:
        contact.views_given = False
    if happened & {Happened.DATES, Happened.RELEASED, Happened.RECALLED} and contact.participates:
        work.trigger("liaise_with_vlo", contact=work.reference, about="key_stage", vlo=contact.vlo)
        _release_ahead(work)
    if happened & {Happened.RELEASED, Happened.RECALLED} and contact.participates:
        work.open(duties.RELEASE_INFORMATION)
    for one in heard.happened:
        _answer(work, one.what, one.about)
    if Happened.ESCALATED in happened:
        ask_in_escalation(work)


def _views_move(work: VictimWork) -> None:
    duty, stage = work.contact.open_duty(duties.VIEWS.kind), earliest(work.contact.stages, work.today)
    if duty is not None and stage is not None and duty.due_on != views_due(work, stage):
        duty.due_on, duty.overdue_told = views_due(work, stage), False


def _answer(work: VictimWork, what: Happened, about: str | None) -> None:
    contact = work.contact
    if what is Happened.ACKNOWLEDGED and about in contact.information:
        work.settle(duties.ACKNOWLEDGEMENT.kind, "acknowledged on the case", about)
    if about != work.reference or what not in {Happened.RE_REFERRED, Happened.NOT_RE_REFERRED}:
        return
    contact.asked, contact.answered_on = [], work.today
    if what is Happened.RE_REFERRED and contact.does_not_participate:
        work.open(duties.NEW_APPROACH)
    elif what is Happened.NOT_RE_REFERRED and contact.does_not_participate:
        work.tell("the practitioner chose not to refer again", [])


def _ended(work: VictimWork) -> None:
    """The sentence is over: regular work ends, and a victim in the scheme is told."""
    if work.contact.participates:
        _leave(work, "the sentence has ended")
        work.open(duties.RELEASE_INFORMATION)
    for rule in (duties.SCHEME_OFFER, duties.NEW_APPROACH, duties.MEETING_INPUT):
        work.cancel(rule.kind, "the sentence has ended")
