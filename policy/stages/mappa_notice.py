"""The MAPPA level told to the prison six months before release: section 9.2 (PF-9.2e, AM-15, GU-41)."""

from collections.abc import Iterable, Iterator
from datetime import date

from models.case import Case
from models.duties import Duty
from models.forms.form import Form
from models.forms.release import MappaLevelNotice
from models.outcome import NoticeClass
from policy import defaults
from policy.calendar import months_before
from policy.demands import Demand, Open, Tell
from policy.ladder import PASSED
from policy.rules import DutyRule, Missing
from policy.situation import Situation
from policy.stages.count_back import MAPPA_NOTICE, MAPPA_NOTICE_MONTHS, earliest_release


def last_day(case: Case) -> date | None:
    """Six months before the earliest release, HDC eligibility counting as release; none while it is unknown."""
    release = earliest_release(case)
    return months_before(release, MAPPA_NOTICE_MONTHS) if release else None


def _late_says_why(case: Case, duty: Duty, form: Form) -> Iterable[Missing]:
    """The soft guard: a late notice is still given at once, and says why it is late."""
    assert isinstance(form, MappaLevelNotice)
    last = last_day(case)
    if last is None or form.late_reason is not None:
        return
    asked_late = all(clock.counted_from > last for clock in duty.clocks)
    done_late = form.done_on > last if form.done_on else PASSED in duty.rungs_fired
    if asked_late or done_late:
        yield Missing("late_reason", "PF-9.2e", "less than six months before release: say why it is late (GU-41)")


MAPPA_LEVEL_NOTICE = DutyRule(
    kind="mappa_level_notice",
    title="Tell the prison the MAPPA level",
    clauses=("PF-9.2e",),
    form=MappaLevelNotice,
    budget=defaults.IMMEDIATELY,
    check=_late_says_why,
)


def tell_the_prison(case: Case, since: date, started_by: str) -> Iterator[Demand]:
    """The notice is owed, and where it is late from the start whoever owes it hears at once (GU-41, AM-15)."""
    yield Open(MAPPA_LEVEL_NOTICE, since=since, counts_to=MAPPA_NOTICE, clause="PF-9.2e", started_by=started_by)
    last = last_day(case)
    if last is not None and since > last:
        yield Tell(None, NoticeClass.IMMEDIATE, LATE)


LATE = "less than six months to release, and the prison has not been told the MAPPA level (GU-41)"


def release_came_nearer(s: Situation) -> Iterator[Demand]:
    """A release that moves may leave less than six months for a notice that is still owed (EV-62)."""
    was, last = last_day(s.before), last_day(s.case)
    if s.case.open_duty(MAPPA_LEVEL_NOTICE.kind) is None or last is None:
        return
    if s.happened > last and not (was is not None and s.happened > was):
        yield Tell(None, NoticeClass.IMMEDIATE, LATE)


RULES = (MAPPA_LEVEL_NOTICE,)
