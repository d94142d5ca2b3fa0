"""Cases with a programme, for the tests of section 12."""

from typing import Any

import pytest

from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, order_made, settled_order

MAN = {"gender": "man", "heterosexual_relationship": True, "sara_level": "medium"}


def state(case: Driven, process: str = "programme") -> str | None:
    return case.case.processes.get(process)


def on_bbr(at: str = "2026-03-16", **profile: Any) -> Driven:
    """BBR required by an order of 2 March, referred to on the 3rd, and begun."""
    case = settled_order(programme="bbr", profile={**MAN, **profile} if profile else None)
    case.report("programme_started", at, programme="bbr")
    return case


def unable(**profile: Any) -> Driven:
    """Found unable to do BBR on 16 March."""
    case = order_made(programme="bbr", profile=profile or None)
    case.report("programme_suitability", "2026-03-16", programme="bbr", suitable=False, reason="unable")
    return case


def lacks(case: Driven, kind: str, clause: str, at: str = "2026-03-20", **evidence: Any) -> bool:
    """Whether work with this evidence is refused for a clause."""
    with pytest.raises(Refused) as refused:
        case.done(kind, at, **evidence)
    return clause in clauses(refused.value)
