"""Home visits: section 10.4 to 10.9 (BU-VISIT, TI-01 to TI-03). One duty, as many clocks as there are reasons."""

import re
from collections.abc import Iterable, Iterator

from models.case import Case
from models.decisions import DecisionKind
from models.duties import Budget, Duty, Unit
from models.forms.form import Form
from models.forms.supervision import HomeVisit
from models.outcome import NoticeClass
from models.risk import RoshLevel
from models.roles import Role
from policy.demands import Demand, KeepConcern, Note, Open, Tell
from policy.process import ANYWHERE, Happening, Move, Process, cancelled, decided, done, opened, waived
from policy.rules import DecisionRule, DutyRule, Missing
from policy.situation import Situation

START_HIGH = Budget(count=15, unit=Unit.WORKING_DAYS, source="PF-10.8a", name="home_visit_high_risk")
"""High or very high risk of serious harm; also while the risk is not known (AM-06)."""
START_OTHER = Budget(count=6, unit=Unit.WEEKS, source="PF-10.8b", name="home_visit_other")
"""All other cases."""
CONCERN = Budget(count=10, unit=Unit.WORKING_DAYS, source="PF-10.8c", name="home_visit_concern")
"""An escalating, or previously unidentified, concern: from its identification."""

TO_MAKE, SAFE, POSTPONED = "to make", "safe to make", "postponed"
"""Where the visit stands: nobody has decided yet whether it is safe, it is, or it is not now."""

LIVES_ALONE = re.compile(
    r"\b(liv|resid)(es?|ed|ing)\b[\w\s]{0,20}\b(alone|(on|by) (his|her|their) own|by (him|her|them)sel(f|ves))\b"
    r"|\b(lone|sole|only) occup|\bnobody else (lives|there)|\bno one else (lives|there)",
    re.IGNORECASE,
)


def _not_for_living_alone(reason: str) -> Iterable[Missing]:
    if LIVES_ALONE.search(reason):
        yield Missing("reason", "PF-10.7a", "living alone is no reason: the visit validates the claim (GU-18)")


def _made_safely(case: Case, duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, HomeVisit)
    where = case.processes.get("home_visit")
    if where == POSTPONED:
        words = "the visit was postponed for safety: decide again before it is made (GU-19)"
        yield Missing("safe_to_visit", "PF-10.9a", words)
    elif form.safe_to_visit is False or (form.safe_to_visit is None and where != SAFE):
        words = "decide before the visit that it raises no risk to others there; if it may, postpone it (GU-19)"
        yield Missing("safe_to_visit", "PF-10.9a", words)
    if not form.visitor_is_holder and form.another_visitor_reason is None:
        words = "the visitor does not hold the case: say why somebody else went (GU-40)"
        yield Missing("another_visitor_reason", "PF-10.6b", words)
    asked_by_concern = any(c.clause == CONCERN.source and not c.answered for c in duty.clocks)
    if asked_by_concern and not form.spo_discussed and form.sooner_not_viable is None:
        words = "a concern asked for this visit: say that a sooner one was discussed with the SPO, or was not viable"
        yield Missing("spo_discussed", "PF-10.8c2", words)


HOME_VISIT = DutyRule(
    kind="home_visit",
    title="Home visit",
    clauses=(
        "PF-10.8a", "PF-10.8b", "PF-10.8c", "PF-10.8c2", "PF-10.9a", "PF-10.4a", "PF-10.6a", "PF-10.6b", "PF-10.7a",
    ),
    form=HomeVisit,
    budget=START_HIGH,
    community_only=True,
    waiver_check=_not_for_living_alone,
    check=_made_safely,
)  # fmt: skip
"""Where the visit cannot safely be made the deadline keeps running and escalates; it is not done (AM-05, GU-19)."""


def start_visit(s: Situation) -> Iterator[Demand]:
    """The first visit of a supervision, however late we heard of its start (PF-10.8a, PF-10.8b, AM-02)."""
    levels = set(s.case.rosh.values()) or {RoshLevel.UNKNOWN}
    budget = START_OTHER if levels <= {RoshLevel.LOW, RoshLevel.MEDIUM} else START_HIGH
    yield Open(HOME_VISIT, budget=budget, clause=budget.source, started_by="supervision started")
    for concern in s.before.concerns_in_custody:
        yield Note(f"this first visit also answers the concern raised in custody by {concern} (AM-55)")


def concern_visit(s: Situation) -> Iterator[Demand]:
    """A visit within ten working days of a concern; in custody the concern waits for the first visit (AM-55)."""
    if not s.case.in_community or s.case.custody.held_since is not None:
        yield KeepConcern(s.event.event_id)
        yield Note(
            "no home visit clock in custody: the concern is kept for release planning and the first visit (AM-55)"
        )
        return
    yield Open(HOME_VISIT, since=s.identified, budget=CONCERN, clause="PF-10.8c")


DECISIONS = (
    DecisionRule(
        DecisionKind.HOME_VISIT_SAFETY,
        "DE-32",
        "Whether the home visit is safe to make",
        ("go", "postpone", "change_method"),
        "PF-10.9a",
        rationale_for=("postpone", "change_method"),
        about_the_person=True,
    ),
)
"""The reasons are our own rule; the text asks only for the confidence."""


def _spo_hears(_case: Case, _h: Happening) -> Iterator[Demand]:
    yield Tell(Role.SPO, NoticeClass.ESCALATION, "a home visit was postponed for safety: its deadline runs on (AM-05)")


def _still_owed(_case: Case, h: Happening) -> bool:
    return h.duty is not None and h.duty.is_open


def _while(state: str) -> tuple[Move, ...]:
    safety = DecisionKind.HOME_VISIT_SAFETY
    return (
        Move(state, decided(safety, "go"), SAFE),
        Move(state, decided(safety, "change_method"), SAFE),
        Move(state, decided(safety, "postpone"), POSTPONED, then=_spo_hears),
    )


VISITING = Process(
    name="home_visit",
    title="Home visit",
    clauses=("PF-10.8a", "PF-10.8b", "PF-10.8c", "PF-10.9a"),
    moves=(
        Move(ANYWHERE, opened(HOME_VISIT), TO_MAKE),
        *(move for state in (TO_MAKE, SAFE, POSTPONED) for move in _while(state)),
        Move(ANYWHERE, done(HOME_VISIT), TO_MAKE, "still owed for a later concern", _still_owed),
        Move(ANYWHERE, done(HOME_VISIT), "visited"),
        Move(ANYWHERE, waived(HOME_VISIT), "let go"),
        Move(ANYWHERE, cancelled(HOME_VISIT), "overtaken"),
    ),
    ends=("visited", "let go", "overtaken"),
    owes={TO_MAKE: (HOME_VISIT.kind,), SAFE: (HOME_VISIT.kind,), POSTPONED: (HOME_VISIT.kind,)},
)
"""The decision comes before the visit. A postponed visit is still owed by the same day (AM-05, GU-19)."""

PROCESSES = (VISITING,)
