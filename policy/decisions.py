"""Recorded decisions: every kind, and what one lacks before it can be recorded."""

from collections.abc import Iterable

from models.case import Case
from models.decisions import DecisionKind, DecisionMade
from policy.responses import (
    children,
    children_in_custody,
    disclosure_decisions,
    enforcement,
    home_visit,
    multi_agency,
    oversight,
    programme_routes,
    variation,
)
from policy.rules import DecisionRule, Missing
from policy.stages import adjournment, sentence_plan

DECISIONS: dict[DecisionKind, DecisionRule] = {
    rule.kind: rule
    for rule in (
        *disclosure_decisions.DECISIONS,
        *enforcement.DECISIONS,
        *variation.DECISIONS,
        *children.DECISIONS,
        *children_in_custody.DECISIONS,
        *multi_agency.DECISIONS,
        *adjournment.DECISIONS,
        *programme_routes.DECISIONS,
        *home_visit.DECISIONS,
        *oversight.DECISIONS,
        *sentence_plan.DECISIONS,
    )
}
"""Every kind of decision, beside the clause it answers."""


def what_is_missing(rule: DecisionRule, case: Case, made: DecisionMade) -> Iterable[Missing]:
    """What a decision lacks before it can be recorded under this rule, each with the clause that asks for it."""
    if made.option not in rule.options:
        yield Missing("option", rule.clause, f"choose one of {', '.join(rule.options)}")
        return
    if made.option in rule.rationale_for and made.rationale is None:
        yield Missing("rationale", rule.clause, _with("say why", rule.rationale_guard))
    if made.option in rule.manager_for and made.manager_discussed_with is None:
        words = _with("discuss it with the line manager first", rule.manager_guard)
        yield Missing("manager_discussed_with", rule.manager_clause or rule.clause, words)
    yield from rule.check(case, made.model_copy(update={"option": rule.meaning(made.option)}))


def _with(words: str, guard: str | None) -> str:
    return f"{words} ({guard})" if guard else words
