"""MAPPA, MARAC and the lifer forum: section 15. No minutes, no content: a decision and who made it (GU-07)."""

from collections.abc import Iterator

from models.case import Case
from models.decisions import DecisionKind
from models.duties import Budget
from policy import defaults
from policy.demands import Demand, Open
from policy.process import ANYWHERE, Happening, Move, Process, cancelled, decided, opened, waived
from policy.rules import DecisionRule, DutyRule
from policy.situation import Situation
from policy.stages.mappa_notice import tell_the_prison
from policy.stages.pre_release import planning_is_open

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
    clauses=("PF-15.14a", "PF-15.14b", "PF-15.13b", "PF-11.5b2"),
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


def lifer_forum(s: Situation, partner: str) -> Iterator[Demand]:
    """A lifer who killed a partner forms a relationship (EV-22, PF-15.17)."""
    if s.case.is_indeterminate and s.case.profile.killed_partner:
        yield Open(LIFER_FORUM, partner, since=s.identified, clause="PF-15.17a", grave=True)


DECISIONS = (
    DecisionRule(
        DecisionKind.MAPPA,
        "DE-27",
        "MAPPA: the level, category 3 included, or not",
        ("level_1", "level_2", "level_3", "category_3", "not_referred"),
        "PF-15.9a",
        about_the_person=True,
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
    ),
)


def _level_set(case: Case, h: Happening) -> None:
    """The level that was decided is the case's level from now on (EV-30)."""
    case.profile = case.profile.model_copy(update={"mappa_level": int((h.option or "")[-1])})


def _prison_to_be_told(case: Case, h: Happening) -> Iterator[Demand]:
    if planning_is_open(case):
        yield from tell_the_prison(case, h.day, "MAPPA level decided")


def _level(_case: Case, h: Happening) -> bool:
    return (h.option or "").startswith("level_")


MAPPA = Process(
    name="mappa",
    title="MAPPA",
    clauses=("PF-15.9a", "PF-15.3b", "PF-9.2e"),
    moves=(
        Move(ANYWHERE, opened(MAPPA_DECISION), "to decide"),
        Move(ANYWHERE, decided(DecisionKind.MAPPA), "level set", "a level", _level, _level_set, _prison_to_be_told),
        Move("to decide", decided(DecisionKind.MAPPA, "category_3"), "referred in category 3"),
        Move("to decide", decided(DecisionKind.MAPPA, "not_referred"), "not referred"),
        Move("to decide", waived(MAPPA_DECISION), "let go"),
        Move("to decide", cancelled(MAPPA_DECISION), "let go"),
    ),
    ends=("referred in category 3", "not referred", "let go"),
    owes={"to decide": (MAPPA_DECISION.kind,)},
)

PROCESSES = (MAPPA,)

RULES = (MAPPA_DECISION, MARAC_DECISION, LIFER_FORUM)
