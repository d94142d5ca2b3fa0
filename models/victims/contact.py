"""One victim's contact under the scheme: everything its workflow knows. What they said is held here, and no name."""

from datetime import date

from pydantic import Field

from models.duties import PROJECT_DEFAULT, DutyState
from models.licence import ConditionKind
from models.victims.words import NOT_PARTICIPATING, Offence, VcsState, VluRole
from models.words import CaseId, Held, Instant, Ref, Said, StaffId


class VictimStart(Said):
    """Open a contact: one for each victim and case, under an opaque id of its own."""

    contact_id: CaseId
    case_id: CaseId
    victim: Ref
    vlo: StaffId
    vlu_manager: StaffId | None = None
    offence: Offence
    custody_months: int = Field(ge=0, le=1200, description="custody passed by the court, in months (TI-08)")
    event_id: Ref = "opening"
    occurred_at: Instant


class VictimClosure(Held):
    """How a duty ended."""

    at: Instant
    by: StaffId | None = None
    done_on: date | None = None
    reason: str | None = None
    evidence: dict[str, object] = Field(default_factory=dict)
    late: bool = False


class VictimDuty(Held):
    """Work owed to or for the victim. ``source`` says who sets the due date: a clause, or "project default"."""

    id: str
    kind: str
    title: str
    clauses: list[str]
    owner: VluRole
    subject: str | None = None
    opened_at: Instant
    counted_from: date
    due_on: date
    source: str = PROJECT_DEFAULT
    state: DutyState = DutyState.OPEN
    overdue_told: bool = False
    closed: VictimClosure | None = None

    @property
    def is_open(self) -> bool:
        """Whether the work is still owed."""
        return self.state is DutyState.OPEN


class Told(Held):
    """Something the victim told. ``ref`` is what the case knows of it: an opaque reference."""

    ref: Ref
    event_id: Ref
    at: Instant
    kind: ConditionKind | None = None
    words: str | None = None
    third_party: bool = False


class VictimContact(Held):
    """A victim's contact as it stands. ``stages`` are the case's key stages as last heard, by name."""

    contact_id: CaseId
    case_id: CaseId
    victim: Ref
    vlo: StaffId
    vlu_manager: StaffId | None = None
    policy_version: str
    state: VcsState
    offence: Offence
    custody_months: int
    contact_report: Ref | None = None
    conditions: dict[str, Told] = Field(default_factory=dict)
    information: dict[str, Told] = Field(default_factory=dict)
    stop_contact: list[Told] = Field(default_factory=list)
    views_given: bool = Field(default=False, description="on the conditions of the release that is ahead")
    duties: dict[str, VictimDuty] = Field(default_factory=dict)
    stages: dict[str, date] = Field(default_factory=dict)
    heard: int = Field(default=0, description="number of the case's message the stages are of")
    in_custody: bool = True
    asked: list[str] = Field(default_factory=list, description="what a re-referral was asked ahead of, unanswered")
    answered_on: date | None = Field(default=None, description="when the practitioner last answered such a trigger")
    ended_on: date | None = None
    counters: dict[str, int] = Field(default_factory=dict)

    @property
    def participates(self) -> bool:
        """Whether the victim is in the scheme."""
        return self.state is VcsState.OPTED_IN

    @property
    def does_not_participate(self) -> bool:
        """Whether the victim was asked and is not in the scheme (PF-17.4a)."""
        return self.state in NOT_PARTICIPATING

    @property
    def open_duties(self) -> list[VictimDuty]:
        """Work still owed, in the order it was opened."""
        return [d for d in self.duties.values() if d.is_open]

    def open_duty(self, kind: str, subject: str | None = None) -> VictimDuty | None:
        """The open duty of this kind about this subject."""
        return next((d for d in self.open_duties if (d.kind, d.subject) == (kind, subject)), None)
