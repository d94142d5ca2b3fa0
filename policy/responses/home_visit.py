"""Home visits: section 10.4 to 10.9 (BU-VISIT, TI-01 to TI-03). One duty, as many clocks as there are reasons."""

import re
from collections.abc import Iterable, Iterator

from models.duties import Budget, Unit
from models.forms.supervision import HomeVisit
from models.risk import RoshLevel
from policy.demands import Demand, KeepConcern, Note, Open
from policy.rules import DutyRule, Missing
from policy.situation import Situation

START_HIGH = Budget(count=15, unit=Unit.WORKING_DAYS, source="PF-10.8a", name="home_visit_high_risk")
"""High or very high risk of serious harm; also while the risk is not known (AM-06)."""
START_OTHER = Budget(count=6, unit=Unit.WEEKS, source="PF-10.8b", name="home_visit_other")
"""All other cases."""
CONCERN = Budget(count=10, unit=Unit.WORKING_DAYS, source="PF-10.8c", name="home_visit_concern")
"""An escalating, or previously unidentified, concern: from its identification."""

LIVES_ALONE = re.compile(
    r"\b(liv|resid)(es?|ed|ing)\b[\w\s]{0,20}\b(alone|(on|by) (his|her|their) own|by (him|her|them)sel(f|ves))\b"
    r"|\b(lone|sole|only) occup|\bnobody else (lives|there)|\bno one else (lives|there)",
    re.IGNORECASE,
)
"""The one reason for which a home visit is never waived (PF-10.7a, GU-18)."""


def _living_alone(reason: str) -> Iterable[Missing]:
    if LIVES_ALONE.search(reason):
        yield Missing("reason", "PF-10.7a", "living alone is no reason: the visit validates the claim (GU-18)")


HOME_VISIT = DutyRule(
    kind="home_visit",
    title="Home visit",
    clauses=(
        "PF-10.8a", "PF-10.8b", "PF-10.8c", "PF-10.8c2", "PF-10.9a", "PF-10.4a", "PF-10.6a", "PF-10.6b", "PF-10.7a",
    ),
    form=HomeVisit,
    budget=START_HIGH,
    community_only=True,
    waiver_check=_living_alone,
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
