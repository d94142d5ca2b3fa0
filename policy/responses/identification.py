"""Signs of abuse noticed at any time, and concerns about a prisoner without an OASys: sections 6.1 to 6.8 and 7.6."""

from collections.abc import Iterator

from models.case import Case
from models.events.signs import MAY_BE_STALKING, SignsNoticed
from models.forms.custody import ConcernWithoutOasys
from models.outcome import NoticeClass
from models.roles import PRISON_ROLES, Role
from policy import defaults
from policy.demands import Demand, KeepConcern, Note, Open, Tell
from policy.process import ANYWHERE, Happening, Move, Process, cancelled, done, opened, waived
from policy.responses.escalation import ESCALATION
from policy.responses.review import POSSIBLE_STALKING, REVIEW, review
from policy.rules import DutyRule
from policy.situation import Situation

CONCERN_WITHOUT_OASYS = DutyRule(
    kind="concern_without_oasys",
    title="No OASys: lessen the risk, follow the Public Protection Manual, discuss whether to escalate",
    clauses=("PF-7.6b", "PF-7.6c", "PF-7.6e"),
    form=ConcernWithoutOasys,
    budget=defaults.CONCERN_WITHOUT_OASYS,
    owner=Role.POM,
)
"""The handover report then documents the concern (PF-7.6d)."""


def signs_noticed(s: Situation, event: SignsNoticed) -> Iterator[Demand]:
    """Report, record and share (EV-17); threats, attempts and repeated contact may be stalking (EV-37)."""
    yield Tell(None, NoticeClass.IMMEDIATE, "signs of domestic abuse reported: discuss them with whoever noticed")
    if MAY_BE_STALKING & set(event.signs):
        words = "signs that may show stalking"
        yield Open(REVIEW, since=s.identified, clause="PF-6.2a", trigger=POSSIBLE_STALKING, started_by=words)
        yield Note("if it broke an order or a condition, report that breach as well (EV-04, EV-08)")
    else:
        yield from review(s)
    if s.case.in_prison:
        yield KeepConcern(event.event_id)
        yield Note("record the concern in a case note, and consider the risk alert (PF-6.8d, PF-6.8e)")
        yield from without_oasys(s)
    elif event.role in PRISON_ROLES:
        yield Note("noticed by prison staff, of a person in the community")


def without_oasys(s: Situation) -> Iterator[Demand]:
    """A concern about a prisoner who has no OASys (EV-57)."""
    if s.case.in_prison and s.case.custody.no_oasys:
        yield Open(CONCERN_WITHOUT_OASYS, since=s.identified, clause="PF-7.6b")


def _escalates(_case: Case, h: Happening) -> bool:
    return isinstance(h.form, ConcernWithoutOasys) and h.form.escalation == "escalate"


def _escalate(_case: Case, h: Happening) -> Iterator[Demand]:
    words = "a concern without an OASys was escalated"
    yield Open(ESCALATION, since=h.day, clause="PF-11.5a", started_by=words, grave=True)


WITHOUT_OASYS = Process(
    name="concern_without_oasys",
    title="Concern about a prisoner without an OASys",
    clauses=("PF-7.6b", "PF-7.6c", "PF-7.6d", "PF-7.6e"),
    moves=(
        Move(ANYWHERE, opened(CONCERN_WITHOUT_OASYS), "to act on"),
        Move("to act on", done(CONCERN_WITHOUT_OASYS), "escalated", "risk escalated", _escalates, then=_escalate),
        Move("to act on", done(CONCERN_WITHOUT_OASYS), "for the handover report"),
        Move("to act on", waived(CONCERN_WITHOUT_OASYS), "let go"),
        Move("to act on", cancelled(CONCERN_WITHOUT_OASYS), "let go"),
    ),
    ends=("escalated", "for the handover report", "let go"),
    owes={"to act on": (CONCERN_WITHOUT_OASYS.kind,)},
)

PROCESSES = (WITHOUT_OASYS,)

RULES = (CONCERN_WITHOUT_OASYS,)
