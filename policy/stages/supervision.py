"""The start of supervision on licence or order: sections 6.9, 7.1, 7.2, 10.8 and 12.9 (BU-START).

Every release and every new order starts it afresh (AM-32); the end of HDC and the start of post-sentence supervision do
not (AM-57).
"""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.duties import Duty
from models.events.sentence import (
    ApprovedPremisesLeft,
    CaseTransferred,
    PractitionerAllocated,
    Released,
    SentencePassed,
)
from models.forms.form import Form, PurposefulContact
from models.forms.supervision import InitialAssessment, Residence, StartChecks
from models.outcome import NoticeClass
from models.risk import AbuseKind
from models.roles import Role
from models.sentence import Programme
from policy import defaults
from policy.demands import Demand, Note, Open, ResumeClocks, Settle, Supersede, Tell
from policy.interventions.considered import considered
from policy.ladder import DRIFT
from policy.responses.enquiries import start_enquiries
from policy.responses.home_visit import HOME_VISIT, start_visit
from policy.responses.multi_agency import WITH_CHECKS, forum_undecided, lifer_forum
from policy.responses.programmes import programme_required
from policy.responses.review import review
from policy.rules import DutyRule, Missing
from policy.situation import Situation
from policy.stages.closing import on_end
from policy.stages.plan_checks import lacks
from policy.stages.pre_release import (
    ALLOCATE_PRACTITIONER,
    HANDOVER_ACCEPTANCE,
    is_late_reallocation,
    unready,
)


def _assessed(case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, InitialAssessment)
    if AbuseKind.INTIMATE_PARTNER in case.profile.abuse and form.sara is None:
        yield Missing("sara", "PF-7.2b", "a SARA is completed where there is intimate partner abuse")
    if case.programme is None and form.alternative_intervention is None:
        words = "no programme is required: name the intervention or RAR that the plan holds instead"
        yield Missing("alternative_intervention", "PF-4.1g", words)
    yield from considered(case, form)
    yield from lacks(case, form)


RESIDENCE = DutyRule(
    kind="residence",
    title="Establish where the person lives; consider protective action at once",
    clauses=("PF-7.2a", "PF-7.2a2"),
    form=Residence,
    budget=defaults.IMMEDIATELY,
    community_only=True,
)


def _checked(case: Case, duty: Duty, form: Form) -> Iterable[Missing]:
    yield from forum_undecided(case, WITH_CHECKS)
    yield from _children_referred(case, duty, form)


def _children_referred(_case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, StartChecks)
    if form.childrens_services_contacted:
        return
    if form.child_at_risk:
        yield Missing("childrens_services_contacted", "PF-18.12b", "a child at risk is referred to children's services")
    if form.children_unclear:
        words = "what is known of children is not clear: find out, with children's services where necessary"
        yield Missing("childrens_services_contacted", "PF-6.9d2", words)


START_CHECKS = DutyRule(
    kind="start_checks",
    title="Checks at the start of supervision: registers, orders, children, household, MARAC",
    clauses=("PF-6.9b", "PF-6.9c", "PF-6.9d", "PF-6.9d2", "PF-6.9e", "PF-15.14a", "PF-18.12a"),
    form=StartChecks,
    budget=defaults.START_CHECKS,
    community_only=True,
    check=_checked,
)
INITIAL_ASSESSMENT = DutyRule(
    kind="initial_assessment",
    title="Assess afresh: OASys, SARA, people at risk, risk management plan",
    clauses=("PF-7.1a", "PF-7.2b", "PF-7.2c", "PF-2.4a", "PF-4.1d", "PF-4.1e", "PF-4.1g", "PF-8.1a", "PF-11.3a"),
    form=InitialAssessment,
    budget=defaults.INITIAL_ASSESSMENT,
    community_only=True,
    check=_assessed,
)
PURPOSEFUL_CONTACT = DutyRule(
    kind="purposeful_contact",
    title="Contact with a purpose: offending, risk or the plan",
    clauses=("PF-8.4a", "PF-10.3a"),
    form=PurposefulContact,
    budget=defaults.PURPOSEFUL_CONTACT_EVERY,
    every=defaults.PURPOSEFUL_CONTACT_EVERY,
    ladder=DRIFT,
    community_only=True,
)
"""Without one in 21 days the SPO hears that the case drifts (INS-P16; project default).

Released with nobody allocated, it is asked of whoever is allocated then, counted from the release all the same.
"""


def start_of_supervision(s: Situation, programme: Programme | None) -> Iterator[Demand]:
    """What every new supervision asks for, counted from its start however late we heard (AM-02)."""
    yield Supersede(HOME_VISIT.kind, ("PF-10.8a", "PF-10.8b"), "a new supervision started (AM-32)")
    yield ResumeClocks(HOME_VISIT.kind)
    for rule in (RESIDENCE, START_CHECKS, INITIAL_ASSESSMENT):
        yield Open(rule, started_by="supervision started")
    yield from start_visit(s)
    if programme is not None:
        yield from programme_required(s, programme)
    yield from start_enquiries(s)


def on_release(s: Situation, _event: Released) -> Iterator[Demand]:
    """Released on licence (EV-12). The release is never held up; what is not ready is said at once (INS-N02)."""
    if not s.case.in_community:
        yield from on_end(s)
        return
    still_open = unready(s.before)
    if still_open:
        yield Tell(Role.SPO, NoticeClass.ESCALATION, f"released with {len(still_open)} pre-release steps still open")
    yield from start_of_supervision(s, s.case.programme if not s.case.programme_finished else None)
    for partner in s.case.partners.values():
        if partner.until is None:
            yield from lifer_forum(s, partner.ref, START_CHECKS)  # PF-15.17a: out of prison already in one
    if Role.COMMUNITY_PRACTITIONER in s.case.practitioners:
        yield Open(PURPOSEFUL_CONTACT, started_by="supervision started")
    else:
        yield Open(ALLOCATE_PRACTITIONER)


def on_order(s: Situation, event: SentencePassed) -> Iterator[Demand]:
    """A community or suspended sentence order begins on the day it is made, beside a licence too (AM-02, AM-57)."""
    known = s.before.sentences.get(event.sentence)
    if known is not None and known.passed_on == s.happened:
        yield Note("this order is known: what was corrected is recorded, and no clock starts again (AM-57)")
        return
    yield from start_of_supervision(s, event.programme)
    yield Open(PURPOSEFUL_CONTACT, started_by="supervision started")
    if Role.COMMUNITY_PRACTITIONER not in s.case.practitioners:
        yield Open(ALLOCATE_PRACTITIONER)


def on_practitioner_allocated(s: Situation, event: PractitionerAllocated) -> Iterator[Demand]:
    """A community practitioner holds the case; on a change the new one accepts it and looks afresh (EV-38, PF-7.1a)."""
    previous = s.before.practitioners.get(Role.COMMUNITY_PRACTITIONER)
    if event.skills_confirmed and event.tier:
        yield Settle(ALLOCATE_PRACTITIONER.kind, reason=f"allocated to {event.practitioner}")
    elif previous != event.practitioner or s.case.open_duty(ALLOCATE_PRACTITIONER.kind):
        yield from _to_confirm(s)
    if s.case.in_community and s.case.open_duty(PURPOSEFUL_CONTACT.kind) is None:
        yield Open(PURPOSEFUL_CONTACT, since=s.case.supervision_started, started_by="supervision started")
    if previous is None or previous == event.practitioner:
        return
    yield Open(HANDOVER_ACCEPTANCE, owner=Role.COMMUNITY_PRACTITIONER)
    if is_late_reallocation(s):
        yield Tell(Role.SPO, NoticeClass.ESCALATION, "the practitioner changed within 13 weeks of release")
    if s.case.in_community:
        yield Open(INITIAL_ASSESSMENT, clause="PF-7.1a")


def _to_confirm(s: Situation) -> Iterator[Demand]:
    """A fact is never refused: the allocation stands, and a manager still owes the confirmation (PF-6.9a, GU-42)."""
    if s.case.open_duty(ALLOCATE_PRACTITIONER.kind) is None:
        yield Open(ALLOCATE_PRACTITIONER, clause="PF-6.9a", started_by="allocated without a manager's confirmation")
    yield Tell(
        Role.MIDDLE_MANAGER, NoticeClass.DIGEST, "confirm skill, knowledge and tier for this case (PF-6.9a, GU-42)"
    )


def on_transfer(s: Situation, event: CaseTransferred) -> Iterator[Demand]:
    """Another team takes the case: it allocates it, and whoever then holds it looks afresh (PH-25, PF-6.9a)."""
    if event.team != s.before.team:
        yield Open(ALLOCATE_PRACTITIONER, started_by="transferred to another team")
        yield Tell(Role.SPO, NoticeClass.DIGEST, "this case was transferred to your team: allocate it")


def on_moved_on(s: Situation, _event: ApprovedPremisesLeft) -> Iterator[Demand]:
    """Moved on from approved premises, a key transition (EV-13)."""
    yield from review(s)
    yield Note("check where and with whom the person now lives (PF-6.9e)")


RULES = (RESIDENCE, START_CHECKS, INITIAL_ASSESSMENT, PURPOSEFUL_CONTACT)
