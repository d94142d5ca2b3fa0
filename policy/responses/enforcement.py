"""Enforcement: sections 11.5f, 16.16b and 16.17. Recall is one option, and only on licence (GU-36, AM-60)."""

from collections.abc import Iterator

from models.decisions import DecisionKind
from models.events.orders import LicenceConditionBreached
from policy import defaults
from policy.demands import Demand, Note, Open
from policy.responses.review import review
from policy.rules import DutyRule
from policy.situation import Situation

ENFORCEMENT_DECISION = DutyRule(
    kind="enforcement_decision",
    title="Decide on enforcement, with the manager",
    clauses=("PF-11.5f", "PF-16.16b", "PF-16.17a"),
    form=None,
    decided_by=DecisionKind.ENFORCEMENT,
    budget=defaults.ENFORCEMENT_DECISION,
)
"""Options: none with a reason, a warning, breach, recall."""


def enforcement_decision(s: Situation, clause: str | None = None, grave: bool = False) -> Iterator[Demand]:
    """A decision on enforcement is due where there is a licence or an order to enforce."""
    if s.case.in_community:
        budget = defaults.ENFORCEMENT_DECISION_GRAVE if grave else None
        yield Open(ENFORCEMENT_DECISION, since=s.identified, budget=budget, clause=clause, grave=grave)


def condition_breached(s: Situation, _event: LicenceConditionBreached) -> Iterator[Demand]:
    """Terms of the order or licence were broken (EV-11)."""
    yield from enforcement_decision(s)
    yield from review(s)
    if not s.case.in_community:
        yield Note("no licence or order is running: nothing to enforce now")


RULES = (ENFORCEMENT_DECISION,)
