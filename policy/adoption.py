"""Adopting a case in mid-life: its past is worked through in silence, and its manager hears once of what is late.

A long past is taken in portions, each a recorded decision of its own; between two of them the case waits for nothing.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from models.case import Case
from models.duties import Duty
from models.messages import Adopted, ClockStruck, Opened
from models.outcome import Notice, NoticeClass, Outcome, Receipt
from models.past import Adopting
from policy.calendar import Calendar
from policy.decide import begun, new_case
from policy.enact import line
from policy.holder import holder
from policy.key_stages import key_stage_rows
from policy.known_versions import in_force_on
from policy.ladder import LADDERS, Step, told
from policy.moments import STOPS_LISTENING, ahead
from policy.past_items import in_order, opened_at
from policy.past_life import PastLife
from policy.patch import merge_patch
from policy.refusal import Refusal, Refused
from policy.rows import case_row, decision_row, duty_row, notice_row, order_row
from policy.summary import attributes, details, owed

State = dict[str, Any]

ADOPTED_LATE = "adopted late"
"""What the manager's digest calls work that was overdue when the case came."""


def adopt(
    state: State | None,
    message: Adopted,
    now: datetime,
    sequence: int,
    calendar: Calendar,
    opens_under: Callable[[date], str] = in_force_on,
) -> Outcome:
    """Work through the past of a case, or the next portion of it: ``adopting`` then stands on the case.

    Raises Refused when the case could not have opened so.
    """
    life = _life(state, message, now, sequence, calendar, opens_under)
    if state is None:
        life.open()
    life.case.adopting = None
    whole = life.live()
    notices = _tell_of_what_is_late(life) if whole else []
    if whole:
        life.case.adopted_at = now
    life.case.adopting = None if whole else life.progress
    return _outcome(life, state or {}, notices, whole)


def _life(
    state: State | None,
    message: Adopted,
    now: datetime,
    sequence: int,
    calendar: Calendar,
    opens_under: Callable[[date], str],
) -> PastLife:
    if state is not None:
        case = Case.model_validate(state)
        assert case.adopting is not None
        progress = case.adopting
    else:
        if opened_at(message) > now:
            raise Refused([Refusal("is still to come: open the case when it happens", field="opening.occurred_at")])
        case = new_case(Opened(start=message.start), now, calendar, opens_under)
        progress = Adopting(taken=0, reached=opened_at(message))
    return PastLife(case, progress, in_order(message), message, calendar, now, sequence)


def _tell_of_what_is_late(life: PastLife) -> list[Notice]:
    """One entry in the manager's digest, and no rung of the due date itself: what is late is not news to anybody."""
    case = life.case
    work = begun(case, ClockStruck(), life.now, life.sequence, life.calendar)
    late = [d for d in case.open_duties if d.due_on is not None and d.due_on < work.today]
    manager = told(holder(case), Step.FIRST_MANAGER)
    if not late or manager is None:
        return []
    for duty in late:
        first = [r.name for r in LADDERS[duty.ladder].rungs if r.working_days <= 0 and not r.days]
        duty.rungs_fired += [name for name in first if name not in duty.rungs_fired]
    life.moments = ahead(case, life.calendar, life.now)
    work.tell(manager, NoticeClass.DIGEST, f"{ADOPTED_LATE}: {_titles(late)}", [d.id for d in late])
    return work.notices


def _titles(duties: list[Duty]) -> str:
    counted = Counter(d.title for d in duties)
    return "; ".join(title if count == 1 else f"{title} ({count})" for title, count in counted.items())


def _outcome(life: PastLife, state: State, notices: list[Notice], whole: bool) -> Outcome:
    case, now = life.case, life.now
    receipt = _receipt(life, notices)
    now_owed = owed(case, now)
    rows = [case_row(case, now, now_owed), *life.rows]
    for row in life.rows:
        row["led_to"]["stage"] = case.stage.value
    rows += [duty_row(d) for d in life.duties.values() if _changed(state, "duties", d.id, d)]
    rows += [decision_row(k, d) for k, d in life.decisions.items() if _changed(state, "decisions", k, d)]
    rows += [order_row(o) for ref, o in case.orders.items() if _changed(state, "orders", ref, o)]
    rows += [notice_row("notices", n, case) for n in notices]
    if whole:
        rows += key_stage_rows(None, case, receipt, now)
    upcoming = [m for m in life.moments if m.at > now] if whole else []
    return Outcome(
        change=merge_patch(state, case.model_dump(mode="json", exclude_none=True)),
        receipt=receipt,
        rows=rows,
        wake_at=upcoming[0].at if upcoming else None,
        wake_for=upcoming[0].words if upcoming else "",
        attributes=attributes(case, now_owed),
        summary=details(case, now_owed),
        finished=whole and any(m.step == STOPS_LISTENING and m.at <= now for m in life.moments),
    )


def _changed(state: State, table: str, key: str, held: Any) -> bool:
    return bool(state.get(table, {}).get(key) != held.model_dump(mode="json", exclude_none=True))


def _receipt(life: PastLife, notices: list[Notice]) -> Receipt:
    case, progress = life.case, life.progress
    taken = f"{len(life.items)} items of the past, {progress.work_done} of them work done or let go"
    return Receipt(
        case_id=case.case_id,
        message=life.adopted.start.opening.event_id,
        sequence=life.sequence,
        at=life.now,
        stage=case.stage.value,
        opened=[line(d) for d in case.open_duties],
        notices=notices,
        notes=[taken],
        not_used=progress.not_used,
    )
