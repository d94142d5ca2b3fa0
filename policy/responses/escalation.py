"""Managing a rise in risk: section 11.5, its six steps in order (BU-ESC)."""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.duties import Duty
from models.forms.form import Form
from models.forms.review import EscalationMeasures
from models.outcome import NoticeClass
from policy import defaults
from policy.demands import Demand, Open, Tell
from policy.process import START, Happening, Move, Process, done, opened
from policy.responses.review import REVIEW
from policy.rules import DutyRule, Missing
from policy.situation import Situation


def _police_told(_case: Case, duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, EscalationMeasures)
    breach = {"order_breached", "contact_with_protected_person"} & set(duty.triggers)
    if breach and "police" not in form.told:
        yield Missing("told", "PF-11.5c", "a protective order was breached: the police are told")


ESCALATION = DutyRule(
    kind="escalation",
    title="Manage the rise in risk: measures, partners told, contingency plan",
    clauses=("PF-11.5a", "PF-11.5b", "PF-11.5b2", "PF-11.5c", "PF-11.5d", "PF-11.5e", "PF-11.5f"),
    form=EscalationMeasures,
    budget=defaults.IMMEDIATELY,
    grave=True,
    waivable=False,
    check=_police_told,
)


def escalate(s: Situation, about: str) -> Iterator[Demand]:
    """Indications that the risk of serious harm has gone up: act on 11.5, and the manager knows at once."""
    yield Open(ESCALATION, since=s.identified, clause="PF-11.5a", grave=True)
    yield Tell(s.manager, NoticeClass.ESCALATION, about)


def _review_once_taken(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(REVIEW, since=h.day, clause="PF-11.5g", started_by="escalation measures taken")


ESCALATING = Process(
    name="escalation",
    title="Managing a rise in risk",
    clauses=("PF-11.5a", "PF-11.5b", "PF-11.5c", "PF-11.5d", "PF-11.5e", "PF-11.5f", "PF-11.5g"),
    moves=(
        Move(START, opened(ESCALATION), "measures to take"),
        Move("measures to take", done(ESCALATION), "review to follow", then=_review_once_taken),
        Move("review to follow", done(REVIEW), "reviewed"),
        Move("review to follow", opened(ESCALATION), "measures to take"),
    ),
    ends=("reviewed",),
    owes={"measures to take": (ESCALATION.kind,), "review to follow": (REVIEW.kind,)},
)

PROCESSES = (ESCALATING,)
