"""What the records are to hold after a message: one row for everything that changed, in order."""

from datetime import date, datetime
from typing import Any

from models.case import Case
from models.decisions import Decision
from models.duties import Duty
from models.messages import Message, Opened, Reported, message_id
from models.outcome import Notice, NoticeClass, Receipt
from models.risk import OrderState, ProtectiveOrder
from models.roles import Role
from policy.calendar import london_date
from policy.holder import holder
from policy.key_stages import key_stage_rows
from policy.looking_ahead import handover_on, missing_role, release_on
from policy.sensitivity import of_decision, of_duty, of_event, of_message, of_notice
from policy.standings import expectations
from policy.summary import Owed

Row = dict[str, Any]


def rows(
    before: Case | None, case: Case, changed: Row, message: Message, receipt: Receipt, now_owed: Owed
) -> list[Row]:
    """The rows one message leads to. Each names its table and carries its own key within the case.

    ``changed`` is the merge patch that the message makes on the case.
    """
    now = receipt.at
    found = [case_row(case, now, now_owed), *_message(message, case, receipt, now)]
    found += [duty_row(case.duties[id]) for id, change in changed.get("duties", {}).items() if change is not None]
    found += [
        decision_row(key, case.decisions[key])
        for key, change in changed.get("decisions", {}).items()
        if change is not None
    ]
    found += [order_row(case.orders[ref]) for ref, change in changed.get("orders", {}).items() if change is not None]
    found += [notice_row("notices", n, case) for n in receipt.notices]
    found += [_escalation(n, case) for n in receipt.notices if n.kind is NoticeClass.ESCALATION]
    found += key_stage_rows(before, case, receipt, now)
    return found


_IN_THE_EVENT = {"means", "decided_with", "decided_without_reason", "evidence", "rests_on"}
"""What other rows keep of a decision: the event's own, and the work it completed."""


def case_row(case: Case, now: datetime, now_owed: Owed) -> Row:
    """The case as it stands."""
    held = case.practitioners.get
    today = london_date(now)
    return {
        "table": "cases",
        "crn": case.crn,
        "prison_number": case.prison_number,
        "stage": case.stage.value,
        "stage_since": case.stage_since.isoformat(),
        "rosh": case.headline_risk.value,
        "responsible": holder(case).value,
        "pom": held(Role.POM),
        "community_practitioner": held(Role.COMMUNITY_PRACTITIONER),
        "spo": held(Role.SPO),
        "team": case.team,
        "practitioners": {role.value: who for role, who in case.practitioners.items()},
        "missing_role": missing.value if (missing := missing_role(case, today)) else None,
        "release_on": _iso(release_on(case)),
        "handover_on": _iso(handover_on(case, today)),
        "next_due": _iso(now_owed.next_due),
        "open_duties": len(now_owed.duties),
        "overdue": now_owed.overdue,
        "open_reviews": now_owed.reviews,
        "policy_version": case.policy_version,
        "calendar_version": case.calendar_version,
        "rehearsal": case.rehearsal,
        "standing": expectations(case, today),
        "processes": case.processes,
        "closed_on": _iso(case.closed_on),
        "merged_into": case.merged_into,
        "updated_at": now.isoformat(),
    }


def _message(message: Message, case: Case, receipt: Receipt, now: datetime) -> list[Row]:
    body = message.model_dump(mode="json", exclude_none=True)
    event = message.event if isinstance(message, Reported) else None
    event = message.start.opening if isinstance(message, Opened) else event
    nothing = message.kind == "clock" and not (receipt.opened or receipt.notices or receipt.moved or receipt.closed)
    if nothing:
        return []
    return [
        {
            "table": "events",
            "event_id": message_id(message) or f"clock-{receipt.sequence}",
            "kind": message.kind,
            "type": event.type if event else message.kind,
            "occurred_at": (event.occurred_at if event else now).isoformat(),
            "identified_at": event.identified_at.isoformat() if event and event.identified_at else None,
            "recorded_at": now.isoformat(),
            "reported_by": event.reported_by if event else None,
            "sensitivity": of_message(message, body, case).value,
            "body": body,
            "led_to": receipt.model_dump(mode="json", exclude_none=True, include=_LED_TO),
        }
    ]


_LED_TO = {"opened", "joined", "moved", "closed", "flags", "notes", "stage"}


def duty_row(duty: Duty) -> Row:
    """A duty as it stands."""
    return {
        "table": "duties",
        "duty_id": duty.id,
        "kind": duty.kind,
        "title": duty.title,
        "clauses": duty.clauses,
        "owner": duty.owner.value,
        "subject": duty.subject,
        "state": duty.state.value,
        "due_on": _iso(duty.due_on),
        "grave": duty.grave,
        "opened_at": duty.opened_at.isoformat(),
        "closed_at": duty.closed.at.isoformat() if duty.closed else None,
        "late": bool(duty.closed and duty.closed.late),
        "policy_version": duty.policy_version,
        "triggers": duty.triggers,
        "sensitivity": of_duty(duty).value,
        "body": duty.model_dump(mode="json", exclude_none=True, include={"clocks", "closed", "notes", "rungs_fired"}),
    }


def decision_row(key: str, made: Decision) -> Row:
    """A recorded choice, under its own id."""
    said = made.model_dump(mode="json", exclude=_IN_THE_EVENT)
    return {"table": "decisions", "key": key, "sensitivity": of_decision(made).value, **said}


def order_row(order: ProtectiveOrder) -> Row:
    """A protective order as it stands."""
    return {
        "table": "orders",
        "ref": order.ref,
        "kind": order.kind.value,
        "state": order.state.value,
        "in_force": order.ended_on is None and order.state not in {OrderState.REVOKED, OrderState.EXPIRED},
        "made_on": order.made_on.isoformat(),
        "ends_on": _iso(order.ends_on),
        "sensitivity": of_event("protective_order_made").value,
    }


def _escalation(notice: Notice, case: Case) -> Row:
    clauses = [clause for d in notice.duties if d in case.duties for clause in case.duties[d].clauses]
    return {**notice_row("escalations", notice, case), "clauses": list(dict.fromkeys(clauses))}


def notice_row(table: str, notice: Notice, case: Case) -> Row:
    """Something a role is told, for the table of that name."""
    said = notice.model_dump(mode="json", exclude={"id"})
    return {"table": table, "notice_id": notice.id, "sensitivity": of_notice(notice, case).value, **said}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
