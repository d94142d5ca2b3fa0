"""Varying a licence: section 9.3 (PH-22, EV-26, DE-12, GU-23). The victim may have asked for what is to be varied."""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.decisions import DecisionKind, DecisionMade
from models.events.licence import LicenceVariationRequested
from policy import defaults
from policy.demands import Demand, Note, Open
from policy.process import START, Move, Process, cancelled, decided, opened, told, waived
from policy.rules import DecisionRule, DutyRule, Missing
from policy.situation import Situation
from policy.stages.licence_conditions import LIAISE_FIRST, LICENSED

VARIATION_DECISION = DutyRule(
    kind="variation_decision",
    title="Decide whether to vary a licence condition, weighing what it means for the victim",
    clauses=("PF-9.3a", "PF-9.3b", "PF-17.3a"),
    form=None,
    decided_by=DecisionKind.LICENCE_VARIATION,
    budget=defaults.LICENCE_VARIATION,
)


def variation_requested(s: Situation, event: LicenceVariationRequested) -> Iterator[Demand]:
    """Somebody asks to vary a condition: with caution where it protects a victim (PF-9.3a)."""
    if not event.protects_victim:
        yield Note("this condition protects no victim: section 9.3 asks for nothing here")
        return
    if s.case.stage not in LICENSED:
        yield Note("no licence runs or is planned: there is nothing to vary")
        return
    yield Open(VARIATION_DECISION, event.condition, since=s.identified, note=LIAISE_FIRST)


def _impact_weighed(_case: Case, made: DecisionMade) -> Iterable[Missing]:
    if made.victim_impact is None:
        yield Missing("victim_impact", "PF-9.3a", "say what the change, or leaving it, means for the victim (GU-23)")


OPTIONS = ("vary", "refuse", "refer_on")

DECISIONS = (
    DecisionRule(
        DecisionKind.LICENCE_VARIATION,
        "DE-12",
        "Licence variation",
        OPTIONS,
        "PF-9.3b",
        rationale_for=OPTIONS,
        rationale_guard="GU-23",
        check=_impact_weighed,
    ),
)

VARIATION = Process(
    name="licence_variation",
    title="Licence variation",
    clauses=("PF-9.3a", "PF-9.3b"),
    moves=(
        Move(START, opened(VARIATION_DECISION), "to decide"),
        Move("to decide", decided(DecisionKind.LICENCE_VARIATION, "vary"), "to be varied"),
        Move("to decide", decided(DecisionKind.LICENCE_VARIATION, "refuse"), "refused"),
        Move("to decide", decided(DecisionKind.LICENCE_VARIATION, "refer_on"), "referred on"),
        Move("to decide", waived(VARIATION_DECISION), "let go"),
        Move("to decide", cancelled(VARIATION_DECISION), "overtaken"),
        Move("to be varied", told("condition_decided", "condition"), "outcome known"),
        Move("referred on", told("condition_decided", "condition"), "outcome known"),
        Move("to be varied", opened(VARIATION_DECISION), "to decide"),
        Move("referred on", opened(VARIATION_DECISION), "to decide"),
    ),
    ends=("refused", "let go", "overtaken", "outcome known"),
    about="condition",
    owes={"to decide": (VARIATION_DECISION.kind,)},
)

PROCESSES = (VARIATION,)

RULES = (VARIATION_DECISION,)
