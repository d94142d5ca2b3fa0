"""The contingency plan: events that it was made for are said to fire it (PF-8.3f, PF-11.5e, INS-D31).

It opens nothing of its own where the event has opened a review or an escalation: it is a question of that work.
"""

from collections.abc import Iterator

from policy.demands import Demand, Note, Open
from policy.responses.escalation import ESCALATION
from policy.responses.review import FIRES_CONTINGENCY, REVIEW
from policy.situation import Situation


def contingency(s: Situation) -> Iterator[Demand]:
    """What happened is what the plan foresaw: the escalation, or else the review, says whether it is activated."""
    plan, what = s.case.risk_plan, str(getattr(s.event, "type", ""))
    if plan is None or what not in plan.fired_by:
        return
    words = f"{what.replace('_', ' ')} is what the contingency plan {plan.contingency} was made for"
    work = ESCALATION if s.case.open_duty(ESCALATION.kind) else REVIEW
    yield Note(f"{words}: the {work.kind} says whether it is activated (PF-8.3f, INS-D31)")
    yield Open(work, since=s.identified, clause=FIRES_CONTINGENCY, started_by="the contingency plan", note=words)
