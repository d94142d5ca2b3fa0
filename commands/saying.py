"""What a line of a scenario says to a case: the message itself, whoever tells it."""

from typing import Any

from commands.scenario_input import Step
from models.case import Case
from models.decisions import DecisionMade
from models.duties import Duty
from models.events import Event
from models.requests import AnyRequest, CloseCase, CompleteDuty, WaiveDuty
from models.roles import Role
from models.scenario import DecisionLine, DoneLine, OnDuty, Refusable, WaiveLine
from policy.holder import holder
from policy.ladder import Step as Rung
from policy.ladder import told


class NotPlayed(Exception):
    """A line could not be told: there is no such open work, or nobody to tell it to. The text says why."""


def said(case: Case, step: Step) -> Event | CompleteDuty | WaiveDuty | DecisionMade | AnyRequest:
    """The message of a line, to the case as it stands. Raises NotPlayed when there is no such open work."""
    if step.event is not None:
        return _reported(case, step.event)
    match step.line:
        case DoneLine():
            return _completed(case, step, step.line)
        case WaiveLine():
            return _waived(case, step, step.line)
        case DecisionLine():
            return _decided(case, step, step.line)
    return _asked(case, step)


def _reported(case: Case, event: Event) -> Event:
    if event.role is not Role.OTHER_STAFF:
        return event
    known = {who: role for role, who in case.practitioners.items()}
    return event.model_copy(update={"role": known.get(event.reported_by, event.role)})


def _completed(case: Case, step: Step, line: DoneLine) -> CompleteDuty:
    duty = _find(case, line, line.done)
    role = line.role or duty.owner
    return CompleteDuty(
        completion_id=f"line-{step.number}",
        duty=duty.id,
        done_at=step.done_at or step.at,
        done_by=_who(case, line, role),
        role=role,
        evidence=step.evidence,
    )


def _waived(case: Case, step: Step, line: WaiveLine) -> WaiveDuty:
    duty = _find(case, line, line.waive)
    role = line.role or told(duty.owner, Rung.FIRST_MANAGER) or duty.owner
    return WaiveDuty(
        waiver_id=f"line-{step.number}",
        duty=duty.id,
        waived_at=step.at,
        waived_by=_who(case, line, role),
        role=role,
        reason=line.reason,
    )


def _decided(case: Case, step: Step, line: DecisionLine) -> DecisionMade:
    role = line.role or holder(case)
    return DecisionMade(
        decision_id=f"line-{step.number}",
        kind=line.decision,
        option=line.option,
        subject=line.subject,
        rationale=line.rationale,
        manager_discussed_with=line.manager_discussed_with,
        privacy_outweighed=line.privacy_outweighed,
        decided_with=line.decided_with,
        decided_without_reason=line.decided_without_reason,
        harm_if_not_told=line.harm_if_not_told,
        harm_if_told=line.harm_if_told,
        unsure=line.unsure,
        decided_at=step.done_at or step.at,
        decided_by=_who(case, line, role),
        role=role,
    )


def _asked(case: Case, step: Step) -> AnyRequest:
    assert step.request is not None and isinstance(step.line, Refusable)
    role = step.line.role or holder(case)
    changed: dict[str, Any] = {"role": role, "asked_by": _who(case, step.line, role)}
    if isinstance(step.request, CloseCase):
        given = step.request.reasons
        changed["reasons"] = {d.id: given.get(d.id) or given[d.kind] for d in case.open_duties if
                              d.id in given or d.kind in given}  # fmt: skip
    return step.request.model_copy(update=changed)


def _who(case: Case, line: Refusable, role: Role) -> str:
    return line.by or case.practitioners.get(role) or role.value.replace("_", "-")


def _find(case: Case, line: OnDuty, kind: str) -> Duty:
    """The open duty a line is about. Raises NotPlayed when there is none, or more than one."""
    if line.duty is not None:
        found = [d for d in case.duties.values() if d.id == line.duty]
        if not found:
            raise NotPlayed(f"no duty {line.duty} on this case")
        return found[0]
    open_now = [d for d in case.open_duties if d.kind == kind and line.subject in {None, d.subject}]
    exact = [d for d in open_now if d.subject == line.subject]
    if len(open_now) == 1 or len(exact) == 1:
        return (exact or open_now)[0]
    if open_now:
        subjects = ", ".join(sorted(d.subject or "none" for d in open_now))
        raise NotPlayed(f"{kind} is open for several: say which with subject ({subjects})")
    raise NotPlayed(_why_none(case, kind, line.subject))


def _why_none(case: Case, kind: str, subject: str | None) -> str:
    about = f" about {subject}" if subject else ""
    others = sorted({d.subject or "no subject" for d in case.open_duties if d.kind == kind})
    if others:
        return f"no open {kind}{about}; it is open about {', '.join(others)}"
    ended = [d for d in case.duties.values() if d.kind == kind and d.subject == subject]
    if ended:
        return f"no open {kind}{about}: it is already {ended[-1].state.value}"
    kinds = ", ".join(sorted({d.kind for d in case.open_duties})) or "none"
    return f"no open {kind}{about}; open now: {kinds}"
