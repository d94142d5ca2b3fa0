"""Public protection in prison: HPPM, PPRC, contact with each child and each phone number. Section 7.5, AM-37.

While PPRC is on nobody's number goes on the phone account, and no child is in contact, until each is cleared.
"""

from collections.abc import Iterator

from models.case import Case
from models.decisions import DecisionKind
from models.events.signs import PrisonContactSought
from models.forms.custody import NumberCheck, PomChecks, RiskFromCustody
from models.outcome import NoticeClass
from models.roles import Role
from policy.demands import Demand, Note, Open, Tell
from policy.process import (
    ANYWHERE,
    Condition,
    Happening,
    Move,
    Process,
    allowed,
    cancelled,
    decided,
    done,
    opened,
    told,
    waived,
)
from policy.responses.children_in_custody import NUMBER_CHECK, PRISON_CHILD_CONTACT
from policy.responses.identification import CONCERN_WITHOUT_OASYS
from policy.situation import Situation
from policy.stages.custody import POM_ALLOCATION, POM_CHECKS, RISK_FROM_CUSTODY


def on_contact_sought(s: Situation, event: PrisonContactSought) -> Iterator[Demand]:
    """A number or contact with a child is asked for by a prisoner under PPRC (EV-50): check first."""
    custody = s.case.custody
    if not (s.case.in_prison and custody.child_contact_restricted):
        yield Note("no restriction on contact with children is on: nothing is held back by it")
        return
    if event.number and event.number not in custody.numbers:
        yield Open(NUMBER_CHECK, event.number, since=s.identified, clause="PF-7.5d")
    if event.child and event.child not in custody.child_contact:
        yield Open(PRISON_CHILD_CONTACT, event.child, since=s.identified, clause="PF-7.5e")
        yield Note("no contact with the child until the risk assessment decides (PF-7.5e, GU-15)")


# Screening ----------------------------------------------------------------------------------------------------------


def _set(harassment: bool, children: bool) -> Condition:
    def found(_case: Case, h: Happening) -> bool:
        form = h.form
        return isinstance(form, RiskFromCustody) and (form.harassment_measures, form.child_contact_restricted) == (
            harassment,
            children,
        )

    return found


def _learn_measures(case: Case, h: Happening) -> None:
    assert isinstance(h.form, RiskFromCustody)
    case.custody.harassment_measures = h.form.harassment_measures
    case.custody.child_contact_restricted = h.form.child_contact_restricted


_MEASURES = {"HPPM and PPRC": (True, True), "HPPM": (True, False), "PPRC": (False, True), "no measures": (False, False)}

PUBLIC_PROTECTION = Process(
    name="public_protection",
    title="Public protection measures in prison",
    clauses=("PF-7.4a", "PF-7.5a", "PF-7.5b", "PF-7.5c", "PF-7.5e"),
    moves=(
        Move(ANYWHERE, opened(RISK_FROM_CUSTODY), "to screen"),
        *(
            Move(ANYWHERE, done(RISK_FROM_CUSTODY), state, state, _set(*measures), _learn_measures)
            for state, measures in _MEASURES.items()
        ),
        Move("to screen", waived(RISK_FROM_CUSTODY), "not screened"),
        Move("to screen", cancelled(RISK_FROM_CUSTODY), "out of prison"),
        *(
            Move(state, told(event), "out of prison")
            for state in _MEASURES
            for event in ("released", "released_from_remand")
        ),
    ),
    ends=("not screened", "out of prison"),
    owes={"to screen": (RISK_FROM_CUSTODY.kind,)},
)
"""Measures already set when the case starts stay on while the person is being screened (AM-37)."""


# Contact with each child --------------------------------------------------------------------------------------------


def _learn_contact(case: Case, h: Happening) -> None:
    """What was decided holds for the child; decided about a partner, for each of the partner's children."""
    if h.subject is None:
        return
    partner = case.partners.get(h.subject)
    children = partner.children if partner is not None else [h.subject]
    case.custody.child_contact.update(dict.fromkeys(children, h.option or "none"))


def _some(_case: Case, h: Happening) -> bool:
    return h.option != "none"


CHILD_CONTACT = Process(
    name="prison_child_contact",
    title="Contact from prison with a child",
    clauses=("PF-7.5e", "PF-18.15a"),
    moves=(
        Move(ANYWHERE, opened(PRISON_CHILD_CONTACT), "no contact until assessed"),
        Move(ANYWHERE, decided(DecisionKind.PRISON_CHILD_CONTACT), "contact decided on", "some", _some, _learn_contact),
        Move(ANYWHERE, decided(DecisionKind.PRISON_CHILD_CONTACT), "no contact", "none", learn=_learn_contact),
        Move("contact decided on", allowed("allow_child_contact", "child"), "in contact"),
        Move("no contact until assessed", cancelled(PRISON_CHILD_CONTACT), "out of prison"),
    ),
    ends=("out of prison",),
    about="child",
    nobody="children",
    owes={"no contact until assessed": (PRISON_CHILD_CONTACT.kind,)},
)


# Each number --------------------------------------------------------------------------------------------------------


def _cleared(_case: Case, h: Happening) -> bool:
    return isinstance(h.form, NumberCheck) and h.form.cleared


def _learn_number(case: Case, h: Happening) -> None:
    if not isinstance(h.form, NumberCheck) or h.subject is None:
        return
    case.custody.numbers[h.subject] = h.form.cleared
    if h.form.reaches_child:
        case.custody.number_reaches[h.subject] = h.form.reaches_child


NUMBER = Process(
    name="phone_number",
    title="Social number on the phone account",
    clauses=("PF-7.5d",),
    moves=(
        Move(ANYWHERE, opened(NUMBER_CHECK), "to check"),
        Move("to check", done(NUMBER_CHECK), "cleared", "cleared", _cleared, _learn_number),
        Move("to check", done(NUMBER_CHECK), "kept off", learn=_learn_number),
        Move("cleared", allowed("clear_number", "number"), "on the account"),
        Move("to check", cancelled(NUMBER_CHECK), "out of prison"),
    ),
    ends=("kept off", "on the account", "out of prison"),
    about="number",
    owes={"to check": (NUMBER_CHECK.kind,)},
)


# Who assesses, and with what ----------------------------------------------------------------------------------------


def _no_oasys(_case: Case, h: Happening) -> bool:
    return isinstance(h.form, PomChecks) and h.form.assessment is None


def _learn_route(case: Case, h: Happening) -> None:
    case.custody.no_oasys = _no_oasys(case, h)


def _early_allocation(_case: Case, h: Happening) -> Iterator[Demand]:
    if isinstance(h.form, PomChecks) and h.form.early_allocation == "meets":
        words = "the criteria for early allocation are met: agree it with the prison (PF-15.10b)"
        yield Tell(Role.MIDDLE_MANAGER, NoticeClass.DIGEST, words)


def _without(case: Case, h: Happening) -> Iterator[Demand]:
    yield from _early_allocation(case, h)
    yield Open(CONCERN_WITHOUT_OASYS, since=h.day, clause="PF-7.6b", started_by="found not eligible for an OASys")


def _checks_wait(case: Case, _h: Happening) -> bool:
    return case.open_duty(POM_CHECKS.kind) is not None


ASSESSED, WITHOUT = "assessed with OASys", "without OASys"

CUSTODY_ASSESSMENT = Process(
    name="custody_assessment",
    title="POM allocation and assessment in custody",
    clauses=("PF-6.8a", "PF-6.8b", "PF-7.6a", "PF-7.7a", "PF-15.10b"),
    moves=(
        Move(ANYWHERE, opened(POM_ALLOCATION), "POM to allocate"),
        Move("POM to allocate", done(POM_ALLOCATION), "checks to make", "checks are owed", _checks_wait),
        Move("POM to allocate", done(POM_ALLOCATION), "allocated"),
        Move(ANYWHERE, opened(POM_CHECKS), "checks to make"),
        Move(ANYWHERE, done(POM_CHECKS), WITHOUT, "not eligible", _no_oasys, _learn_route, _without),
        Move(ANYWHERE, done(POM_CHECKS), ASSESSED, learn=_learn_route, then=_early_allocation),
        *(Move("POM to allocate", on(POM_ALLOCATION), "let go") for on in (waived, cancelled)),
        *(Move("checks to make", on(POM_CHECKS), "let go") for on in (waived, cancelled)),
    ),
    ends=("let go",),
    owes={"POM to allocate": (POM_ALLOCATION.kind,), "checks to make": (POM_CHECKS.kind,)},
)

PROCESSES = (CUSTODY_ASSESSMENT, PUBLIC_PROTECTION, CHILD_CONTACT, NUMBER)
