"""Everything a case can be told: the one door into it."""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from models.case import CaseStart
from models.decisions import DecisionMade
from models.events import Event
from models.past import Past
from models.requests import AnyRequest, CompleteDuty, WaiveDuty
from models.words import Ref, Said, StaffId


class Opened(Said):
    """The case is opened."""

    kind: Literal["opened"] = "opened"
    start: CaseStart


class Adopted(Said):
    """The case is taken over in mid-life, with its past."""

    kind: Literal["adopted"] = "adopted"
    start: CaseStart
    past: Past


class Reported(Said):
    """An event is reported."""

    kind: Literal["reported"] = "reported"
    event: Event


class Completed(Said):
    """A duty is done."""

    kind: Literal["completed"] = "completed"
    completion: CompleteDuty


class Waived(Said):
    """A duty is let go by a manager."""

    kind: Literal["waived"] = "waived"
    waiver: WaiveDuty


class Decided(Said):
    """A decision is recorded."""

    kind: Literal["decided"] = "decided"
    decision: DecisionMade


class Asked(Said):
    """Something is asked for."""

    kind: Literal["asked"] = "asked"
    request: AnyRequest


class PolicyChange(Said):
    """An open case goes over to another policy version. ``ordered_by`` is who had it applied."""

    change_id: Ref
    version: Ref
    ordered_by: StaffId | None = None


class PolicyChanged(Said):
    """The case is to run under another policy version from now on (TI-16, INS-X10)."""

    kind: Literal["policy_changed"] = "policy_changed"
    change: PolicyChange


class Unread(Said):
    """Something came that could not be read, or not be done: it is kept as it came."""

    kind: Literal["unread"] = "unread"
    unread_id: Ref
    came: Any = None


class ClockStruck(Said):
    """A moment the case was waiting for has come, or the rules that set its dates changed."""

    kind: Literal["clock"] = "clock"


Message = Annotated[
    Opened | Adopted | Reported | Completed | Waived | Decided | Asked | PolicyChanged | Unread | ClockStruck,
    Field(discriminator="kind"),
]
MESSAGE: TypeAdapter[Message] = TypeAdapter(Message)
"""Reads and writes any message."""


def message_id(message: Message) -> str | None:
    """The sender's own id of a message, by which a repeat is known; none for the clock."""
    match message:
        case Opened(start=start) | Adopted(start=start):
            return start.opening.event_id
        case Reported(event=event):
            return event.event_id
        case Completed(completion=completion):
            return completion.completion_id
        case Waived(waiver=waiver):
            return waiver.waiver_id
        case Decided(decision=decision):
            return decision.decision_id
        case Asked(request=request):
            return request.request_id
        case PolicyChanged(change=change):
            return change.change_id
        case Unread(unread_id=unread_id):
            return unread_id
        case ClockStruck():
            return None
