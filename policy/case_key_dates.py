"""Which of the framework's due dates a case has, from its facts, and why it lacks the others.

A date that has passed still counts until the facts change: a missed notice stays missed. Pure: no clock.
"""

from datetime import date

from pydantic import BaseModel, ConfigDict

from models.release_facts import ReleaseFacts
from models.sentence import Programme
from policy.calendar import Calendar
from policy.earliest_release import target_hearing_date
from policy.key_dates import (
    KeyDate,
    daso_referral,
    first_home_visit,
    home_visit_after_concern,
    mappa_level_notice,
    programme_referral,
    vlu_re_referral,
)

NO_SUPERVISION = "no supervision start and no confirmed release date"
NO_RELEASE = "no release date to count back from"


class CaseKeyDates(BaseModel):
    """The due dates of a case, soonest first, and for each one it does not have, why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dates: tuple[KeyDate, ...]
    not_counted: dict[str, str]


def case_key_dates(facts: ReleaseFacts, on: date, calendar: Calendar) -> CaseKeyDates:
    """Every due date of section 7.1 of the catalogue that the facts give, judged on ``on``."""
    found: dict[str, KeyDate | str] = {
        "first_home_visit": _first_home_visit(facts, on, calendar),
        "home_visit_after_concern": _visit_after_concern(facts, on, calendar),
        "programme_referral": _programme_referral(facts, on, calendar),
        "daso_referral": _daso_referral(facts, on, calendar),
        "mappa_level_notice": _mappa_level_notice(facts, on, calendar),
        "vlu_re_referral": _vlu_re_referral(facts, on, calendar),
    }
    dates = [key_date for key_date in found.values() if isinstance(key_date, KeyDate)]
    return CaseKeyDates(
        dates=tuple(sorted(dates, key=lambda key_date: key_date.due)),
        not_counted={name: why for name, why in found.items() if isinstance(why, str)},
    )


def supervision_start(facts: ReleaseFacts) -> date | None:
    """When supervision starts: as given, otherwise the confirmed release date (AM-02).

    Each release is a new start (AM-32); post-sentence supervision, or the end of a curfew, is not (AM-57).
    """
    return facts.supervision_start or facts.confirmed_release_date


def first_releases(facts: ReleaseFacts) -> dict[str, date]:
    """The dates release is due from, by name, for the MAPPA notice (AM-15).

    The home detention curfew eligibility, conditional release and parole eligibility dates; where a sentence has none
    of these, its automatic release, tariff or target hearing. After recall only the post-recall release date (AM-32).
    """
    if facts.recalled:
        return _known({"post-recall release date": facts.post_recall_release})
    named = _known({
        "home detention curfew eligibility date": facts.hdc_eligibility,
        "conditional release date": facts.conditional_release,
        "parole eligibility date": facts.parole_eligibility,
    })  # fmt: skip
    return named or _known({"automatic release date": facts.automatic_release, **_indeterminate_dates(facts)})


def key_stages(facts: ReleaseFacts) -> dict[str, date]:
    """The key stages a victim liaison unit hears of ahead, by name (AM-19): parole, any release, leave on licence."""
    stages: dict[str, date | None] = {
        "parole window opens": facts.parole_window_opens,
        "start of release on temporary licence": facts.rotl_start,
    }
    if facts.recalled:
        return _known({**stages, "post-recall release date": facts.post_recall_release})
    return _known({
        **stages,
        "parole eligibility date": facts.parole_eligibility,
        "home detention curfew eligibility date": facts.hdc_eligibility,
        "home detention curfew actual date": facts.home_detention_curfew_actual_date,
        "conditional release date": facts.conditional_release,
        "automatic release date": facts.automatic_release,
        "confirmed release date": facts.confirmed_release_date,
        **_indeterminate_dates(facts),
    })  # fmt: skip


def _indeterminate_dates(facts: ReleaseFacts) -> dict[str, date | None]:
    if not facts.is_indeterminate:
        return {}
    return {"tariff date": facts.tariff, "target hearing date": target_hearing_date(facts)}


def _known(named: dict[str, date | None]) -> dict[str, date]:
    return {name: day for name, day in named.items() if day is not None}


def _first_home_visit(facts: ReleaseFacts, on: date, calendar: Calendar) -> KeyDate | str:
    start = supervision_start(facts)
    return first_home_visit(calendar, start, facts.rosh, on) if start else NO_SUPERVISION


def _visit_after_concern(facts: ReleaseFacts, on: date, calendar: Calendar) -> KeyDate | str:
    identified, start = facts.concern_identified_on, supervision_start(facts)
    if identified is None:
        return "no concern identified"
    if facts.recalled or start is None or identified < start:
        return "the concern was identified in custody, where this clock does not start (AM-55)"
    return home_visit_after_concern(calendar, identified, on)


def _programme_referral(facts: ReleaseFacts, on: date, calendar: Calendar) -> KeyDate | str:
    start = supervision_start(facts)
    if facts.programme is None:
        return "no programme required"
    if facts.programme is Programme.STRUCTURED_INTERVENTION:
        return "a structured intervention has no set time (PF-12.9g)"
    if facts.programme_completed_in_custody:
        return "the programme was completed in custody"
    return programme_referral(calendar, start, on) if start else NO_SUPERVISION


def _daso_referral(facts: ReleaseFacts, on: date, calendar: Calendar) -> KeyDate | str:
    start = supervision_start(facts)
    on_bbr = facts.programme is Programme.BBR and not facts.programme_completed_in_custody
    relevant = on_bbr if facts.daso_relevant is None else facts.daso_relevant
    if not relevant:
        return "Building Better Relationships is not required in the community (AM-48)"
    return daso_referral(calendar, start, on) if start else NO_SUPERVISION


def _mappa_level_notice(facts: ReleaseFacts, on: date, calendar: Calendar) -> KeyDate | str:
    if facts.mappa_category is None and not facts.mappa_level:
        return "not MAPPA eligible: no category, and no level above 0"
    releases = first_releases(facts)
    return mappa_level_notice(calendar, releases, on) if releases else NO_RELEASE


def _vlu_re_referral(facts: ReleaseFacts, on: date, calendar: Calendar) -> KeyDate | str:
    stages = key_stages(facts)
    return vlu_re_referral(calendar, stages, on) if stages else NO_RELEASE
