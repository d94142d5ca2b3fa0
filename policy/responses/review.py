"""Review of risk after a significant change: sections 7.2, 8.4 and 11.1 to 11.4 (BU-REVIEW)."""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.duties import Budget, Duty
from models.forms.form import Form
from models.forms.review import Review
from models.risk import AbuseKind
from policy import defaults
from policy.demands import Demand, Open
from policy.rules import DutyRule, Missing
from policy.situation import Situation

POSSIBLE_STALKING = "possible_stalking"
"""What asks for a review when signs that may show stalking are noticed (EV-37)."""

MAY_SHOW_STALKING = frozenset({"order_breached", "contact_with_protected_person", POSSIBLE_STALKING})


def _complete(case: Case, duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, Review)
    if AbuseKind.INTIMATE_PARTNER in case.profile.abuse and form.sara is None:
        yield Missing("sara", "PF-7.2i", "the SARA is reviewed too where there is intimate partner abuse")
    if MAY_SHOW_STALKING & set(duty.triggers) and not form.stalking_considered:
        words = "a breached order, threats or repeated contact may show stalking: say it was considered"
        yield Missing("stalking_considered", "PF-6.2a", words)


REVIEW = DutyRule(
    kind="review",
    title="Review risk and the risk management plan",
    clauses=("PF-11.3a", "PF-16.4e", "PF-11.2a", "PF-7.2h", "PF-7.2i", "PF-7.1e", "PF-7.1f", "PF-8.4b", "PF-11.4a"),
    form=Review,
    budget=defaults.REVIEW,
    check=_complete,
)
"""One review may answer several changes; each is named in it (PF-11.3a, AM-17)."""


def review(s: Situation, budget: Budget | None = None, grave: bool = False) -> Iterator[Demand]:
    """Every significant change opens a review (PF-11.3a); nothing judges its significance but a person (AM-17)."""
    yield Open(REVIEW, since=s.identified, budget=budget, grave=grave)
