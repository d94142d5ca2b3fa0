"""MAPPA, MARAC and the lifer forum: section 15. No minutes, no content: a decision and who made it (GU-07)."""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.decisions import DecisionKind, DecisionMade
from models.duties import Budget
from models.multi_agency import MappaCategory
from policy import defaults
from policy.demands import Announce, Demand, Open
from policy.rules import DecisionRule, DutyRule, Missing
from policy.situation import Situation

MAPPA_DECISION = DutyRule(
    kind="mappa_decision",
    title="Decide on MAPPA: level 2 or 3, category 3 included, or not",
    clauses=("PF-15.9a", "PF-15.3b", "PF-11.5b2"),
    form=None,
    decided_by=DecisionKind.MAPPA,
    budget=defaults.MULTI_AGENCY_DECISION,
)
"""Considered above all after coercive control, stalking, or the breach of a civil order (INS-D13)."""

MARAC_DECISION = DutyRule(
    kind="marac_decision",
    title="Decide on a MARAC referral",
    clauses=("PF-15.14a", "PF-15.14b", "PF-11.5b2"),
    form=None,
    decided_by=DecisionKind.MARAC,
    budget=defaults.MULTI_AGENCY_DECISION,
)
"""High risk to an identifiable person. Action never waits for the meeting (PF-15.13a, GU-20)."""

LIFER_FORUM = DutyRule(
    kind="lifer_forum_decision",
    title="Gather a multi-agency view and decide on MAPPA level 2 or 3, or MARAC, with the manager",
    clauses=("PF-15.17a", "PF-15.17b", "PF-15.17c"),
    form=None,
    decided_by=DecisionKind.LIFER_FORUM,
    budget=defaults.MULTI_AGENCY_DECISION,
    waivable=False,
)


def mappa_decision(s: Situation, budget: Budget | None = None) -> Iterator[Demand]:
    """A MAPPA decision is due."""
    yield Open(MAPPA_DECISION, since=s.identified, budget=budget, grave=budget is not None)


def marac_decision(s: Situation, about: str | None = None, budget: Budget | None = None) -> Iterator[Demand]:
    """A MARAC decision is due, about someone identifiable (PF-15.14b)."""
    yield Open(MARAC_DECISION, about, since=s.identified, budget=budget, grave=budget is not None)


WITH_DETAILS, WITH_CHECKS = "to decide with the partner's details", "to decide with the start checks"
"""Where the forum is part of work that the practitioner has in hand, instead of a duty of its own."""


def lifer_forum(s: Situation, partner: str, part_of: DutyRule, about: str | None = None) -> Iterator[Demand]:
    """A lifer who killed a partner is in a relationship (EV-22): part of ``part_of``, not done before it (PF-15.17)."""
    if not (s.case.is_indeterminate and s.case.profile.killed_partner):
        return
    if s.case.open_duty(LIFER_FORUM.kind, partner):
        yield Open(LIFER_FORUM, partner, since=s.identified, clause="PF-15.17a", grave=True)
        return
    yield Open(
        part_of,
        about,
        since=s.identified,
        budget=LIFER_FORUM.budget,
        clause="PF-15.17a",
        started_by="a lifer who killed a partner is in a relationship",
        grave=True,
        note=f"gather a multi-agency view on {partner}; decide with the manager on MAPPA 2 or 3, or MARAC (DE-25)",
    )
    yield Announce("set", f"lifer_forum_{part_of.kind}", partner)


def forum_undecided(case: Case, state: str, partner: str | None = None) -> Iterator[Missing]:
    """The forum that is part of this work, where nobody has decided on it yet; about one partner, or about any."""
    for key, stands in case.processes.items():
        name, _, subject = key.partition("/")
        if name == "lifer_forum" and stands == state and partner in {None, subject}:
            words = f"a lifer who killed a partner: first record the decision lifer_forum about {subject} (DE-25)"
            yield Missing("lifer_forum", "PF-15.17b", words)


def _says_about_whom(case: Case, made: DecisionMade) -> Iterable[Missing]:
    alone = any(d.kind == LIFER_FORUM.kind for d in case.open_duties)
    if made.subject is None and not alone and _undecided(case):
        yield Missing("subject", "PF-15.17c", "say which partner it is about")


def _undecided(case: Case) -> bool:
    return any(True for state in (WITH_DETAILS, WITH_CHECKS) for _ in forum_undecided(case, state))


def _category_3_needs_a_panel(case: Case, made: DecisionMade) -> Iterable[Missing]:
    if made.option == "level_1" and case.mappa.category is MappaCategory.OTHER_DANGEROUS:
        yield Missing("option", "PF-15.9a", "category 3 is managed at level 2 or 3 only (TY-11)")


DECISIONS = (
    DecisionRule(
        DecisionKind.MAPPA,
        "DE-27",
        "MAPPA: the level, category 3 included, or not",
        ("level_1", "level_2", "level_3", "category_3", "not_referred"),
        "PF-15.9a",
        about_the_person=True,
        check=_category_3_needs_a_panel,
    ),
    DecisionRule(DecisionKind.MARAC, "DE-26", "MARAC referral", ("refer", "re_refer", "not_referred"), "PF-15.14b"),
    DecisionRule(
        DecisionKind.LIFER_FORUM,
        "DE-25",
        "Forum for a lifer who killed a partner",
        ("mappa_2_3", "marac", "neither"),
        "PF-15.17c",
        rationale_for=("mappa_2_3", "marac", "neither"),
        manager_for=("mappa_2_3", "marac", "neither"),
        clauses=("PF-15.17a", "PF-15.17b"),
        check=_says_about_whom,
    ),
)

RULES = (MAPPA_DECISION, MARAC_DECISION, LIFER_FORUM)
