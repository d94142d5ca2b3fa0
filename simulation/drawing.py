"""Drawing one case from the figures."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import cast

from simulation import figures, staff
from simulation.chance import Chance
from simulation.figures import Figure
from simulation.life import Change, Dates, Holders, Life, Place, Timing

WORK: dict[str, Figure] = {
    "court_police": figures.COURT_POLICE,
    "court_childrens_services": figures.COURT_CHILDREN,
    "release_plan": figures.RELEASE_WORK,
    "licence_conditions": figures.LICENCE_CONDITIONS,
    "initial_assessment": figures.ASSESSED,
    "sentence_plan": figures.PLANNED,
    "home_visit": figures.VISITED,
    "police_enquiry": figures.POLICE_ASKED,
    "childrens_services_enquiry": figures.CHILDREN_ASKED,
}
"""The work whose share in time the inspection found."""

NEWEST_DAYS = 14
"""Supervised cases as new as this may have nobody yet (ours)."""


def drawn(seed: int, number: int, today: date) -> Life:
    """The case of this number: the same for one seed and day, however many others there are."""
    chance = Chance(seed, number)
    place = cast(Place, chance.one_of(figures.STAGES))
    sentence = _sentence(chance, place)
    dates = _dates(chance, place, sentence, today)
    woman = chance.is_so(figures.WOMEN)
    has_children = chance.is_so(figures.CHILDREN)
    man_share = figures.PROGRAMME.share / (1 - figures.WOMEN.share)
    in_contact = chance.is_so(figures.IN_CONTACT)
    return Life(
        number=number,
        place=place,
        holders=_holders(chance, dates, place, today),
        sentence=sentence,
        dates=dates,
        woman=woman,
        intimate=chance.is_so(figures.INTIMATE),
        victims=chance.one_of(figures.VICTIMS),
        children=chance.between(1, 3) if has_children else 0,
        risk=chance.one_of(figures.RISK),
        protected=chance.is_so(figures.RESTRICTED_CONTACT),
        advised=chance.is_so(figures.COURT_ADVICE),
        programme=chance.is_so(Figure("", "", man_share, "")) and not woman,
        programme_weeks=chance.between(*chance.one_of(figures.WAITS)),
        liaison=chance.is_so(figures.VICTIM_LIAISON),
        mappa=chance.is_so(figures.MAPPA),
        marac=chance.is_so(figures.MARAC),
        restricted=chance.is_so(figures.RESTRICTED),
        in_contact=in_contact,
        settled_on=today - timedelta(days=0 if in_contact else chance.between(4, 20)),
        timings={work: _timing(chance, figure) for work, figure in WORK.items()},
        changes=tuple(_changes(chance, dates, sentence, today)),
    )


def _timing(chance: Chance, in_time: Figure) -> Timing:
    if chance.is_so(in_time):
        return "in time"
    return "late" if chance.is_so(figures.CAUGHT_UP) else "still open"


def _sentence(chance: Chance, place: Place) -> str:
    if place in {"custody", "pre_release", "post_sentence"}:
        return "licence"
    return chance.one_of(figures.SENTENCES)


def _dates(chance: Chance, place: Place, sentence: str, today: date) -> Dates:
    def ago(days: int) -> date:
        return today - timedelta(days=days)

    before_sentence = chance.between(16, 28)
    if place == "court_report":
        asked = chance.between(1, 18)
        return Dates(asked=ago(asked), sentenced=ago(asked - before_sentence - 2))
    if place == "custody":
        served, left = chance.between(20, 500), chance.between(255, 700)
        return _custodial(ago(served), ago(-left), chance.between(180, 700), before_sentence)
    if place == "pre_release":
        served, left = chance.between(260, 700), chance.between(3, 225)
        return _custodial(ago(served), ago(-left), chance.between(180, 500), before_sentence)
    if place == "post_sentence":
        released, ended = chance.between(200, 300), chance.between(10, 150)
        dates = _custodial(ago(released + 260), ago(released), 365, before_sentence)
        return _supervised(dates, ago(released), licence_ended=ago(ended), end=ago(released - 365))
    supervised = chance.between(2, 900) if place == "supervision" else chance.between(400, 700)
    left = chance.between(15, 500) if place == "supervision" else -chance.between(12, 120)
    if sentence != "licence":
        dates = Dates(asked=ago(supervised + before_sentence), sentenced=ago(supervised))
        return _supervised(dates, ago(supervised), end=ago(-left))
    served = chance.between(270, 700)
    dates = _custodial(ago(supervised + served), ago(supervised), supervised + left, before_sentence)
    return _supervised(dates, ago(supervised), end=ago(-left))


def _custodial(sentenced: date, release: date, licence: int, before: int) -> Dates:
    asked = sentenced - timedelta(days=before)
    return Dates(asked=asked, sentenced=sentenced, release=release, end=release + timedelta(days=licence))


def _supervised(dates: Dates, since: date, end: date, licence_ended: date | None = None) -> Dates:
    return Dates(dates.asked, dates.sentenced, dates.release, since, end, licence_ended)


def _holders(chance: Chance, dates: Dates, place: Place, today: date) -> Holders:
    team = chance.one_of(staff.TEAM_WEIGHTS)
    prison = chance.one_of(staff.PRISON_WEIGHTS)
    practitioner = chance.any_of(staff.TEAMS[team].practitioners)
    nobody = chance.is_so(figures.UNALLOCATED)
    until_change = chance.wait(figures.NEW_PRACTITIONER.share / 365)
    before = chance.any_of(staff.GONE_BEFORE)
    if dates.supervised is None:
        return Holders(team, prison, practitioner if place == "pre_release" else None)
    if nobody and place == "supervision" and (today - dates.supervised).days <= NEWEST_DAYS:
        return Holders(team, prison, None)
    changed = dates.supervised + timedelta(days=30 + int(until_change))
    last = min(today, dates.end or today) - timedelta(days=2)
    return (
        Holders(team, prison, practitioner, before, changed) if changed < last else Holders(team, prison, practitioner)
    )


def _changes(chance: Chance, dates: Dates, sentence: str, today: date) -> Iterator[Change]:
    """What happened in the community, as often as the inspection found, up to yesterday."""
    if dates.supervised is None:
        return
    last = min(today, dates.licence_ended or dates.end or today)
    passed = chance.wait(figures.CHANGES_A_DAY)
    while (on := dates.supervised + timedelta(days=1 + int(passed))) < last:
        abuse = chance.is_so(_ABUSE_AMONG_CHANGES)
        kind = "domestic_abuse_incident" if abuse else chance.one_of(figures.OTHER_CHANGES)
        known: date | None = on
        if abuse:
            known = _known_on(chance, on)
        review, enforced = _timing(chance, figures.REVIEWED), chance.is_so(figures.ENFORCED)
        yield Change(kind, on, known if known and known < last else None, review, enforced)
        passed += chance.wait(figures.CHANGES_A_DAY)


_ABUSE_AMONG_CHANGES = Figure("INS-C72", "further abuse among changes", figures.ABUSE_A_DAY / figures.CHANGES_A_DAY, "")


def _known_on(chance: Chance, on: date) -> date | None:
    if chance.is_so(figures.KNOWN):
        return on + timedelta(days=chance.between(0, 2))
    if chance.is_so(Figure("", "", figures.NEVER_KNOWN.share / (1 - figures.KNOWN.share), "")):
        return None
    return on + timedelta(days=chance.between(7, 45))
