"""Enforcement: sections 11.5f, 16.16b and 16.17. Recall is one option, and only on licence (GU-36, AM-60).

How soon a recall is asked for and a breach is put before the court is today's practice, not this framework's.
"""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.decisions import DecisionKind, DecisionMade
from models.events.orders import BreachConcluded, LicenceConditionBreached
from models.forms.enforcement import BreachProceedings, RecallRequest
from models.roles import Role
from models.sentence import ORDERS, Stage
from policy import defaults, practice
from policy.calendar import months_after
from policy.demands import Cancel, Demand, Note, Open, Settle
from policy.process import ANYWHERE, Happening, Move, Process, cancelled, decided, done, opened, told, waived
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

RECALL_REQUEST = DutyRule(
    kind="recall_request",
    title="Send the endorsed recall request",
    clauses=("PF-11.5f",),
    form=RecallRequest,
    budget=practice.RECALL_REQUEST,
    owner=Role.COMMUNITY_PRACTITIONER,
    grave=True,
)

BREACH_PROCEEDINGS = DutyRule(
    kind="breach_proceedings",
    title="Put the breach before the court",
    clauses=("PF-16.17a",),
    form=BreachProceedings,
    budget=practice.BREACH_PROCEEDINGS,
    owner=Role.COMMUNITY_PRACTITIONER,
)


def enforcement_decision(s: Situation, clause: str | None = None, grave: bool = False) -> Iterator[Demand]:
    """A decision on enforcement is due where there is a licence or an order to enforce."""
    if s.case.in_community:
        budget = defaults.ENFORCEMENT_DECISION_GRAVE if grave else None
        yield Open(ENFORCEMENT_DECISION, since=s.identified, budget=budget, clause=clause, grave=grave)


BEFORE_A_COURT = frozenset({Stage.COMMUNITY_ORDER, Stage.POST_SENTENCE_SUPERVISION})
"""Stages whose breach goes to a court."""


def must_breach(case: Case) -> bool:
    """Whether the failures on an order are so many, and so close together, that practice is to breach."""
    failures = sorted(case.failures)[-practice.FAILURES_TO_BREACH :]
    if case.stage not in BEFORE_A_COURT or case.breach_running or len(failures) < practice.FAILURES_TO_BREACH:
        return False
    return failures[-1] <= months_after(failures[0], practice.FAILURES_COUNT_MONTHS)


def condition_breached(s: Situation, _event: LicenceConditionBreached) -> Iterator[Demand]:
    """Terms of the order or licence were broken (EV-11)."""
    yield from enforcement_decision(s)
    yield from review(s)
    if not s.case.in_community:
        yield Note("no licence or order is running: nothing to enforce now")
    elif s.case.stage in BEFORE_A_COURT:
        yield Note(f"a letter goes to a safe address; {practice.DAYS_TO_GIVE_A_REASON} days to give a reason "
                   f"({practice.BREACH})")  # fmt: skip
        if must_breach(s.case):
            yield Note(f"the second failure in twelve months: breach, or say why not ({practice.BREACH})")


def breach_concluded(_s: Situation, event: BreachConcluded) -> Iterator[Demand]:
    """The court has dealt with the breach: the failures that led to it count no more."""
    words = event.outcome.replace("_", " ")
    yield Settle(BREACH_PROCEEDINGS.kind, reason=f"the court dealt with it: {words}")
    yield Note(f"breach {words}: the count of failures starts again ({practice.BREACH})")


def licence_over(_s: Situation) -> Iterator[Demand]:
    """The licence ended and supervision goes on without one: recall is no longer open (EV-64, GU-36, AM-33)."""
    yield Cancel(RECALL_REQUEST.kind, "the licence has ended: recall is no longer open (GU-36)")
    yield Note("recall is no longer open; details of a partner that are refused fall under 16.17 (PF-16.17a, GU-36)")


def _lawful(case: Case, made: DecisionMade) -> Iterable[Missing]:
    if made.option == "recall" and case.stage is not Stage.LICENCE:
        yield Missing(
            "option", "PF-16.17a", "recall is for licence only, not an order or post-sentence supervision (GU-36)"
        )
    if made.option == "warning" and made.rationale is None and must_breach(case):
        yield Missing("rationale", practice.BREACH, "a second failure in twelve months: breach, or say why not")


def _with_the_manager(case: Case, made: DecisionMade) -> Iterable[Missing]:
    """Details refused against the licence's condition: enforcement is discussed with the manager (PF-16.16b)."""
    duty = case.open_duty(ENFORCEMENT_DECISION.kind)
    refused = duty is not None and any(c.clause == "PF-16.16b" for c in duty.clocks)
    if refused and made.manager_discussed_with is None:
        yield Missing("manager_discussed_with", "PF-16.16b", "details were refused: discuss it with the manager")


def _sound(case: Case, made: DecisionMade) -> Iterable[Missing]:
    yield from _lawful(case, made)
    yield from _with_the_manager(case, made)


DECISIONS = (
    DecisionRule(
        DecisionKind.ENFORCEMENT,
        "DE-24",
        "How to enforce",
        ("none_with_reason", "warning", "breach", "recall"),
        "PF-16.16b",
        rationale_for=("none_with_reason", "recall"),
        about_the_person=True,
        check=_sound,
    ),
)


def _ask_for_recall(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(RECALL_REQUEST, since=h.day, clause="PF-11.5f", started_by="recall decided")
    yield Note("recall is asked for: report it as recalled when the licence is revoked")


def _goes_to_court(case: Case, h: Happening) -> bool:
    """On an order or post-sentence supervision, or on licence with an order beside it."""
    return case.stage in BEFORE_A_COURT or any(s.kind in ORDERS and s.runs_on(h.day) for s in case.sentences.values())


def _stays_out_of_court(case: Case, h: Happening) -> bool:
    return not _goes_to_court(case, h)


def _breach_begun(case: Case, _h: Happening) -> None:
    case.breach_running = True


def _prepare_breach(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(BREACH_PROCEEDINGS, since=h.day, clause="PF-16.17a", started_by="breach decided")


_breach = decided(DecisionKind.ENFORCEMENT, "breach")
_recall = decided(DecisionKind.ENFORCEMENT, "recall")

ENFORCEMENT = Process(
    name="enforcement",
    title="Enforcement, breach and recall",
    clauses=("PF-11.5f", "PF-16.16b", "PF-16.17a"),
    moves=(
        Move(ANYWHERE, opened(ENFORCEMENT_DECISION), "to decide"),
        Move("to decide", decided(DecisionKind.ENFORCEMENT, "none_with_reason"), "no action"),
        Move("to decide", decided(DecisionKind.ENFORCEMENT, "warning"), "warned"),
        Move("to decide", waived(ENFORCEMENT_DECISION), "let go"),
        Move("to decide", cancelled(ENFORCEMENT_DECISION), "overtaken"),
        Move(
            ANYWHERE, _breach, "breach to prepare", "on an order or post-sentence supervision",
            _goes_to_court, _breach_begun, _prepare_breach,
        ),
        Move("to decide", _breach, "breach recorded", "on licence", _stays_out_of_court),
        Move("breach to prepare", done(BREACH_PROCEEDINGS), "breach before the court"),
        Move("breach to prepare", waived(BREACH_PROCEEDINGS), "let go"),
        Move("breach to prepare", cancelled(BREACH_PROCEEDINGS), "overtaken"),
        Move("breach to prepare", told("breach_concluded"), "breach concluded"),
        Move("breach before the court", told("breach_concluded"), "breach concluded"),
        Move(ANYWHERE, _recall, "recall to ask for", then=_ask_for_recall),
        Move("recall to ask for", done(RECALL_REQUEST), "recall asked for"),
        Move("recall to ask for", waived(RECALL_REQUEST), "let go"),
        Move("recall to ask for", cancelled(RECALL_REQUEST), "overtaken"),
        Move("recall to ask for", told("recalled"), "recalled"),
        Move("recall asked for", told("recalled"), "recalled"),
        Move("recalled", told("received_into_custody"), "back in custody"),
    ),
    ends=("no action", "warned", "breach recorded", "breach concluded", "let go", "overtaken", "back in custody"),
    owes={
        "to decide": (ENFORCEMENT_DECISION.kind,),
        "breach to prepare": (BREACH_PROCEEDINGS.kind,),
        "recall to ask for": (RECALL_REQUEST.kind,),
    },
)  # fmt: skip

PROCESSES = (ENFORCEMENT,)

RULES = (ENFORCEMENT_DECISION, RECALL_REQUEST, BREACH_PROCEEDINGS)
