"""Safeguarding children: sections 7.5 and 18.12 to 18.15 (BU-CHILD-COM, BU-CHILD-CUS)."""

from collections.abc import Iterator, Sequence

from models.decisions import DecisionKind
from models.enquiries import Agency
from models.forms.custody import NumberCheck
from models.roles import Role
from policy import defaults
from policy.demands import Ask, Demand, Note, Open
from policy.rules import DecisionRule, DutyRule
from policy.situation import Situation

CHILDREN_DECISION = DutyRule(
    kind="children_at_risk_decision",
    title="Decide whether any child is at risk, and refer if so",
    clauses=("PF-18.12a", "PF-18.12b", "PF-18.12c", "PF-18.12e", "PF-6.9d", "PF-6.9d2"),
    form=None,
    decided_by=DecisionKind.CHILDREN_AT_RISK,
    budget=defaults.CHILDREN_DECISION,
    waivable=False,
)
"""An unborn child counts. Age routes to child safeguarding and never out of scope (AM-40)."""

PRISON_CHILD_CONTACT = DutyRule(
    kind="prison_child_contact_decision",
    title="Assess contact with the child; no visits, calls or letters until decided",
    clauses=("PF-7.5c", "PF-7.5e", "PF-18.15a", "PF-18.15b", "PF-18.15c", "PF-18.15d"),
    form=None,
    decided_by=DecisionKind.PRISON_CHILD_CONTACT,
    budget=defaults.CHILDREN_DECISION,
    waivable=False,
)


NUMBER_CHECK = DutyRule(
    kind="number_check",
    title="Check the social number before it goes on the phone account",
    clauses=("PF-7.5d",),
    form=NumberCheck,
    budget=defaults.NUMBER_CHECK,
    owner=Role.PRISON_STAFF,
    waivable=False,
)
"""Until it is cleared the number stays off (GU-14): nothing is lost by the time it takes."""


def children_response(s: Situation, about: str | None, children: Sequence[str] = ()) -> Iterator[Demand]:
    """Children may be at risk: outside decide and refer; in prison hold contact with each child until assessed."""
    if not s.case.in_prison:
        yield Open(CHILDREN_DECISION, about, since=s.identified, clause="PF-18.12a")
        yield Ask(Agency.CHILDRENS_SERVICES, about or "children", since=s.identified)
        return
    for child in children or (about,):
        yield Open(PRISON_CHILD_CONTACT, child, since=s.identified, clause="PF-7.5e")
    yield Note("no contact with any child until the risk assessment decides (PF-7.5e, GU-15)")


DECISIONS = (
    DecisionRule(
        DecisionKind.CHILDREN_AT_RISK,
        "DE-29",
        "Whether any child is at risk",
        ("yes", "no"),
        "PF-18.12a",
        rationale_for=("no",),
    ),
    DecisionRule(
        DecisionKind.PRISON_CHILD_CONTACT,
        "DE-07",
        "What contact with the child is allowed from prison",
        ("none", "letters", "calls", "supervised_visits", "full"),
        "PF-7.5e",
        rationale_for=("letters", "calls", "supervised_visits", "full"),
    ),
)

RULES = (CHILDREN_DECISION, PRISON_CHILD_CONTACT, NUMBER_CHECK)
