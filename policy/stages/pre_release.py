"""Release planning and handover: sections 7.6d, 9.1, 9.2, 9.4, 16.16a and 17.3.

It opens by date, and never delays a release.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from models.case import Case, HdcState
from models.duties import Duty
from models.enquiries import Agency, EnquiryState
from models.events.sentence import HdcAddressProposed
from models.forms.form import Confirmed, Form
from models.forms.release import AddressCheck, Handover, HandoverAccepted, HdcAddressCheck, LicenceConditions
from models.outcome import NoticeClass
from models.requests import ApproveHdcAddress
from models.roles import Role
from models.sentence import Stage
from policy import defaults
from policy.calendar import months_before
from policy.demands import Ask, Demand, Open, Tell
from policy.interval import interval
from policy.process import START, Happening, Move, Process, allowed, done, opened
from policy.responses.enquiries import key_of
from policy.rules import DutyRule, Missing
from policy.situation import Situation
from policy.stages.count_back import (
    FIRST_CONTACT,
    MAPPA_NOTICE,
    RELEASE_PLANNING,
    earliest_release,
    release_expected,
)

HANDOVER = DutyRule(
    kind="first_contact_and_handover",
    title="Meet the person and the prison side: first contact and handover",
    clauses=("PF-7.6d", "PF-9.2b2", "PF-17.1a"),
    form=Handover,
    budget=defaults.FIRST_CONTACT_SHORT,
    owner=Role.COMMUNITY_PRACTITIONER,
)
LICENCE_CONDITIONS = DutyRule(
    kind="licence_conditions",
    title="Ask for licence conditions that protect, and explain them",
    clauses=("PF-9.1a", "PF-9.2a", "PF-9.2a2", "PF-9.2b", "PF-9.2b2", "PF-9.2c", "PF-16.16a", "PF-17.3a"),
    form=LicenceConditions,
    budget=defaults.working_days(10),
    owner=Role.COMMUNITY_PRACTITIONER,
)
RELEASE_ADDRESS_CHECK = DutyRule(
    kind="release_address_check",
    title="Check the release address with police and children's services",
    clauses=("PF-6.9e", "PF-7.2e", "PF-9.2b"),
    form=AddressCheck,
    budget=defaults.working_days(10),
    owner=Role.COMMUNITY_PRACTITIONER,
)
RELEASE_PLAN = DutyRule(
    kind="release_plan",
    title="Plan for release: risk management plan, objectives and referrals",
    clauses=("PF-8.1a", "PF-10.1a", "PF-10.2a", "PF-10.2b"),
    form=Confirmed,
    budget=defaults.working_days(10),
    owner=Role.COMMUNITY_PRACTITIONER,
)
MAPPA_LEVEL_NOTICE = DutyRule(
    kind="mappa_level_notice",
    title="Tell the prison the MAPPA level",
    clauses=("PF-9.2e",),
    form=Confirmed,
    budget=defaults.IMMEDIATELY,
)
HANDOVER_ACCEPTANCE = DutyRule(
    kind="handover_acceptance",
    title="Accept the case and assess it afresh",
    clauses=("PF-7.1a",),
    form=HandoverAccepted,
    budget=defaults.HANDOVER_ACCEPTANCE,
)
ALLOCATE_PRACTITIONER = DutyRule(
    kind="community_allocation",
    title="Allocate a community practitioner with the skill and knowledge for the case",
    clauses=("PF-6.9a", "PF-6.9a2"),
    form=None,
    budget=defaults.ALLOCATION,
    owner=Role.MIDDLE_MANAGER,
)
"""Closed by the allocation itself."""


def ruled_out(form: HdcAddressCheck) -> bool:
    """Whether the check itself refuses the address: no consent, or a risk to somebody there (GU-04, GU-06)."""
    return form.occupier_consent == "refused" or form.risk_to_others


def _both_reviewed(case: Case, duty: Duty, form: Form) -> Iterable[Missing]:
    """An address that is not ruled out needs both replies, here and read, before the check counts as done (GU-05)."""
    assert isinstance(form, HdcAddressCheck)
    if ruled_out(form):
        return
    asked = (
        (Agency.POLICE, "police_reviewed", form.police_reviewed, "PF-9.4a"),
        (Agency.CHILDRENS_SERVICES, "childrens_services_reviewed", form.childrens_services_reviewed, "PF-9.4b"),
    )
    for agency, name, reviewed, clause in asked:
        enquiry = case.enquiries.get(key_of(agency, duty.subject or ""))
        if not reviewed or enquiry is None or not enquiry.settled:
            yield Missing(name, clause, "the reply about the address has not come and been reviewed (GU-05)")


HDC_ADDRESS_CHECK = DutyRule(
    kind="hdc_address_check",
    title="Check the address put forward for home detention curfew",
    clauses=("PF-9.4a", "PF-9.4b", "PF-9.4c", "PF-9.4d", "PF-9.4e", "PF-9.4f"),
    form=HdcAddressCheck,
    budget=defaults.HDC_CHECKS,
    owner=Role.COMMUNITY_PRACTITIONER,
    check=_both_reviewed,
)

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
    if s.case.profile.mappa_level:
        yield Open(MAPPA_LEVEL_NOTICE, since=since, counts_to=MAPPA_NOTICE, clause="PF-9.2e", started_by=STEP)
    if Role.COMMUNITY_PRACTITIONER not in s.case.practitioners:
        yield Open(ALLOCATE_PRACTITIONER, since=since, started_by=STEP)


def unready(case: Case) -> list[str]:
    """The planning work still open, by title."""
    kinds = {rule.kind for rule in PRE_RELEASE}
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


def on_hdc_address(_s: Situation, event: HdcAddressProposed) -> Iterator[Demand]:
    """An HDC address is put forward: ask both agencies, ask the occupier, think of those there (PF-9.4)."""
    yield Open(HDC_ADDRESS_CHECK, event.address)
    yield Ask(Agency.POLICE, event.address)
    yield Ask(Agency.CHILDRENS_SERVICES, event.address)


def _address_checked(case: Case, h: Happening) -> None:
    """What the check found is what the guards of approval look at (GU-04 to GU-06)."""
    assert isinstance(h.form, HdcAddressCheck) and h.subject
    address, form = case.hdc[h.subject], h.form
    address.occupier_consented = form.occupier_consent != "refused"
    address.risk_to_others = form.risk_to_others
    address.state = HdcState.REFUSED if ruled_out(form) else HdcState.PROPOSED
    reviewed = (form.police_reviewed, form.childrens_services_reviewed)
    for agency, read in zip((Agency.POLICE, Agency.CHILDRENS_SERVICES), reviewed, strict=True):
        enquiry = case.enquiries.get(key_of(agency, h.subject))
        if read and enquiry and enquiry.state is EnquiryState.ANSWERED:
            enquiry.state = EnquiryState.REVIEWED


def _not_ruled_out(_case: Case, h: Happening) -> bool:
    return isinstance(h.form, HdcAddressCheck) and not ruled_out(h.form)


def _approved(case: Case, h: Happening) -> None:
    assert isinstance(h.request, ApproveHdcAddress)
    case.hdc[h.request.address].state = HdcState.APPROVED


HDC_ADDRESS = Process(
    name="hdc_address",
    title="Address for home detention curfew",
    clauses=("PF-9.4a", "PF-9.4b", "PF-9.4c", "PF-9.4d", "PF-9.4e", "PF-9.4f"),
    moves=(
        Move(START, opened(HDC_ADDRESS_CHECK), "to check"),
        Move("to check", done(HDC_ADDRESS_CHECK), "checked", "nothing rules it out", _not_ruled_out, _address_checked),
        Move("to check", done(HDC_ADDRESS_CHECK), "refused", "no consent, or a risk", learn=_address_checked),
        Move("checked", opened(HDC_ADDRESS_CHECK), "to check"),
        Move("checked", allowed("approve_hdc_address", "address"), "approved", learn=_approved),
        Move("approved", opened(HDC_ADDRESS_CHECK), "to check"),
    ),
    ends=("refused",),
    about="address",
    owes={"to check": (HDC_ADDRESS_CHECK.kind,)},
)

PROCESSES = (HDC_ADDRESS,)

RULES = (*PRE_RELEASE, HANDOVER_ACCEPTANCE, ALLOCATE_PRACTITIONER, HDC_ADDRESS_CHECK)
