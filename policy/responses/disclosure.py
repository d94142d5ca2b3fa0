"""Victim safety and disclosure: section 16, in its own order. Read it beside the framework.

Nothing here tells a partner anything. It makes sure a person decides, says why, and follows the decision through.
How one step leads to the next is in ``disclosure_process``; what a decision must say, in ``disclosure_decisions``.
"""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.decisions import DecisionKind
from models.duties import Budget, Duty
from models.enquiries import Agency
from models.events.life import (
    DisclosureMade,
    DvdsOutcome,
    ImminentRisk,
    NewRelationship,
    PartnerDetailsRefused,
    PartnerInContact,
)
from models.events.safeguarding import ContactRestrictionRaised
from models.forms.disclosure import (
    AfterDisclosure,
    ImmediateDisclosure,
    InformalConversation,
    NewPartner,
    PanelDecision,
    PanelRefusal,
    PartnerFound,
)
from models.forms.form import Form, Referral
from models.outcome import NoticeClass
from models.risk import Partner
from models.roles import Role
from models.sentence import Stage
from policy import defaults
from policy.demands import Ask, Demand, Note, Open, Settle, Tell
from policy.responses.children import children_response
from policy.responses.enforcement import enforcement_decision
from policy.responses.enquiries import ask_both
from policy.responses.home_visit import concern_visit
from policy.responses.multi_agency import WITH_DETAILS, forum_undecided, lifer_forum
from policy.responses.programmes import DASO_REFERRAL, is_with_daso, named_in_open_referral, new_partner_to_daso
from policy.responses.review import review
from policy.rules import DutyRule, Missing
from policy.situation import Situation
from policy.standing import Standing

# 16.2 Contact with a prisoner that somebody does not want --------------------------------------------------------

CONTACT_RESTRICTION = DutyRule(
    kind="contact_restriction_decision",
    title="Weigh information, risks and concerns: whether the prison restricts contact",
    clauses=("PF-16.2a",),
    form=None,
    decided_by=DecisionKind.CONTACT_RESTRICTION,
    budget=defaults.CONTACT_RESTRICTION,
    owner=Role.PRISON_STAFF,
    waivable=False,
)
"""Only what the prison decides is here, never who asked (ST-19)."""


def contact_restriction(s: Situation, event: ContactRestrictionRaised) -> Iterator[Demand]:
    """The prison weighs it and decides (EV-24); outside there is no contact for a prison to restrict."""
    if s.case.stage is Stage.CUSTODY:
        yield Open(CONTACT_RESTRICTION, event.person, since=s.identified)
    else:
        yield Note("the person is not in prison: there is nothing for a prison to restrict")


# 16.3 Everybody who sees relationships is curious about them --------------------------------------------------------

CURIOUS = Standing(
    "curious_about_relationships",
    "Be curious about relationships, and share what is seen with whoever manages the sentence",
    ("PF-16.3a",),
    "keyworkers, wing, visits, activities and interventions staff",
)

# 16.4 A new relationship is disclosed, found or suspected --------------------------------------------------------


def _gathered(case: Case, duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, NewPartner)
    yield from forum_undecided(case, WITH_DETAILS, duty.subject)
    partner = case.partners.get(duty.subject or "")
    if partner is None:
        return
    if partner.told_to_keyworker and form.session_note is None:
        yield Missing("session_note", "PF-16.4a", "a keyworker was told: refer to the session's entry")
    if case.in_community and (form.children or partner.children) and form.child_at_risk is None:
        yield Missing("child_at_risk", "PF-18.12a", "there are children: say whether they are exposed to harm")
    if _owed_to_the_daso(case, partner.ref) and form.daso_referral is None:
        yield Missing("daso_referral", "PF-17.8b", "on BBR a new partner is referred to the DASO")


def _owed_to_the_daso(case: Case, partner: str) -> bool:
    """Whether this partner has still to go to the DASO, and no duty of its own says so."""
    on_programme = case.on_bbr and case.in_community
    return on_programme and not (is_with_daso(case, partner) or case.open_duty(DASO_REFERRAL.kind, partner))


NEW_PARTNER = DutyRule(
    kind="new_partner",
    title="Gather the new partner's details and put measures in place for them",
    clauses=("PF-16.4c", "PF-16.4d", "PF-16.4f", "PF-9.2d"),
    form=NewPartner,
    budget=defaults.NEW_PARTNER,
    check=_gathered,
)
"""Details are recorded on the case management system; here only the reference (PF-16.4c, AM-50).

It carries what is asked about the partner's children, of the DASO, and of the forum for a lifer who killed a partner,
so that a relationship opens no more than six.
"""


def new_relationship(s: Situation, event: NewRelationship) -> Iterator[Demand]:
    """The same work in custody as in the community, except the home visit (PF-16.4c to h, PF-9.2d)."""
    if event.details_known:
        yield Settle(FIND_PARTNER.kind, event.partner, "the partner's details are known")
    if _nothing_new(s.before.partners.get(event.partner), event):
        yield Note("this relationship is known, and the report says nothing new of it: recorded")
        return
    if event.role is Role.KEYWORKER:
        yield Tell(None, NoticeClass.IMMEDIATE, "a keyworker reports a new relationship (PF-16.4a, PF-16.4b)")
    yield Open(NEW_PARTNER, event.partner, since=s.identified, budget=_time_to_gather(s, event))
    yield from ask_both(s, event.partner, any_force=event.elsewhere or not event.details_known)  # PF-16.4g
    yield from disclosure_decision(s, event.partner)  # PF-16.4h
    yield from review(s)  # PF-16.4e
    if event.children and s.case.in_prison:
        yield from children_response(s, event.partner, event.children if len(event.children) == 1 else ())  # PF-7.5e
    yield from concern_visit(s)  # PF-10.8c
    yield from lifer_forum(s, event.partner, NEW_PARTNER, event.partner)  # PF-15.17
    yield from named_in_open_referral(s, event.partner)  # PF-17.8b


def _time_to_gather(s: Situation, event: NewRelationship) -> Budget | None:
    """Children outside are judged with the partner's details, and wait no longer than any children (PF-18.12a)."""
    if event.children and s.case.in_community:
        return defaults.CHILDREN_DECISION
    return defaults.POSSIBLE_RELATIONSHIP if event.certainty == "suspected" else None


def _nothing_new(known: Partner | None, event: NewRelationship) -> bool:
    """Whether the relationship was known before, and this report neither firms it up nor adds a child or a place."""
    if known is None or known.until is not None:
        return False
    firmer = known.certainty == "suspected" and event.certainty != "suspected"
    moved = event.elsewhere and not known.elsewhere
    return not (firmer or moved or set(event.children) - set(known.children))


# 16.5, 16.6, 16.15 Whether to disclose --------------------------------------------------------

DISCLOSURE_DECISION = DutyRule(
    kind="disclosure_decision",
    title="Decide, with police, whether to disclose past abuse to the partner",
    clauses=(
        "PF-9.2d",
        "PF-16.4h",
        "PF-16.5a",
        "PF-16.6a",
        "PF-16.6a2",
        "PF-16.6b",
        "PF-16.6c",
        "PF-16.15a",
        "PF-16.15b",
    ),
    form=None,
    decided_by=DecisionKind.DISCLOSURE,
    budget=defaults.DISCLOSURE_DECISION,
    waivable=False,
)
"""Silence is not a decision (GU-25): this closes only with DE-18, one for each partner (AM-56)."""


def disclosure_decision(s: Situation, partner: str, grave: bool = False) -> Iterator[Demand]:
    """A history of abuse and a new relationship, or a risk to a current or former partner (PF-16.5a, AM-28)."""
    yield Open(DISCLOSURE_DECISION, partner, since=s.identified, grave=grave)


# 16.8, 16.9 An informal conversation --------------------------------------------------------


def _what_comes_next(_case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, InformalConversation)
    if form.outcome != "aware" and form.next_route is None:
        yield Missing("next_route", "PF-16.9b", "the partner's knowledge is limited: choose the next route")
    if form.outcome == "not_aware" and form.next_route == "none":
        yield Missing("next_route", "PF-16.9b", "the partner does not know: refer to the scheme, MARAC or MAPPA")
    if not form.disclosed and not form.signposting_offered:
        yield Missing("signposting_offered", "AM-54", "nothing was disclosed: offer signposting all the same")


INFORMAL_CONVERSATION = DutyRule(
    kind="informal_conversation",
    title="Talk to the partner: what they know, residence, children, safety",
    clauses=("PF-16.9a",),
    form=InformalConversation,
    budget=defaults.INFORMAL_CONVERSATION,
    check=_what_comes_next,
)
"""A first step; where the partner knows little it ends in the scheme, MARAC or MAPPA (AM-59)."""


def partner_in_contact(s: Situation, event: PartnerInContact) -> Iterator[Demand]:
    """The partner attends or makes contact, or the person says they know or consents (EV-42)."""
    yield Open(INFORMAL_CONVERSATION, event.partner, since=s.identified)


# 16.7, 16.10 How to disclose --------------------------------------------------------

MAKE_DISCLOSURE = DutyRule(
    kind="make_disclosure",
    title="Refer to the domestic violence disclosure scheme",
    clauses=("PF-16.10a",),
    form=Referral,
    budget=defaults.MAKE_DISCLOSURE,
    waivable=False,
)
"""The scheme is the default once disclosure is decided (AM-59); another method is a decision (DE-19)."""

KNOW_THE_SCHEME = Standing(
    "know_the_disclosure_scheme",
    "Know how to make a disclosure under the scheme; its co-ordinators advise on method and timing",
    ("PF-16.10b",),
    "all staff",
)

# 16.11, 16.12 What the panel decided --------------------------------------------------------

PANEL_DECISION = DutyRule(
    kind="dvds_panel_decision",
    title="Get the disclosure scheme panel's decision, and record it with its reasons",
    clauses=("PF-16.11a", "PF-16.11b"),
    form=PanelDecision,
    budget=defaults.DVDS_PANEL,
)

PANEL_REFUSAL = DutyRule(
    kind="dvds_panel_refusal",
    title="The panel decided against: discuss it with the manager, consider MARAC or MAPPA",
    clauses=("AM-30",),
    form=PanelRefusal,
    budget=defaults.AFTER_DISCLOSURE,
)
"""Only where we decided that disclosure is needed (AM-30)."""


def dvds_outcome(s: Situation, event: DvdsOutcome) -> Iterator[Demand]:
    """The panel's decision, recorded with its reasons (PF-16.11a, b); a yes calls for a review (PF-16.12e)."""
    if event.outcome == "pending":
        yield Note("the panel has still to decide: its decision is awaited")
        return
    yield Settle(MAKE_DISCLOSURE.kind, event.partner, "the panel decided")
    if event.rationale is None:
        yield Open(PANEL_DECISION, event.partner, budget=defaults.AFTER_DISCLOSURE, clause="PF-16.11b")
    else:
        yield Settle(PANEL_DECISION.kind, event.partner, f"the panel decided: {event.outcome.replace('_', ' ')}")
    if event.outcome == "disclose":
        yield from review(s)
        yield Open(AFTER_DISCLOSURE, event.partner, since=s.identified, clause="PF-16.12a")
        return
    yield Tell(s.manager, NoticeClass.IMMEDIATE, "the DVDS panel decided against disclosure: discuss it (AM-30)")


# 16.13 Immediate disclosure --------------------------------------------------------


def _intelligence_report(case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, ImmediateDisclosure)
    if case.stage is Stage.CUSTODY and form.intelligence_report is None:
        yield Missing("intelligence_report", "PF-16.13b", "a mercury intelligence report is filed in custody")


IMMEDIATE_DISCLOSURE = DutyRule(
    kind="immediate_disclosure",
    title="Imminent risk: protect now, tell the manager, see that disclosure is made",
    clauses=("PF-16.13a", "PF-16.13b", "PF-16.13c", "PF-16.13d", "PF-16.13e", "PF-16.13f", "PF-15.13a", "PF-7.2a"),
    form=ImmediateDisclosure,
    budget=defaults.IMMEDIATELY,
    grave=True,
    waivable=False,
    check=_intelligence_report,
)
"""It waits for nobody's answer (AM-53), for no meeting (GU-20) and for no assessment (GU-21)."""


def imminent_risk(s: Situation, event: ImminentRisk) -> Iterator[Demand]:
    """Protect now: the person responsible and their manager are told at once, in or out of hours (PF-16.13a)."""
    yield Open(IMMEDIATE_DISCLOSURE, event.person, since=s.identified, grave=True)
    yield Tell(None, NoticeClass.IMMEDIATE, "imminent risk reported: act now (PF-16.13)")
    yield Tell(s.manager, NoticeClass.ESCALATION, "imminent risk reported (PF-16.13a, PF-16.13c)")
    if s.case.stage is not Stage.CUSTODY:
        return
    if event.governor_relevant:
        yield Tell(Role.GOVERNOR, NoticeClass.IMMEDIATE, "imminent risk reported in custody (PF-16.13a)")
    yield Note("file a mercury intelligence report (PF-16.13b)")


# 16.14 After any disclosure --------------------------------------------------------


def _contingency(_case: Case, duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, AfterDisclosure)
    if any(c.clause == "PF-16.12a" for c in duty.clocks) and form.contingency is None:
        yield Missing("contingency", "PF-16.12e", "the panel disclosed: say whether contingency plans are activated")


AFTER_DISCLOSURE = DutyRule(
    kind="after_disclosure",
    title="After the disclosure: signpost, advise, tell the police, record what and why",
    clauses=(
        "PF-16.14a", "PF-16.14c", "PF-16.14d", "PF-16.14e", "PF-16.14f",
        "PF-16.12a", "PF-16.12b", "PF-16.12c", "PF-16.12d", "PF-16.12e", "PF-16.12f",
    ),
    form=AfterDisclosure,
    budget=defaults.AFTER_DISCLOSURE,
    waivable=False,
    check=_contingency,
)  # fmt: skip


def disclosure_made(s: Situation, event: DisclosureMade) -> Iterator[Demand]:
    """Whoever disclosed, and by whatever route, the partner is followed up (PF-16.14, AM-54)."""
    yield Settle(MAKE_DISCLOSURE.kind, event.partner, "disclosed")
    yield Open(AFTER_DISCLOSURE, event.partner, clause="PF-16.14e")
    if not is_with_daso(s.case, event.partner) and not s.case.open_duty(NEW_PARTNER.kind, event.partner):
        yield from new_partner_to_daso(s, event.partner)  # PF-16.14b
    if not event.police_involved:
        yield Note("tell the police and record what they do (PF-16.14f)")


# 16.16, 16.17 Details of a partner are refused --------------------------------------------------------


def _safeguarded(_case: Case, _duty: Duty, form: Form) -> Iterable[Missing]:
    assert isinstance(form, PartnerFound)
    if form.identified and form.safeguarding is None:
        yield Missing("safeguarding", "PF-16.16d", "the partner is found: see that safeguarding is in place")


FIND_PARTNER = DutyRule(
    kind="find_partner",
    title="Take all reasonable steps to find out who the partner is, and any children",
    clauses=("PF-16.16c", "PF-16.16d", "PF-16.16e", "PF-16.17a"),
    form=PartnerFound,
    budget=defaults.NEW_PARTNER,
    waivable=False,
    check=_safeguarded,
)
"""Once they are found, or the steps are exhausted, disclosure is decided (PF-16.16d, GU-25)."""


def details_refused(s: Situation, event: PartnerDetailsRefused) -> Iterator[Demand]:
    """Enforcement is discussed, the partner is looked for, and disclosure is decided once found (AM-62).

    Recall is an option on licence only; on an order or post-sentence supervision 16.17 leaves it out (GU-36).
    """
    on_condition = s.case.stage is Stage.LICENCE and s.case.relationship_condition  # AM-33
    yield from enforcement_decision(s, clause="PF-16.16b" if on_condition else "PF-16.17a")
    yield Open(FIND_PARTNER, event.partner, since=s.identified, clause="PF-16.16c")
    yield Ask(Agency.POLICE, event.partner, since=s.identified, any_force=True)
    yield from review(s)


STANDING = (CURIOUS, KNOW_THE_SCHEME)

RULES = (
    CONTACT_RESTRICTION,
    NEW_PARTNER,
    DISCLOSURE_DECISION,
    INFORMAL_CONVERSATION,
    MAKE_DISCLOSURE,
    PANEL_DECISION,
    PANEL_REFUSAL,
    IMMEDIATE_DISCLOSURE,
    AFTER_DISCLOSURE,
    FIND_PARTNER,
)
