"""What the victim records are to hold after a message, in order. The offender records get nothing of it (ST-07)."""

from typing import Any

from models.victims.contact import VictimContact, VictimDuty
from models.victims.messages import VictimMessage, VictimReceipt
from policy.victims.work import VictimWork

Row = dict[str, Any]


def rows(
    before: VictimContact | None,
    contact: VictimContact,
    message: VictimMessage,
    receipt: VictimReceipt,
    work: VictimWork,
) -> list[Row]:
    """The rows one message leads to. Each names its table and carries its own key within the contact."""
    old = before.duties if before else {}
    return [
        _contact(contact, work),
        *_message(message, receipt, work),
        *(_duty(d) for d in contact.duties.values() if old.get(d.id) != d),
        *({"table": "contact_notices", **notice} for notice in work.notices),
    ]


def _contact(contact: VictimContact, work: VictimWork) -> Row:
    due = [d.due_on for d in contact.open_duties]
    return {
        "table": "contacts",
        "case_id": contact.case_id,
        "victim": contact.victim,
        "vlo": contact.vlo,
        "vlu_manager": contact.vlu_manager,
        "state": contact.state.value,
        "contact_report": contact.contact_report,
        "next_due": min(due).isoformat() if due else None,
        "open_duties": len(due),
        "ended_on": contact.ended_on.isoformat() if contact.ended_on else None,
        "policy_version": contact.policy_version,
        "updated_at": work.now.isoformat(),
    }


def _message(message: VictimMessage, receipt: VictimReceipt, work: VictimWork) -> list[Row]:
    if message.kind == "clock" and not (receipt.triggers or work.notices or receipt.opened or receipt.closed):
        return []
    event = getattr(message, "event", None)
    return [
        {
            "table": "contact_events",
            "event_id": receipt.message,
            "kind": message.kind,
            "type": event.type if event is not None else message.kind,
            "occurred_at": (event.occurred_at if event is not None else work.now).isoformat(),
            "recorded_at": work.now.isoformat(),
            "body": message.model_dump(mode="json", exclude_none=True),
            "led_to": receipt.model_dump(mode="json", include={"opened", "closed", "triggers", "notes", "state"}),
        }
    ]


def _duty(duty: VictimDuty) -> Row:
    return {
        "table": "contact_duties",
        "duty_id": duty.id,
        "kind": duty.kind,
        "title": duty.title,
        "clauses": duty.clauses,
        "owner": duty.owner.value,
        "subject": duty.subject,
        "state": duty.state.value,
        "due_on": duty.due_on.isoformat(),
        "source": duty.source,
        "opened_at": duty.opened_at.isoformat(),
        "closed_at": duty.closed.at.isoformat() if duty.closed else None,
        "late": bool(duty.closed and duty.closed.late),
        "closure": duty.closed.model_dump(mode="json", exclude_none=True) if duty.closed else None,
    }
