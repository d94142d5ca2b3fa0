"""Safeguarding children in the community: sections 18.12 to 18.14. In custody: ``children_in_custody``."""

from collections.abc import Iterable, Iterator, Sequence

from models.case import Case
from models.decisions import DecisionKind
from models.duties import Budget, Duty, Unit
from models.enquiries import Agency
from models.events.safeguarding import ChildProtection, ChildrenAtRisk, ChildrenLeftAtRisk
from models.forms.disclosure import NewPartner
from models.forms.form import Form
from models.forms.safeguarding import (
    ChildPlanTakenUp,
    ChildrenEscalation,
    ChildrenReferral,
    ChildrenReferralOutcome,
    ConferenceAttended,
)
from models.forms.supervision import StartChecks
from models.risk import PersonAtRisk
from models.sentence import Stage
from policy import defaults
from policy.demands import Ask, Demand, Open
from policy.process import (
    ANYWHERE,
    START,
    Happening,
    Move,
    Process,
    Trigger,
    What,
    cancelled,
    decided,
    done,
    opened,
    waived,
)
from policy.responses.children_in_custody import hold_contact, tell_of_risk
from policy.responses.enquiries import CHILDREN
from policy.rules import DecisionRule, DutyRule, Missing
from policy.situation import Situation
from policy.standing import Standing

# 18.12 Whether any child is exposed to harm --------------------------------------------------------

CHILDREN_DECISION = DutyRule(
    kind="children_at_risk_decision",
    title="Decide whether any child is at risk, and refer if so",
    clauses=("PF-18.12a", "PF-6.9d", "PF-6.9d2"),
    form=None,
    decided_by=DecisionKind.CHILDREN_AT_RISK,
    budget=defaults.CHILDREN_DECISION,
    waivable=False,
)
"""An unborn child counts. Age routes to child safeguarding and never out of scope (AM-40)."""

CHILDREN_REFERRAL = DutyRule(
    kind="children_referral",
    title="Refer the children to children's services, with the concerns and the risk if nothing is done",
    clauses=("PF-18.12b", "PF-18.12c", "PF-18.12e"),
    form=ChildrenReferral,
    budget=defaults.CHILDREN_REFERRAL,
    waivable=False,
)

CHILDREN_OUTCOME = DutyRule(
    kind="children_referral_outcome",
    title="Record what children's services did, and whether it is enough",
    clauses=("PF-18.12c",),
    form=ChildrenReferralOutcome,
    budget=defaults.CHILDREN_REFERRAL_OUTCOME,
    waivable=False,
)
"""A referral without its outcome is half a record (PF-18.12c)."""

CHILDREN_ESCALATION = DutyRule(
    kind="children_escalation",
    title="Agree with the line manager how to escalate with children's services",
    clauses=("PF-18.12d",),
    form=ChildrenEscalation,
    budget=defaults.IMMEDIATELY,
    waivable=False,
)


def children_response(s: Situation, about: str | None, children: Sequence[str] = ()) -> Iterator[Demand]:
    """Children may be at risk: outside decide and refer; in prison hold contact with each child until assessed."""
    if s.case.in_prison:
        yield from hold_contact(s, about, children)
        return
    yield Open(CHILDREN_DECISION, about, since=s.identified, clause="PF-18.12a")
    yield Ask(Agency.CHILDRENS_SERVICES, about or CHILDREN, since=s.identified)


def found_at_risk(s: Situation, event: ChildrenAtRisk) -> Iterator[Demand]:
    """Children were found to be at risk (EV-44): refer them; in custody hold contact and tell who must know."""
    about = event.children[0] if len(event.children) == 1 else None
    if not s.case.in_prison:
        yield Open(CHILDREN_REFERRAL, about, since=s.identified)
        return
    yield from hold_contact(s, None, event.children)
    if s.case.stage is Stage.CUSTODY:
        yield from tell_of_risk("which children were found to be at risk")


def left_at_risk(s: Situation, event: ChildrenLeftAtRisk) -> Iterator[Demand]:
    """The response leaves children at risk: the route is agreed with the line manager (EV-45)."""
    yield Open(CHILDREN_ESCALATION, event.about, since=s.identified)


# 18.13 Child protection conferences and plans --------------------------------------------------------


def _in_person(_case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, ConferenceAttended)
    if form.attended == "contribution_sent" and form.reason is None:
        yield Missing("reason", "PF-18.13a", "a contribution is the exception: say why nobody attends")


CONFERENCE = DutyRule(
    kind="child_protection_conference",
    title="Attend the child protection conference or, exceptionally, send a contribution",
    clauses=("PF-18.13a",),
    form=ConferenceAttended,
    budget=defaults.SAFEGUARDING_PLAN,
    check=_in_person,
)

CHILD_PLAN = DutyRule(
    kind="child_safeguarding_plan",
    title="Take up our actions in the child's plan, in both of ours too",
    clauses=("PF-18.13b", "PF-18.13c"),
    form=ChildPlanTakenUp,
    budget=defaults.SAFEGUARDING_PLAN,
)


def child_protection(s: Situation, event: ChildProtection) -> Iterator[Demand]:
    """A conference is called, or a child protection or child in need plan is made (EV-46)."""
    if event.what != "conference_called":
        yield Open(CHILD_PLAN, event.child, since=s.identified)
        return
    day = event.conference_on
    left = (day - s.happened).days if day else None
    by = Budget(count=max(0, left), unit=Unit.DAYS, source="PF-18.13a") if left is not None else None
    yield Open(CONFERENCE, event.child, since=s.happened if day else s.identified, budget=by)


OVERSIGHT = Standing(
    "oversight_of_child_safeguarding",
    "Oversee child safeguarding by the Touchpoints Model and the Reflective Practice Supervision Standards",
    ("PF-18.14a",),
    "PDU heads and managers",
    applies=lambda case: any(p.child for p in case.people_at_risk.values()),
)
KNOW_THE_MASH = Standing(
    "know_the_mash",
    "Know the role of the area's multi-agency safeguarding hub, and how to contribute",
    ("PF-18.2a",),
    "whoever is responsible",
)
KNOW_CHILD_SAFEGUARDING = Standing(
    "know_child_safeguarding",
    "Know the Child Safeguarding Policy Framework",
    ("PF-18.8a",),
    "whoever is responsible",
    applies=lambda case: any(p.child for p in case.people_at_risk.values()),
)

# The decision, and the two processes --------------------------------------------------------

DECISIONS = (
    DecisionRule(
        DecisionKind.CHILDREN_AT_RISK,
        "DE-29",
        "Whether any child is at risk",
        ("yes", "no"),
        "PF-18.12a",
        rationale_for=("no",),
    ),
)


def _named(case: Case, h: Happening) -> list[str]:
    """The partner's children, as the details gathered and the case name them."""
    assert isinstance(h.form, NewPartner)
    partner = case.partners.get(h.subject or "")
    return list(dict.fromkeys([*h.form.children, *(partner.children if partner else ())]))


def _keep_children(case: Case, h: Happening) -> None:
    partner = case.partners.get(h.subject or "")
    if partner is not None:
        partner.children = _named(case, h)
    for child in _named(case, h):
        case.people_at_risk.setdefault(child, PersonAtRisk(ref=child, relation="partner's child", child=True))


def _judged_at_risk(_case: Case, h: Happening) -> bool:
    return isinstance(h.form, StartChecks | NewPartner) and h.form.child_at_risk is True


def _judged_safe(case: Case, h: Happening) -> bool:
    return isinstance(h.form, NewPartner) and bool(_named(case, h)) and not h.form.child_at_risk


def _refer(case: Case, h: Happening) -> Iterator[Demand]:
    if case.open_duty(CHILDREN_REFERRAL.kind, h.subject) is None:
        yield Open(CHILDREN_REFERRAL, h.subject, since=h.day, clause="PF-18.12b", started_by="judged to be at risk")


def _await_outcome(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(CHILDREN_OUTCOME, h.subject, since=h.day, clause="PF-18.12c", started_by="children referred")


def _escalate(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(CHILDREN_ESCALATION, h.subject, since=h.day, clause="PF-18.12d", started_by="response feared inadequate")


def _inadequate(_case: Case, h: Happening) -> bool:
    return isinstance(h.form, ChildrenReferralOutcome) and h.form.leaves_at_risk


def _outcome_open(case: Case, h: Happening) -> bool:
    return case.open_duty(CHILDREN_OUTCOME.kind, h.subject) is not None


def _plan_open(case: Case, h: Happening) -> bool:
    return case.open_duty(CHILD_PLAN.kind, h.subject) is not None


_checked = Trigger(What.DONE, "start_checks")
_gathered = Trigger(What.DONE, "new_partner")

SAFEGUARDING_CHILDREN = Process(
    name="children_at_risk",
    title="Safeguarding children in the community",
    clauses=("PF-18.12a", "PF-18.12b", "PF-18.12c", "PF-18.12d", "PF-18.12e"),
    moves=(
        Move(ANYWHERE, opened(CHILDREN_DECISION), "to judge"),
        Move(ANYWHERE, decided(DecisionKind.CHILDREN_AT_RISK, "yes"), "to refer", then=_refer),
        Move(ANYWHERE, decided(DecisionKind.CHILDREN_AT_RISK, "no"), "not at risk"),
        Move(ANYWHERE, _checked, "to refer", "judged at the start", _judged_at_risk, then=_refer),
        Move(ANYWHERE, _gathered, "to refer", "judged with a new partner", _judged_at_risk, _keep_children, _refer),
        Move(START, _gathered, "not at risk", "judged with a new partner", _judged_safe, _keep_children),
        Move(ANYWHERE, opened(CHILDREN_REFERRAL), "to refer"),
        Move("to refer", done(CHILDREN_REFERRAL), "outcome awaited", then=_await_outcome),
        Move("outcome awaited", done(CHILDREN_OUTCOME), "to escalate", "not enough", _inadequate, then=_escalate),
        Move("outcome awaited", done(CHILDREN_OUTCOME), "answered"),
        Move(ANYWHERE, opened(CHILDREN_ESCALATION), "to escalate"),
        Move("to escalate", done(CHILDREN_ESCALATION), "outcome awaited", "no outcome yet", _outcome_open),
        Move("to escalate", done(CHILDREN_ESCALATION), "escalated"),
        Move("to judge", cancelled(CHILDREN_DECISION), "overtaken"),
        Move("to refer", cancelled(CHILDREN_REFERRAL), "overtaken"),
        Move("outcome awaited", cancelled(CHILDREN_OUTCOME), "overtaken"),
        Move("to escalate", cancelled(CHILDREN_ESCALATION), "overtaken"),
    ),
    ends=("not at risk", "answered", "escalated", "overtaken"),
    about="a child, or a partner with children",
    nobody=CHILDREN,
    owes={
        "to judge": (CHILDREN_DECISION.kind,),
        "to refer": (CHILDREN_REFERRAL.kind,),
        "outcome awaited": (CHILDREN_OUTCOME.kind,),
        "to escalate": (CHILDREN_ESCALATION.kind,),
    },
)
"""One for each child or household; "children" are those of the case."""

CHILD_PROTECTION = Process(
    name="child_protection",
    title="Child protection conference and plan",
    clauses=("PF-18.13a", "PF-18.13b", "PF-18.13c"),
    moves=(
        Move(ANYWHERE, opened(CONFERENCE), "conference called"),
        Move("conference called", done(CONFERENCE), "actions to take up", "a plan is made", _plan_open),
        Move("conference called", done(CONFERENCE), "contributed"),
        Move("conference called", waived(CONFERENCE), "let go"),
        Move("conference called", cancelled(CONFERENCE), "let go"),
        Move(ANYWHERE, opened(CHILD_PLAN), "actions to take up"),
        Move("actions to take up", done(CHILD_PLAN), "in our plans"),
        Move("actions to take up", waived(CHILD_PLAN), "let go"),
        Move("actions to take up", cancelled(CHILD_PLAN), "let go"),
    ),
    ends=("contributed", "in our plans", "let go"),
    about="child",
    owes={"conference called": (CONFERENCE.kind,), "actions to take up": (CHILD_PLAN.kind,)},
)

PROCESSES = (SAFEGUARDING_CHILDREN, CHILD_PROTECTION)

STANDING = (KNOW_THE_MASH, KNOW_CHILD_SAFEGUARDING, OVERSIGHT)

RULES = (CHILDREN_DECISION, CHILDREN_REFERRAL, CHILDREN_OUTCOME, CHILDREN_ESCALATION, CONFERENCE, CHILD_PLAN)
