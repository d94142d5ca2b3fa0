"""Where the sentence stands, and what it is."""

from datetime import date, timedelta
from enum import StrEnum

from pydantic import ConfigDict, Field

from models.words import Day, Held, Ref


class Stage(StrEnum):
    """Where the sentence stands. Recall is custody again; pre-release is a period inside custody."""

    COURT_REPORT = "court_report"
    CUSTODY = "custody"
    LICENCE = "licence"
    POST_SENTENCE_SUPERVISION = "post_sentence_supervision"
    COMMUNITY_ORDER = "community_order"
    CLOSED = "closed"


IN_COMMUNITY = frozenset({Stage.LICENCE, Stage.POST_SENTENCE_SUPERVISION, Stage.COMMUNITY_ORDER})
"""Stages in which the person is supervised in the community and home-visit clocks run (AM-55)."""


class SentenceKind(StrEnum):
    """The sentence passed. A suspended sentence order is handled as a community order, and says so (AM-11)."""

    DETERMINATE = "determinate"
    INDETERMINATE = "indeterminate"
    COMMUNITY_ORDER = "community_order"
    SUSPENDED_SENTENCE_ORDER = "suspended_sentence_order"
    NOT_SUPERVISED = "not_supervised"


CUSTODIAL = frozenset({SentenceKind.DETERMINATE, SentenceKind.INDETERMINATE})
ORDERS = frozenset({SentenceKind.COMMUNITY_ORDER, SentenceKind.SUSPENDED_SENTENCE_ORDER})


class Programme(StrEnum):
    """Programmes and other interventions that a sentence may require or a plan may choose (TY-23)."""

    BBR = "bbr"
    BBR_ADF = "bbr_adf"
    KAIZEN = "kaizen"
    NMS = "nms"
    BNM_PLUS = "bnm_plus"
    TSP = "tsp"
    STRUCTURED_INTERVENTION = "structured_intervention"
    SRT = "srt"
    STEPPING_STONES = "stepping_stones"
    DAWN = "dawn"
    FIRS = "firs"
    FIRST_STEPS = "first_steps"
    RAR = "rar"
    OTHER = "other"


BBR_KINDS = frozenset({Programme.BBR, Programme.BBR_ADF})
"""Building Better Relationships, in a group or by alternative delivery: both count for the DASO (AM-48)."""

STRUCTURED = frozenset({Programme.STRUCTURED_INTERVENTION, Programme.DAWN, Programme.FIRS})
TOOLKITS = frozenset({Programme.SRT, Programme.STEPPING_STONES, Programme.FIRST_STEPS})
"""The practitioner delivers these; they are approved for the community only, as structured interventions are."""

ACCREDITED = frozenset(Programme) - STRUCTURED - TOOLKITS - {Programme.RAR}
"""Programmes that somebody is referred to, within the week where an order or licence requires one (PF-12.9a)."""


def is_same_programme(one: Programme, other: Programme | None) -> bool:
    """Whether both name one programme; BBR by alternative delivery is still BBR (AM-48)."""
    return one is other or {one, other} <= BBR_KINDS


class OffenceMarker(StrEnum):
    """Features of the offending that open decisions; they do not replace the offence code."""

    HARASSMENT = "harassment"
    STALKING = "stalking"
    COERCIVE_CONTROL = "coercive_control"
    NON_FATAL_STRANGULATION = "non_fatal_strangulation"
    SERIOUS_VIOLENCE = "serious_violence"
    ASSAULT = "assault"
    CRIMINAL_DAMAGE = "criminal_damage"
    ORDER_BREACH = "order_breach"


class Sentence(Held):
    """One sentence of the case."""

    ref: Ref
    kind: SentenceKind
    passed_on: date
    length_days: int | None = Field(default=None, ge=1, description="custodial term or order length, in days")
    programme: Programme | None = None
    markers: list[OffenceMarker] = Field(default_factory=list)
    ended_on: date | None = None

    def runs_on(self, day: date) -> bool:
        """Whether it is still running on ``day``, as far as its length or its reported end says."""
        over = [self.ended_on] if self.ended_on else []
        if self.length_days is not None:
            over.append(self.passed_on + timedelta(days=self.length_days))
        return all(day < end for end in over)


class SentenceDates(Held):
    """The dates the case is counted back from. All are calendar dates in England and Wales; absent means unknown."""

    hearing: Day | None = None
    sentence_start: Day | None = None
    automatic_release: Day | None = None
    conditional_release: Day | None = None
    confirmed_release: Day | None = None
    hdc_eligibility: Day | None = None
    hdc_actual: Day | None = None
    parole_eligibility: Day | None = None
    parole_window_opens: Day | None = None
    target_hearing: Day | None = None
    tariff: Day | None = None
    post_recall_release: Day | None = None
    rotl_start: Day | None = None
    licence_end: Day | None = None
    sentence_end: Day | None = None
    supervision_end: Day | None = None


class StatedDates(SentenceDates):
    """The same dates as an event states them: a name that is no date's is refused, never silently lost."""

    model_config = ConfigDict(extra="forbid")
