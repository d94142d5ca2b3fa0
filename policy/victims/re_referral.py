"""When the practitioner is asked to refer again to the victim liaison unit: 17.4, 11.5d, TI-07, AM-18, AM-19."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from models.victims.contact import VictimContact
from policy.calendar import months_before, start_of_day
from policy.victims import defaults
from policy.victims.work import VictimWork

KEY_STAGE, ESCALATION = "key_stage", "escalation"


def earliest(stages: Mapping[str, date], today: date) -> date | None:
    """The earliest key stage still ahead."""
    return min((day for day in stages.values() if day >= today), default=None)


def due_on(stage: date) -> date:
    """The day a re-referral ahead of a key stage is due: six months before it (TI-07, AM-19)."""
    return months_before(stage, 6)


def asked_at(contact: VictimContact, today: date) -> datetime | None:
    """When the trigger is to be sent for the earliest key stage; none while none is ahead, waits, or is covered."""
    stage = earliest(contact.stages, today)
    if stage is None or contact.ended_on or not contact.does_not_participate or contact.asked:
        return None
    due = due_on(stage)
    answered = contact.answered_on
    if answered is not None and answered >= months_before(due, defaults.RE_REFERRAL_COVERS_MONTHS):
        return None
    return start_of_day(due - timedelta(days=defaults.RE_REFERRAL_LEAD_DAYS))


def ask_if_due(work: VictimWork) -> None:
    """Ask ahead of the earliest key stage, once its time has come (EV-43)."""
    at = asked_at(work.contact, work.today)
    if at is not None and at <= work.now:
        _ask(work, KEY_STAGE)


def ask_in_escalation(work: VictimWork) -> None:
    """The risk went up and the victim is not in the scheme: refer again now (PF-11.5d)."""
    if work.contact.does_not_participate and ESCALATION not in work.contact.asked:
        _ask(work, ESCALATION)


def _ask(work: VictimWork, ahead_of: str) -> None:
    work.contact.asked.append(ahead_of)
    work.trigger("re_refer_to_vlu", contact=work.reference, ahead_of=ahead_of)
