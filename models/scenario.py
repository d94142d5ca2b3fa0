"""A scenario: what happens on one made-up case, told line by line and played on a clock that skips time.

Each line does one thing, named by its own field: ``start``, ``event``, ``done``, ``decision``, ``request``, ``waive``,
``note`` or ``end``. The format is described in ``docs/scenarios.md``.
"""

import re
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from models.case import Profile
from models.decisions import Consulted, DecisionKind
from models.events import Event, Fact, Source
from models.requests import AnyRequest, Request
from models.roles import Role
from models.words import Crn, PrisonNumber, Ref, Said, StaffId, Text

OFFSET = re.compile(r"(?P<sign>[+-])(?P<count>\d{1,5})(?P<unit>wd|d|w|m)(?: (?P<clock>\d\d:\d\d))?", re.ASCII)
"""So many days, weeks, months or working days after the first line (or before it), at a clock time in London."""

MOMENT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ](?P<clock>\d\d:\d\d)(?::\d\d(?:\.\d{1,6})?)?(?P<zone>Z|[+-]\d\d:\d\d)?)?", re.ASCII
)
"""A date, or a date with a clock time: London's, unless the offset from UTC is given."""

HOW_TO_WRITE = "write a date such as 2026-03-02, or an offset from the first line such as +3d, +2w, +1m or +5wd"
CLOCK_TIME = 'a clock time may follow, such as "+2w 14:00"'


def _written_as_time(value: str) -> str:
    if OFFSET.fullmatch(value) or MOMENT.fullmatch(value):
        return value
    raise ValueError(f"{HOW_TO_WRITE}; {CLOCK_TIME}")


When = Annotated[str, AfterValidator(_written_as_time)]
"""A moment as a scenario writes it. London time; 10:00 where no clock time is given."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
"""What a scenario is called: lower case, no spaces, no surname."""


class Line(Said):
    """What every line may say. ``at`` is when it is told; ``note`` is printed with it."""

    at: When = Field(description="when it is told")
    note: Text | None = Field(default=None, description="a remark, printed with it")


class Telling(Said):
    """An event as a line tells it. Fields that the event itself has are kept in ``fields``."""

    event: str = Field(description="its type")
    event_id: Ref | None = Field(default=None, description="its own id; the same id again is the same report")
    occurred: When | None = Field(default=None, description="when it happened; when it is told if absent")
    known: When | None = Field(default=None, description="when staff first knew; when it is told if absent")
    by: StaffId | None = Field(default=None, description="who reports it; the case system if absent")
    role: Role | None = Field(default=None, description="the role of whoever reports it")
    source: Source | None = Field(default=None, description="where the information comes from")
    incident_ref: Ref | None = Field(default=None, description="the reporter's own number for what happened")
    fields: dict[str, Any] = Field(default_factory=dict, exclude=True)

    _own: ClassVar[frozenset[str]] = frozenset(
        {"at", "note", "event", "event_id", "occurred", "known", "by", "role", "source", "incident_ref"}
    )

    @model_validator(mode="before")
    @classmethod
    def _apart(cls, said: Any) -> Any:
        return _with_fields(said, cls._own)


def _with_fields(said: Any, own: frozenset[str]) -> Any:
    """Put what the line says beyond its own fields into ``fields``, for the event or request to read."""
    if not isinstance(said, dict):
        return said
    rest = {name: value for name, value in said.items() if name not in own}
    return {**{name: value for name, value in said.items() if name in own}, "fields": rest}


class StartLine(Line):
    """The first line: whose case it is, what is known, and the event that opens it. Offsets count from its ``at``."""

    start: Name = Field(description="what the case is called here")
    title: Text | None = Field(default=None, description="one line on what the scenario shows")
    crn: Crn | None = Field(default=None, description="an invented one")
    prison_number: PrisonNumber | None = Field(default=None, description="an invented one")
    profile: Profile = Field(default_factory=Profile, description="what is known of the person and the abuse")
    team: Ref | None = Field(default=None, description="the probation team")
    spo: StaffId | None = Field(default=None, description="who is told of late work first")
    head_of_pdu: StaffId | None = Field(default=None, description="who is told next")
    opening: Telling = Field(description="the event that opens the case, as on an event line but without `at`")


class EventLine(Line, Telling):
    """An event is reported. The event's own fields stand on the line too."""


class Refusable(Line):
    """Something a person does that may be refused. With ``expect`` it must be."""

    by: StaffId | None = Field(default=None, description="who does it; whoever holds the role on the case if absent")
    role: Role | None = Field(default=None, description="in which role; the owner's if absent")
    expect: Literal["refused"] | None = Field(
        default=None, description='"refused" when a refusal is what should happen'
    )


class OnDuty(Refusable):
    """Something done about a piece of work, found by its kind and subject, or by its id."""

    subject: Ref | None = Field(default=None, description="about whom or what, where several are open")
    duty: str | None = Field(default=None, description="the duty's id, in place of kind and subject")


class DoneLine(OnDuty):
    """A piece of work is done, with its evidence."""

    done: str = Field(description="the kind of work")
    occurred: When | None = Field(default=None, description="when it was done, if it is recorded later")
    evidence: dict[str, Any] = Field(default_factory=dict, description="the fields of the work's form")


class WaiveLine(OnDuty):
    """A manager lets a piece of work go."""

    waive: str = Field(description="the kind of work")
    reason: Text = Field(description="why it is let go")


class DecisionLine(Refusable):
    """A decision is recorded; it completes the work that waits for it."""

    decision: DecisionKind = Field(description="what is decided on")
    option: str = Field(description="what was chosen")
    subject: Ref | None = Field(default=None, description="the partner, child or event decided about")
    rationale: Text | None = Field(default=None, description="why")
    manager_discussed_with: StaffId | None = Field(default=None, description="the manager it was discussed with")
    privacy_outweighed: bool | None = Field(default=None, description="need to inform and protect outweighs privacy")
    decided_with: list[Consulted] = Field(default_factory=list, description="who decided it with the practitioner")
    decided_without_reason: Text | None = Field(default=None, description="why, where one of them had no part in it")
    harm_if_not_told: Text | None = Field(default=None, description="past patterns, and the risk of not telling")
    harm_if_told: Text | None = Field(default=None, description="likely harm of telling, to the partner and the person")
    unsure: bool = Field(default=False, description="the practitioner is unsure: the manager's advice is sought")
    occurred: When | None = Field(default=None, description="when it was decided, if it is recorded later")


class RequestLine(Refusable):
    """Something is asked for that a guard may refuse. The request's own fields stand on the line too."""

    request: str = Field(description="what is asked for")
    fields: dict[str, Any] = Field(default_factory=dict, exclude=True)

    _own: ClassVar[frozenset[str]] = frozenset({"at", "note", "by", "role", "expect", "request"})

    @model_validator(mode="before")
    @classmethod
    def _apart(cls, said: Any) -> Any:
        return _with_fields(said, cls._own)


class NoteLine(Said):
    """A remark, printed by itself."""

    note: Text = Field(description="the remark")
    at: When | None = Field(default=None, description="when to print it; just before the line that follows, if absent")


class EndLine(Line):
    """The last line: run on to this moment and stop."""

    end: Literal[True] = Field(description="always true")


AnyLine = StartLine | EventLine | DoneLine | DecisionLine | RequestLine | WaiveLine | NoteLine | EndLine

KINDS: dict[str, type[AnyLine]] = {
    "start": StartLine,
    "event": EventLine,
    "done": DoneLine,
    "decision": DecisionLine,
    "request": RequestLine,
    "waive": WaiveLine,
    "end": EndLine,
    "note": NoteLine,
}
"""Each kind of line by the field that names it."""

EVENT_TYPES: dict[str, type[Fact]] = {
    model.model_fields["type"].default: model for model in get_args(get_args(Event)[0])
}
"""Every type of event, by name."""

REQUEST_TYPES: dict[str, type[Request]] = {
    model.model_fields["type"].default: model for model in get_args(get_args(AnyRequest)[0])
}
"""Every type of request, by name."""
