"""Safeguarding children from prison: sections 7.5, 18.9 and 18.15 (BU-CHILD-CUS)."""

from collections.abc import Iterable, Iterator, Sequence

from models.case import Case
from models.decisions import DecisionKind
from models.duties import Duty
from models.events.safeguarding import ContactWithChildEnded
from models.forms.custody import NumberCheck, RiskFromCustody
from models.forms.form import Form
from models.forms.safeguarding import ChildrenTold, ContactLoss
from models.roles import Role
from models.sentence import Stage
from policy import defaults
from policy.demands import Demand, Note, Open
from policy.process import ANYWHERE, START, Happening, Move, Process, Trigger, What, cancelled, done, opened, waived
from policy.responses.review import review
from policy.rules import DecisionRule, DutyRule, Missing
from policy.situation import Situation

# 7.5 Contact with a child --------------------------------------------------------

PRISON_CHILD_CONTACT = DutyRule(
    kind="prison_child_contact_decision",
    title="Assess contact with the child; no visits, calls or letters until decided",
    clauses=("PF-7.5c", "PF-7.5e"),
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


def hold_contact(s: Situation, about: str | None, children: Sequence[str] = ()) -> Iterator[Demand]:
    """All contact with each child is held until the risk assessment decides (PF-7.5e)."""
    for child in children or (about,):
        yield Open(PRISON_CHILD_CONTACT, child, since=s.identified, clause="PF-7.5e")
    yield Note("no contact with any child until the risk assessment decides (PF-7.5e, GU-15)")


# 18.9 Contact with a child cut or ended --------------------------------------------------------

CONTACT_LOSS = DutyRule(
    kind="contact_loss",
    title="Contact with a child ended: weigh the effect, and support coping",
    clauses=("PF-18.9a",),
    form=ContactLoss,
    budget=defaults.CONTACT_LOSS,
)


def contact_ended(s: Situation, event: ContactWithChildEnded) -> Iterator[Demand]:
    """The loss is weighed beside the risk; a review where it is significant (EV-65)."""
    yield Open(CONTACT_LOSS, event.child, since=s.identified)
    if event.significant:
        yield from review(s)


# 18.15 A prisoner who is a continuing risk to children --------------------------------------------------------


def _told_by_the_prison(case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, ChildrenTold)
    if case.stage is not Stage.CUSTODY:
        return
    if form.probation_office is None:
        yield Missing("probation_office", "PF-18.15b", "the probation office is notified too")
    if form.contact_restricted is None:
        yield Missing("contact_restricted", "PF-18.15c", "contact with children is prevented or restricted (PPRC)")
    if form.monitoring is None:
        yield Missing("monitoring", "PF-18.15d", "say what was considered on monitoring letters and calls")


CHILDREN_TOLD = DutyRule(
    kind="childrens_services_told",
    title="Tell children's services of the reception, transfer or release address",
    clauses=("PF-18.15a", "PF-18.15b", "PF-18.15c", "PF-18.15d"),
    form=ChildrenTold,
    budget=defaults.RISK_FROM_CUSTODY,
    owner=Role.POM,
    check=_told_by_the_prison,
)


def is_risk_to_children(case: Case) -> bool:
    """Whether the prisoner is a continuing risk to children: found so, or a child is among those at risk."""
    return case.risk_to_children or any(person.child for person in case.people_at_risk.values())


def tell_of_risk(what: str) -> Iterator[Demand]:
    """Children's services and the probation office hear of a continuing risk (EV-39)."""
    yield Open(CHILDREN_TOLD, clause="PF-18.15a", note=f"tell them {what}")


def _a_risk(_case: Case, h: Happening) -> bool:
    return isinstance(h.form, RiskFromCustody) and h.form.risk_to_children


def _no_risk(case: Case, h: Happening) -> bool:
    return not _a_risk(case, h)


def _know_the_risk(case: Case, h: Happening) -> None:
    case.risk_to_children = _a_risk(case, h)


def _of_the_reception(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(CHILDREN_TOLD, since=h.day, clause="PF-18.15a", started_by="risk to children found",
               note="tell them of the reception")  # fmt: skip


_screened = Trigger(What.DONE, "risk_from_custody")

CHILDREN_OF_A_PRISONER = Process(
    name="children_told",
    title="Children's services told of a prisoner",
    clauses=("PF-18.15a", "PF-18.15b", "PF-18.15c", "PF-18.15d"),
    moves=(
        Move(ANYWHERE, _screened, "to tell", "a risk to children", _a_risk, _know_the_risk, _of_the_reception),
        Move(START, _screened, "no risk found", "none", _no_risk, _know_the_risk),
        Move(ANYWHERE, opened(CHILDREN_TOLD), "to tell"),
        Move("to tell", done(CHILDREN_TOLD), "told"),
        Move("to tell", waived(CHILDREN_TOLD), "let go"),
        Move("to tell", cancelled(CHILDREN_TOLD), "let go"),
    ),
    ends=("no risk found", "told", "let go"),
    owes={"to tell": (CHILDREN_TOLD.kind,)},
)
"""At reception, at each transfer, and with the release address (PF-18.15a)."""

DECISIONS = (
    DecisionRule(
        DecisionKind.PRISON_CHILD_CONTACT,
        "DE-07",
        "What contact with the child is allowed from prison",
        ("none", "letters", "calls", "supervised_visits", "full"),
        "PF-7.5e",
        rationale_for=("letters", "calls", "supervised_visits", "full"),
    ),
)

PROCESSES = (CHILDREN_OF_A_PRISONER,)

RULES = (PRISON_CHILD_CONTACT, NUMBER_CHECK, CONTACT_LOSS, CHILDREN_TOLD)
