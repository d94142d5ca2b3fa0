"""What a victim liaison officer tells the victim side. ``words`` are the victim's own and never leave it (PF-17.6b)."""

from typing import Annotated, Literal, get_args

from pydantic import Field, TypeAdapter

from models.licence import ConditionKind
from models.victims.words import Offence
from models.words import Day, Instant, Ref, Said, StaffId, Text


class VictimFact(Said):
    """Something that happened. It is never refused for being unwelcome."""

    event_id: Ref
    occurred_at: Instant
    reported_by: StaffId


class SentenceStated(VictimFact):
    """What eligibility hangs on, when it changed or was wrong (TI-08)."""

    type: Literal["sentence_stated"] = "sentence_stated"
    offence: Offence
    custody_months: int = Field(ge=0, le=1200)


class VictimAnswered(VictimFact):
    """The victim joined the scheme (EV-58), declined or withdrew, or did not respond."""

    type: Literal["victim_answered"] = "victim_answered"
    answer: Literal["opted_in", "declined", "not_responded"]
    words: Text | None = None


class RequestedCondition(Said):
    """One condition a victim asks for."""

    kind: ConditionKind
    words: Text | None = None


class ConditionsRequested(VictimFact):
    """The victim asks for licence conditions (EV-25)."""

    type: Literal["conditions_requested"] = "conditions_requested"
    conditions: list[RequestedCondition] = Field(min_length=1)


class StopContactRequested(VictimFact):
    """The victim, or a body for them, asks that contact from prison be stopped (PF-17.5d)."""

    type: Literal["stop_contact_requested"] = "stop_contact_requested"
    third_party: bool = False
    words: Text | None = None


class RiskInformation(VictimFact):
    """Information that relates to risk to the victim (PF-17.2b)."""

    type: Literal["risk_information"] = "risk_information"
    words: Text
    grave: bool = False


class UnwantedContact(VictimFact):
    """The victim tells of unwanted contact by the person (EV-23)."""

    type: Literal["unwanted_contact"] = "unwanted_contact"
    words: Text
    third_party: bool = False
    grave: bool = False


class MeetingCalled(VictimFact):
    """A MARAC or MAPPA meeting is to be held (PF-17.2a)."""

    type: Literal["meeting_called"] = "meeting_called"
    meeting: Ref
    kind: Literal["marac", "mappa"]
    on: Day


class VloChanged(VictimFact):
    """Another victim liaison officer has this contact."""

    type: Literal["vlo_changed"] = "vlo_changed"
    vlo: StaffId


VictimEvent = Annotated[
    SentenceStated
    | VictimAnswered
    | ConditionsRequested
    | StopContactRequested
    | RiskInformation
    | UnwantedContact
    | MeetingCalled
    | VloChanged,
    Field(discriminator="type"),
]

VICTIM_EVENT: TypeAdapter[VictimEvent] = TypeAdapter(VictimEvent)
"""Reads and writes any event of the victim side."""

VICTIM_EVENT_TYPES: dict[str, type[VictimEvent]] = {
    kind.model_fields["type"].default: kind for kind in get_args(get_args(VictimEvent)[0])
}
"""Every event of the victim side by its type."""
