"""What was asked of a caseload beside what was drawn: each figure with the share of the cases it is a share of."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from simulation import figures
from simulation.drawing import WORK
from simulation.figures import DAYS_A_MONTH, Figure
from simulation.life import Life


@dataclass(frozen=True)
class Compared:
    """A figure, the share that was drawn, and of how many."""

    figure: Figure
    drawn: float
    of: int


def compared(lives: Sequence[Life], today: date) -> Iterator[Compared]:
    """Every figure that can be counted in the cases drawn."""
    for figure, answers in _counted(lives, today):
        known = list(answers)
        yield Compared(figure, sum(known) / len(known) if known else 0.0, len(known))


Counted = tuple[Figure, Iterable[bool]]


def _counted(lives: Sequence[Life], today: date) -> Iterator[Counted]:
    yield from _people(lives)
    yield from _sentences(lives)
    yield from _events(lives, today)
    for work, figure in WORK.items():
        yield figure, (life.timings[work] == "in time" for life in lives)
    known = [change for life in lives for change in life.changes if change.known_on is not None]
    yield figures.REVIEWED, (change.review == "in time" for change in known)
    yield figures.IN_CONTACT, (life.in_contact for life in lives)


def _people(lives: Sequence[Life]) -> Iterator[Counted]:
    yield figures.WOMEN, (life.woman for life in lives)
    yield figures.INTIMATE, (life.intimate for life in lives)
    yield figures.CHILDREN, (life.children > 0 for life in lives)
    yield figures.RESTRICTED_CONTACT, (life.protected for life in lives)
    yield figures.COURT_ADVICE, (life.advised for life in lives)
    yield figures.PROGRAMME, (life.programme for life in lives)
    yield figures.RESTRICTED, (life.restricted for life in lives)
    yield figures.VICTIM_LIAISON, (life.liaison for life in lives if life.custodial)
    for number, share in figures.VICTIMS.items():
        words = f"people abused: {number}{' or more' if number == max(figures.VICTIMS) else ''}"
        yield Figure("INS-C33", words, share, "of 60"), (life.victims == number for life in lives)
    for level, share in figures.RISK.items():
        words = f"risk to a known adult: {level.replace('_', ' ')}"
        yield Figure("ours", words, share, "no figure"), (life.risk == level for life in lives)


def _sentences(lives: Sequence[Life]) -> Iterator[Counted]:
    supervised = [life for life in lives if life.place == "supervision"]
    for kind, share in figures.SENTENCES.items():
        normal = share / sum(figures.SENTENCES.values())
        words = f"supervised on a {kind.replace('_', ' ')}"
        yield Figure("INS-C32", words, normal, "of 60"), (life.sentence == kind for life in supervised)
    for place, share in figures.STAGES.items():
        words = f"stage: {place.replace('_', ' ')}"
        yield Figure("ours", words, share, "no figure"), (life.place == place for life in lives)


def _events(lives: Sequence[Life], today: date) -> Iterator[Counted]:
    yield figures.CHANGE, _within(lives, today, figures.CHANGE_MONTHS, lambda life: [c.on for c in life.changes])
    yield (
        figures.ABUSE,
        _within(lives, today, figures.ABUSE_MONTHS, lambda life: [c.on for c in life.changes if c.is_abuse]),
    )
    abuse = [change for life in lives for change in life.changes if change.is_abuse and (today - change.on).days > 50]
    at_once = (c.known_on is not None and c.known_on - c.on <= timedelta(days=2) for c in abuse)
    yield figures.KNOWN, at_once
    waited = [life for life in lives if life.programme and _supervised_days(life, today) > 26 * 7]
    yield figures.WAITED, (life.programme_weeks <= 26 for life in waited)


def _supervised_days(life: Life, today: date) -> int:
    since, ended = life.dates.supervised, life.dates.licence_ended or life.dates.end
    return (min(today, ended or today) - since).days if since else 0


def _within(lives: Sequence[Life], today: date, months: float, days_of: Callable[[Life], list[date]]) -> Iterator[bool]:
    """Of those supervised for so long, whether it happened by then."""
    span = timedelta(days=months * DAYS_A_MONTH)
    for life in lives:
        since = life.dates.supervised
        if since is not None and _supervised_days(life, today) >= span.days:
            yield any(day <= since + span for day in days_of(life))
