"""Release planning and handover: sections 7.6d, 9.2 and 15.10b.

It opens by date, and never delays a release.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from models.case import Case
from models.duties import Duty
from models.events.custody import EarlyAllocationAgreed
from models.forms.form import Form
from models.forms.plans import ReleasePlan
from models.forms.release import AddressCheck, Handover, HandoverAccepted
from models.forms.supervision import AllocationConfirmed
from models.outcome import NoticeClass
from models.roles import Role
from models.sentence import Stage
from policy import defaults
from policy.calendar import months_before
from policy.demands import Demand, Note, Open, Tell
from policy.interval import interval
from policy.process import START, Move, Process, cancelled, done, opened, waived
from policy.rules import DutyRule, Missing
from policy.situation import Situation
from policy.stages.count_back import FIRST_CONTACT, RELEASE_PLANNING, TAKES_OVER, earliest_release, release_expected
from policy.stages.licence_conditions import LIAISE_FIRST, LICENCE_CONDITIONS, PUT_CONDITION_FORWARD, not_put_forward
from policy.stages.mappa_notice import MAPPA_LEVEL_NOTICE, tell_the_prison
from policy.stages.plan_checks import lacks


def _concerns(case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, Handover)
    if case.custody.no_oasys and not form.concerns_listed:
        words = "there is no OASys: the handover report documents every concern"
        yield Missing("concerns_listed", "PF-7.6d", words)


HANDOVER = DutyRule(
    kind="first_contact_and_handover",
    title="Meet the person and the prison side: first contact and handover",
    clauses=("PF-7.6d", "PF-9.2b2", "PF-17.1a"),
    form=Handover,
    budget=defaults.FIRST_CONTACT_SHORT,
    owner=Role.COMMUNITY_PRACTITIONER,
    check=_concerns,
)
RELEASE_ADDRESS_CHECK = DutyRule(
    kind="release_address_check",
    title="Check the release address with police and children's services",
    clauses=("PF-6.9e", "PF-7.2e", "PF-9.2b"),
    form=AddressCheck,
    budget=defaults.working_days(10),
    owner=Role.COMMUNITY_PRACTITIONER,
)


def _plan_whole(case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, ReleasePlan)
    yield from lacks(case, form)


RELEASE_PLAN = DutyRule(
    kind="release_plan",
    title="Plan for release: risk management plan and referrals",
    clauses=("PF-8.1a", "PF-8.2a", "PF-8.3d"),
    form=ReleasePlan,
    budget=defaults.working_days(10),
    owner=Role.COMMUNITY_PRACTITIONER,
    check=_plan_whole,
)


def _own_assessment(_case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, HandoverAccepted)
    if form.own_assessment is None:
        words = "an earlier assessment is not enough: give the new holder's own, or its plan (GU-16)"
        yield Missing("own_assessment", "PF-7.1a", words)


HANDOVER_ACCEPTANCE = DutyRule(
    kind="handover_acceptance",
    title="Accept the case and assess it afresh",
    clauses=("PF-7.1a",),
    form=HandoverAccepted,
    budget=defaults.HANDOVER_ACCEPTANCE,
    check=_own_assessment,
)


def _somebody_allocated(case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, AllocationConfirmed)
    if Role.COMMUNITY_PRACTITIONER not in case.practitioners:
        yield Missing("confirmed_by", "PF-6.9a", "nobody is allocated yet: report the allocation first (GU-42)")


ALLOCATE_PRACTITIONER = DutyRule(
    kind="community_allocation",
    title="Allocate a community practitioner with the skill and knowledge for the case",
    clauses=("PF-6.9a", "PF-6.9a2"),
    form=AllocationConfirmed,
    budget=defaults.ALLOCATION,
    owner=Role.MIDDLE_MANAGER,
    check=_somebody_allocated,
)
"""Closed by an allocation that carries the manager's confirmation, or by that confirmation after it (GU-42)."""


PRE_RELEASE = (HANDOVER, LICENCE_CONDITIONS, RELEASE_ADDRESS_CHECK, RELEASE_PLAN, MAPPA_LEVEL_NOTICE)
"""The work that makes a release ready."""

STEP = "pre-release planning opens"
READINESS = "two weeks before release"


def opens_on(case: Case) -> date | None:
    """The day pre-release planning opens: 8 months before the earliest release (project default)."""
    release = earliest_release(case)
    if release is None or case.stage is not Stage.CUSTODY:
        return None
    return months_before(release, interval(case, "pre_release_months"))


def planning_mark(case: Case) -> str:
    """What marks release planning as opened in the present time in custody; the day it opened on follows."""
    return f"{STEP} for {case.counters.get('custody', 0)} on "


def planning_opened(case: Case) -> date | None:
    """The day release planning opened in the present time in custody; none if it has not."""
    mark = planning_mark(case)
    return max((date.fromisoformat(s.removeprefix(mark)) for s in case.steps_taken if s.startswith(mark)), default=None)


def planning_is_open(case: Case) -> bool:
    """Whether the person is in custody and release planning has opened."""
    return case.stage is Stage.CUSTODY and planning_opened(case) is not None


def planning_opens(s: Situation) -> Iterator[Demand]:
    """Open the planning work, each counted back from the release and moving with it."""
    since = s.happened
    yield Open(HANDOVER, since=since, counts_to=FIRST_CONTACT, started_by=STEP)
    for rule in (LICENCE_CONDITIONS, RELEASE_ADDRESS_CHECK, RELEASE_PLAN):
        yield Open(rule, since=since, counts_to=RELEASE_PLANNING, started_by=STEP)
    for condition in not_put_forward(s.case):
        yield Open(PUT_CONDITION_FORWARD, condition, since=since, started_by=STEP, note=LIAISE_FIRST)
    if s.case.profile.mappa_level:
        yield from tell_the_prison(s.case, since, STEP)
    if Role.COMMUNITY_PRACTITIONER not in s.case.practitioners:
        yield Open(ALLOCATE_PRACTITIONER, since=since, started_by=STEP)


def unready(case: Case) -> list[str]:
    """The planning work still open, by title."""
    kinds = {rule.kind for rule in (*PRE_RELEASE, PUT_CONDITION_FORWARD)}
    return [d.title for d in case.open_duties if d.kind in kinds]


def readiness_alert(s: Situation) -> Iterator[Demand]:
    """Two weeks before release, whatever the ladder says: the SPO hears what is still open (project default)."""
    still_open = unready(s.case)
    if still_open:
        yield Tell(Role.SPO, NoticeClass.ESCALATION, f"release in two weeks and {len(still_open)} steps still open")


def is_late_reallocation(s: Situation) -> bool:
    """A change of community practitioner inside 13 weeks of release (INS-P14; project default)."""
    release = release_expected(s.case)
    changed = Role.COMMUNITY_PRACTITIONER in s.before.practitioners
    if not (changed and release and s.case.stage is Stage.CUSTODY):
        return False
    return 0 <= (release - s.happened).days <= interval(s.case, "late_reallocation_weeks") * 7


HANDING_OVER = Process(
    name="handover",
    title="Handover from the POM to the community",
    clauses=("PF-7.6d", "PF-7.1a", "PF-15.10b", "PF-17.1a"),
    moves=(
        Move(START, opened(HANDOVER), "to hand over"),
        Move("to hand over", done(HANDOVER), "handed over"),
        Move("to hand over", waived(HANDOVER), "handed over on paper"),
        Move("to hand over", cancelled(HANDOVER), "put off"),
        Move("handed over", opened(HANDOVER), "to hand over", "for the next release"),
        Move("handed over on paper", opened(HANDOVER), "to hand over", "for the next release"),
    ),
    ends=("put off",),
    owes={"to hand over": (HANDOVER.kind,)},
)
"""Accepting a case is work of its own: it comes with every change of practitioner, not with the handover alone."""


def early_allocation(s: Situation, _event: EarlyAllocationAgreed) -> Iterator[Demand]:
    """The community takes the case early: hand it over now, and name who takes it (EV-61, PF-15.10b)."""
    if s.case.stage is not Stage.CUSTODY:
        yield Note("the community has this case already: nothing to hand over")
        return
    yield Open(HANDOVER, counts_to=TAKES_OVER, started_by="early allocation agreed")
    if Role.COMMUNITY_PRACTITIONER not in s.case.practitioners:
        yield Open(ALLOCATE_PRACTITIONER, started_by="early allocation agreed")
    yield Note(VLO_CONTACT_PASSES)


VLO_CONTACT_PASSES = "contact with any victim liaison officer passes to the community practitioner (PF-17.1a)"

PROCESSES = (HANDING_OVER,)

RULES = (HANDOVER, RELEASE_ADDRESS_CHECK, RELEASE_PLAN, HANDOVER_ACCEPTANCE, ALLOCATE_PRACTITIONER)
