"""Waits that nobody reports: a programme that does not start, and one that has gone quiet (INS-P10, INS-P11).

Both are project defaults. The SPO hears of each once; the practitioner has no task more for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from models.case import Case
from models.sentence import ACCREDITED
from policy import defaults


@dataclass(frozen=True)
class Wait:
    """One wait: the day on which it has lasted too long, a mark that keeps it from being told twice, and its words."""

    day: date
    mark: str
    words: str


def waits(case: Case, today: date) -> Iterator[Wait]:
    """Those not told of yet. Heard of late, only the longest wait that is over is told."""
    began = case.supervision_started
    wanted = case.programme in ACCREDITED and not case.programme_finished
    if not (case.in_community and wanted and began) or case.programme_record.suitable is False:
        return
    started = case.programme_record.started_on
    if started is not None and started >= began:
        yield from _quiet(case, case.programme_record.last_session or started)
    else:
        yield from _not_started(case, began, today)


def _not_started(case: Case, began: date, today: date) -> Iterator[Wait]:
    days = [(weeks, began + timedelta(weeks=weeks)) for weeks in defaults.PROGRAMME_WAIT_WEEKS]
    past = [one for one in days if one[1] <= today][-1:]
    for weeks, day in [*past, *(one for one in days if one[1] > today)]:
        mark = f"programme wait {weeks} {began.isoformat()}"
        if mark not in case.steps_taken:
            yield Wait(day, mark, f"a required programme has not started after {weeks} weeks (INS-P11)")


def _quiet(case: Case, last: date) -> Iterator[Wait]:
    mark = f"programme idle {last.isoformat()}"
    if mark not in case.steps_taken:
        days = defaults.PROGRAMME_IDLE_DAYS
        words = f"a programme under way has had no session for {days} days (INS-P10)"
        yield Wait(last + timedelta(days=days), mark, words)
