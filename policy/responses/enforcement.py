"""Enforcement: sections 11.5f, 16.16b and 16.17. Recall is one option, and only on licence (GU-36, AM-60)."""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.decisions import DecisionKind, DecisionMade
from models.events.orders import LicenceConditionBreached
from models.sentence import Stage
from policy import defaults
from policy.demands import Demand, Note, Open
from policy.process import START, Happening, Move, Process, cancelled, decided, opened, told, waived
from policy.responses.review import review
from policy.rules import DecisionRule, DutyRule, Missing
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


def _licence_only(case: Case, made: DecisionMade) -> Iterable[Missing]:
    if made.option == "recall" and case.stage is not Stage.LICENCE:
        yield Missing(
            "option", "PF-16.17a", "recall is for licence only, not an order or post-sentence supervision (GU-36)"
        )


DECISIONS = (
    DecisionRule(
        DecisionKind.ENFORCEMENT,
        "DE-24",
        "How to enforce",
        ("none_with_reason", "warning", "breach", "recall"),
        "PF-16.16b",
        rationale_for=("none_with_reason", "recall"),
        about_the_person=True,
        check=_licence_only,
    ),
)


def _ask_for_recall(_case: Case, _h: Happening) -> Iterator[Demand]:
    yield Note("recall is asked for: report it as recalled when the licence is revoked")


ENFORCEMENT = Process(
    name="enforcement",
    title="Enforcement and recall",
    clauses=("PF-11.5f", "PF-16.16b", "PF-16.17a"),
    moves=(
        Move(START, opened(ENFORCEMENT_DECISION), "to decide"),
        Move("to decide", decided(DecisionKind.ENFORCEMENT, "none_with_reason"), "no action"),
        Move("to decide", decided(DecisionKind.ENFORCEMENT, "warning"), "warned"),
        Move("to decide", decided(DecisionKind.ENFORCEMENT, "breach"), "breach begun"),
        Move("to decide", decided(DecisionKind.ENFORCEMENT, "recall"), "recall asked for", then=_ask_for_recall),
        Move(START, decided(DecisionKind.ENFORCEMENT, "recall"), "recall asked for", then=_ask_for_recall),
        Move("to decide", waived(ENFORCEMENT_DECISION), "let go"),
        Move("to decide", cancelled(ENFORCEMENT_DECISION), "overtaken"),
        Move("recall asked for", told("recalled"), "recalled"),
    ),
    ends=("no action", "warned", "breach begun", "let go", "overtaken", "recalled", "recall asked for"),
    owes={"to decide": (ENFORCEMENT_DECISION.kind,)},
)

PROCESSES = (ENFORCEMENT,)

RULES = (ENFORCEMENT_DECISION,)
