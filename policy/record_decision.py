"""Recording a decision: what its rule asks of it, the work it completes, and what follows."""

from models.decisions import Decision, DecisionKind, DecisionMade
from models.duties import Closure, Duty, DutyState
from policy.decisions import what_is_missing
from policy.demands import Note
from policy.enact import Enactment
from policy.explain import day_in_words
from policy.process import Happening, What
from policy.refusal import Refusal, Refused, refuse_if

_WEIGHED = {"victim_impact", "harm_if_not_told", "harm_if_told"}
"""What a decision weighed: kept with the work it completed."""


def record_decision(work: Enactment, made: DecisionMade) -> None:
    """Keep a decision, and complete the work that waits for it. Raises Refused when it lacks what its rule asks for."""
    refuse_if(what_is_missing(work.policy.decisions[made.kind], work.case, made))
    keep_decision(work, made)


def keep_decision(work: Enactment, made: DecisionMade) -> None:
    """Keep a decision whatever it lacks, and complete the work that waits for it. Raises Refused."""
    case = work.case
    rule = work.policy.decisions[made.kind]
    if work.happened > work.today:
        raise Refused([Refusal(f"{day_in_words(work.happened)} is still to come", field="decided_at")])
    waiting = _waiting_for(work, made)
    made = made.model_copy(update={"subject": made.subject or (waiting[0].subject if waiting else None)})
    means = rule.meaning(made.option)
    case.decisions[made.decision_id] = Decision(
        **made.model_dump(include=set(Decision.model_fields)),
        means=means if means != made.option else None,
        policy_version=case.policy_version,
    )
    for duty in waiting:
        late = duty.due_on is not None and work.happened > duty.due_on
        evidence = {"decision": made.decision_id, "option": made.option}
        evidence |= made.model_dump(include=_WEIGHED, exclude_none=True)
        if made.decided_with or made.decided_without_reason:
            evidence["decided_with"] = ", ".join(made.decided_with) or f"nobody: {made.decided_without_reason}"
        closure = Closure(
            at=work.now, by=made.decided_by, role=made.role, done_on=work.happened, evidence=evidence, late=late
        )
        work.close(duty, DutyState.DONE, closure)
    if not waiting and any(r.decided_by is made.kind for r in work.policy.rules.values()):
        work.carry_out([Note("recorded; no open duty was waiting for this decision")])
    decision = Happening(What.DECIDED, made.kind.value, work.happened, made.subject, means, decision=made)
    work.happenings.append(decision)


def _waiting_for(work: Enactment, made: DecisionMade) -> list[Duty]:
    """The open work a decision completes: that about its own subject, and no other (AM-56). Raises Refused.

    A decision that names nobody completes the one duty that waits for it; where that is not plain, it must say which.
    """
    rule = work.policy.decisions[made.kind]
    waiting = [d for d in work.case.open_duties if work.policy.rule(d.kind).decided_by is made.kind]
    on_the_person = rule.about_the_person
    about = [d for d in waiting if d.subject == made.subject or (d.subject is None and on_the_person)]
    if about or made.subject is not None:
        return about
    if len(waiting) > 1 or (not waiting and made.kind is DecisionKind.DISCLOSURE):
        raise Refused([Refusal("say who it is about: each has a decision of their own (AM-56)",
                               rule.clause, "subject")])  # fmt: skip
    return waiting
