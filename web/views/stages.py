"""The way of a sentence as a row of stages: those passed, the one now, those ahead."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from api.audiences.cases import CaseForColleague
from models.sentence import CUSTODIAL, SentenceDates, Stage
from web.views.words import plain

_CUSTODIAL = (Stage.CUSTODY, Stage.LICENCE, Stage.POST_SENTENCE_SUPERVISION, Stage.CLOSED)
_COMMUNITY = (Stage.COMMUNITY_ORDER, Stage.CLOSED)
_REPORT = (Stage.COURT_REPORT,)


@dataclass(frozen=True)
class Step:
    """One stage of the way. ``when`` is said of the one now only: the case does not hold when it was in the others."""

    name: str
    place: Literal["passed", "now", "ahead"]
    since: date | None = None


@dataclass(frozen=True)
class DateAhead:
    """A date of the sentence that is still to come."""

    name: str
    on: date
    days: int


def stages(case: CaseForColleague) -> list[Step]:
    """The stages of the kind of sentence this is, about the one it is in."""
    now = Stage(case.stage)
    way = _way(case, now)
    at = way.index(now)
    return [
        *(Step(_name(one), "passed") for one in way[:at]),
        Step(_name(now), "now", case.stage_since),
        *(Step(_name(one), "ahead") for one in way[at + 1 :]),
    ]


def _name(stage: Stage) -> str:
    return plain(stage).capitalize()


def _way(case: CaseForColleague, now: Stage) -> tuple[Stage, ...]:
    if now is Stage.COURT_REPORT:
        return _REPORT
    kinds = {one.kind for one in case.sentences.values()}
    if now in _CUSTODIAL[:-1] or (now is Stage.CLOSED and kinds & CUSTODIAL):
        ends = case.dates.supervision_end is not None or now is Stage.POST_SENTENCE_SUPERVISION
        return _CUSTODIAL if ends else tuple(s for s in _CUSTODIAL if s is not Stage.POST_SENTENCE_SUPERVISION)
    return _COMMUNITY if now is not Stage.CLOSED or kinds else (Stage.CLOSED,)


def dates_ahead(dates: SentenceDates, today: date) -> list[DateAhead]:
    """Every date of the sentence from today on, the soonest first."""
    found = [(name, getattr(dates, name)) for name in SentenceDates.model_fields]
    ahead = [(on, name) for name, on in found if on is not None and on >= today]
    return [DateAhead(plain(name).capitalize(), on, (on - today).days) for on, name in sorted(ahead)]
