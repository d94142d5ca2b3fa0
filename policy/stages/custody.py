"""Custody: reception, allocation to a POM, recall. Sections 6.8, 7.1, 7.4 to 7.7 and 18.15."""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.duties import Duty
from models.events.custody import ReleasedFromRemand
from models.events.sentence import PractitionerAllocated, Recalled, ReceivedIntoCustody
from models.forms.custody import PomChecks, RiskFromCustody
from models.forms.form import Form
from models.risk import AbuseKind, OrderKind, OrderState
from models.roles import Role
from models.sentence import OffenceMarker, Stage
from policy import defaults
from policy.demands import Cancel, Demand, Note, Open, ResumeClocks, Settle, SuspendClocks
from policy.interventions.considered import considered
from policy.responses.children_in_custody import NUMBER_CHECK, PRISON_CHILD_CONTACT, is_risk_to_children, tell_of_risk
from policy.responses.disclosure import CONTACT_RESTRICTION
from policy.responses.enforcement import ENFORCEMENT_DECISION, RECALL_REQUEST
from policy.responses.enquiries import PERIODIC_POLICE_ENQUIRY
from policy.responses.home_visit import CONCERN, HOME_VISIT
from policy.responses.identification import CONCERN_WITHOUT_OASYS
from policy.responses.life_changes import ADDRESS_CHECK
from policy.responses.programme_routes import ALTERNATIVE_ROUTE, OTHER_ROUTE
from policy.responses.programmes import CUSTODY_REFERRAL, DASO_CONTACT, DASO_REFERRAL, PROGRAMME_REFERRAL
from policy.rules import DutyRule, Missing
from policy.situation import Situation
from policy.stages import supervision
from policy.stages.mappa_notice import MAPPA_LEVEL_NOTICE
from policy.stages.pre_release import PRE_RELEASE
from policy.stages.release_addresses import HDC_ADDRESS_CHECK, ROTL_ADDRESS_CHECK

POM_ALLOCATION = DutyRule(
    kind="pom_allocation",
    title="Allocate the case to a POM",
    clauses=("PF-6.8a",),
    form=None,
    budget=defaults.POM_ALLOCATION,
    owner=Role.HEAD_OF_OMD,
)
"""Closed by the allocation itself (TI-23)."""


HARASSING = frozenset({OffenceMarker.HARASSMENT, OffenceMarker.STALKING})
HARASSMENT_ORDERS = frozenset({OrderKind.RESTRAINING, OrderKind.NON_MOLESTATION, OrderKind.STALKING_PROTECTION})


def _for_harassment(case: Case) -> bool:
    """Convicted or remanded for harassment, or under a court order against it (PF-7.5b)."""
    markers = {*case.profile.markers, *(m for s in case.sentences.values() for m in s.markers)}
    ended = {OrderState.REVOKED, OrderState.EXPIRED}
    return bool(HARASSING & markers) or any(
        o.kind in HARASSMENT_ORDERS and o.state not in ended for o in case.orders.values()
    )


def _screened(case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, RiskFromCustody)
    restricted = form.child_contact_restricted
    if form.risk_to_children and not restricted:
        yield Missing("child_contact_restricted", "PF-7.5e", "a risk to children: no contact until assessed (GU-15)")
    elif case.custody.child_contact_restricted and not restricted:
        words = "the restriction is on: only a decision on contact with a child lifts it (GU-15)"
        yield Missing("child_contact_restricted", "PF-7.5e", words)
    if _for_harassment(case) and not form.harassment_measures and form.no_harassment_measures_reason is None:
        words = "harassment, or an order against it: manage under HPPM, or say why not"
        yield Missing("harassment_measures", "PF-7.5b", words)


RISK_FROM_CUSTODY = DutyRule(
    kind="risk_from_custody",
    title="Judge whether the victim or children are at risk from prison; screen for public protection",
    clauses=("PF-7.4a", "PF-7.5a", "PF-7.5b", "PF-7.5c", "PF-7.5e"),
    form=RiskFromCustody,
    budget=defaults.RISK_FROM_CUSTODY,
    owner=Role.POM,
    check=_screened,
)
"""As soon as possible after arrival (TI-21)."""


def _looked_afresh(case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, PomChecks)
    yield from considered(case, form)
    if not form.alert_applied and form.no_alert_reason is None:
        yield Missing("alert_applied", "PF-6.8e", "apply the domestic abuse risk alert, or say why not")
    if form.assessment is None:
        if form.not_eligible_reason is None:
            words = "give the POM's own OASys, or say why the person is not eligible for one (GU-16)"
            yield Missing("assessment", "PF-7.6a", words)
        return
    if AbuseKind.INTIMATE_PARTNER in case.profile.abuse and form.sara is None:
        yield Missing("sara", "PF-7.7a", "a SARA goes with the OASys where there is intimate partner abuse")
    if not form.people_at_risk:
        yield Missing("people_at_risk", "PF-7.7b", "say who is at risk, by reference, or 'none'")
    if not form.assessment_sources:
        yield Missing("assessment_sources", "PF-7.7c", "name what the OASys draws on, and what was missing")


POM_CHECKS = DutyRule(
    kind="pom_checks",
    title="Search the records, check for orders, record concerns and reassess",
    clauses=("PF-6.8b", "PF-6.8c", "PF-6.8d", "PF-6.8e", "PF-7.1a", "PF-7.6a", "PF-7.7a", "PF-7.7b", "PF-7.7c"),
    form=PomChecks,
    budget=defaults.POM_CHECKS,
    owner=Role.POM,
    check=_looked_afresh,
)


def on_reception(s: Situation, event: ReceivedIntoCustody) -> Iterator[Demand]:
    """Received on sentence, recall, remand or transfer (EV-60, EV-39). Held while supervised, no visit can be made."""
    if s.case.in_community:
        yield SuspendClocks(HOME_VISIT.kind, "held in custody")
    if event.reason != "transfer":
        if Role.POM not in s.case.practitioners or event.reason == "recall":
            yield Open(POM_ALLOCATION)
        yield Open(RISK_FROM_CUSTODY)
        return
    yield Open(POM_ALLOCATION)
    if is_risk_to_children(s.case):
        yield from tell_of_risk("of the transfer")


def on_pom_allocated(s: Situation, event: PractitionerAllocated) -> Iterator[Demand]:
    """A POM holds the case: search, check, record, reassess; earlier assessments do not do (PF-7.1a)."""
    asked_for = s.case.open_duty(POM_ALLOCATION.kind) is not None
    yield Settle(POM_ALLOCATION.kind, reason=f"allocated to {event.practitioner}")
    if s.case.in_community and s.case.custody.held_since is None:
        yield Note("the person is in the community: the POM has nothing to check now")
    elif asked_for or s.before.practitioners.get(Role.POM) != event.practitioner:
        yield Open(POM_CHECKS)


PRISON_WORK = (
    POM_ALLOCATION,
    RISK_FROM_CUSTODY,
    POM_CHECKS,
    PRISON_CHILD_CONTACT,
    NUMBER_CHECK,
    CONCERN_WITHOUT_OASYS,
    CONTACT_RESTRICTION,
    HDC_ADDRESS_CHECK,
    ROTL_ADDRESS_CHECK,
    MAPPA_LEVEL_NOTICE,
    CUSTODY_REFERRAL,
)
"""Work that only makes sense while the person is in prison."""


def outside(reason: str) -> Iterator[Demand]:
    """Out of prison: what could only be done there falls away."""
    for rule in PRISON_WORK:
        yield Cancel(rule.kind, reason, any_subject=True)


def on_leaving(s: Situation) -> Iterator[Demand]:
    """Released: prison work falls away, and children's services hear where to (PF-18.15a)."""
    yield from outside("released")
    if is_risk_to_children(s.case):
        yield from tell_of_risk("the release address")


def on_remand_over(s: Situation, _event: ReleasedFromRemand) -> Iterator[Demand]:
    """Held while supervised, and let out: prison work falls away, and the visit clocks run on from where they stood."""
    if s.case.stage is Stage.CUSTODY:
        yield Note("serving a sentence: no remand to end")
        return
    yield from outside("let out again")
    yield ResumeClocks(HOME_VISIT.kind)
    if s.case.in_community and s.before.concerns_in_custody:
        yield Open(HOME_VISIT, budget=CONCERN, clause="PF-10.8c", started_by="let out after a concern while held")


STARTS_AFRESH = (
    *supervision.RULES,
    PERIODIC_POLICE_ENQUIRY,
    PROGRAMME_REFERRAL,
    DASO_REFERRAL,
    DASO_CONTACT,
    ALTERNATIVE_ROUTE,
    OTHER_ROUTE,
)
"""Community work that every release asks for anew (AM-32)."""


def on_recall(s: Situation, _event: Recalled) -> Iterator[Demand]:
    """Recalled: the visit clock stops, start-of-supervision work falls away, release planning begins again (AM-32)."""
    yield SuspendClocks(HOME_VISIT.kind, "back in custody")
    yield Cancel(ENFORCEMENT_DECISION.kind, "recalled")
    yield Settle(RECALL_REQUEST.kind, reason="recalled")
    yield Cancel(ADDRESS_CHECK.kind, "back in custody: nobody is at risk there from the person now", any_subject=True)
    for rule in PRE_RELEASE:
        yield Cancel(rule.kind, "recalled: planning starts again for the next release", any_subject=True)
    for rule in STARTS_AFRESH:
        yield Cancel(rule.kind, "recalled: asked for afresh on release", any_subject=True)
    if s.case.dates.post_recall_release is None:
        yield Note("no release date is known: release planning opens when one is set")


RULES = (POM_ALLOCATION, RISK_FROM_CUSTODY, POM_CHECKS)
