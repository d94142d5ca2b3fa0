"""What is decided under section 16, and what each decision must say."""

from collections.abc import Iterable

from models.case import Case
from models.decisions import DecisionKind, DecisionMade
from policy.rules import DecisionRule, Missing


def _weighed(_case: Case, made: DecisionMade) -> Iterable[Missing]:
    """Harm is weighed both ways (PF-16.6a, PF-16.6b); the manager advises whoever is unsure (AM-61)."""
    if made.harm_if_not_told is None:
        yield Missing("harm_if_not_told", "PF-16.6a", "weigh past patterns, and the risk of not telling")
    if made.harm_if_told is None:
        yield Missing("harm_if_told", "PF-16.6b", "weigh how likely and grave harm from telling is, to each of them")
    if made.unsure and made.manager_discussed_with is None:
        yield Missing("manager_discussed_with", "PF-16.6a2", "unsure: seek the line manager's advice first")
    if made.option == "disclose" and made.privacy_outweighed is not True:
        yield Missing("privacy_outweighed", "PF-16.6a", "the need to inform and protect must outweigh privacy (GU-27)")
    if made.option == "do_not_disclose" and made.rationale is None:
        yield Missing("rationale", "PF-16.15b", "record the reasons for not disclosing (GU-24)")


def _at_once_only_if_imminent(_case: Case, made: DecisionMade) -> Iterable[Missing]:
    if made.subject is None:
        yield Missing("subject", "PF-16.7a", "say to whom: each partner has a method of their own (AM-56)")
    if made.option == "immediate" and made.rationale is None:
        yield Missing("rationale", "AM-59", "immediate disclosure is for imminent risk: say what it is")


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
        clauses=("DE-21", "PF-16.15b"),
        check=_weighed,
    ),
    DecisionRule(
        DecisionKind.DISCLOSURE_METHOD,
        "DE-19",
        "How to disclose",
        ("informal", "dvds", "immediate"),
        "PF-16.7a",
        check=_at_once_only_if_imminent,
    ),
    DecisionRule(
        DecisionKind.CONTACT_RESTRICTION,
        "DE-34",
        "Whether the prison restricts contact with somebody",
        ("restrict", "do_not_restrict"),
        "PF-16.2a",
        rationale_for=("restrict", "do_not_restrict"),
    ),
)
"""Not to disclose (DE-21) is the second option of DE-18: with the manager and the reasons (GU-24)."""
