"""The case: everything the workflow knows of one person under sentence."""

from datetime import date
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from models.decisions import Decision
from models.duties import Duty
from models.enquiries import Enquiry
from models.events import Event
from models.kept_facts import KeptFact
from models.licence import LicenceCondition
from models.multi_agency import Mappa, MappaCategory, Marac
from models.needs import Needs
from models.past import Adopting
from models.plans import RiskPlan, SentencePlan
from models.programme_record import ProgrammeRecord
from models.risk import (
    AbuseKind,
    Partner,
    PersonAtRisk,
    ProtectedContact,
    ProtectiveOrder,
    RiskGroup,
    RoshLevel,
    Trigger,
)
from models.roles import Role
from models.sentence import (
    BBR_KINDS,
    CUSTODIAL,
    IN_COMMUNITY,
    OffenceMarker,
    Programme,
    Sentence,
    SentenceDates,
    SentenceKind,
    Stage,
)
from models.words import CaseId, Crn, Held, Instant, Noted, PrisonNumber, Ref, Said, StaffId


class Profile(Needs):
    """What is known of the person and the abuse when the case starts; the last fields only if known."""

    abuse: list[AbuseKind] = Field(default_factory=lambda: [AbuseKind.INTIMATE_PARTNER])
    rosh: dict[RiskGroup, RoshLevel] = Field(default_factory=dict)
    triggers: list[Trigger] = Field(default_factory=list)
    markers: list[OffenceMarker] = Field(default_factory=list)
    people_at_risk: list[PersonAtRisk] = Field(default_factory=list)
    mappa_level: int | None = Field(default=None, ge=0, le=3)
    killed_partner: bool = False
    women_estate: bool = False
    early_allocation: bool = False
    marac: bool = False
    harassment_measures: bool = Field(default=False, description="HPPM already set when the case starts (AM-37)")
    child_contact_restricted: bool = Field(default=False, description="PPRC already set when the case starts (AM-37)")
    contingencies: list[str] = Field(default_factory=list)


class CaseStart(Said):
    """Open a case: at the court report, or straight from sentencing.

    ``rehearsal_from`` is for playing a scenario: the case's clock starts at that moment instead of now, and it is
    marked as a rehearsal wherever it is kept.
    """

    case_id: CaseId
    crn: Crn | None = None
    prison_number: PrisonNumber | None = None
    profile: Profile = Field(default_factory=Profile)
    team: Ref | None = None
    spo: StaffId | None = None
    head_of_pdu: StaffId | None = None
    opening: Event
    rehearsal_from: Instant | None = None


class AddressState(StrEnum):
    """Where the assessment of an address for HDC or temporary release stands (PH-10, PH-11)."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


class ReleaseAddress(Held):
    """One address put forward for home detention curfew, or for overnight release on temporary licence."""

    address: Ref
    state: AddressState = AddressState.PROPOSED
    occupier_consented: bool | None = None
    risk_to_others: bool | None = None


class Flag(Held):
    """Something odd that was kept rather than refused: late, contradictory, twice told, or off the chart."""

    event_id: str
    code: str
    words: str
    at: Noted


class CurfewAddress(Held):
    """What was found of an address thought of for a curfew with electronic monitoring (PF-6.7b to d)."""

    occupier_spoken_to: bool
    address_suitable: bool
    would_live_with_victim: bool
    confined_with_abuser: bool
    ruled_out: bool


class CustodyState(Held):
    """Where in custody, how the person came to be there, and what protects others from them there.

    While ``child_contact_restricted`` (PPRC) no child may be reached without a decision, and no social number goes on
    the phone account before it is checked (GU-14, GU-15). ``child_contact`` has the contact decided on for each child.
    """

    prison: Ref | None = None
    recalled: bool = False
    open_conditions_since: date | None = None
    held_since: date | None = Field(default=None, description="held, on remand or ahead of a recall, while supervised")
    harassment_measures: bool = False
    child_contact_restricted: bool = False
    child_contact: dict[str, str] = Field(default_factory=dict)
    numbers: dict[str, bool] = Field(default_factory=dict, description="social numbers checked, and whether cleared")
    number_reaches: dict[str, str] = Field(default_factory=dict, description="the child a number reaches")
    no_oasys: bool = Field(default=False, description="not eligible for an OASys in custody (PF-7.6a)")


class Case(Held):
    """One person under sentence. People and addresses appear by opaque reference only (AM-22, AM-50)."""

    case_id: CaseId
    crn: Crn | None = None
    prison_number: PrisonNumber | None = None
    rehearsal: bool = False
    policy_version: str
    calendar_version: str
    stage: Stage
    stage_since: date
    supervision_started: date | None = None
    profile: Profile = Field(default_factory=Profile)
    rosh: dict[RiskGroup, RoshLevel] = Field(default_factory=dict)
    sentences: dict[str, Sentence] = Field(default_factory=dict)
    dates: SentenceDates = Field(default_factory=SentenceDates)
    custody: CustodyState = Field(default_factory=CustodyState)
    practitioners: dict[Role, StaffId] = Field(default_factory=dict)
    team: Ref | None = None
    com_responsible: bool = False
    programme: Programme | None = None
    programme_finished: bool = False
    programme_record: ProgrammeRecord = Field(default_factory=ProgrammeRecord)
    relationship_condition: bool = False
    in_approved_premises: bool = False
    partners: dict[str, Partner] = Field(default_factory=dict)
    people_at_risk: dict[str, PersonAtRisk] = Field(default_factory=dict)
    risk_to_children: bool = Field(default=False, description="a continuing risk to children from prison")
    as_victim: Literal["victim", "at_risk", "neither"] | None = Field(
        default=None, description="whether the person is a victim of domestic abuse too, once somebody has said (EV-49)"
    )
    orders: dict[str, ProtectiveOrder] = Field(default_factory=dict)
    contacts: list[ProtectedContact] = Field(default_factory=list, description="the newest, for orders heard of later")
    enquiries: dict[str, Enquiry] = Field(default_factory=dict)
    addresses: list[Ref] = Field(default_factory=list)
    hdc: dict[str, ReleaseAddress] = Field(default_factory=dict)
    rotl: dict[str, ReleaseAddress] = Field(default_factory=dict)
    conditions: dict[str, LicenceCondition] = Field(default_factory=dict)
    failures: list[date] = Field(default_factory=list, description="failures to comply that count towards breach")
    breach_running: bool = False
    homicide_review: bool = Field(default=False, description="a domestic homicide review may look at this case")
    mappa: Mappa = Field(default_factory=Mappa)
    marac: Marac = Field(default_factory=Marac)
    curfews: dict[str, CurfewAddress] = Field(default_factory=dict)
    unsafe_addresses: list[Ref] = Field(default_factory=list, description="where somebody who harms the person lives")
    history_marker: bool = Field(
        default=False, description="the domestic abuse history marker stands in place of the registration (INS-D23)"
    )
    tier: Ref | None = None
    replies_to_pass_on: bool = Field(default=False, description="police or children's services had replied at sentence")
    risk_plan: RiskPlan | None = None
    sentence_plan: SentencePlan | None = None
    duties: dict[str, Duty] = Field(default_factory=dict)
    processes: dict[str, str] = Field(default_factory=dict, description="process, and whom it follows, to its state")
    decisions: dict[str, Decision] = Field(default_factory=dict)
    flags: dict[str, Flag] = Field(default_factory=dict)
    held: list[dict[str, Any]] = Field(
        default_factory=list,
        description="moves told before the one they follow: each waits for that",
    )
    facts: dict[str, KeptFact] = Field(default_factory=dict, description="the newest, in the order they were told")
    began: dict[str, Any] | None = Field(default=None, description="what was known before the oldest fact kept")
    awaited: dict[str, Ref] = Field(default_factory=dict, description="withdrawn before it came, to its withdrawal")
    gaps: list[str] = Field(default_factory=list)
    concerns_in_custody: list[str] = Field(default_factory=list)
    incidents: dict[str, str] = Field(default_factory=dict, description="incident reference to event id")
    steps_taken: list[str] = Field(default_factory=list, description="date-driven steps already taken")
    counters: dict[str, int] = Field(default_factory=dict)
    adopted_at: Noted | None = Field(default=None, description="when the case was taken over in mid-life")
    adopting: Adopting | None = Field(default=None, description="only while its past is being worked through")
    merged_into: CaseId | None = None
    closed_on: date | None = None
    listens_until: date | None = Field(default=None, description="a closed case takes late facts until then")

    @property
    def in_community(self) -> bool:
        """Whether the person is supervised in the community, where home-visit clocks run."""
        return self.stage in IN_COMMUNITY

    @property
    def in_prison(self) -> bool:
        """Whether the person is in prison: on a sentence, or on remand before it (AM-37)."""
        remanded = self.stage is Stage.COURT_REPORT and self.custody.prison is not None
        return self.stage is Stage.CUSTODY or remanded or self.custody.held_since is not None

    @property
    def open_duties(self) -> list[Duty]:
        """Work still owed, in the order it was opened."""
        return [d for d in self.duties.values() if d.is_open]

    @property
    def known_adult_risk(self) -> RoshLevel:
        """Risk of serious harm to a known adult, the row that counts for domestic abuse; the highest if not given."""
        return self.rosh.get(RiskGroup.KNOWN_ADULT, self.headline_risk)

    @property
    def headline_risk(self) -> RoshLevel:
        """The highest level of any group."""
        order = list(RoshLevel)
        return max(self.rosh.values(), key=order.index, default=RoshLevel.UNKNOWN)

    @property
    def sentence(self) -> Sentence | None:
        """The sentence passed last."""
        return list(self.sentences.values())[-1] if self.sentences else None

    @property
    def is_indeterminate(self) -> bool:
        """Whether any sentence is for life or indeterminate."""
        return any(s.kind is SentenceKind.INDETERMINATE for s in self.sentences.values())

    @property
    def is_custodial(self) -> bool:
        """Whether the latest sentence is a custodial one."""
        return self.sentence is not None and self.sentence.kind in CUSTODIAL

    @property
    def on_bbr(self) -> bool:
        """Whether Building Better Relationships is required and not finished (AM-49)."""
        return self.programme in BBR_KINDS and not self.programme_finished

    @property
    def under_mappa(self) -> bool:
        """Whether the person comes under MAPPA: a category other than none, or a level."""
        return bool(self.profile.mappa_level) or self.mappa.category not in {None, MappaCategory.NONE}

    @property
    def at_marac(self) -> bool:
        """Whether a MARAC is in place: registered when the case began, or a meeting since."""
        return self.profile.marac or bool(self.marac.meetings)

    def open_duty(self, kind: str, subject: str | None = None) -> Duty | None:
        """The open duty of this kind about this subject."""
        return next((d for d in self.open_duties if d.key == (kind, subject)), None)
