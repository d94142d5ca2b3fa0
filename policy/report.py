"""A fact told to a case: taken in, moved on the chart, answered. Never refused: what is odd about it is flagged."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

from models.case import Case, Flag
from models.events import EVENT, Fact
from models.events.homicide_review import DeathInReviewScope, HomicideReviewClosed
from models.events.sentence import Released, SentencePassed
from models.events.withdrawal import FactWithdrawn
from models.kept_facts import KeptFact
from models.outcome import NoticeClass
from models.roles import Role
from models.sentence import ORDERS, Stage
from policy.calendar import london_date
from policy.clock import follow_responsibility
from policy.enact import Enactment
from policy.explain import day_in_words
from policy.facts import take_in, timing
from policy.facts.absorb import Odd
from policy.interval import interval
from policy.kept_facts import keep, known_of
from policy.process import Happening, What
from policy.processes import advance
from policy.respond import respond
from policy.situation import Situation
from policy.stages.chart import MOVES, TURNS, Transition, find
from policy.withdraw import withdraw, withdrawn_before

HELD_AT_MOST = 10
"""Moves that wait for the one they follow; more than that is no order of events (project default)."""


def report(work: Enactment, event: Fact, before: Case, opening: bool = False) -> list[Flag]:
    """A fact: taken in, moved on the chart, answered. It is never refused; what is odd about it is flagged."""
    odd = list(_told(work, event, before, opening))
    flags = [Flag(event_id=event.event_id, code=code, words=words, at=work.now) for code, words in odd]
    for flag in flags:
        work.case.flags[f"{event.event_id}/{flag.code}"] = flag
    return flags


def _told(work: Enactment, event: Fact, before: Case, opening: bool) -> Iterator[Odd]:
    case = work.case
    kept = keep(case, event, before.stage, opening)
    work.known = known_of(case)
    if withdrawn_before(work, event.event_id, kept):
        yield "withdrawn", "it was withdrawn before it came: kept, and nothing opened"
        return
    twice = _told_before(case, event)
    if twice:
        kept.same_as = twice
        yield "told_twice", f"the same incident was already reported as {twice}: kept, and nothing new opened"
        return
    if before.stage is Stage.CLOSED:
        yield "after_close", "the case was closed: kept, and the manager is told"
        work.tell(Role.SPO, NoticeClass.IMMEDIATE, "a fact arrived after the case was closed")
        yield from _heard_after_close(work, event, before)
        return
    if isinstance(event, FactWithdrawn):
        yield from timing(event, work.now)
        yield from withdraw(work, event)
        return
    transition = None if opening else find(before, event, _name(event))
    aside = None if opening else _set_aside(event, before, transition, work)
    if aside is not None:
        yield aside
        yield from timing(event, work.now)
        kept.aside = True
        if transition is None:
            case.held = [*case.held, event.model_dump(mode="json", exclude_none=True)][-HELD_AT_MOST:]
        work.tell(
            None, NoticeClass.DIGEST, f"{_name(event).replace('_', ' ')} was kept, and changed nothing: {aside[1]}"
        )
        return
    yield from _take_its_place(work, event, before, transition)
    if transition is not None:
        yield from _catch_up(work)


def _take_its_place(work: Enactment, event: Fact, before: Case, transition: Transition | None) -> Iterator[Odd]:
    yield from take_in(work.case, event, work.now)
    if transition is not None:
        _move(work, transition)
        _note_the_move(work.case.facts.get(event.event_id), transition)
    _note_start(work, event)
    follow_responsibility(work)
    work.happenings.append(Happening(What.TOLD, _name(event), work.happened, event=event))
    work.carry_out(respond(Situation(before, work.case, event, work.calendar, work.now)))


def _catch_up(work: Enactment) -> Iterator[Odd]:
    """A move told before the one it follows takes its place now; one dated before this stage is old, and goes."""
    case = work.case
    waiting, case.held = sorted(case.held, key=lambda said: str(said["occurred_at"])), []
    for said in waiting:
        event = EVENT.validate_python(said)
        if london_date(event.occurred_at) < case.stage_since:
            continue
        transition = find(case, event, event.type)
        if transition is None:
            case.held = [*case.held, said]
            continue
        advance(work)
        work.cause, work.trigger, work.happened = event.event_id, event.type, london_date(event.occurred_at)
        yield "told_before", f"{event.type.replace('_', ' ')} was told before what it follows: it takes its place now"
        yield from _take_its_place(work, event, case.model_copy(deep=True), transition)


def _heard_after_close(work: Enactment, event: Fact, before: Case) -> Iterator[Odd]:
    """A homicide review may begin and end when the case is long closed: it is preserved, and then listens again."""
    yield from take_in(work.case, event, work.now)
    if isinstance(event, FactWithdrawn):
        yield from withdraw(work, event)
    if not isinstance(event, DeathInReviewScope | HomicideReviewClosed):
        return
    if isinstance(event, HomicideReviewClosed):
        work.case.listens_until = work.today + timedelta(days=interval(work.case, "closed_case_listens_days"))
    work.happenings.append(Happening(What.TOLD, _name(event), work.happened, event=event))
    work.carry_out(respond(Situation(before, work.case, event, work.calendar, work.now)))


def _set_aside(event: Fact, before: Case, transition: Transition | None, work: Enactment) -> Odd | None:
    """Why a fact is kept but changes nothing: the chart lacks the move, or it is an old one told again."""
    name = _name(event)
    if transition is None:
        stage = before.stage.value.replace("_", " ")
        return ("off_the_chart", f"{name.replace('_', ' ')} does not follow from {stage}") if name in MOVES else None
    began = before.stage_since
    if before.in_community and before.supervision_started and before.supervision_started <= work.today:
        began = max(began, before.supervision_started)
    if name in TURNS and work.happened < began:
        return "out_of_order", f"dated before the present stage began on {day_in_words(began)}"
    return None


def _move(work: Enactment, transition: Transition) -> None:
    case = work.case
    if transition.target is not transition.source:
        case.stage, case.stage_since = transition.target, min(work.happened, work.today)
    if transition.target is Stage.CUSTODY and transition.source is not Stage.CUSTODY:
        case.counters["custody"] = case.counters.get("custody", 0) + 1
    if transition.target is Stage.CLOSED:
        case.closed_on = work.happened
        case.listens_until = work.today + timedelta(days=interval(case, "closed_case_listens_days"))


def _note_the_move(kept: KeptFact | None, transition: Transition) -> None:
    if kept is not None:
        moved = transition.target is not transition.source
        kept.stage, kept.aside, kept.moved_to = transition.source, None, transition.target if moved else None


def _note_start(work: Enactment, event: Fact) -> None:
    """Supervision starts on release and on the day an order is made, and at no other time (AM-02, AM-57)."""
    starts = isinstance(event, Released) or (isinstance(event, SentencePassed) and event.kind in ORDERS)
    if starts and work.case.in_community:
        work.case.supervision_started = work.happened


def _name(event: Fact) -> str:
    return getattr(event, "type", "")


def _told_before(case: Case, event: Fact) -> str | None:
    """The event that already told of this, by the reporter's own number or by type, subject and moment.

    One number may cover a call-out and the arrest that follows, or a breach: each kind of thing is told once.
    """
    kind = f"{_name(event)}/{getattr(event, 'kind', '')}"
    keys = [f"ref/{kind}/{event.incident_ref}"] if event.incident_ref else []
    said = event.model_dump_json(exclude=_ENVELOPE)
    keys.append(f"{event.occurred_at.isoformat()}/{hashlib.sha256(said.encode()).hexdigest()[:16]}")
    known = next((case.incidents[k] for k in keys if k in case.incidents), None)
    if known is None:
        case.incidents.update(dict.fromkeys(keys, event.event_id))
    return known


_ENVELOPE = {"event_id", "identified_at", "reported_by", "role", "source", "sensitive", "incident_ref"}
