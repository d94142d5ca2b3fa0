"""An adjournment, where information that would weigh heavily on sentence will not come in time (PF-6.5b2, TR-01)."""

from collections.abc import Iterable, Iterator
from datetime import date

from models.case import Case
from models.decisions import DecisionKind, DecisionMade
from models.enquiries import Enquiry
from models.roles import Role
from models.sentence import Stage
from policy import defaults
from policy.calendar import Calendar
from policy.demands import Demand, Open
from policy.interval import interval
from policy.rules import DecisionRule, DutyRule, Missing
from policy.stages.count_back import HEARING
from policy.stages.curfew import CURFEW

ADJOURNMENT = DutyRule(
    kind="adjournment_decision",
    title="Information has not come: decide whether to ask the court for an adjournment",
    clauses=("PF-6.5b2",),
    form=None,
    decided_by=DecisionKind.ADJOURNMENT,
    budget=defaults.ADJOURNMENT_DECISION,
    owner=Role.COURT_STAFF,
)

STEP = "information will not come before the hearing"
"""The step that a date brings about: the hearing is near, and a reply is still out."""


def outstanding(case: Case) -> list[Enquiry]:
    """What was asked for the report and is not answered. An address for a curfew has guards of its own (GU-01)."""
    return [
        enquiry
        for enquiry in case.enquiries.values()
        if not enquiry.settled and f"{CURFEW.name}/{enquiry.about}" not in case.processes
    ]


def steps_in(case: Case, calendar: Calendar) -> date | None:
    """The day on which a reply still out raises the question: near the hearing, once for each date of it."""
    hearing = case.dates.hearing
    waiting = outstanding(case)
    if case.stage is not Stage.COURT_REPORT or hearing is None or not waiting or mark(hearing) in case.steps_taken:
        return None
    near = calendar.subtract_working_days(hearing, interval(case, "adjournment_question_working_days"))
    asked = calendar.add_working_days(min(enquiry.opened_on for enquiry in waiting), 1)
    return max(near, min(asked, hearing))


def mark(hearing: date) -> str:
    """What marks the question as raised for one date of the hearing."""
    return f"{STEP} of {hearing.isoformat()}"


def question(case: Case, started_by: str) -> Iterator[Demand]:
    """Court staff decide, by the hearing where it is known, whether to ask for an adjournment."""
    if not outstanding(case) or case.open_duty(ADJOURNMENT.kind):
        return
    yield Open(
        ADJOURNMENT,
        counts_to=HEARING if case.dates.hearing else None,
        clause="PF-6.5b2",
        started_by=started_by,
    )


def _before_sentence(case: Case, _made: DecisionMade) -> Iterable[Missing]:
    if case.stage is not Stage.COURT_REPORT:
        yield Missing("kind", "PF-6.5b2", "an adjournment is asked for before sentence is passed")


DECISIONS = (
    DecisionRule(
        DecisionKind.ADJOURNMENT,
        "DE-03",
        "Whether to ask the court for an adjournment; why the missing information matters",
        ("ask", "do_not_ask"),
        "PF-6.5b2",
        rationale_for=("ask", "do_not_ask"),
        check=_before_sentence,
    ),
)

RULES = (ADJOURNMENT,)
