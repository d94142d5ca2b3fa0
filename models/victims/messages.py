"""Everything a victim's contact can be told, and what it answers and carries."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from models.batch import Entry
from models.key_stages import KeyStages
from models.victims.contact import VictimStart
from models.victims.events import VictimEvent
from models.victims.words import VluRole
from models.words import CaseId, Held, Instant, Ref, Said, StaffId


class ContactOpened(Said):
    """The contact is opened."""

    kind: Literal["opened"] = "opened"
    start: VictimStart


class VictimReported(Said):
    """An event is reported."""

    kind: Literal["reported"] = "reported"
    event: VictimEvent


class VictimDutyDone(Said):
    """A duty is done; ``evidence`` is the duty's own form."""

    kind: Literal["completed"] = "completed"
    completion_id: Ref
    duty: str
    done_at: Instant
    done_by: StaffId
    evidence: dict[str, object] = Field(default_factory=dict)


class KeyStagesHeard(Said):
    """The case's key stages, as the case side says them."""

    kind: Literal["key_stages"] = "key_stages"
    heard: KeyStages


class Undelivered(Said):
    """A trigger could not be given to the case: there is no such open case."""

    kind: Literal["undelivered"] = "undelivered"
    trigger: Ref


class VictimUnread(Said):
    """Something came that could not be read: it is kept as it came."""

    kind: Literal["unread"] = "unread"
    unread_id: Ref
    came: Any = None


class VictimClock(Said):
    """A moment the contact was waiting for has come."""

    kind: Literal["clock"] = "clock"


VictimMessage = Annotated[
    ContactOpened | VictimReported | VictimDutyDone | KeyStagesHeard | Undelivered | VictimUnread | VictimClock,
    Field(discriminator="kind"),
]
VICTIM_MESSAGE: TypeAdapter[VictimMessage] = TypeAdapter(VictimMessage)
"""Reads and writes any message of the victim side."""


def victim_message_id(message: VictimMessage) -> str | None:
    """The sender's own id of a message, by which a repeat is known; none for the clock."""
    match message:
        case ContactOpened(start=start):
            return start.event_id
        case VictimReported(event=event):
            return event.event_id
        case VictimDutyDone(completion_id=completion_id):
            return completion_id
        case KeyStagesHeard(heard=heard):
            return f"key-stages-{heard.case_id}-{heard.sequence}"
        case Undelivered(trigger=trigger):
            return f"undelivered-{trigger}"
        case VictimUnread(unread_id=unread_id):
            return unread_id
        case VictimClock():
            return None


class Trigger(Held):
    """What the case is told: a message of the case's own, with nothing in it but opaque references and our choices."""

    id: Ref
    case_id: CaseId
    message: dict[str, Any]


class VictimDutyLine(Held):
    """One duty as a receipt and a list show it."""

    id: str
    kind: str
    title: str
    clauses: list[str]
    owner: VluRole
    subject: str | None = None
    due_on: date
    source: str
    state: str = "open"


class VictimReceipt(Held):
    """What a message led to: the answer the caller gets."""

    contact_id: str
    message: str
    sequence: int
    at: Instant
    state: str
    duplicate: bool = False
    opened: list[VictimDutyLine] = Field(default_factory=list)
    closed: list[VictimDutyLine] = Field(default_factory=list)
    triggers: list[str] = Field(default_factory=list, description="types of what the case is told")
    notes: list[str] = Field(default_factory=list)


class VictimOutcome(Held):
    """The recorded answer of one decision; the workflow applies it and never computes it again."""

    change: dict[str, Any]
    receipt: VictimReceipt
    rows: list[dict[str, Any]]
    triggers: list[Trigger] = Field(default_factory=list)
    wake_at: Instant | None = None
    finished: bool = False


class VictimDecideInput(Held):
    """One message for policy to decide on. An error about it never shows what is in it."""

    model_config = ConfigDict(hide_input_in_errors=True)

    state: dict[str, Any] | None = None
    message: dict[str, Any]
    now: Instant
    sequence: int


class VictimCarried(Held):
    """Everything that survives continue-as-new."""

    state: dict[str, Any]
    sequence: int
    seen: dict[str, int]
    joined: bool = False
    outbox: list[Entry] = Field(default_factory=list)
    triggers: list[Trigger] = Field(default_factory=list)
    undecided: list[dict[str, Any]] = Field(default_factory=list)
    wake_at: Instant | None = None
    retry_at: Instant | None = None


class VictimGiven(Held):
    """How a victim contact workflow starts: anew, or carrying on. An error about it never shows what is in it."""

    model_config = ConfigDict(hide_input_in_errors=True)

    start: VictimStart | None = None
    carried: VictimCarried | None = None


class VictimBatch(Said):
    """Entries of one contact in order. An error about a batch never shows what is in it."""

    model_config = ConfigDict(hide_input_in_errors=True)

    contact_id: CaseId
    entries: list[Entry]


class Joining(Said):
    """A contact that is to hear of a case."""

    contact_id: CaseId
    case_id: CaseId
