"""Cases on their way through a disclosure, for the tests of section 16."""

from tests.policy.driving import Driven, on_licence, settled_order

DISCLOSE = {"rationale": "he has assaulted two partners before", "privacy_outweighed": True, "subject": "partner-1"}
NOT = {"rationale": "she knows already", "manager_discussed_with": "spo-1", "subject": "partner-1"}


def where(case: Driven, process: str = "disclosure", about: str = "partner-1") -> str | None:
    """The state of a process about somebody."""
    return case.case.processes.get(f"{process}/{about}")


def told_of_her() -> Driven:
    """A new partner on Monday 16 March."""
    case = settled_order()
    case.report("new_relationship", "2026-03-16", partner="partner-1")
    return case


def to_disclose() -> Driven:
    """Disclosure was decided on the 17th."""
    case = told_of_her()
    case.decided("disclosure", "disclose", "2026-03-17", **DISCLOSE)
    return case


def at_the_panel() -> Driven:
    """Referred to the scheme on the 18th."""
    case = to_disclose()
    case.done("make_disclosure", "2026-03-18")
    return case


def on_pss() -> Driven:
    case = on_licence()
    case.report("supervision_ended", "2026-03-03", what="licence", followed_by_post_sentence_supervision=True)
    return case
