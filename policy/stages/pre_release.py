"""Release planning and handover: sections 7.6d, 9.1, 9.2, 9.4, 16.16a and 17.3.

It opens by date, and never delays a release.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from models.case import Case
from models.duties import Duty
from models.enquiries import Agency
from models.events.sentence import HdcAddressProposed
from models.forms import AddressCheck, Confirmed, Form, Handover, HandoverAccepted, HdcAddressCheck, LicenceConditions
from models.outcome import NoticeClass
from models.roles import Role
from models.sentence import Stage
from policy import defaults
from policy.calendar import months_before
from policy.demands import Ask, Demand, Open, Tell
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
    return months_before(release, defaults.PRE_RELEASE_MONTHS) if release and case.stage is Stage.CUSTODY else None


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
    return 0 <= (release - s.happened).days <= defaults.LATE_REALLOCATION_WEEKS * 7


def on_hdc_address(_s: Situation, event: HdcAddressProposed) -> Iterator[Demand]:
    """An HDC address is put forward: ask both agencies, ask the occupier, think of those there (PF-9.4)."""
    yield Open(HDC_ADDRESS_CHECK, event.address)
    yield Ask(Agency.POLICE, event.address)
    yield Ask(Agency.CHILDRENS_SERVICES, event.address)


RULES = (*PRE_RELEASE, HANDOVER_ACCEPTANCE, ALLOCATE_PRACTITIONER, HDC_ADDRESS_CHECK)
