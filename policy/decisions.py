"""Recorded decisions: their options, when a rationale or the manager's discussion is compulsory, and what follows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.case import Case
from models.decisions import DecisionKind, DecisionMade
from models.sentence import Stage
from policy.demands import Demand, Note, Open
from policy.moments import planning_is_open
from policy.responses.disclosure import MAKE_DISCLOSURE
from policy.rules import Missing
from policy.stages.count_back import MAPPA_NOTICE
from policy.stages.pre_release import MAPPA_LEVEL_NOTICE


@dataclass(frozen=True)
class DecisionRule:
    """One kind of decision: its catalogue id, its options, and which options need what."""

    kind: DecisionKind
    id: str
    options: tuple[str, ...]
    clause: str
    rationale_for: tuple[str, ...] = ()
    manager_for: tuple[str, ...] = ()


DECISIONS = {
    rule.kind: rule
    for rule in (
        DecisionRule(
            DecisionKind.DISCLOSURE,
            "DE-18",
            ("disclose", "do_not_disclose"),
            "PF-16.6c",
            rationale_for=("disclose", "do_not_disclose"),
            manager_for=("do_not_disclose",),
        ),
        DecisionRule(DecisionKind.DISCLOSURE_METHOD, "DE-19", ("informal", "dvds", "immediate"), "PF-16.7a"),
        DecisionRule(
            DecisionKind.MAPPA, "DE-27", ("level_1", "level_2", "level_3", "category_3", "not_referred"), "PF-15.9a"
        ),
        DecisionRule(DecisionKind.MARAC, "DE-26", ("refer", "re_refer", "not_referred"), "PF-15.14b"),
        DecisionRule(
            DecisionKind.ENFORCEMENT,
            "DE-24",
            ("none_with_reason", "warning", "breach", "recall"),
            "PF-16.16b",
            rationale_for=("none_with_reason", "recall"),
        ),
        DecisionRule(DecisionKind.CHILDREN_AT_RISK, "DE-29", ("yes", "no"), "PF-18.12a", rationale_for=("no",)),
        DecisionRule(
            DecisionKind.LIFER_FORUM,
            "DE-25",
            ("mappa_2_3", "marac", "neither"),
            "PF-15.17c",
            rationale_for=("mappa_2_3", "marac", "neither"),
            manager_for=("mappa_2_3", "marac", "neither"),
        ),
        DecisionRule(
            DecisionKind.PRISON_CHILD_CONTACT,
            "DE-07",
            ("none", "letters", "calls", "supervised_visits", "full"),
            "PF-7.5e",
            rationale_for=("letters", "calls", "supervised_visits", "full"),
        ),
    )
}
"""Every kind of decision."""


ABOUT_THE_PERSON = frozenset({DecisionKind.MAPPA, DecisionKind.ENFORCEMENT})
"""Decisions on the person under sentence: whatever else they mention, they complete the one duty that waits."""


def what_is_missing(case: Case, made: DecisionMade) -> Iterable[Missing]:
    """What a decision lacks before it can be recorded, each with the clause that asks for it."""
    rule = DECISIONS[made.kind]
    if made.option not in rule.options:
        yield Missing("option", rule.clause, f"choose one of {', '.join(rule.options)}")
        return
    if made.option in rule.rationale_for and made.rationale is None:
        yield Missing(
            "rationale", rule.clause, "say why (GU-26)" if made.kind is DecisionKind.DISCLOSURE else "say why"
        )
    if made.option in rule.manager_for and made.manager_discussed_with is None:
        clause = "PF-16.15a" if made.kind is DecisionKind.DISCLOSURE else rule.clause
        yield Missing("manager_discussed_with", clause, "discuss it with the line manager first (GU-24)")
    if made.kind is DecisionKind.DISCLOSURE and made.option == "disclose" and made.privacy_outweighed is not True:
        yield Missing("privacy_outweighed", "PF-16.6a", "the need to inform and protect must outweigh privacy (GU-27)")
    if made.option == "recall" and case.stage is not Stage.LICENCE:
        yield Missing(
            "option", "PF-16.17a", "recall is for licence only, not an order or post-sentence supervision (GU-36)"
        )


def settle(case: Case, made: DecisionMade) -> None:
    """What a recorded decision says of the case from now on: the MAPPA level set (EV-30)."""
    if made.kind is DecisionKind.MAPPA and made.option.startswith("level_"):
        case.profile = case.profile.model_copy(update={"mappa_level": int(made.option[-1])})


def follow(case: Case, made: DecisionMade) -> Iterator[Demand]:
    """What a recorded decision leads to."""
    if made.kind is DecisionKind.MAPPA and case.profile.mappa_level and planning_is_open(case):
        yield Open(MAPPA_LEVEL_NOTICE, counts_to=MAPPA_NOTICE, clause="PF-9.2e", started_by="MAPPA level decided")
    if made.kind is DecisionKind.DISCLOSURE and made.option == "disclose":
        yield Open(MAKE_DISCLOSURE, made.subject, clause="PF-16.10a", started_by="decided to disclose")
    if made.kind is DecisionKind.ENFORCEMENT and made.option == "recall":
        yield Note("recall is asked for: report it as recalled when the licence is revoked")
