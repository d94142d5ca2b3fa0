"""What a response asks for, as plain data. Responses say what is demanded; ``policy.enact`` carries it out."""

from dataclasses import dataclass
from datetime import date

from models.duties import Budget
from models.enquiries import Agency
from models.outcome import NoticeClass
from models.roles import Role
from policy.rules import DutyRule


@dataclass(frozen=True)
class Open:
    """Work is owed. An open duty of the same kind and subject gets another clock, not a twin.

    ``since`` is the day the clock counts from, by default the event's own. ``counts_to`` names a date to count back
    from, in place of a budget. ``clause`` is the one that sets this clock. ``trigger`` is what asks for it, where that
    is not the type of the event itself.
    """

    rule: DutyRule
    subject: str | None = None
    since: date | None = None
    budget: Budget | None = None
    counts_to: str | None = None
    clause: str | None = None
    started_by: str | None = None
    trigger: str | None = None
    owner: Role | None = None
    grave: bool = False
    note: str | None = None


@dataclass(frozen=True)
class Ask:
    """Another agency is to be asked about a subject. ``any_force``: a search of the home police force is not enough."""

    agency: Agency
    about: str
    since: date | None = None
    any_force: bool = False
    grave: bool = False


@dataclass(frozen=True)
class Settle:
    """What was owed has been shown done by the event itself (an allocation, an answer to an enquiry)."""

    kind: str
    subject: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class Cancel:
    """The work is no longer owed, and why."""

    kind: str
    reason: str
    subject: str | None = None
    any_subject: bool = False


@dataclass(frozen=True)
class SuspendClocks:
    """The clocks of this kind of work stop: the person is back in custody."""

    kind: str
    reason: str


@dataclass(frozen=True)
class ResumeClocks:
    """Suspended clocks run on from what was left of them."""

    kind: str


@dataclass(frozen=True)
class Supersede:
    """A new start takes the place of clocks set by these clauses; clocks set by others run on."""

    kind: str
    clauses: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class KeepConcern:
    """A concern that starts no visit clock now is kept for the first visit of the next supervision (AM-55)."""

    event: str


@dataclass(frozen=True)
class Tell:
    """Somebody is to be told. Escalations go to managers; only grave things interrupt."""

    role: Role | None
    kind: NoticeClass
    about: str


@dataclass(frozen=True)
class Announce:
    """Something that processes wait for and that no event, duty or decision says: an objective is set, its date passes.

    ``what`` is the word of ``policy.process.What``.
    """

    what: str
    name: str
    subject: str | None = None


@dataclass(frozen=True)
class Note:
    """Something the receipt says to whoever reported the event."""

    words: str


Demand = Open | Ask | Settle | Cancel | SuspendClocks | ResumeClocks | Supersede | KeepConcern | Tell | Announce | Note
