"""Dates that count back from a release, a hearing or a handover. They move when what they count back from moves."""

from collections.abc import Callable
from datetime import date, timedelta

from models.case import Case
from models.sentence import Stage
from policy.calendar import Calendar, months_before
from policy.interval import interval
from policy.stages.responsibility import changes_on, community_responsible


def release_expected(case: Case) -> date | None:
    """The day release is expected on: the confirmed date first, then what the sentence gives; none when unknown."""
    d = case.dates
    if case.custody.recalled:
        return d.confirmed_release or d.post_recall_release
    if d.confirmed_release or d.hdc_actual:
        return d.confirmed_release or d.hdc_actual
    calculated = [x for x in (d.conditional_release, d.automatic_release) if x]
    if calculated:
        return min(calculated)
    return d.target_hearing or d.tariff or d.parole_eligibility


def earliest_release(case: Case) -> date | None:
    """The earliest day release is possible on, HDC and parole eligibility counting as release (PF-9.2e, AM-15)."""
    d = case.dates
    possible = [d.hdc_eligibility, d.parole_eligibility, release_expected(case)]
    return min((x for x in possible if x), default=None) if not case.custody.recalled else release_expected(case)


def _first_contact(case: Case, opened: date, calendar: Calendar) -> date | None:
    release = release_expected(case)
    if release is None:
        return None
    normal = release - timedelta(weeks=interval(case, "first_contact_weeks"))
    if normal > opened:
        return normal
    return calendar.add_working_days(opened, interval(case, "first_contact_short"))


def _community_takes_over(case: Case, opened: date, calendar: Calendar) -> date | None:
    soon = calendar.add_working_days(opened, interval(case, "first_contact_short"))
    if case.stage is not Stage.CUSTODY:
        return soon
    day: date | None = opened
    while day is not None and not community_responsible(case, day):
        day = changes_on(case, day)
    return max(day, soon) if day else None


def _release_planning(case: Case, opened: date, _calendar: Calendar) -> date | None:
    release = release_expected(case)
    if release is None:
        return None
    half_way = opened + max(release - opened, timedelta()) // 2
    return max(release - timedelta(weeks=interval(case, "licence_conditions_weeks")), half_way)


MAPPA_NOTICE_MONTHS = 6
"""The framework's own (PF-9.2e)."""


def _mappa_notice(case: Case, opened: date, _calendar: Calendar) -> date | None:
    release = earliest_release(case)
    return max(months_before(release, MAPPA_NOTICE_MONTHS), opened) if release else None


def key_stages(case: Case) -> dict[str, date]:
    """The key stages the victim liaison unit hears of ahead, by name: parole, any release, leave on licence (AM-19)."""
    d = case.dates
    named = {"parole window opens": d.parole_window_opens, "release on temporary licence starts": d.rotl_start}
    if case.custody.recalled:
        named |= {"post-recall release": d.post_recall_release, "confirmed release": d.confirmed_release}
    else:
        named |= {
            "parole eligibility": d.parole_eligibility,
            "home detention curfew eligibility": d.hdc_eligibility,
            "home detention curfew": d.hdc_actual,
            "conditional release": d.conditional_release,
            "automatic release": d.automatic_release,
            "confirmed release": d.confirmed_release,
        }
        if case.is_indeterminate:
            named |= {"tariff": d.tariff, "target hearing": d.target_hearing}
    return {name: day for name, day in named.items() if day is not None}


def _key_stage(case: Case, opened: date, _calendar: Calendar) -> date | None:
    ahead = [day for day in key_stages(case).values() if day >= opened]
    return max(months_before(min(ahead), 6), opened) if ahead else None


def _hearing(case: Case, _opened: date, _calendar: Calendar) -> date | None:
    return case.dates.hearing


def _mappa_meeting(case: Case, _opened: date, _calendar: Calendar) -> date | None:
    return case.mappa.next_meeting


COUNTED_BACK: dict[str, Callable[[Case, date, Calendar], date | None]] = {
    "the hearing": _hearing,
    "12 weeks before release, or 5 working days when release is nearer": _first_contact,
    "the day the community becomes responsible, or 5 working days when it is already": _community_takes_over,
    "6 weeks before release, or half the time left": _release_planning,
    "6 months before the earliest release": _mappa_notice,
    "the MAPPA panel's next meeting": _mappa_meeting,
    "6 months before the earliest key stage": _key_stage,
}
"""Each back-counted date by its words. Weeks are project defaults; the six months are PF-9.2e's and PF-17.4b's."""

HEARING, FIRST_CONTACT, TAKES_OVER, RELEASE_PLANNING, MAPPA_NOTICE, MAPPA_MEETING, KEY_STAGE = COUNTED_BACK


def said_of(counts_to: str, case: Case) -> str | None:
    """How the case's version counts back, in words; none where that is what the words of ``counts_to`` say."""
    words = counts_to
    if counts_to == FIRST_CONTACT:
        weeks, days = interval(case, "first_contact_weeks"), interval(case, "first_contact_short")
        words = f"{weeks} weeks before release, or {days} working days when release is nearer"
    elif counts_to == RELEASE_PLANNING:
        words = f"{interval(case, 'licence_conditions_weeks')} weeks before release, or half the time left"
    return None if words == counts_to else words


def counted_back(counts_to: str, case: Case, opened: date, calendar: Calendar) -> date | None:
    """The date a clock counts back to, for a clock that was opened on ``opened``; none while unknown."""
    return COUNTED_BACK[counts_to](case, opened, calendar)
