"""One message on one case: what policy demands of it. Pure: the same case, message and moment give the same answer."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from models.case import Case, CaseStart, CustodyState, Flag
from models.duties import Closure, DutyState
from models.events import EVENT, Fact
from models.events.homicide_review import DeathInReviewScope, HomicideReviewClosed
from models.events.sentence import Released, SentencePassed
from models.messages import (
    Asked,
    ClockStruck,
    Completed,
    Decided,
    Message,
    Opened,
    PolicyChanged,
    Reported,
    Waived,
    message_id,
)
from models.outcome import NoticeClass, Outcome, Receipt
from models.requests import (
    AllowChildContact,
    AnyRequest,
    ApproveHdcAddress,
    ApproveRotlAddress,
    CallReleaseReady,
    ChooseIntervention,
    ClearNumber,
    CloseCase,
    DropCondition,
    PassOnContactRequest,
    ProposeCurfew,
)
from models.roles import Role
from models.sentence import ORDERS, Stage
from policy import completion, defaults
from policy.before import as_it_stood
from policy.calendar import Calendar, london_date
from policy.change_version import change_version
from policy.clock import follow_responsibility, handle_what_is_due
from policy.demands import Note
from policy.enact import Enactment, line
from policy.explain import day_in_words
from policy.facts import take_in, timing
from policy.facts.absorb import Odd
from policy.guards import closing as closing_guard
from policy.guards import contact_restriction, content, curfew, interventions, prison_contact, release, release_address
from policy.holder import holder
from policy.interval import interval
from policy.known_versions import in_force_on
from policy.moments import STOPS_LISTENING, Moment
from policy.patch import merge_patch
from policy.process import Happening, What
from policy.processes import advance
from policy.record_decision import record_decision
from policy.refusal import Refusal, Refused
from policy.respond import respond
from policy.rows import rows
from policy.situation import Situation
from policy.stages.chart import MOVES, TURNS, Transition, find, opening_stage
from policy.stages.court_report import COURT_STAGE_RESULTS
from policy.summary import attributes, details, owed

State = dict[str, Any]
"""A case as plain data, the way the workflow holds it."""


HELD_AT_MOST = 10
"""Moves that wait for the one they follow; more than that is no order of events (project default)."""


def decide(
    state: State | None,
    message: Message,
    now: datetime,
    sequence: int,
    calendar: Calendar,
    opens_under: Callable[[date], str] = in_force_on,
) -> Outcome:
    """What one message does to a case. Raises Refused for a request, completion or decision that may not be.

    ``opens_under`` gives the policy version of a case by the day it opens.
    """
    case = Case.model_validate(state) if state else new_case(message, now, calendar, opens_under)
    before = as_it_stood(state) if state else case.model_copy(deep=True)
    work = begun(case, message, now, sequence, calendar)
    flags = carry_out(work, message, before)
    moments = follow_on(work, before)
    return _outcome(work, state or {}, before if state else None, message, sequence, flags, moments)


def begun(case: Case, message: Message, now: datetime, sequence: int, calendar: Calendar) -> Enactment:
    """A message about to be carried out on a case."""
    return Enactment(
        case=case,
        calendar=calendar,
        now=now,
        cause=message_id(message) or f"clock-{sequence}",
        trigger=_trigger(message),
        happened=_happened(message, now),
        responsible=holder(case),
    )


def follow_on(work: Enactment, before: Case) -> list[Moment]:
    """What follows of itself from what was carried out: processes, due dates, what is due now. The moments ahead."""
    advance(work)
    work.reproject()
    moments = handle_what_is_due(work, before)
    _forget(work)
    return moments


def new_case(message: Message, now: datetime, calendar: Calendar, opens_under: Callable[[date], str]) -> Case:
    """The case a message opens, before its opening is told. Raises Refused."""
    if not isinstance(message, Opened):
        raise Refused([Refusal("there is no such case: open it first")])
    start = message.start
    stage = opening_stage(start.opening, start.opening.type)
    if stage is None:
        raise Refused([Refusal(f"a case opens at the court report or at sentencing, not with {start.opening.type}",
                               field="opening")])  # fmt: skip
    day = london_date(start.opening.occurred_at)
    return _case_of(start, stage, day, now, calendar, opens_under(london_date(now)))


def _case_of(start: CaseStart, stage: Stage, day: date, now: datetime, calendar: Calendar, version: str) -> Case:
    managers = {Role.SPO: start.spo, Role.HEAD_OF_PDU: start.head_of_pdu}
    return Case(
        case_id=start.case_id,
        crn=start.crn,
        prison_number=start.prison_number,
        rehearsal=start.rehearsal_from is not None,
        policy_version=version,
        calendar_version=calendar.version,
        stage=stage,
        stage_since=min(day, london_date(now)),
        supervision_started=day if stage is Stage.COMMUNITY_ORDER else None,
        com_responsible=stage is not Stage.CUSTODY,
        profile=start.profile,
        custody=CustodyState(
            harassment_measures=start.profile.harassment_measures,
            child_contact_restricted=start.profile.child_contact_restricted,
        ),
        rosh=dict(start.profile.rosh),
        people_at_risk={p.ref: p for p in start.profile.people_at_risk},
        practitioners={role: who for role, who in managers.items() if who},
        team=start.team,
        gaps=[] if stage is Stage.COURT_REPORT else list(COURT_STAGE_RESULTS),
    )


def _trigger(message: Message) -> str:
    match message:
        case Opened(start=start):
            return start.opening.type
        case Reported(event=event):
            return event.type
        case Decided(decision=decision):
            return f"{decision.kind.value} decision"
        case _:
            return message.kind


def _happened(message: Message, now: datetime) -> date:
    match message:
        case Opened(start=start):
            return london_date(start.opening.occurred_at)
        case Reported(event=event):
            return london_date(event.occurred_at)
        case Completed(completion=done):
            return london_date(done.done_at)
        case Decided(decision=made):
            return london_date(made.decided_at)
        case _:
            return london_date(now)


def carry_out(work: Enactment, message: Message, before: Case) -> list[Flag]:
    """Do what a message asks, and say what is odd about it. Raises Refused."""
    may_not_be_held = list(content.forbidden(message))
    if may_not_be_held:
        raise Refused(may_not_be_held)
    match message:
        case Opened(start=start):
            return _report(work, start.opening, before, opening=True)
        case Reported(event=event):
            return _report(work, event, before)
        case Completed(completion=done):
            completion.complete(work, done)
        case Waived(waiver=waiver):
            completion.waive(work, waiver)
        case Decided(decision=made):
            record_decision(work, made)
        case Asked(request=request):
            _grant(work, request)
        case PolicyChanged(change=change):
            change_version(work, change.version)
        case ClockStruck():
            pass
    return []


def _report(work: Enactment, event: Fact, before: Case, opening: bool = False) -> list[Flag]:
    """A fact: taken in, moved on the chart, answered. It is never refused; what is odd about it is flagged."""
    odd = list(_told(work, event, before, opening))
    flags = [Flag(event_id=event.event_id, code=code, words=words, at=work.now) for code, words in odd]
    for flag in flags:
        work.case.flags[f"{event.event_id}/{flag.code}"] = flag
    return flags


def _told(work: Enactment, event: Fact, before: Case, opening: bool) -> Iterator[Odd]:
    case = work.case
    twice = _told_before(case, event)
    if twice:
        yield "told_twice", f"the same incident was already reported as {twice}: kept, and nothing new opened"
        return
    if before.stage is Stage.CLOSED:
        yield "after_close", "the case was closed: kept, and the manager is told"
        work.tell(Role.SPO, NoticeClass.IMMEDIATE, "a fact arrived after the case was closed")
        yield from take_in(case, event, work.now)
        _heard_after_close(work, event, before)
        return
    transition = None if opening else find(before, event, _name(event))
    aside = None if opening else _set_aside(event, before, transition, work)
    if aside is not None:
        yield aside
        yield from timing(event, work.now)
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


def _heard_after_close(work: Enactment, event: Fact, before: Case) -> None:
    """A homicide review may begin and end when the case is long closed: it is preserved, and then listens again."""
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


def _grant(work: Enactment, request: AnyRequest) -> None:
    """Allow a request that no guard refuses. Raises Refused with the clause and what is missing."""
    case = work.case
    reasons = list(_reasons_against(case, request))
    if reasons:
        raise Refused(reasons)
    work.happenings.append(Happening(What.ALLOWED, request.type, work.today, request=request))
    if isinstance(request, CloseCase):
        for duty in case.open_duties:
            closure = Closure(at=work.now, by=request.asked_by, role=request.role, reason=request.reasons[duty.id])
            work.close(duty, DutyState.CANCELLED, closure)
    work.carry_out([Note(f"{request.type.replace('_', ' ')}: allowed")])


def refusals(state: State, request: AnyRequest) -> list[Refusal]:
    """Why a request would be refused as the case stands; empty when it would be allowed."""
    return list(_reasons_against(Case.model_validate(state), request))


def _reasons_against(case: Case, request: AnyRequest) -> Iterable[Refusal]:
    match request:
        case ProposeCurfew():
            return curfew.refuses(case, request)
        case ApproveHdcAddress() | ApproveRotlAddress():
            return release_address.refuses(case, request)
        case CallReleaseReady():
            return release.refuses_ready(case)
        case DropCondition():
            return release.refuses_drop(case, request)
        case ClearNumber():
            return prison_contact.refuses_number(case, request)
        case AllowChildContact():
            return prison_contact.refuses_contact(case, request)
        case PassOnContactRequest():
            return contact_restriction.refuses(case, request)
        case ChooseIntervention():
            return interventions.refuses(case, request)
        case CloseCase():
            return closing_guard.refuses(case, request)


def _forget(work: Enactment) -> None:
    """What is long past leaves the workflow, so that decades fit into it; the records keep it all."""
    case = work.case
    edge = work.now - timedelta(days=defaults.KEEP_CLOSED_DUTIES_DAYS)
    if not case.homicide_review:
        case.duties = {d.id: d for d in case.duties.values() if d.closed is None or d.closed.at >= edge}
    case.incidents = _newest(case.incidents)
    case.flags = _newest(case.flags)
    case.decisions = _newest(case.decisions)
    case.steps_taken = case.steps_taken[-defaults.KEEP_NEWEST :]


T = TypeVar("T")


def _newest(kept: dict[str, T]) -> dict[str, T]:
    return dict(list(kept.items())[-defaults.KEEP_NEWEST :])


def _outcome(
    work: Enactment,
    state: State,
    before: Case | None,
    message: Message,
    sequence: int,
    flags: list[Flag],
    moments: list[Moment],
) -> Outcome:
    case = work.case
    receipt = Receipt(
        case_id=case.case_id,
        message=message_id(message) or f"clock-{sequence}",
        sequence=sequence,
        at=work.now,
        stage=case.stage.value,
        opened=[line(d) for d in work.opened],
        joined=[line(d) for d in work.joined if d.is_open],
        moved=[line(d) for d in work.moved],
        closed=[line(d) for d in work.closed],
        notices=work.notices,
        flags=[f.words for f in flags],
        notes=work.notes,
    )
    change = merge_patch(state, case.model_dump(mode="json", exclude_none=True))
    now_owed = owed(case, work.now)
    upcoming = [m for m in moments if m.at > work.now]
    finished = any(m.step == STOPS_LISTENING and m.at <= work.now for m in moments)
    return Outcome(
        change=change,
        receipt=receipt,
        rows=rows(before, case, change, message, receipt, now_owed),
        wake_at=upcoming[0].at if upcoming else None,
        wake_for=upcoming[0].words if upcoming else "",
        attributes=attributes(case, now_owed),
        summary=details(case, now_owed),
        finished=finished,
    )
