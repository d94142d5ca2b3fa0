"""A case's past, lived through again in silence: each item at its own moment, and the case's clock in between.

What is due by a date happens on that date, so that stages, due dates and rungs of the ladder stand as if the case had
always been here; nobody is told of any of it.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from models.case import Case, Flag
from models.decisions import Decision
from models.duties import Duty
from models.messages import Adopted, ClockStruck, Completed, Decided, Message, Opened
from models.past import Adopting, NotUsed
from policy.as_known import as_known, needed, settle
from policy.calendar import Calendar, end_of_day, london_date
from policy.decide import begun, carry_out, follow_on
from policy.enact import Enactment
from policy.guards import content
from policy.moments import STOPS_LISTENING, Moment, ahead, rungs_of
from policy.past_items import Item, message_of
from policy.past_rows import Row, past_row, unused_row
from policy.refusal import Refusal, Refused

Act = Callable[[Enactment, Case], list[Flag]]

MOST_STEPS = 150
"""Steps of one portion: half a second of work or so, well within what one decision may take."""

MOST_BYTES = 250_000
"""What one portion writes to the records, about: a Temporal payload takes two million."""

_A_DUTY = 1_200
"""Bytes of a duty's row, about."""


@dataclass
class PastLife:
    """One portion of a past. ``duties`` and ``decisions`` keep what the case itself has forgotten by its end."""

    case: Case
    progress: Adopting
    items: list[Item]
    adopted: Adopted
    calendar: Calendar
    now: datetime
    sequence: int
    rows: list[Row] = field(default_factory=list)
    duties: dict[str, Duty] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    moments: list[Moment] = field(default_factory=list)
    _steps: int = 0
    _bytes: int = 0
    _over: bool = False
    _first_said: dict[int, list[Refusal]] = field(default_factory=dict)
    _tried: set[str] = field(default_factory=set)
    _coming: Counter[tuple[str, str | None]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.moments = ahead(self.case, self.calendar, self.progress.reached)
        self._coming = Counter((i.said.work, i.said.subject) for i in self.items[self.progress.taken :] if _is_work(i))

    def open(self) -> None:
        """Tell the case its opening, at its own moment. Raises Refused."""
        message = Opened(start=self.adopted.start)
        flags = self._step(message, self.progress.reached, carry_out_of(message))
        self._row(past_row(message, self.progress.reached, self.case, flags, self.now))

    def live(self) -> bool:
        """Take what is left of the past, up to the moment of adoption. False when this portion is full before."""
        while self.progress.taken < len(self.items):
            item = self.items[self.progress.taken]
            if item.at <= self.now and not self._strike_until(item.at):
                return False
            self._take(item)
            self.progress.taken += 1
            if _is_work(item):
                self._coming -= Counter([(item.said.work, item.said.subject)])
        if not self._strike_until(self.now):
            return False
        self._give_up_waiting(None)
        self._tried.clear()
        self._settle(all_of_it=True)
        self._say_what_is_not_settled()
        self._step(ClockStruck(), self.now, _nothing)
        return True

    def _full(self) -> bool:
        return self._steps >= MOST_STEPS or self._bytes >= MOST_BYTES

    # One step ---------------------------------------------------------------------------------------------------

    def _step(self, message: Message, at: datetime, act: Act) -> list[Flag]:
        """Carry something out at a moment. Raises what ``act`` raises, and the case is then as it was."""
        before = as_it_stands(self.case)
        work = begun(self.case, message, at, self.sequence, self.calendar)
        try:
            flags = act(work, before)
            self.moments = follow_on(work, before)
        except Exception:
            self.case = before
            raise
        self.duties |= self.case.duties
        self.decisions |= self.case.decisions
        self.progress.reached = at
        self._over = any(m.step == STOPS_LISTENING and m.at <= at for m in self.moments)
        self._steps += 1
        self._bytes += _A_DUTY * len({d.id for d in (*work.opened, *work.moved, *work.closed)})
        return flags

    def _strike_until(self, until: datetime) -> bool:
        """Let the case's own clock bring what it brought. False when this portion is full before."""
        while not self._full():
            wake = self._next_date()
            if wake is None or wake > until or self._over:
                self._pass_rungs(until)
                return True
            self._pass_rungs(wake)
            if any(not m.duty and m.at == wake for m in self.moments):
                self._step(ClockStruck(), wake, _nothing)
            self.progress.reached = wake
            self._settle()
        return False

    def _next_date(self) -> datetime | None:
        """When a date next brought something about. Rungs of the ladder alone only reach people: nobody hears them."""
        after = self.progress.reached
        dates = [m.at for m in self.moments if not m.duty]
        dates += [end_of_day(d.due_on) for d in self._to_settle(all_of_it=False) if d.due_on]
        return min((at for at in dates if at > after), default=None)

    def _pass_rungs(self, until: datetime) -> None:
        """Every rung up to a moment is taken, in silence."""
        for duty in self.case.open_duties:
            passed = [m for m in rungs_of(duty, self.calendar, duty.rungs_fired) if m.at <= until]
            duty.rungs_fired += [m.step for m in sorted(passed, key=lambda m: (m.at, m.step))]

    # Items ------------------------------------------------------------------------------------------------------

    def _take(self, item: Item) -> None:
        self._give_up_waiting(item)
        why_not = self._try(item)
        if why_not is None:
            self._try_again()
            self._settle()
        elif item.part == "facts":
            self._cannot(item, why_not)
        else:
            self.progress.waiting.append(self.progress.taken)
            self._first_said[self.progress.taken] = why_not

    def _try(self, item: Item) -> list[Refusal] | None:
        """Take an item; what is against it, if anything is."""
        if item.at > self.now:
            return [Refusal("is still to come: tell the case when it happens")]
        if self._over:
            return [Refusal("the case was closed by then, and listened no more: leave it out")]
        at = max(item.at, self.progress.reached)
        try:
            message = message_of(item, self.case)
            flags = self._step(message, at, _act(item, message))
        except Refused as refused:
            return refused.reasons
        except AttributeError as error:
            return list(needed(error))
        self.progress.work_done += item.part == "done"
        self._row(past_row(message, item.at, self.case, flags, self.now))
        return None

    def _try_again(self) -> None:
        """Work of the same day may have been put before what asked for it."""
        again, self.progress.waiting = self.progress.waiting, []
        for number in again:
            if self._try(self.items[number]) is not None:
                self.progress.waiting.append(number)
        if self.progress.waiting and len(self.progress.waiting) < len(again):
            self._try_again()

    def _give_up_waiting(self, following: Item | None) -> None:
        """What still waits when its day is over cannot be used."""
        waiting, self.progress.waiting = self.progress.waiting, []
        for number in waiting:
            item = self.items[number]
            if following is not None and london_date(item.at) == london_date(following.at):
                self.progress.waiting.append(number)
                continue
            why_not = self._try(item)
            if why_not is not None:
                self._cannot(item, self._first_said.get(number, why_not))

    def _cannot(self, item: Item, why: list[Refusal]) -> None:
        words = [f"{r.words}{f' [{r.clause}]' if r.clause else ''}" for r in why]
        self.progress.not_used += [
            NotUsed(part=item.part, index=item.index, field=r.field, words=w) for r, w in zip(why, words, strict=True)
        ]
        came = item.said.model_dump(mode="json", exclude_none=True)
        self._row(unused_row(f"unused-{item.part}-{item.index}", came, words, self.now))

    def _row(self, row: Row) -> None:
        self.rows.append(row)
        self._bytes += len(str(row))

    # Work nothing is said of ------------------------------------------------------------------------------------

    def _settle(self, all_of_it: bool = False) -> None:
        """Take what was due before the day everything is settled to as dealt with, but for what is named or comes."""
        while (duty := next(self._passed(all_of_it), None)) is not None:
            self._tried.add(duty.id)
            for done in (True, False):
                try:
                    self._step(ClockStruck(), self.progress.reached, settle(duty.id, done))
                    break
                except (Refused, AttributeError):
                    continue

    def _say_what_is_not_settled(self) -> None:
        self._tried.clear()
        for duty in self._passed(all_of_it=True):
            words = f"{duty.kind} stays open, for what comes next hangs on how it was done: give it among the work done"
            self.progress.not_used.append(NotUsed(part="settled_to", index=0, field=duty.kind, words=words))

    def _passed(self, all_of_it: bool) -> Iterator[Duty]:
        reached = self.progress.reached
        return (d for d in self._to_settle(all_of_it) if d.due_on is not None and end_of_day(d.due_on) <= reached)

    def _to_settle(self, all_of_it: bool) -> Iterator[Duty]:
        past = self.adopted.past
        if past.settled_to is None or self._over:
            return
        named = {(s.work, s.subject) for s in past.still_open}
        if not all_of_it:
            named |= self._coming.keys()
        for duty in self.case.open_duties:
            before = duty.due_on is not None and duty.due_on < past.settled_to
            if before and duty.id not in self._tried and not named & {(duty.kind, duty.subject), (duty.kind, None)}:
                yield duty


def as_it_stands(case: Case) -> Case:
    """A copy that shares only what never changes any more; a deep copy takes ten times as long."""
    kept = Case.model_validate(case.model_dump(exclude={"duties", "decisions"}))
    kept.duties = {id: Duty.model_validate(d.model_dump()) if d.is_open else d for id, d in case.duties.items()}
    kept.decisions = dict(case.decisions)
    return kept


def _is_work(item: Item) -> bool:
    return item.part == "done"


def carry_out_of(message: Message) -> Act:
    """What the message does, as if told now."""
    return lambda work, before: carry_out(work, message, before)


def _act(item: Item, message: Message) -> Act:
    """What an item does: facts and requests as always; work and decisions as they are known."""
    if not isinstance(message, Completed | Decided):
        return carry_out_of(message)

    def act(work: Enactment, _before: Case) -> list[Flag]:
        may_not_be_held = list(content.forbidden(message))
        if may_not_be_held:
            raise Refused(may_not_be_held)
        as_known(work, message, item.said)
        return []

    return act


def _nothing(_work: Enactment, _before: Case) -> list[Flag]:
    return []
