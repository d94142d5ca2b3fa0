"""The facts release and handover dates are worked out from, as one JSON object: every field optional, none unknown.

Dates are calendar dates in England and Wales, written YYYY-MM-DD. A field ending in ``_override`` is the date someone
has put in place of the calculated one, and wins over it. Nothing here names a person.
"""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, model_validator

from models.risk import RoshLevel
from models.sentence import Programme
from models.words import Ref, Said, Text

_EARLIEST, _LATEST = date(1900, 1, 1), date(2199, 12, 31)


def _calendar_day(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise ValueError("there is no such day in the calendar") from None
    if type(value) is not date:
        raise ValueError("give a date as YYYY-MM-DD")
    if not _EARLIEST <= value <= _LATEST:
        raise ValueError("give a date between 1900-01-01 and 2199-12-31")
    return value


Day = Annotated[date, BeforeValidator(_calendar_day)]
"""A calendar date in England and Wales, YYYY-MM-DD."""


class SentenceType(StrEnum):
    """The kind of custodial sentence. A civil sentence (such as contempt) is outside the handover policy."""

    DETERMINATE = "determinate"
    INDETERMINATE = "indeterminate"
    CIVIL = "civil"


class LegalStatus(StrEnum):
    """Why the person is held, as the prison system records it."""

    SENTENCED = "sentenced"
    REMAND = "remand"
    CONVICTED_UNSENTENCED = "convicted_unsentenced"


class ParoleOutcome(StrEnum):
    """What the last concluded parole review decided."""

    RELEASE = "release"
    NOT_RELEASE = "not_release"


class Estate(StrEnum):
    """The prison estate."""

    MEN = "men"
    WOMEN = "women"


class LicenceKind(StrEnum):
    """The kinds of licence: conditional release, hard stop, home detention curfew, after recall, time served."""

    CRD = "crd"
    HARD_STOP = "hard_stop"
    HDC = "hdc"
    PRRD = "prrd"
    TIME_SERVED = "time_served"


class Responsibility(StrEnum):
    """Who is responsible for a case, and whether the other side supports."""

    POM_ONLY = "pom_only"
    POM_WITH_COM_SUPPORTING = "pom_with_com_supporting"
    COM = "com"


class OverrideReason(StrEnum):
    """Why a manager set responsibility by hand."""

    UNDER_10_MONTHS_LEFT = "under_10_months_left"
    COMMUNITY_TO_WORK_WITH_PERSON = "community_to_work_with_person"
    RECALLED = "recalled"
    MOVED_TO_OPEN = "moved_to_open"
    OTHER = "other"


class ResponsibilityOverride(Said):
    """Responsibility set by hand, which beats the calculation. ``other`` needs an explanation."""

    responsible: Responsibility = Responsibility.COM
    reason: OverrideReason
    explanation: Text | None = None

    @model_validator(mode="after")
    def _other_is_explained(self) -> Self:
        if self.reason is OverrideReason.OTHER and self.explanation is None:
            raise ValueError("explanation is needed when the reason is other")
        return self


class FurtherSentence(Said):
    """Another sentence of the same person."""

    sentence_type: SentenceType
    sentence_start_date: Day


class ParoleReview(Said):
    """One parole review and the day of its hearing, if it has one."""

    hearing_date: Day | None = None


class OpenConditions(Said):
    """The person is held in open conditions.

    Men count from arrival at the open prison, women from the day their category became open.
    """

    estate: Estate
    category_open_since: Day | None = None
    arrived_on: Day | None = None

    @property
    def since(self) -> date | None:
        """The day open conditions began, by the rule of the estate."""
        return self.category_open_since if self.estate is Estate.WOMEN else self.arrived_on


class EarlyAllocationAssessment(Said):
    """One early allocation assessment: the automatic criteria, the discretionary ones, and the community's answer."""

    assessed_on: Day
    oasys_completed_on: Day | None = None
    convicted_under_terrorism_act_2000: StrictBool = False
    high_profile: StrictBool = False
    serious_crime_prevention_order: StrictBool = False
    mappa_level_3: StrictBool = False
    critical_public_protection_case: StrictBool = False
    extremism_separation: StrictBool = False
    due_for_release_in_under_24_months: StrictBool = False
    high_risk_of_serious_harm: StrictBool = False
    mappa_level_2: StrictBool = False
    pathfinder: StrictBool = False
    other_reason: StrictBool = False
    community_decision: StrictBool | None = None


class ReleaseFacts(Said):
    """Everything the dates are worked out from. ``on`` is the day asked about; the caller supplies it when absent."""

    reference: Ref | None = None
    on: Day | None = None

    date_of_birth: Day | None = None
    over_18: StrictBool | None = None

    sentence_type: SentenceType | None = None
    sentence_start_date: Day | None = None
    further_sentences: tuple[FurtherSentence, ...] = ()
    legal_status: LegalStatus = LegalStatus.SENTENCED
    immigration_case: StrictBool = False
    is91_case: StrictBool = False

    conditional_release_date: Day | None = None
    conditional_release_date_override: Day | None = None
    automatic_release_date: Day | None = None
    automatic_release_date_override: Day | None = None
    confirmed_release_date: Day | None = None
    home_detention_curfew_eligibility_date: Day | None = None
    home_detention_curfew_eligibility_date_override: Day | None = None
    home_detention_curfew_actual_date: Day | None = None
    rotl_start: Day | None = None

    tariff_date: Day | None = None
    tariff_date_override: Day | None = None
    target_hearing_date: Day | None = None
    parole_reviews: tuple[ParoleReview, ...] = ()
    parole_eligibility_date: Day | None = None
    parole_eligibility_date_override: Day | None = None
    parole_window_opens: Day | None = None
    parole_outcome: ParoleOutcome | None = None

    recalled: StrictBool = False
    post_recall_release_date: Day | None = None
    post_recall_release_date_override: Day | None = None

    mappa_level: Annotated[StrictInt, Field(ge=0, le=3)] | None = None
    mappa_category: Annotated[StrictInt, Field(ge=1, le=4)] | None = None
    rosh: RoshLevel | None = None
    open_conditions: OpenConditions | None = None
    early_allocation: StrictBool = False
    early_allocation_assessment: EarlyAllocationAssessment | None = None
    responsibility_override: ResponsibilityOverride | None = None
    licence_kind: LicenceKind | None = None

    supervision_start: Day | None = None
    concern_identified_on: Day | None = None
    programme: Programme | None = None
    programme_completed_in_custody: StrictBool = False
    daso_relevant: StrictBool | None = None

    announced_bank_holidays: dict[Day, Text] = Field(default_factory=dict)
    withdrawn_bank_holidays: tuple[Day, ...] = ()

    @model_validator(mode="after")
    def _said_once(self) -> Self:
        if self.date_of_birth is not None and self.over_18 is not None:
            raise ValueError("give date_of_birth or over_18, not both")
        if self.target_hearing_date is not None and self.parole_reviews:
            raise ValueError("give target_hearing_date or parole_reviews, not both")
        if self.sentence_start_date is not None and self.sentence_type is None:
            raise ValueError("sentence_type is needed with sentence_start_date")
        return self

    @property
    def is_indeterminate(self) -> bool:
        """Whether the sentence is for life or indeterminate."""
        return self.sentence_type is SentenceType.INDETERMINATE

    @property
    def conditional_release(self) -> date | None:
        """The conditional release date in force."""
        return self.conditional_release_date_override or self.conditional_release_date

    @property
    def automatic_release(self) -> date | None:
        """The automatic release date in force."""
        return self.automatic_release_date_override or self.automatic_release_date

    @property
    def hdc_eligibility(self) -> date | None:
        """The home detention curfew eligibility date in force."""
        return self.home_detention_curfew_eligibility_date_override or self.home_detention_curfew_eligibility_date

    @property
    def tariff(self) -> date | None:
        """The tariff date in force."""
        return self.tariff_date_override or self.tariff_date

    @property
    def parole_eligibility(self) -> date | None:
        """The parole eligibility date in force."""
        return self.parole_eligibility_date_override or self.parole_eligibility_date

    @property
    def post_recall_release(self) -> date | None:
        """The post-recall release date in force."""
        return self.post_recall_release_date_override or self.post_recall_release_date
