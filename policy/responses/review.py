"""Review of risk after a significant change: sections 7.2, 8.4 and 11.1 to 11.4 (BU-REVIEW)."""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.duties import Budget, Duty
from models.forms.form import Form
from models.forms.review import Review
from models.risk import AbuseKind
from policy import defaults
from policy.demands import Demand, Open
from policy.process import ANYWHERE, Condition, Happening, Move, Process, cancelled, done, opened, waived
from policy.rules import DutyRule, Missing
from policy.situation import Situation

POSSIBLE_STALKING = "possible_stalking"
"""What asks for a review when signs that may show stalking are noticed (EV-37)."""

MAY_SHOW_STALKING = frozenset({"order_breached", "contact_with_protected_person", "stalking", POSSIBLE_STALKING})


FIRES_CONTINGENCY = "PF-8.3f"
"""The clause of a clock that says: this event is what the contingency plan was made for."""


def _complete(case: Case, duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, Review)
    fired = any(c.clause == FIRES_CONTINGENCY and not c.answered for c in duty.clocks)
    if fired and form.contingency is None:
        words = "what happened is what the contingency plan is for: say whether it is activated"
        yield Missing("contingency", "PF-11.5e", words)
    if form.outcome == "not_significant":
        if _is_named(duty):
            words = "a change the framework names is significant: say updated, or no_update_needed, and why"
            yield Missing("outcome", "PF-11.3a", words)
        return
    if form.oasys is None:
        yield Missing("oasys", "PF-7.2i", "give the OASys that was reviewed")
    if form.risk_management_plan is None:
        yield Missing("risk_management_plan", "PF-8.4b", "give the risk management plan that was reviewed")
    if AbuseKind.INTIMATE_PARTNER in case.profile.abuse and form.sara is None:
        yield Missing("sara", "PF-7.2i", "the SARA is reviewed too where there is intimate partner abuse")
    if MAY_SHOW_STALKING & set(duty.triggers) and not form.stalking_considered:
        words = "a breached order, threats or repeated contact may show stalking: say it was considered"
        yield Missing("stalking_considered", "PF-6.2a", words)


NAMED = frozenset(
    {
        "domestic_abuse_incident", "worrying_behaviour", "relationship_ended", "stalking", "partner_pregnant",
        "new_relationship", "contact_with_children", "order_breached", "contact_with_protected_person",
        "substance_misuse", "suicide_or_self_harm", "condition_breached", "released", "approved_premises_left",
    }
)  # fmt: skip
"""The significant changes that section 11.3 names (EV-01 to EV-13)."""


def _is_named(duty: Duty) -> bool:
    """Whether the review answers a change the framework names, or a rise in risk that was acted on."""
    return any(c.trigger in NAMED or c.clause == "PF-11.5g" for c in duty.clocks if not c.answered)


REVIEW = DutyRule(
    kind="review",
    title="Review risk and the risk management plan",
    clauses=("PF-11.3a", "PF-16.4e", "PF-11.2a", "PF-7.2h", "PF-7.2i", "PF-7.1e", "PF-7.1f", "PF-8.4b", "PF-11.5g"),
    form=Review,
    budget=defaults.REVIEW,
    check=_complete,
)
"""One review may answer several changes; each is named in it (PF-11.3a, AM-17)."""


def review(s: Situation, budget: Budget | None = None, grave: bool = False) -> Iterator[Demand]:
    """Every significant change opens a review (PF-11.3a); nothing judges its significance but a person (AM-17)."""
    yield Open(REVIEW, since=s.identified, budget=budget, grave=grave)


def _found(outcome: str) -> Condition:
    return lambda _case, h: isinstance(h.form, Review) and h.form.outcome == outcome


def _still_owed(_case: Case, h: Happening) -> bool:
    return h.duty is not None and h.duty.is_open


TO_REVIEW = "to review"

REVIEWING = Process(
    name="review",
    title="Review after a significant change",
    clauses=("PF-11.3a", "PF-7.2i", "PF-8.4b", "PF-11.5g"),
    moves=(
        Move(ANYWHERE, opened(REVIEW), TO_REVIEW),
        Move(TO_REVIEW, done(REVIEW), TO_REVIEW, "still owed for a later change", _still_owed),
        Move(TO_REVIEW, done(REVIEW), "updated", "updated", _found("updated")),
        Move(TO_REVIEW, done(REVIEW), "no update needed", "no update needed", _found("no_update_needed")),
        Move(TO_REVIEW, done(REVIEW), "not significant", "not significant, and why", _found("not_significant")),
        Move(TO_REVIEW, waived(REVIEW), "let go"),
        Move(TO_REVIEW, cancelled(REVIEW), "overtaken"),
    ),
    ends=("updated", "no update needed", "not significant", "let go", "overtaken"),
    owes={TO_REVIEW: (REVIEW.kind,)},
)
"""Each change that asked for the review is named in it, by the clock it started (DE-33)."""

PROCESSES = (REVIEWING,)
