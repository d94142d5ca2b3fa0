"""Cases under one policy version or another, for the tests of versions."""

from typing import Any

from models.outcome import Outcome
from tests.policy.driving import Driven

FRAMEWORK, DISCLOSURE = "2022-09-26", "2023-07"

WHY: dict[str, Any] = {"rationale": "a risk to her", "privacy_outweighed": True}
"""What every decision to disclose says, under any version."""


def order(policy: str = FRAMEWORK, at: str = "2026-03-02") -> Driven:
    """A community order under a version, its practitioner known."""
    case = Driven(policy=policy)
    case.open("sentence_passed", at, kind="community_order")
    case.report("practitioner_allocated", f"{at} 11:00", practitioner="com-1", holder="community_practitioner")
    return case


def go_over(case: Driven, version: str, at: str) -> Outcome:
    """The case is told to go over to a version."""
    change = {"change_id": f"change-{len(case.outcomes)}", "version": version, "ordered_by": "head-1"}
    return case.send({"kind": "policy_changed", "change": change}, at)
