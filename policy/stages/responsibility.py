"""Who is responsible in custody, POM or community: it changes by date alone, on the right UK day (PH-08, TR-09)."""

from datetime import date

from models.case import Case
from models.release_facts import (
    Estate,
    FurtherSentence,
    OpenConditions,
    ReleaseFacts,
    Responsibility,
    SentenceType,
)
from models.sentence import CUSTODIAL, Sentence, SentenceKind, Stage
from policy.handover import handover, next_change_after


def facts_of(case: Case) -> ReleaseFacts:
    """The case's own dates in the words of the handover rules."""
    custodial = [s for s in case.sentences.values() if s.kind in CUSTODIAL and s.ended_on is None]
    first, *further = sorted(custodial, key=lambda s: s.kind is not SentenceKind.INDETERMINATE)
    d = case.dates
    opened = case.custody.open_conditions_since
    return ReleaseFacts(
        sentence_type=_type(first),
        sentence_start_date=d.sentence_start or first.passed_on,
        further_sentences=tuple(
            FurtherSentence(sentence_type=_type(s), sentence_start_date=s.passed_on) for s in further
        ),
        conditional_release_date=d.conditional_release,
        automatic_release_date=d.automatic_release,
        confirmed_release_date=d.confirmed_release,
        home_detention_curfew_eligibility_date=d.hdc_eligibility,
        home_detention_curfew_actual_date=d.hdc_actual,
        tariff_date=d.tariff,
        target_hearing_date=d.target_hearing,
        parole_eligibility_date=d.parole_eligibility,
        parole_window_opens=d.parole_window_opens,
        rotl_start=d.rotl_start,
        recalled=case.custody.recalled,
        post_recall_release_date=d.post_recall_release,
        mappa_level=case.profile.mappa_level,
        early_allocation=case.profile.early_allocation,
        open_conditions=OpenConditions(
            estate=Estate.WOMEN if case.profile.women_estate else Estate.MEN,
            category_open_since=opened,
            arrived_on=opened,
        )
        if opened
        else None,
    )


def _type(sentence: Sentence) -> SentenceType:
    indeterminate = sentence.kind is SentenceKind.INDETERMINATE
    return SentenceType.INDETERMINATE if indeterminate else SentenceType.DETERMINATE


def community_responsible(case: Case, on: date) -> bool:
    """Whether the community practitioner is responsible on a day; outside custody always."""
    if case.stage is not Stage.CUSTODY:
        return True
    answer = _answer(case, on)
    return answer is Responsibility.COM


def community_involved(case: Case, on: date) -> bool:
    """Whether a community practitioner is at least supporting on a day."""
    return case.stage is not Stage.CUSTODY or _answer(case, on) is not Responsibility.POM_ONLY


def changes_on(case: Case, after: date) -> date | None:
    """The next day on which the answer changes by date alone; none when no date is known."""
    if case.stage is not Stage.CUSTODY or not sentenced(case):
        return None
    return next_change_after(facts_of(case), after)


def _answer(case: Case, on: date) -> Responsibility:
    if not sentenced(case):
        return Responsibility.POM_ONLY
    result = handover(facts_of(case), on)
    return result.responsible_on(on) if result else Responsibility.POM_ONLY


def sentenced(case: Case) -> bool:
    """Whether a custodial sentence is running: without one the handover rules do not ask."""
    return any(s.kind in CUSTODIAL and s.ended_on is None for s in case.sentences.values())
