"""Victim safety and disclosure: section 16, in its own order. Read it beside the framework.

Nothing here tells a partner anything. It makes sure a person decides, says why, and follows the decision through.
"""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.decisions import DecisionKind, DecisionMade
from models.duties import Duty
from models.enquiries import Agency
from models.events.life import (
    DisclosureMade,
    DvdsOutcome,
    ImminentRisk,
    NewRelationship,
    PartnerDetailsRefused,
)
from models.forms.disclosure import AfterDisclosure, ImmediateDisclosure, NewPartner, PartnerFound
from models.forms.form import Form, Referral
from models.outcome import NoticeClass
from models.risk import Partner
from models.roles import Role
from models.sentence import Stage
from policy import defaults
from policy.demands import Ask, Demand, Note, Open, Settle, Tell
from policy.process import ANYWHERE, Happening, Move, Process, cancelled, decided, done, opened, told
from policy.responses.children import children_response
from policy.responses.enforcement import enforcement_decision
from policy.responses.enquiries import ask_both
from policy.responses.home_visit import concern_visit
from policy.responses.multi_agency import lifer_forum
from policy.responses.programmes import is_with_daso, new_partner_to_daso
from policy.responses.review import review
from policy.rules import DecisionRule, DutyRule, Missing
from policy.situation import Situation

# 16.4 A new relationship is disclosed, found or suspected --------------------------------------------------------

NEW_PARTNER = DutyRule(
    kind="new_partner",
    title="Gather the new partner's details and put measures in place for them",
    clauses=("PF-16.4c", "PF-16.4d", "PF-16.4f", "PF-9.2d"),
    form=NewPartner,
    budget=defaults.NEW_PARTNER,
)
"""Details are recorded on the case management system; here only the reference (PF-16.4c, AM-50)."""


def new_relationship(s: Situation, event: NewRelationship) -> Iterator[Demand]:
    """The same work in custody as in the community, except the home visit (PF-16.4c to h, PF-9.2d)."""
    if event.details_known:
        yield Settle(FIND_PARTNER.kind, event.partner, "the partner's details are known")
    if _nothing_new(s.before.partners.get(event.partner), event):
        yield Note("this relationship is known, and the report says nothing new of it: recorded")
        return
    if event.role is Role.KEYWORKER:
        yield Tell(None, NoticeClass.IMMEDIATE, "a keyworker reports a new relationship (PF-16.4a, PF-16.4b)")
    suspected = event.certainty == "suspected"
    yield Open(
        NEW_PARTNER,
        event.partner,
        since=s.identified,
        budget=defaults.POSSIBLE_RELATIONSHIP if suspected else None,
    )
    yield from ask_both(s, event.partner, any_force=event.elsewhere or not event.details_known)  # PF-16.4g
    yield from disclosure_decision(s, event.partner)  # PF-16.4h
    yield from review(s)  # PF-16.4e
    if event.children:
        yield from children_response(s, event.partner, event.children)  # PF-18.12a, PF-7.5e
    yield from concern_visit(s)  # PF-10.8c
    yield from new_partner_to_daso(s, event.partner)  # PF-17.8b
    yield from lifer_forum(s, event.partner)  # PF-15.17


def _nothing_new(known: Partner | None, event: NewRelationship) -> bool:
    """Whether the relationship was known before, and this report neither firms it up nor adds a child or a place."""
    if known is None or known.until is not None:
        return False
    firmer = known.certainty == "suspected" and event.certainty != "suspected"
    moved = event.elsewhere and not known.elsewhere
    return not (firmer or moved or set(event.children) - set(known.children))


# 16.5, 16.6 Whether to disclose --------------------------------------------------------

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


# 16.7, 16.10 How to disclose --------------------------------------------------------

MAKE_DISCLOSURE = DutyRule(
    kind="make_disclosure",
    title="Refer to the domestic violence disclosure scheme, or disclose by the route chosen",
    clauses=("PF-16.7a", "PF-16.9a", "PF-16.10a"),
    form=Referral,
    budget=defaults.MAKE_DISCLOSURE,
    waivable=False,
)
"""The scheme is the default once disclosure is decided (AM-59)."""


# 16.11, 16.12 What the panel decided --------------------------------------------------------


def dvds_outcome(s: Situation, event: DvdsOutcome) -> Iterator[Demand]:
    """The panel's decision is recorded by this event (PF-16.11a, b); a yes calls for a review (PF-16.12e)."""
    yield Settle(MAKE_DISCLOSURE.kind, event.partner, "the panel decided")
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
    if s.case.stage is Stage.CUSTODY:
        yield Note("file a mercury intelligence report (PF-16.13b)")


# 16.14 After any disclosure --------------------------------------------------------

AFTER_DISCLOSURE = DutyRule(
    kind="after_disclosure",
    title="After the disclosure: signpost, advise, tell the police, record what and why",
    clauses=(
        "PF-16.14a", "PF-16.14c", "PF-16.14d", "PF-16.14e", "PF-16.14f",
        "PF-16.12a", "PF-16.12b", "PF-16.12c", "PF-16.12d", "PF-16.12f",
    ),
    form=AfterDisclosure,
    budget=defaults.AFTER_DISCLOSURE,
    waivable=False,
)  # fmt: skip


def disclosure_made(s: Situation, event: DisclosureMade) -> Iterator[Demand]:
    """Whoever disclosed, and by whatever route, the partner is followed up (PF-16.14, AM-54)."""
    yield Settle(MAKE_DISCLOSURE.kind, event.partner, "disclosed")
    yield Open(AFTER_DISCLOSURE, event.partner, clause="PF-16.14e")
    if not is_with_daso(s, event.partner):
        yield from new_partner_to_daso(s, event.partner)  # PF-16.14b
    if not event.police_involved:
        yield Note("tell the police and record what they do (PF-16.14f)")


# 16.16, 16.17 Details of a partner are refused --------------------------------------------------------

FIND_PARTNER = DutyRule(
    kind="find_partner",
    title="Take all reasonable steps to find out who the partner is, and any children",
    clauses=("PF-16.16c", "PF-16.16d", "PF-16.16e", "PF-16.17a"),
    form=PartnerFound,
    budget=defaults.NEW_PARTNER,
    waivable=False,
)


def details_refused(s: Situation, event: PartnerDetailsRefused) -> Iterator[Demand]:
    """Enforcement is discussed, the partner is looked for, and disclosure is decided once found (AM-62).

    Recall is an option on licence only; on an order or post-sentence supervision 16.17 leaves it out (GU-36).
    """
    on_condition = s.case.stage is Stage.LICENCE and s.case.relationship_condition  # AM-33
    yield from enforcement_decision(s, clause="PF-16.16b" if on_condition else "PF-16.17a")
    yield Open(FIND_PARTNER, event.partner, since=s.identified, clause="PF-16.16c")
    yield Ask(Agency.POLICE, event.partner, since=s.identified, any_force=True)
    yield from disclosure_decision(s, event.partner)  # PF-16.16d
    yield from review(s)


# The decisions, and the process from first word to follow-up --------------------------------------------------------


def _weighed(_case: Case, made: DecisionMade) -> Iterable[Missing]:
    if made.option == "disclose" and made.privacy_outweighed is not True:
        yield Missing("privacy_outweighed", "PF-16.6a", "the need to inform and protect must outweigh privacy (GU-27)")


DECISIONS = (
    DecisionRule(
        DecisionKind.DISCLOSURE,
        "DE-18",
        "Whether to disclose",
        ("disclose", "do_not_disclose"),
        "PF-16.6c",
        rationale_for=("disclose", "do_not_disclose"),
        rationale_guard="GU-26",
        manager_for=("do_not_disclose",),
        manager_guard="GU-24",
        manager_clause="PF-16.15a",
        check=_weighed,
    ),
    DecisionRule(
        DecisionKind.DISCLOSURE_METHOD, "DE-19", "How to disclose", ("informal", "dvds", "immediate"), "PF-16.7a"
    ),
)


def _disclose(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(MAKE_DISCLOSURE, h.subject, clause="PF-16.10a", started_by="decided to disclose")


def _follow_up(_case: Case, h: Happening) -> Iterator[Demand]:
    yield Open(AFTER_DISCLOSURE, h.subject, since=h.day, clause="PF-16.14e", started_by="disclosed")


def _was_disclosed(_case: Case, h: Happening) -> bool:
    return isinstance(h.form, ImmediateDisclosure) and h.form.disclosed


def _against(_case: Case, h: Happening) -> bool:
    return isinstance(h.event, DvdsOutcome) and h.event.outcome == "not_disclose"


DISCLOSING = Process(
    name="disclosure",
    title="Disclosure",
    clauses=("PF-16.5a", "PF-16.6a", "PF-16.7a", "PF-16.14e", "PF-16.15b"),
    moves=(
        Move(ANYWHERE, opened(DISCLOSURE_DECISION), "to decide"),
        Move(ANYWHERE, decided(DecisionKind.DISCLOSURE, "disclose"), "to disclose", then=_disclose),
        Move(ANYWHERE, decided(DecisionKind.DISCLOSURE, "do_not_disclose"), "not disclosed"),
        Move(
            ANYWHERE,
            done(IMMEDIATE_DISCLOSURE),
            "to follow up",
            "disclosed at once",
            _was_disclosed,
            then=_follow_up,
        ),
        Move(ANYWHERE, opened(AFTER_DISCLOSURE), "to follow up"),
        Move("to follow up", done(AFTER_DISCLOSURE), "followed up"),
        Move("to disclose", told("dvds_outcome", "partner"), "not disclosed", "the panel decided against", _against),
        Move("to decide", cancelled(DISCLOSURE_DECISION), "overtaken"),
        Move("to disclose", cancelled(MAKE_DISCLOSURE), "overtaken"),
        Move("to follow up", cancelled(AFTER_DISCLOSURE), "overtaken"),
    ),
    ends=("not disclosed", "followed up", "overtaken"),
    about="partner",
    owes={
        "to decide": (DISCLOSURE_DECISION.kind,),
        "to disclose": (MAKE_DISCLOSURE.kind,),
        "to follow up": (AFTER_DISCLOSURE.kind,),
    },
)
"""One for each partner, none closing another (AM-56)."""

PROCESSES = (DISCLOSING,)

RULES = (
    NEW_PARTNER,
    DISCLOSURE_DECISION,
    MAKE_DISCLOSURE,
    IMMEDIATE_DISCLOSURE,
    AFTER_DISCLOSURE,
    FIND_PARTNER,
)
