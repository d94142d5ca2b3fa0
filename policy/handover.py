"""Handover from the prison (POM) to the community (COM): who is responsible for a case, and when that changes.

The decision table of offender-management-allocation-manager (offender_handover, handover_calculation), its rules as of
May 2025. The first row that matches wins. A case outside the gate has no answer at all, which is different from a
release date that is unknown. Pure: the day asked about is always given, and is a date in London.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from dateutil.relativedelta import relativedelta
from pydantic import BaseModel, ConfigDict

from models.release_facts import ParoleOutcome, ReleaseFacts, Responsibility, ResponsibilityOverride, SentenceType
from policy.calendar import months_after, months_before
from policy.earliest_release import EarliestRelease, earliest_release, target_hearing_date
from policy.early_allocation import is_early_allocation
from policy.handover_gate import eighteenth_birthday, why_outside

RULES_VERSION = "2025-05"
"""Year and month of the handover rules in force; every answer says under which it was worked out."""

POM_ONLY = Responsibility.POM_ONLY
POM_WITH_COM_SUPPORTING = Responsibility.POM_WITH_COM_SUPPORTING
COM = Responsibility.COM


class Reason(StrEnum):
    """Why the answer is what it is, in the codes of the prison's own service."""

    ADDITIONAL_ISP = "additional_isp"
    RECALL_THD_OVER_12_MONTHS = "recall_thd_over_12_months"
    PAROLE_MAPPA_2_3 = "parole_mappa_2_3"
    THD_OVER_12_MONTHS = "thd_over_12_months"
    RECALL_CASE = "recall_case"
    IMMIGRATION_CASE = "immigration_case"
    RELEASE_DATE_UNKNOWN = "release_date_unknown"
    EARLY_ALLOCATION = "early_allocation"
    INDETERMINATE_OPEN = "indeterminate_open"
    INDETERMINATE = "indeterminate"
    DETERMINATE_SHORT = "determinate_short"
    DETERMINATE_PAROLE = "determinate_parole"
    DETERMINATE = "determinate"


@dataclass(frozen=True)
class View:
    """The facts as they stand on one day: what the rows of the table look at."""

    facts: ReleaseFacts
    on: date

    @cached_property
    def release(self) -> EarliestRelease | None:
        """The earliest release date for handover."""
        return earliest_release(self.facts, self.on)

    @property
    def isp(self) -> bool:
        """Whether the sentence is indeterminate (ISP)."""
        return self.facts.is_indeterminate

    @property
    def further_isp_later(self) -> bool:
        """Whether a further indeterminate sentence starts later than this one."""
        start = self.facts.sentence_start_date
        return start is not None and any(
            s.sentence_type is SentenceType.INDETERMINATE and s.sentence_start_date > start
            for s in self.facts.further_sentences
        )

    @property
    def hearing_far(self) -> bool:
        """Whether the target hearing is 12 months ahead or more, the exact anniversary day included."""
        hearing = target_hearing_date(self.facts)
        return hearing is not None and hearing >= months_after(self.on, 12)

    @property
    def not_released(self) -> bool:
        """Whether the last concluded parole review decided against release."""
        return self.facts.parole_outcome is ParoleOutcome.NOT_RELEASE

    @property
    def short(self) -> bool:
        """Whether 10 months or less lie between sentence start and earliest release."""
        start = self.facts.sentence_start_date
        return start is not None and self.release is not None and months_after(start, 10) >= self.release.day


@dataclass(frozen=True)
class Row:
    """One row of the decision table.

    ``responsible`` is fixed for the row, or ``None`` where the dates decide; then ``before_release`` says how long
    before the earliest release date the handover is: calendar months first, then days.
    """

    number: int
    words: str
    applies: Callable[[View], bool]
    responsible: Responsibility | None
    before_release: relativedelta | None
    reason: Reason


def _months(months: int, days: int = 0) -> relativedelta:
    return relativedelta(months=months, days=days)


ROWS: tuple[Row, ...] = (
    Row(1, "ISP, and a further ISP that starts later",
        lambda v: v.isp and v.further_isp_later, POM_ONLY, None, Reason.ADDITIONAL_ISP),
    Row(2, "ISP, hearing 12 months ahead or more, recalled, MAPPA level nil, 0 or 1",
        lambda v: v.isp and v.hearing_far and v.facts.recalled and v.facts.mappa_level in (None, 0, 1),
        POM_WITH_COM_SUPPORTING, None, Reason.RECALL_THD_OVER_12_MONTHS),
    Row(3, "ISP, hearing 12 months ahead or more, parole outcome not release, MAPPA level 2 or 3",
        lambda v: v.isp and v.hearing_far and v.not_released and v.facts.mappa_level in (2, 3),
        COM, None, Reason.PAROLE_MAPPA_2_3),
    Row(4, "ISP, hearing 12 months ahead or more, parole outcome not release",
        lambda v: v.isp and v.hearing_far and v.not_released,
        POM_WITH_COM_SUPPORTING, None, Reason.THD_OVER_12_MONTHS),
    Row(5, "recalled",
        lambda v: v.facts.recalled, COM, None, Reason.RECALL_CASE),
    Row(6, "immigration case",
        lambda v: v.facts.immigration_case, COM, None, Reason.IMMIGRATION_CASE),
    Row(7, "no earliest release date",
        lambda v: v.release is None, POM_ONLY, None, Reason.RELEASE_DATE_UNKNOWN),
    Row(8, "early allocation, any sentence",
        lambda v: is_early_allocation(v.facts, v.on), None, _months(15), Reason.EARLY_ALLOCATION),
    Row(9, "ISP in open conditions",
        lambda v: v.isp and v.facts.open_conditions is not None, None, _months(12), Reason.INDETERMINATE_OPEN),
    Row(10, "ISP, otherwise",
        lambda v: v.isp, None, _months(12), Reason.INDETERMINATE),
    Row(11, "determinate, sentence start plus 10 months on or after earliest release",
        lambda v: v.short, COM, None, Reason.DETERMINATE_SHORT),
    Row(12, "determinate with parole eligibility",
        lambda v: v.facts.parole_eligibility is not None, None, _months(12), Reason.DETERMINATE_PAROLE),
    Row(13, "determinate, otherwise",
        lambda _v: True, None, _months(8, days=14), Reason.DETERMINATE),
)  # fmt: skip
"""The decision table, top to bottom. Order matters: every other recall stops at row 5 whatever its dates, and a short
sentence with early allocation gets a date because row 8 comes before row 11."""


class Handover(BaseModel):
    """The answer for one case on one day, by one row of the table.

    ``handover_date`` is when the COM becomes responsible and ``start_date`` when the COM begins to support; both are
    absent where the row fixes responsibility. ``override`` is responsibility set by hand, which beats the row.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    row: int
    reason: Reason
    fixed: Responsibility | None = None
    handover_date: date | None = None
    start_date: date | None = None
    override: ResponsibilityOverride | None = None
    rules_version: str = RULES_VERSION

    def responsible_on(self, day: date) -> Responsibility:
        """Who is responsible on ``day`` while these dates hold; ask :func:`handover` again once time may move them."""
        if self.override is not None:
            return self.override.responsible
        if self.fixed is not None:
            return self.fixed
        if self.handover_date is None or self.start_date is None or day >= self.handover_date:
            return COM
        return POM_ONLY if day < self.start_date else POM_WITH_COM_SUPPORTING


def handover(facts: ReleaseFacts, on: date) -> Handover | None:
    """Who is responsible for the case as its facts stand on ``on``, and the dates; ``None`` outside the policy."""
    if why_outside(facts, on):
        return None
    view = View(facts, on)
    row = next(row for row in ROWS if row.applies(view))
    handover_date = None
    if row.before_release is not None and view.release is not None:
        handover_date = view.release.day - row.before_release
    return Handover(
        row=row.number,
        reason=row.reason,
        fixed=row.responsible,
        handover_date=handover_date,
        start_date=_start_date(facts, handover_date),
        override=facts.responsibility_override,
    )


def next_change_after(facts: ReleaseFacts, day: date) -> date | None:
    """The first date after ``day`` on which the answer changes by the passing of time alone; ``None`` if it never does.

    The answer is the row, who is responsible, and both dates. So it also changes when a tariff passes and the hearing
    takes its place, when a hearing comes within 12 months, and on an eighteenth birthday.
    """
    now = _answer(facts, day)
    later = sorted(moment for moment in _turning_points(facts, day) if moment > day)
    return next((moment for moment in later if _answer(facts, moment) != now), None)


def _answer(facts: ReleaseFacts, day: date) -> tuple[Handover, Responsibility] | None:
    decided = handover(facts, day)
    return (decided, decided.responsible_on(day)) if decided else None


def _turning_points(facts: ReleaseFacts, day: date) -> Iterator[date]:
    """Every date on which the answer could change: where the table looks anew, and the dates each look gives."""
    looks = [day, *_new_looks(facts)]
    for look in looks:
        decided = handover(facts, look)
        dates = (decided.start_date, decided.handover_date) if decided else ()
        yield from (moment for moment in (look, *dates) if moment is not None)


def _new_looks(facts: ReleaseFacts) -> Iterator[date]:
    if facts.date_of_birth is not None:
        yield eighteenth_birthday(facts.date_of_birth)
    if facts.tariff is not None:
        yield facts.tariff
    if facts.early_allocation_assessment is not None:
        yield facts.early_allocation_assessment.assessed_on
    hearing = target_hearing_date(facts)
    if hearing is not None:
        yield hearing
        a_year_before = months_before(hearing, 12)
        yield from (a_year_before + timedelta(days=n) for n in (1, 2))


def _start_date(facts: ReleaseFacts, handover_date: date | None) -> date | None:
    """The handover date, except for an ISP in open conditions: the earlier of it and the day those conditions began."""
    if handover_date is None or not facts.is_indeterminate or facts.open_conditions is None:
        return handover_date
    return min(handover_date, facts.open_conditions.since or handover_date)
