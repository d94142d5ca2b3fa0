"""Events of the sentence itself."""

from typing import Literal

from pydantic import Field

from models.brought import Brought
from models.events.fact import Fact
from models.risk import RiskGroup, RoshLevel
from models.roles import Role
from models.sentence import OffenceMarker, Programme, SentenceKind, StatedDates
from models.words import MANY, CaseId, Crn, Day, Ref, StaffId, Text


class CourtReportRequested(Fact):
    """A pre-sentence report is being prepared (PH-01)."""

    type: Literal["court_report_requested"] = "court_report_requested"
    hearing: Day | None = None


class CurfewConsidered(Fact):
    """A curfew with electronic monitoring is under thought, in any case (EV-52)."""

    type: Literal["curfew_considered"] = "curfew_considered"
    address: Ref


class SentencePassed(Fact):
    """The court passed sentence (EV-59)."""

    type: Literal["sentence_passed"] = "sentence_passed"
    sentence: Ref = "sentence-1"
    kind: SentenceKind
    length_days: int | None = Field(default=None, ge=1, le=36525)
    programme: Programme | None = None
    markers: list[OffenceMarker] = Field(max_length=MANY, default_factory=list)
    dates: StatedDates = Field(default_factory=StatedDates)
    protective_bail_ended: bool = False


class ReceivedIntoCustody(Fact):
    """The person arrived at a prison: on sentence, on recall, or on transfer (EV-60, EV-39)."""

    type: Literal["received_into_custody"] = "received_into_custody"
    prison: Ref
    reason: Literal["sentence", "recall", "transfer", "remand"] = "sentence"
    open_conditions: bool = False


class PractitionerAllocated(Fact):
    """A POM or community practitioner holds the case from now on (EV-38).

    ``skills_confirmed`` and ``tier`` are the manager's confirmation for the community (PF-6.9a, GU-42). An allocation
    without them is taken in all the same, and the work of confirming it stays owed.
    """

    type: Literal["practitioner_allocated"] = "practitioner_allocated"
    practitioner: StaffId
    holder: Literal[Role.POM, Role.COMMUNITY_PRACTITIONER]
    spo: StaffId | None = None
    team: Ref | None = None
    skills_confirmed: bool | None = None
    tier: Ref | None = None


class CaseTransferred(Fact):
    """Responsibility passes to another probation team (PH-25)."""

    type: Literal["case_transferred"] = "case_transferred"
    team: Ref
    spo: StaffId | None = None


class DatesChanged(Fact):
    """Release, HDC, parole, hearing or end dates are set, moved or withdrawn (EV-62)."""

    type: Literal["dates_changed"] = "dates_changed"
    dates: StatedDates = Field(default_factory=StatedDates)
    withdrawn: list[str] = Field(
        max_length=MANY, default_factory=list, description="names of dates that no longer stand"
    )


class Released(Fact):
    """Released from custody (EV-12)."""

    type: Literal["released"] = "released"
    kind: Literal["conditional", "automatic", "hdc", "parole", "post_recall", "life_licence", "unconditional"] = (
        "conditional"
    )
    address: Ref | None = None
    to_approved_premises: bool = False
    programme: Programme | None = None
    licence_end: Day | None = None
    supervision_end: Day | None = None
    relationship_condition: bool = Field(default=True, description="licence condition to notify relationships (6b)")


class Recalled(Fact):
    """Licence revoked; the person is recalled to custody (TR-18, TR-19)."""

    type: Literal["recalled"] = "recalled"
    kind: Literal["standard", "fixed_term_14", "fixed_term_28", "fixed_term_56"] = "standard"
    post_recall_release: Day | None = None


class ApprovedPremisesLeft(Fact):
    """Moved on from approved premises, a key transition (EV-13)."""

    type: Literal["approved_premises_left"] = "approved_premises_left"
    address: Ref | None = None


class HdcAddressProposed(Fact):
    """An address is put forward for home detention curfew (EV-51)."""

    type: Literal["hdc_address_proposed"] = "hdc_address_proposed"
    address: Ref


class ProgrammeRequired(Fact):
    """An order or licence requires a programme (EV-40)."""

    type: Literal["programme_required"] = "programme_required"
    programme: Programme


class ProgrammeStarted(Fact):
    """The programme has begun."""

    type: Literal["programme_started"] = "programme_started"
    programme: Programme


class ProgrammeCompleted(Fact):
    """The programme ended, finished or not (EV-63)."""

    type: Literal["programme_completed"] = "programme_completed"
    programme: Programme
    finished: bool = True


class RiskOfSeriousHarmChanged(Fact):
    """The assessed risk of serious harm changed, by group (EV-15 when it rises)."""

    type: Literal["rosh_changed"] = "rosh_changed"
    level: RoshLevel
    group: RiskGroup = RiskGroup.KNOWN_ADULT
    justification: Text | None = None


class SupervisionEnded(Fact):
    """The licence (EV-64 when more supervision follows), that supervision or the order ended, or was revoked."""

    type: Literal["supervision_ended"] = "supervision_ended"
    what: Literal["licence", "post_sentence_supervision", "order", "sentence"]
    followed_by_post_sentence_supervision: bool = False
    supervision_end: Day | None = None


class Died(Fact):
    """The person on the case has died."""

    type: Literal["died"] = "died"


class RecordsMerged(Fact):
    """Two records of the person became one. The absorbed case closes and says where it went; nothing is dropped."""

    type: Literal["records_merged"] = "records_merged"
    surviving_case: CaseId | None = Field(default=None, description="set on the absorbed case")
    absorbed_case: CaseId | None = Field(default=None, description="set on the case that goes on")
    crn: Crn | None = Field(default=None, description="the number the person is known by from now on")
    brought: Brought | None = Field(default=None, description="what the absorbed case knew and still owed")
