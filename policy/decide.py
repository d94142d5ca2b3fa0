"""One message on one case: what policy demands of it. Pure: the same case, message and moment give the same answer."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from models.case import Case, CaseStart, CustodyState, Flag
from models.duties import Closure, DutyState
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
from models.sentence import Stage
from policy import completion, defaults
from policy.before import as_it_stood
from policy.calendar import Calendar, london_date
from policy.change_version import change_version
from policy.clock import handle_what_is_due
from policy.demands import Note
from policy.enact import Enactment, line
from policy.guards import closing as closing_guard
from policy.guards import contact_restriction, content, curfew, interventions, prison_contact, release, release_address
from policy.holder import holder
from policy.kept_facts import note_changes
from policy.known_versions import in_force_on
from policy.moments import STOPS_LISTENING, Moment
from policy.patch import merge_patch
from policy.process import Happening, What
from policy.processes import advance
from policy.record_decision import record_decision
from policy.refusal import Refusal, Refused
from policy.report import report
from policy.rows import rows
from policy.stages.chart import opening_stage
from policy.stages.court_report import COURT_STAGE_RESULTS
from policy.summary import attributes, details, owed

State = dict[str, Any]
"""A case as plain data, the way the workflow holds it."""


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
    _note_what_it_did(work, before)
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
            return report(work, start.opening, before, opening=True)
        case Reported(event=event):
            return report(work, event, before)
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


def _note_what_it_did(work: Enactment, before: Case) -> None:
    """Whom a fact interrupted, and what of the case it changed: whoever takes it back has to know."""
    told = work.case.facts.get(work.cause)
    if told is not None and work.known is not None:
        note_changes(told, work.case, before, work.known)
    for notice in work.notices:
        kept = work.case.facts.get(notice.event or "")
        if kept is not None and notice.kind is not NoticeClass.DIGEST:
            kept.told_at_once = list(dict.fromkeys([*(kept.told_at_once or []), notice.to_role]))


def _forget(work: Enactment) -> None:
    """What is long past leaves the workflow, so that decades fit into it; the records keep it all."""
    case = work.case
    edge = work.now - timedelta(days=defaults.KEEP_CLOSED_DUTIES_DAYS)
    if not case.homicide_review:
        case.duties = {d.id: d for d in case.duties.values() if d.closed is None or d.closed.at >= edge}
    case.incidents = _newest(case.incidents)
    case.awaited = _newest(case.awaited)
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
